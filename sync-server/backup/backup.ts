/** The whole server in one file: its database as it stood at one instant, the files that it keeps on its disk, and the key that signs its links. */
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, PlainError } from '../start/plainly.ts';
import { addBlobs } from './blobs.ts';
import { type Contents, copyDatabase, lookThrough } from './copy.ts';
import { backupManifest, type BackupManifest, DATABASE, DEMO, KEY, MANIFEST } from './manifest.ts';
import { mustBeFree, packTo, type Packing, plainOf } from './pack.ts';
import { WORKSHOP } from './passing.ts';
import { BackupFailure } from './reason.ts';

export interface BackupOrder {
  /** the server's data folder; the server may be running */
  readonly data: string;
  readonly to: string;
  /** the server's, where it is at hand; else it is in the folder */
  readonly key?: Uint8Array | undefined;
  readonly force?: boolean;
  /** epoch ms */
  readonly now: number;
  readonly signal?: AbortSignal;
}

/**
 * Done means: one instant's state, checked page by page, packed, and on the disk under its name.
 * @throws PlainError; nothing is left behind then
 */
export async function makeBackup({ data, to, key: given, force = false, now, signal }: BackupOrder): Promise<BackupManifest> {
  mustBeFree(to, force);
  const key = given ?? (await readKey(data));
  const workshop = await mkdtemp(join(dirname(to), WORKSHOP)).catch((error: unknown) => {
    throw plainOf(error, to);
  });
  try {
    const copy = join(workshop, DATABASE);
    await copyDatabase(join(data, DATABASE), { to: copy, signal });
    const contents = lookedThrough(data, copy);
    const fill = (packing: Packing) => fillBackup(packing, { data, copy, key, now, ...contents });
    return await packTo({ file: to, force, at: now, fill, signal });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function readKey(data: string): Promise<Buffer> {
  const file = join(data, KEY);
  try {
    return await readFile(file);
  } catch (error) {
    if (!existsSync(data) || codeOf(error) === 'ENOENT')
      throw new PlainError(`There is no ${file}: is ${data} the server's data folder?`, { cause: error });
    throw new PlainError(`${file} can't be read.`, { cause: error });
  }
}

interface Known extends Contents {
  readonly migration: string;
}

function lookedThrough(data: string, copy: string): Known {
  try {
    const { migration, counts } = lookThrough(copy);
    if (migration === null) throw new BackupFailure('damaged', 'is not of a Slotkeeper server');
    return { migration, counts };
  } catch (error) {
    throw new PlainError(`The database in ${data} ${(error as Error).message}. No backup was made of it.`, { cause: error });
  }
}

interface Parts extends Known {
  readonly data: string;
  readonly copy: string;
  readonly key: Uint8Array;
  readonly now: number;
}

async function fillBackup(packing: Packing, { data, copy, key, now, migration, counts }: Parts): Promise<BackupManifest> {
  const demo = await readFile(join(data, DEMO)).catch(() => null);
  const entries = {
    [DATABASE]: await packing.add(DATABASE, createReadStream(copy)),
    [KEY]: await packing.add(KEY, [key]),
    ...(demo === null ? {} : { [DEMO]: await packing.add(DEMO, [demo]) }),
    ...(await addBlobs(packing, data)),
  };
  const manifest = backupManifest({ at: now, migration, counts, entries });
  await packing.add(MANIFEST, [`${JSON.stringify(manifest, null, 2)}\n`]);
  return manifest;
}
