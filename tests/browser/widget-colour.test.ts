import fc from 'fast-check';
import { expect, test } from 'vitest';
import { legible, rgbOf } from '../../widget/wire/colour.ts';

/** WCAG 2.2's own words, with none of the widget's shortcuts. */
function contrast(one: readonly number[], other: readonly number[]): number {
  const luminance = (colour: readonly number[]) => {
    const [r = 0, g = 0, b = 0] = colour.map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('text on any brand colour stands out by 4.5 at least', () => {
  const part = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(part, part, part), (brand) => {
      const { fill, text } = legible(brand);
      expect(contrast(fill, rgbOf(text))).toBeGreaterThanOrEqual(4.5);
    }),
    { numRuns: 2000 },
  );
});

test('a colour on which white or ink reads well is left as it is', () => {
  for (const brand of ['#0F766E', '#0F172A', '#F97316', '#FFFFFF', '#9a3412']) expect(legible(rgbOf(brand)).fill).toEqual(rgbOf(brand));
});

test('short hex colours are read, and anything else is teal', () => {
  expect(rgbOf('#f60')).toEqual([255, 102, 0]);
  for (const unread of ['teal', '#12', '', null, 'url(x)']) expect(rgbOf(unread)).toEqual([15, 118, 110]);
});
