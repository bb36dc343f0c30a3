/** Quiet pictures without a file: a sky in the offering's colour, a sun and hills. The same bytes for the same colour. */
import { crc32, deflateSync } from 'node:zlib';
import { between } from './chance.ts';

const WIDTH = 640;
const HEIGHT = 400;

type Colour = readonly [red: number, green: number, blue: number];

const parse = (hex: string): Colour => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;
const mix = (a: Colour, b: Colour, share: number): Colour =>
  a.map((value, i) => Math.max(0, Math.round(value + ((b[i] ?? 0) - value) * share))) as unknown as Colour;

const WHITE: Colour = [255, 255, 255];
const INK: Colour = [17, 24, 39];

interface Hill {
  readonly base: number;
  readonly height: number;
  readonly shift: number;
  readonly colour: Colour;
}

function sceneOf(hex: string) {
  const colour = parse(hex);
  const sun = { x: between(`${hex}/x`, [140, 500]), y: between(`${hex}/y`, [90, 170]), radius: between(`${hex}/r`, [44, 76]) };
  const hills: Hill[] = [0, 1, 2].map((i) => ({
    base: 235 + i * 52,
    height: between(`${hex}/h${i}`, [18, 44]),
    shift: between(`${hex}/s${i}`, [0, 600]),
    colour: mix(mix(colour, WHITE, 0.34 - i * 0.2), INK, Math.max(0, i - 1) * 0.22),
  }));
  return { top: mix(colour, WHITE, 0.62), bottom: mix(colour, WHITE, 0.9), sun: { ...sun, colour: mix(colour, WHITE, 0.96) }, hills };
}

type Scene = ReturnType<typeof sceneOf>;

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const range = (length: number) => Array.from({ length }, (_, i) => i);

/** The height of the hill's edge over each column. */
const ridgeOf = ({ base, height, shift }: Hill): number[] =>
  range(WIDTH).map((x) => base - height * Math.sin((x + shift) / 96) - height * 0.4 * Math.sin((x + shift) / 37));

/** Edges a pixel wide are mixed, all else is plain. */
function painterOf({ top, bottom, sun, hills }: Scene): (x: number, y: number) => Colour {
  const skies = range(HEIGHT).map((y) => mix(top, bottom, clamp(y / 300)));
  const ridges = hills.map((hill) => ({ colour: hill.colour, edge: ridgeOf(hill) }));
  const over = (under: Colour, colour: Colour, share: number) => (share <= 0 ? under : share >= 1 ? colour : mix(under, colour, share));
  return (x, y) => {
    let colour = over(skies[y] ?? top, sun.colour, sun.radius - Math.hypot(x - sun.x, y - sun.y) + 0.5);
    for (const ridge of ridges) colour = over(colour, ridge.colour, y - (ridge.edge[x] ?? HEIGHT) + 0.5);
    return colour;
  };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** PNG's filter "sub": each byte less the pixel before it, which makes plain areas nothing but zeros. */
function rowsOf(scene: Scene): Buffer {
  const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 3));
  const paint = painterOf(scene);
  for (let y = 0, at = 0; y < HEIGHT; y++) {
    rows[at++] = 1;
    let before: Colour = [0, 0, 0];
    for (let x = 0; x < WIDTH; x++) {
      const pixel = paint(x, y);
      for (let i = 0; i < 3; i++) rows[at++] = (pixel[i] ?? 0) - (before[i] ?? 0);
      before = pixel;
    }
  }
  return rows;
}

/** A PNG of 640 × 400, a few kB. */
export function pictureOf(hex: string): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  // 8 bits a channel, truecolour
  header.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(rowsOf(sceneOf(hex)), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}
