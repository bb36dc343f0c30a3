/** sRGB, each 0 to 255. */
export type Rgb = readonly number[];

/** WCAG 2.2: 1.05 / (luminance + 0.05) is white's contrast, so 4.5 on every ground up to the first, 3 up to the second. */
const WHITE_READS_UP_TO = 0.1833;
const WHITE_NEARLY_READS_UP_TO = 0.3;

const linear = (part = 0): number => ((part / 255 + 0.055) / 1.055) ** 2.4;

/** WCAG 2.2 relative luminance, 0 to 1; a hair too high for the darkest parts, which errs towards more contrast. */
export const luminance = ([r, g, b]: Rgb): number => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/**
 * The brand colour as a ground and the text on it, at least 4.5 apart: ink on light colours, white on dark ones, and a colour
 * in between is darkened until white reads on it (ink on a middling red or blue would do, and look like a mistake).
 */
export function legible(brand: Rgb): { fill: Rgb; text: string } {
  if (luminance(brand) > WHITE_NEARLY_READS_UP_TO) return { fill: brand, text: '#111' };
  let fill = brand;
  while (luminance(fill) > WHITE_READS_UP_TO) fill = fill.map((part) => Math.floor(part * 0.98));
  return { fill, text: '#fff' };
}

export const css = (colour: Rgb): string => `rgb(${colour.join()})`;

/** "#0F172A" or "#123"; teal for anything else. */
export function rgbOf(colour: string | null | undefined): Rgb {
  const parts = /^#([\da-f]{1,2})([\da-f]{1,2})([\da-f]{1,2})$/i.exec(colour ?? '')?.slice(1);
  return parts?.map((part) => parseInt(part.repeat(3 - part.length), 16)) ?? [15, 118, 110];
}
