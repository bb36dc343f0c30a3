/**
 * A copy of a SQLite database while others write into it: the pages of one snapshot, so that it never begins anew however busy the
 * server is. The live file is touched through SQLite alone: to open it as a file would cost this process its locks on it.
 */
import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { codeOf, PlainError } from '../start/plainly.ts';
import { BackupFailure } from './reason.ts';

/** 4 MiB at a time: whoever else lives in this process gets a turn in between */
const PAGES_A_STEP = 1_000;

export interface Contents {
  /** the newest migration; null: it is no database of ours */
  readonly migration: string | null;
  /** rows, by table */
  readonly counts: Record<string, number>;
}

/** @throws PlainError where there is none, or it can't be read */
export async function copyDatabase(file: string, { to, signal }: { to: string; signal: AbortSignal | undefined }): Promise<void> {
  if (!existsSync(file)) throw new PlainError(`There is no database ${file}: is that the server's data folder?`);
  let live: Database.Database | undefined;
  try {
    live = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    live.exec('BEGIN');
    // The snapshot is taken by the first read.
    live.prepare('SELECT count(*) FROM sqlite_schema').get();
    await live.backup(to, {
      progress() {
        signal?.throwIfAborted();
        return PAGES_A_STEP;
      },
    });
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_')) throw error;
    if (codeOf(error) === 'SQLITE_FULL') throw new PlainError(`The disk is full: ${to} can't be written.`, { cause: error });
    throw new PlainError(`The database ${file} can't be copied: ${(error as Error).message}.`, { cause: error });
  } finally {
    live?.close();
  }
}

/** Reads every page and every reference, and makes it one file without a log beside it. @throws BackupFailure: what is wrong, as it goes on after "it" */
export function lookThrough(file: string): Contents {
  const raw = new Database(file, { fileMustExist: true });
  try {
    raw.pragma('journal_mode = DELETE');
    const [first] = raw.pragma('integrity_check(1)') as { integrity_check: string }[];
    if (first?.integrity_check !== 'ok')
      throw new BackupFailure('damaged', `fails SQLite's integrity check: ${first?.integrity_check ?? 'no answer'}`);
    if ((raw.pragma('foreign_key_check') as unknown[]).length > 0)
      throw new BackupFailure('damaged', 'has rows that refer to rows which are not there');
    return contentsOf(raw);
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_')) throw error;
    throw new BackupFailure('damaged', `can't be read: ${(error as Error).message}`, { cause: error });
  } finally {
    raw.close();
  }
}

function contentsOf(raw: Database.Database): Contents {
  const tables = raw
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    .pluck()
    .all() as string[];
  const countOf = (name: string) =>
    raw
      .prepare(`SELECT count(*) FROM "${name.replaceAll('"', '""')}"`)
      .pluck()
      .get() as number;
  const newest = tables.includes('migrations')
    ? raw.prepare('SELECT id FROM migrations ORDER BY position DESC LIMIT 1').pluck().get()
    : null;
  return { migration: typeof newest === 'string' ? newest : null, counts: Object.fromEntries(tables.map((name) => [name, countOf(name)])) };
}
