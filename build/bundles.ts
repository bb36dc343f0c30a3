import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** What every program of ours imports first, for `--import`. */
export const runtime = new URL('runtime/node.mjs', import.meta.url).href;

export type BundleName = 'renderer' | 'widget' | 'electron';

export type Bundle = {
  name: BundleName;
  /** Folders and files of the repository that the bundle is made of: a change in any of them makes it stale. */
  sources: string[];
  /** Where it is put, relative to the repository. */
  out: string;
};

const shared = ['core', 'build/bundler.ts', 'package-lock.json'];

export const bundles: Record<BundleName, Bundle> = {
  renderer: { name: 'renderer', sources: ['renderer', 'build/renderer.config.ts', ...shared], out: 'dist/renderer' },
  widget: { name: 'widget', sources: ['widget', 'build/widget.config.ts', ...shared], out: 'dist/widget' },
  electron: { name: 'electron', sources: ['electron', 'build/electron.config.ts', ...shared], out: 'dist/electron' },
};
