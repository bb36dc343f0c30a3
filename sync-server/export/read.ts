/** An export as a source of rows: each line is held to its table's columns, each file to its digest. Nothing of it is believed before. */
import { isStorable } from '#core/contracts/fields.ts';
import { isInArchive } from '../backup/manifest.ts';
import { ArchiveProblem } from '../backup/problem.ts';
import { type Archive, checked, openArchive } from '../backup/unpack.ts';
import type { ExportedFile } from './files.ts';
import { dataFile, evidenceFile, type ExportManifest, newestMigration, type Part, readExportManifest } from './manifest.ts';
import { beginningOf, faultOf, type Kept, type Row } from './rows.ts';

export interface ExportFile {
  readonly manifest: ExportManifest;
  /** From the beginning each time. @throws ArchiveProblem; where a file is not what was saved, only at its end */
  rows(part: Part, kept: Kept): AsyncGenerator<Row[]>;
  /** of evidence */
  files(part: Part): Generator<ExportedFile>;
  close(): void;
}

/** @throws ArchiveProblem, PlainError */
export async function openExport(file: string): Promise<ExportFile> {
  const archive = await openArchive(file, isInArchive);
  try {
    const manifest = await readExportManifest(archive);
    const opened = { archive, manifest };
    return {
      manifest,
      rows: (part, kept) => rowsOf(opened, { part, kept }),
      files: (part) => filesOf(opened, part),
      close: () => archive.close(),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

interface Opened {
  readonly archive: Archive;
  readonly manifest: ExportManifest;
}

function* filesOf({ archive, manifest }: Opened, part: Part): Generator<ExportedFile> {
  for (const [name, promised] of Object.entries(manifest.entries)) {
    const [, id] = /files\/(evd_[0-9a-z]{20})\.bin$/.exec(name) ?? [];
    if (id === undefined || name !== evidenceFile(part, id)) continue;
    yield { id, promised, content: () => checked(archive, { name, promised }) };
  }
}

interface Place {
  readonly part: Part;
  readonly kept: Kept;
}

const PAGE = 500;
/** photos come with their pictures */
const PHOTO_PAGE = 10;

async function* rowsOf(opened: Opened, { part, kept }: Place): AsyncGenerator<Row[]> {
  const name = dataFile(part, kept.name);
  const promised = opened.manifest.entries[name];
  // A table that is younger than the file: an older manifest need not know it.
  if (promised === undefined) return;
  const limit = kept.name === 'photos' ? PHOTO_PAGE : PAGE;
  let number = 0;
  let page: Row[] = [];
  for await (const line of linesOf(checked(opened.archive, { name, promised }), name)) {
    number += 1;
    page.push(await rowOf(opened, { part, kept, line, where: `line ${number} of ${name}` }));
    if (page.length < limit) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** no row is longer: a photo's picture is a file of its own, a request 2 MiB at most */
const LONGEST_LINE = 16 * 1024 * 1024;

async function* linesOf(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoded(() => decoder.decode(chunk, { stream: true }), name)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new ArchiveProblem('damaged', `is damaged: a line of ${name} is too long`);
    yield* lines;
  }
  rest += decoded(() => decoder.decode(), name);
  if (rest !== '') throw new ArchiveProblem('damaged', `is damaged: ${name} breaks off`);
}

function decoded(decode: () => string, name: string): string {
  try {
    return decode();
  } catch (error) {
    throw new ArchiveProblem('damaged', `is damaged: ${name} is not in UTF-8`, { cause: error });
  }
}

async function rowOf(opened: Opened, { part, kept, line, where }: Place & { line: string; where: string }): Promise<Row> {
  const parsed = parse(line);
  const withPicture = kept.name === 'photos' ? await pictured(opened, parsed) : parsed;
  const row = opened.manifest.migration === newestMigration ? withPicture : grown(kept, withPicture);
  const fault = faultOf(kept, row);
  if (fault !== null) throw new ArchiveProblem('damaged', `is damaged: ${where} ${fault}`);
  if (kept.name === 'evidence') mustBeItsFile(opened, { part, row: row as Row });
  return row as Row;
}

/** The hash that everybody was told is that of the file beside it, where there is one. */
function mustBeItsFile({ manifest }: Opened, { part, row }: { part: Part; row: Row }): void {
  const promised = manifest.entries[evidenceFile(part, String(row['id']))];
  if (promised !== undefined && promised.sha256 !== row['sha256'])
    throw new ArchiveProblem('damaged', 'is damaged: a file of evidence is not the one that its row names');
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** no photo is larger: 400 kB of base64 */
const LARGEST_PHOTO = 400_000;

async function pictured({ archive, manifest }: Opened, row: unknown): Promise<unknown> {
  if (!isRow(row) || typeof row['file'] !== 'string') return row;
  const { file, ...rest } = row as Row & { file: string };
  const promised = manifest.entries[file];
  if (!isStorable(file) || promised === undefined) throw new ArchiveProblem('damaged', 'is damaged: a photo lacks its picture');
  const chunks: Buffer[] = [];
  if (promised.bytes > LARGEST_PHOTO) throw new ArchiveProblem('too_large', 'holds a photo that is too large');
  for await (const chunk of checked(archive, { name: file, promised })) chunks.push(chunk);
  return { ...rest, base64: Buffer.concat(chunks).toString('base64') };
}

/** Columns that were made since the file was begin as they do in a new row. */
function grown({ columns }: Kept, row: unknown): unknown {
  if (!isRow(row)) return row;
  const younger = [...columns].filter(([field]) => !Object.hasOwn(row, field)).map(([field, column]) => [field, beginningOf(column)]);
  return { ...row, ...Object.fromEntries(younger) };
}
