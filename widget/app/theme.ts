import { css, legible, luminance, type Rgb, rgbOf } from '../wire/colour.ts';
import { config } from './config.ts';
import { direction, spoken } from './words.ts';

const root = document.documentElement;
const darkWished = matchMedia('(prefers-color-scheme: dark)');

let brand: string | null = config.color;

/** The brand as text, lines and rings on our own ground: moved towards the ink until it is 5 from the ground, so above 4.5 on its tints. */
function inkOf(colour: Rgb, dark: boolean): Rgb {
  const isClear = (of: Rgb) => (dark ? luminance(of) > 0.25 : luminance(of) < 0.155);
  let moved = colour;
  for (let step = 1; step <= 25 && !isClear(moved); step++)
    moved = colour.map((part) => Math.round(part + ((dark ? 255 : 0) - part) * (step / 25)));
  return moved;
}

function paint(): void {
  const dark = config.theme === 'dark' || (config.theme === 'auto' && darkWished.matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  const colour = rgbOf(brand);
  const ink = inkOf(colour, dark);
  // A dark brand on the dark ground, or a white one on the white, would be a button that nobody sees.
  const lost = dark ? luminance(colour) < 0.04 : luminance(colour) > 0.75;
  const { fill, text } = legible(lost ? ink : colour);
  root.style.setProperty('--accent', css(fill));
  root.style.setProperty('--on-accent', text);
  root.style.setProperty('--accent-ink', css(ink));
}

export function startTheme(): void {
  root.lang = spoken;
  root.dir = direction;
  darkWished.addEventListener('change', paint);
  paint();
}

/** The tenant's own colour, where the page asked for none. */
export function brandWith(color: string | null): void {
  if (config.color || !color || color === brand) return;
  brand = color;
  paint();
}
