/** The widget's built files, read once a change and served with a tag of their contents. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../dist/widget/', import.meta.url));

export const assetTypes = {
  'widget.js': 'text/javascript; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'app.css': 'text/css; charset=utf-8',
} as const;
export type AssetName = keyof typeof assetTypes;

export interface Asset {
  readonly bytes: Buffer;
  /** of the contents: what `?v=` carries */
  readonly hash: string;
}

const known = new Map<AssetName, Asset & { readonly changedAt: number }>();

/** undefined: the widget has not been built */
export async function loadAsset(name: AssetName): Promise<Asset | undefined> {
  try {
    const { mtimeMs } = await stat(folder + name);
    const before = known.get(name);
    if (before?.changedAt === mtimeMs) return before;
    const bytes = await readFile(folder + name);
    const asset = { bytes, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 16), changedAt: mtimeMs };
    known.set(name, asset);
    return asset;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function assetUrl(name: AssetName): Promise<string> {
  const asset = await loadAsset(name);
  return `/embed/v1/${name}${asset === undefined ? '' : `?v=${asset.hash}`}`;
}
