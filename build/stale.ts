import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, root } from './bundles.ts';

const stampFile = '.sources';

/**
 * One word for the sources as they are: paths, sizes and times of change. Contents are not read, so that a second start
 * waits a few milliseconds and not for a hash of everything; a fresh checkout builds once more than it must.
 */
export function fingerprintOf(sources: readonly string[], base = root): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesUnder(base, source)).toSorted()) {
    const { size, mtimeMs } = statSync(`${base}/${file}`);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** A bundle is fresh when it carries the fingerprint of the sources as they now are. */
export function isStale(bundle: Bundle, base = root): boolean {
  return stampOf(join(base, bundle.out)) !== fingerprintOf(bundle.sources, base);
}

/** The fingerprint is one taken before the build began: an edit made meanwhile leaves the bundle stale. */
export function stampWith(folder: string, fingerprint: string): void {
  writeFileSync(join(folder, stampFile), fingerprint);
}

function stampOf(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, stampFile), 'utf8');
  } catch {
    return undefined;
  }
}

/** Folder by folder: `recursive` of readdir takes three times as long. */
function filesUnder(base: string, source: string): string[] {
  const stat = statSync(join(base, source), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  return stat.isFile() ? [source] : filesIn(base, source);
}

function filesIn(base: string, folder: string): string[] {
  return readdirSync(`${base}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesIn(base, path);
    return entry.isFile() ? [path] : [];
  });
}
