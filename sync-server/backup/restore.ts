/**
 * Puts a backup into a data folder. Everything is unpacked and checked beside the folder's own files first; what stood there is
 * kept under another name, and each file then takes its place in one step: whoever dies in between has the old server or can say
 * `restore --replace` again.
 */
import { createWriteStream, existsSync } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isoOf } from '#core/base/time.ts';
import { prepareFolder } from '../start/dataFolder.ts';
import { holdFolder } from '../start/holdFolder.ts';
import { PlainError } from '../start/plainly.ts';
import { isBlobEntry, keepBlobs, moveBlobs } from './blobs.ts';
import { lookThrough } from './copy.ts';
import { type BackupManifest, DATABASE, DEMO, isInArchive, KEY, readBackupManifest } from './manifest.ts';
import { plainOf, syncFolder } from './pack.ts';
import { ArchiveProblem } from './problem.ts';
import { type Archive, checked, openArchive } from './unpack.ts';

export interface RestoreOrder {
  readonly from: string;
  /** the server's data folder; no server may be running on it */
  readonly data: string;
  /** takes the place of the server that is there, which is kept beside it */
  readonly replace?: boolean;
  /** epoch ms */
  readonly now: number;
  readonly signal?: AbortSignal;
}

export interface Restored {
  readonly manifest: BackupManifest;
  /** the folder in which what was there stands now; null: there was nothing */
  readonly kept: string | null;
}

const LOGS = [`${DATABASE}-wal`, `${DATABASE}-journal`];
const INDEX = `${DATABASE}-shm`;

/** @throws PlainError, ArchiveProblem; the folder is as it was then */
export async function restoreBackup({ from, data, replace = false, now, signal }: RestoreOrder): Promise<Restored> {
  const archive = await openArchive(from, isInArchive);
  try {
    const manifest = await readBackupManifest(archive);
    prepareFolder(data);
    const letGo = holdFolder(data);
    try {
      if (!replace && existsSync(join(data, DATABASE)))
        throw new PlainError(
          `${data} holds a server already: name an empty folder, or add --replace (the server that is there is kept beside).`,
        );
      return { manifest, kept: await putInto(data, { archive, manifest, now, signal }) };
    } finally {
      letGo();
    }
  } finally {
    archive.close();
  }
}

interface Putting {
  readonly archive: Archive;
  readonly manifest: BackupManifest;
  readonly now: number;
  readonly signal: AbortSignal | undefined;
}

async function putInto(data: string, { archive, manifest, now, signal }: Putting): Promise<string | null> {
  await mustHaveRoom(data, manifest);
  const workshop = await mkdtemp(join(data, '.slotkeeper-restore-'));
  try {
    for (const [name, promised] of Object.entries(manifest.entries)) {
      await mkdir(dirname(join(workshop, name)), { recursive: true });
      const output = createWriteStream(join(workshop, name), { mode: 0o600, flush: true });
      await pipeline(checked(archive, { name, promised }), output, { signal });
    }
    mustBeWhole(join(workshop, DATABASE), manifest);
    signal?.throwIfAborted();
    const kept = await keepOld(data, now);
    // A log of the old database must not be read into the new one; a key of the old server must not stay without its database.
    for (const log of [...LOGS, INDEX]) await rm(join(data, log), { force: true });
    // Before the database, whose rows name them.
    await moveBlobs({ from: workshop, to: data, names: Object.keys(manifest.entries).filter(isBlobEntry) });
    for (const name of [KEY, DEMO, DATABASE]) {
      if (existsSync(join(workshop, name))) await rename(join(workshop, name), join(data, name));
      else await rm(join(data, name), { force: true });
    }
    await syncFolder(data);
    return kept;
  } catch (error) {
    throw plainOf(error, join(data, DATABASE));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`;

async function mustHaveRoom(data: string, { entries }: BackupManifest): Promise<void> {
  const needed = Object.values(entries).reduce((sum, { bytes }) => sum + bytes, 0);
  const { bavail, bsize } = await statfs(data);
  if (bavail * bsize < needed)
    throw new PlainError(`The backup needs ${inMegabytes(needed)}, and the disk of ${data} has ${inMegabytes(bavail * bsize)} left.`);
}

function mustBeWhole(file: string, { migration }: BackupManifest): void {
  try {
    const found = lookThrough(file);
    if (found.migration !== migration) throw new Error('is not the one that was saved');
  } catch (error) {
    throw new ArchiveProblem('damaged', `is damaged: its database ${(error as Error).message}`, { cause: error });
  }
}

/** Under a second name before the first is given away. @returns the folder; null: there was nothing to keep */
async function keepOld(data: string, now: number): Promise<string | null> {
  const there = [DATABASE, ...LOGS, KEY, DEMO].filter((name) => existsSync(join(data, name)));
  if (there.length === 0) return null;
  const folder = freeName(join(data, `replaced-${isoOf(now).replaceAll(':', '-')}`));
  await mkdir(folder, { mode: 0o700 });
  for (const name of there) await link(join(data, name), join(folder, name)).catch(() => copyFile(join(data, name), join(folder, name)));
  await keepBlobs(data, folder);
  await syncFolder(folder);
  return folder;
}

function freeName(wanted: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!existsSync(name)) return name;
  }
}
