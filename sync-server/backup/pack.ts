/**
 * Writes a ZIP under a passing name, and gives it its own once every byte is on the disk: whoever finds a file by its name finds
 * it whole. Each entry's length and digest are told, for the manifest that is written last.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { codeOf, PlainError } from '../start/plainly.ts';
import { PASSING } from './passing.ts';

export interface PackedEntry {
  readonly bytes: number;
  /** hex */
  readonly sha256: string;
}

export type Content = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

export interface Packing {
  /** One after the other: resolves when the content has been read to its end. */
  add(name: string, content: Content, options?: { compress?: boolean }): Promise<PackedEntry>;
}

export interface Pack<T> {
  readonly file: string;
  /** takes the place of a file that is there */
  readonly force?: boolean;
  /** epoch ms: what the entries are dated */
  readonly at: number;
  readonly signal?: AbortSignal | undefined;
  fill(packing: Packing): Promise<T>;
}

/** Only its owner may read what is in there. */
const PRIVATE = 0o600;

/** @throws PlainError where there is such a file already or it can't be written; what `fill` throws. Nothing is left behind then */
export async function packTo<T>({ file, force = false, at, signal, fill }: Pack<T>): Promise<T> {
  mustBeFree(file, force);
  const passing = join(dirname(file), `${PASSING}${basename(file)}.${randomBytes(4).toString('hex')}`);
  try {
    const filled = await write(passing, { at, signal, fill });
    mustBeFree(file, force);
    await rename(passing, file);
    await syncFolder(dirname(file));
    return filled;
  } catch (error) {
    await rm(passing, { force: true });
    throw plainOf(error, file);
  }
}

/** @throws PlainError */
export function mustBeFree(file: string, force: boolean): void {
  if (!force && existsSync(file)) throw new PlainError(`${file} is there already: name another file, or add --force to replace it.`);
}

/** What the system says of a file that can't be written, as a sentence; anything else as it is. */
export function plainOf(error: unknown, file: string): unknown {
  const problems: Record<string, string> = {
    ENOSPC: `The disk is full: ${file} was not written.`,
    EDQUOT: `The disk is full: ${file} was not written.`,
    ENOENT: `There is no folder ${dirname(file)}.`,
    ENOTDIR: `There is no folder ${dirname(file)}.`,
    EACCES: `${file} can't be written: this user may not.`,
    EPERM: `${file} can't be written: this user may not.`,
    EROFS: `${file} can't be written: the disk is read-only.`,
  };
  const sentence = problems[codeOf(error)];
  return sentence === undefined ? error : new PlainError(sentence, { cause: error });
}

type Writing<T> = Pick<Pack<T>, 'at' | 'fill'> & { readonly signal: AbortSignal | undefined };

async function write<T>(file: string, { at, signal, fill }: Writing<T>): Promise<T> {
  const zip = new ZipFile();
  const broken = new AbortController();
  const stopped = AbortSignal.any([broken.signal, ...(signal === undefined ? [] : [signal])]);
  zip.on('error', (error: Error) => broken.abort(error));
  const output = createWriteStream(file, { flags: 'wx', mode: PRIVATE, flush: true });
  const written = pipeline(zip.outputStream, output, { signal: stopped });
  // It is awaited below; until then its failure is told by `stopped`.
  written.catch((error: unknown) => broken.abort(error));
  const packing: Packing = {
    add: (name, content, { compress = true } = {}) => addEntry(zip, { name, content, at, compress, stopped }),
  };
  try {
    const filled = await fill(packing);
    zip.end();
    await written;
    return filled;
  } catch (error) {
    broken.abort(error);
    await written.catch(() => {});
    throw signal?.aborted === true ? signal.reason : (broken.signal.reason ?? error);
  }
}

interface Entry {
  readonly name: string;
  readonly content: Content;
  readonly at: number;
  readonly compress: boolean;
  readonly stopped: AbortSignal;
}

async function addEntry(zip: ZipFile, { name, content, at, compress, stopped }: Entry): Promise<PackedEntry> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* measured(): AsyncGenerator<Buffer> {
    for await (const piece of content) {
      stopped.throwIfAborted();
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const stream = Readable.from(measured(), { objectMode: false });
  await new Promise<void>((resolve, reject) => {
    const give = () => reject(stopped.reason as Error);
    stopped.addEventListener('abort', give, { once: true });
    stream.once('error', reject);
    stream.once('end', () => {
      stopped.removeEventListener('abort', give);
      resolve();
    });
    zip.addReadStream(stream, name, { mtime: new Date(at), mode: 0o100600, compress });
  });
  return { bytes, sha256: hash.digest('hex') };
}

/** The new name itself survives a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows can't open a folder, and needs none of this.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
