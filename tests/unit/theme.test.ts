import { describe, expect, test } from 'vitest';
import { schemes, statusShades } from '../../renderer/theme.ts';

const AA = 4.5;

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

describe.each(['light', 'dark'] as const)('the %s theme', (name) => {
  const scheme = schemes[name];
  const grounds = {
    ground: scheme.ground,
    rail: scheme.rail,
    surface: scheme.surface,
    raised: scheme.raised,
    hover: scheme.hover,
    chosen: scheme.chosen,
  };

  test.each(Object.entries(statusShades[name]))('the words of %s are readable on their tint and on every ground', (_, shade) => {
    for (const ground of [shade.tint, ...Object.values(grounds)]) expect(contrast(shade.text, ground)).toBeGreaterThanOrEqual(AA);
  });

  test.each(['text', 'textSecond', 'textThird', 'danger', 'accent'] as const)('%s is readable on every ground', (words) => {
    for (const ground of Object.values(grounds)) expect(contrast(scheme[words], ground)).toBeGreaterThanOrEqual(AA);
  });

  test('filled buttons are readable', () => {
    expect(contrast(scheme.onAccent, scheme.accent)).toBeGreaterThanOrEqual(AA);
    expect(contrast('#ffffff', scheme.dangerFill)).toBeGreaterThanOrEqual(AA);
  });

  test('every status has a colour of its own', () => {
    const bars = Object.values(statusShades[name]).map(({ bar }) => bar);
    expect(new Set(bars).size).toBe(bars.length);
  });
});

test('both themes know the same statuses', () => {
  expect(Object.keys(statusShades.dark)).toEqual(Object.keys(statusShades.light));
});
