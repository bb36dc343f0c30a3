/** The SQLite file of a data folder: who has it, whether it can be trusted, and what a person is told where it can't. */
import Driver from 'better-sqlite3';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '#core/data/database.ts';
import { lookOver, MixedUp } from '#core/data/lookOver.ts';
import { OtherTables } from '#core/data/migrate.ts';
import { networkDriveOf } from '#core/data/networkFolders.ts';
import { walFaultOf } from '#core/data/walFile.ts';
import { openSqlite } from '../drivers/sqlite.ts';
import { freeMails } from '../workers/mailbox.ts';
import { freeDeliveries } from '../workers/outbox.ts';
import { holdFolder } from './holdFolder.ts';
import { codeOf, diskIsFull, PlainError } from './plainly.ts';

export const sqliteFileOf = (data: string): string => join(data, 'slotkeeper.sqlite');

/** @throws PlainError */
export async function openSqliteIn(data: string): Promise<Database> {
  const file = sqliteFileOf(data);
  mustBeLocal(data);
  let letGo = (): void => {};
  try {
    letGo = holdFolder(data);
    mustFit(file);
    mustBeUsable(file);
    const database = await openSqlite({ file });
    await freeDeliveries(database);
    await freeMails(database);
    const close = () => database.close().finally(letGo);
    return { ...database, close };
  } catch (error) {
    letGo();
    throw plainly(error, data);
  }
}

function plainly(error: unknown, data: string): PlainError {
  if (error instanceof PlainError) return error;
  const code = codeOf(error);
  const said = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  if (error instanceof OtherTables)
    return new PlainError(
      `The database in ${data} can't be opened: ${said}. Start the version that wrote it, or name another folder with --data to begin anew.`,
      { cause: error },
    );
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return diskIsFull(data, error);
  if (code.startsWith('SQLITE_CORRUPT') || error instanceof MixedUp) return damaged(`The database in ${data} is damaged (${said})`, error);
  if (code.startsWith('SQLITE_READONLY'))
    return new PlainError(`The database in ${data} can't be written: change who may write its files, or name another folder with --data.`, {
      cause: error,
    });
  if (['EACCES', 'EROFS', 'EPERM', 'SQLITE_CANTOPEN'].some((each) => code.startsWith(each)))
    return new PlainError(`The data folder ${data} can't be written: name another with --data.`, { cause: error });
  return new PlainError(`The database in ${data} can't be opened: ${said}.`, { cause: error });
}

const damaged = (what: string, cause?: unknown) => new PlainError(`${what}: put back a backup with npm run restore.`, { cause });

export type FileSystemTypeOf = (folder: string) => number;

const typeOf: FileSystemTypeOf = (folder) => statfsSync(folder).type;

/** @throws PlainError on a network drive, where SQLite's shared memory and locks don't hold */
export function mustBeLocal(data: string, fileSystemTypeOf: FileSystemTypeOf = typeOf): void {
  const mounts = '/proc/self/mountinfo';
  const drive = networkDriveOf({
    type: fileSystemTypeOf(data),
    folder: realpathSync(data),
    mounts: existsSync(mounts) ? readFileSync(mounts, 'utf8') : '',
  });
  if (drive === null) return;
  throw new PlainError(
    `The data folder ${data} is on a network drive (${drive}), where a database is not safe: name a folder on a disk of this computer with --data.`,
  );
}

const HEADER_BYTES = 100;

/** @throws PlainError where the log beside the database has decayed or is another one's */
function mustFit(file: string): void {
  const wal = `${file}-wal`;
  if (!existsSync(file) || !existsSync(wal)) return;
  const fault = walFaultOf({ ...headOf(file), wal: readFileSync(wal) });
  if (fault === 'damaged')
    throw new PlainError(
      `${wal} is damaged, and what was last confirmed can't be read from it: put back a backup with npm run restore, or move the file away to go on without it.`,
    );
  if (fault === 'foreign')
    throw new PlainError(
      `${wal} does not fit the database beside it: put back a backup with npm run restore, or move the file away to go on without it.`,
    );
}

function headOf(file: string): { header: Uint8Array; size: number } {
  const fd = openSync(file, 'r');
  try {
    const header = new Uint8Array(HEADER_BYTES);
    readSync(fd, header, 0, HEADER_BYTES, 0);
    return { header, size: fstatSync(fd).size };
  } finally {
    closeSync(fd);
  }
}

/**
 * Looked at through a connection that can't write: only what was found good is touched. What a crash left in the log then goes
 * into the main file when the second one closes.
 */
function mustBeUsable(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0) withRaw(new Driver(file, { readonly: true }), lookOver);
  withRaw(new Driver(file), (raw) => {
    if (raw.pragma('journal_mode = WAL', { simple: true }) !== 'wal') throw new Error('this disk does not take a database with a log');
    // A file that may only be read opens as well.
    raw.exec('BEGIN IMMEDIATE; ROLLBACK');
  });
}

function withRaw(raw: Driver.Database, fn: (raw: Driver.Database) => void): void {
  try {
    fn(raw);
  } finally {
    raw.close();
  }
}
