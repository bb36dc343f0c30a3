/** The widget's built files, read once a change. What a page asks for is named by its contents, so that it never changes under its name. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../dist/widget/', import.meta.url));

const types: Readonly<Record<string, string>> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };

/** `app-Di9sjkka.js`, `use-action-B-Zuu0bu.js`: a part of the app, with a word of its contents in its name. */
const NAMED_BY_CONTENTS = /^[a-z]+(?:-[a-z]+)*-[\w-]{8}\.js$/;
export const isAsset = (name: string): boolean => name === 'widget.js' || name === 'app.css' || NAMED_BY_CONTENTS.test(name);

export interface Asset {
  readonly bytes: Buffer;
  readonly type: string;
  /** of the contents: what `?v=` carries */
  readonly hash: string;
  /** its name says its contents */
  readonly pinned: boolean;
}

const known = new Map<string, Asset & { readonly changedAt: number }>();

/** undefined: there is no such file, or the widget has not been built */
export async function loadAsset(name: string): Promise<Asset | undefined> {
  if (!isAsset(name)) return undefined;
  try {
    const { mtimeMs } = await stat(folder + name);
    const before = known.get(name);
    if (before?.changedAt === mtimeMs) return before;
    const bytes = await readFile(folder + name);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    const asset = { bytes, type, hash, pinned: NAMED_BY_CONTENTS.test(name), changedAt: mtimeMs };
    known.set(name, asset);
    return asset;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export async function styleUrl(): Promise<string> {
  const asset = await loadAsset('app.css');
  return `/embed/v1/app.css${asset === undefined ? '' : `?v=${asset.hash}`}`;
}

/** Where a part of the app is now: `app` is what every page begins with. */
export async function scriptUrl(part: 'app' | 'pages'): Promise<string> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const name = files.find((file) => file.startsWith(`${part}-`) && NAMED_BY_CONTENTS.test(file));
  return `/embed/v1/${name ?? `${part}.js`}`;
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
