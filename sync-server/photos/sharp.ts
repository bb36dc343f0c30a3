/** libvips, loaded when the first photo comes: most servers start and idle without one. */
import type { Sharp, SharpInput, SharpOptions } from 'sharp';

/** What a camera makes today. More is a bomb: a few kB that unfold to gigabytes. */
export const MOST_PIXELS = 100_000_000;
/** after which a picture is given up */
export const SECONDS = 20;

type Open = (input: SharpInput, options?: SharpOptions) => Sharp;

let loading: Promise<Open> | undefined;

async function load(): Promise<Open> {
  const { default: sharp } = await import('sharp');
  // One picture at a time on one thread, and nothing kept of it: a booking must not wait for a photo.
  sharp.concurrency(1);
  sharp.cache(false);
  // Of all that libvips can read, the four kinds that we take.
  sharp.block({ operation: ['VipsForeignLoad'] });
  const ours = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'];
  sharp.unblock({ operation: ours });
  return sharp;
}

let last: Promise<unknown> = Promise.resolve();

/** Runs `work` when the picture before it is done: what several at once would need of memory is nobody's to choose. */
export function withSharp<T>(work: (open: Open) => Promise<T>): Promise<T> {
  const turn = last.then(async () => work(await (loading ??= load())));
  last = turn.catch(() => {});
  return turn;
}
