/** Files of evidence in an export, beside the rows that name them: each under its id. */
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Blobs } from '../blobs/port.ts';
import { ArchiveProblem } from '../backup/problem.ts';
import type { PackedEntry, Packing } from '../backup/pack.ts';
import { randomBody } from '../secrets/tokens.ts';
import { evidenceFile, type Part } from './manifest.ts';

export interface FilesOf {
  readonly part: Part;
  readonly tenantId: string;
  /** of the evidence */
  readonly ids: readonly string[];
}

export interface Adding {
  readonly blobs: Blobs;
  readonly parts: readonly FilesOf[];
  readonly signal: AbortSignal | undefined;
}

/** One that is gone is left out: its row says what it was. */
export async function addFiles(packing: Packing, { blobs, parts, signal }: Adding): Promise<Record<string, PackedEntry>> {
  const entries: Record<string, PackedEntry> = {};
  for (const { part, tenantId, ids } of parts)
    for (const id of ids) {
      signal?.throwIfAborted();
      const content = await blobs.get({ tenantId, id });
      const name = evidenceFile(part, id);
      if (content !== undefined) entries[name] = await packing.add(name, content, { compress: false });
    }
  return entries;
}

export interface ExportedFile {
  readonly id: string;
  readonly promised: PackedEntry;
  /** @throws ArchiveProblem where it is not what was saved, at its end */
  content(): AsyncGenerator<Buffer>;
}

export interface Bringing {
  readonly tenantId: string;
  readonly files: Iterable<ExportedFile>;
  readonly signal?: AbortSignal | undefined;
}

/** no file of evidence is larger */
const LARGEST_FILE = 25 * 1024 * 1024;

/** Before their rows: what breaks off leaves files that no row names, and no row without its file. */
export async function bringFiles(blobs: Blobs, { tenantId, files, signal }: Bringing): Promise<void> {
  for (const { id, promised, content } of files) {
    if (promised.bytes > LARGEST_FILE) throw new ArchiveProblem('too_large', 'holds a file of evidence that is too large');
    await mkdir(blobs.incoming, { recursive: true, mode: 0o700 });
    const path = join(blobs.incoming, `${id}.${randomBody()}`);
    try {
      await pipeline(content(), createWriteStream(path, { mode: 0o600, flush: true }), { signal });
      await blobs.put({ tenantId, id }, { path, size: promised.bytes, sha256: promised.sha256 });
    } finally {
      await rm(path, { force: true });
    }
  }
}
