import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import packageJson from '../../package.json' with { type: 'json' };

/** Where Chromium stands, unpacked by the first who asks. The package would take any old `chromium` in TMPDIR: it gets a folder of its version. */
export async function chromePath(): Promise<string> {
  const folder = join(tmpdir(), `slotkeeper-chromium-${packageJson.devDependencies['@sparticuz/chromium']}`);
  mkdirSync(folder, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    return await packed.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** The package's own flags stay out: they make it a single process without web security. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await chromePath() });
}

let shared: Promise<Browser> | undefined;

/** The one of this process, for all its files, and gone with it: nobody closes it, each the contexts that they opened. */
export const sharedChromium = (): Promise<Browser> => (shared ??= launchChromium());
