/**
 * Reads a ZIP that somebody hands in: nothing in it is believed. Which entries there may be is said beforehand, each once; what
 * they unpack to is bounded by what they declare, and what they declare by the size of the file (a deflated byte is at most a
 * thousand, and real data a few dozen).
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { codeOf, PlainError } from '../start/plainly.ts';
import type { PackedEntry } from './pack.ts';
import { ArchiveProblem } from './problem.ts';

export interface Archive {
  /** the bytes that each entry declares */
  readonly entries: ReadonlyMap<string, number>;
  /** @throws ArchiveProblem while it is read, where it is damaged */
  read(name: string): AsyncGenerator<Buffer>;
  close(): void;
}

const ROOM = 256 * 1024 * 1024;
const HIGHEST_RATIO = 200;
const MOST_ENTRIES = 200_000;

/**
 * @param isExpected may an entry of this name be in there
 * @throws ArchiveProblem; PlainError where there is no such file
 */
export async function openArchive(file: string, isExpected: (name: string) => boolean): Promise<Archive> {
  const { size } = await statOf(file);
  const zip = await openPromise(file, { autoClose: false, strictFileNames: true, validateEntrySizes: true }).catch((error: unknown) => {
    throw new ArchiveProblem('not_zip', 'is not a ZIP file, or its end is missing', { cause: error });
  });
  try {
    const found = await entriesOf(zip, { size, isExpected });
    return {
      entries: new Map([...found].map(([name, { uncompressedSize }]) => [name, uncompressedSize])),
      read: (name) => readEntry(zip, { name, entry: found.get(name) }),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function statOf(file: string): Promise<{ size: number }> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new PlainError(`${file} is not a file.`);
    return found;
  } catch (error) {
    if (error instanceof PlainError) throw error;
    throw new PlainError(codeOf(error) === 'ENOENT' ? `There is no file ${file}.` : `${file} can't be read.`, { cause: error });
  }
}

interface Bounds {
  readonly size: number;
  isExpected(name: string): boolean;
}

async function entriesOf(zip: ZipFile, { size, isExpected }: Bounds): Promise<Map<string, Entry>> {
  const found = new Map<string, Entry>();
  let packed = 0;
  let unpacked = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      if (!isExpected(name)) throw new ArchiveProblem('foreign', `holds "${printable(name)}", which Slotkeeper does not put there`);
      if (found.has(name)) throw new ArchiveProblem('damaged', `holds "${name}" twice`);
      packed += entry.compressedSize;
      unpacked += entry.uncompressedSize;
      // Entries that share their bytes add up to more than the file.
      if (packed > size) throw new ArchiveProblem('damaged', 'declares more than it holds');
      if (unpacked > ROOM + size * HIGHEST_RATIO || found.size >= MOST_ENTRIES)
        throw new ArchiveProblem('too_large', 'would unpack to more than such a file can hold');
      found.set(name, entry);
    }
  } catch (error) {
    if (error instanceof ArchiveProblem) throw error;
    const [, name] =
      /^(?:absolute path|invalid relative path|invalid characters in fileName): ([^]*)$/.exec((error as Error).message) ?? [];
    if (name !== undefined)
      throw new ArchiveProblem('foreign', `holds "${printable(name)}", which Slotkeeper does not put there`, { cause: error });
    throw damaged('its table of contents', error);
  }
  return found;
}

const LONGEST_NAME = 80;

const printable = (name: string): string => name.slice(0, LONGEST_NAME).replace(/[^\x20-\x7e]/g, '?');

const damaged = (what: string, cause?: unknown) => new ArchiveProblem('damaged', `is damaged: ${what} can't be read`, { cause });

async function* readEntry(zip: ZipFile, { name, entry }: { name: string; entry: Entry | undefined }): AsyncGenerator<Buffer> {
  if (entry === undefined) throw new ArchiveProblem('foreign', `lacks ${name}`);
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof ArchiveProblem ? error : damaged(name, error);
  }
}

/** @throws ArchiveProblem where it is longer than `most` bytes */
export async function readWhole(archive: Archive, { name, most }: { name: string; most: number }): Promise<Buffer> {
  if ((archive.entries.get(name) ?? 0) > most) throw new ArchiveProblem('too_large', `has a ${name} that is too large`);
  const chunks: Buffer[] = [];
  for await (const chunk of archive.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Hands the bytes on and, at their end, holds them to what was written. @throws ArchiveProblem */
export async function* checked(archive: Archive, { name, promised }: { name: string; promised: PackedEntry }): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of archive.read(name)) {
    hash.update(chunk);
    bytes += chunk.length;
    yield chunk;
  }
  if (bytes !== promised.bytes || hash.digest('hex') !== promised.sha256)
    throw new ArchiveProblem('damaged', `is damaged: ${name} is not what was saved`);
}
