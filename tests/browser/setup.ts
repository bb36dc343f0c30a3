import { buildStale } from '#build/bundle.ts';
import { chromePath } from './chromium.ts';

/** Once before all browser tests: two of them unpacking Chromium at once would fail with ETXTBSY. */
export default async function setup(): Promise<void> {
  await chromePath();
  await buildStale();
}
