/** What is looked at before the local database is opened, and what a person is told where it can't be. */
import Database from 'better-sqlite3';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { lookOver, MixedUp } from '#core/data/lookOver.ts';
import { NewerDatabase, OtherTables } from '#core/data/migrate.ts';
import { networkDriveOf } from '#core/data/networkFolders.ts';
import { walFaultOf } from '#core/data/walFile.ts';
import { PlainError } from './commandLine.ts';

const HEADER_BYTES = 100;

/** @throws PlainError where the file or the log beside it has decayed, and leaves both as they are */
export function mustBeTrustworthy(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  const wal = `${file}-wal`;
  const fault = existsSync(wal) ? walFaultOf({ ...headOf(file), wal: readFileSync(wal) }) : null;
  if (fault === 'damaged') throw new PlainError(damaged(wal, 'what was last done here can’t be read from it'));
  if (fault === 'foreign') throw new PlainError(damaged(wal, 'it does not fit the file beside it'));
  const raw = new Database(file, { readonly: true });
  try {
    lookOver(raw);
  } finally {
    raw.close();
  }
}

const damaged = (file: string, how: string): string =>
  `${file} is damaged (${how}): move it away to go on without it; what the server has comes back by itself.`;

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

/** What went wrong with the local files, in the words of whoever has to mend it; the error itself where it is nothing of the kind. */
export function plainlyAbout(error: unknown, { file, folder }: { file: string; folder: string }): unknown {
  if (error instanceof PlainError) return error;
  const { code = '', message } = error as { code?: string; message: string };
  const say = (sentence: string) => new PlainError(sentence, { cause: error });
  if (error instanceof NewerDatabase) return say(`${file} can't be opened: ${message}.`);
  if (error instanceof OtherTables)
    return say(
      `${file} can't be opened: ${message}. Start the version that wrote it, or move the file away to go on without it; what the server has comes back by itself.`,
    );
  if (error instanceof MixedUp || /^SQLITE_(CORRUPT|NOTADB)/.test(code)) return say(damaged(file, message));
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return say(`The disk that holds ${folder} is full: make room and start again.`);
  if (/^(EACCES|EROFS|EPERM|SQLITE_READONLY|SQLITE_CANTOPEN)/.test(code)) return say(`The data folder ${folder} can't be written to.`);
  if (code.startsWith('SQLITE_IOERR')) return say(`The disk that holds ${folder} can't be read or written (${message}).`);
  return error;
}

/** @throws PlainError on a network drive, where SQLite's shared memory and locks don't hold */
export function mustBeLocal(folder: string, fileSystemTypeOf = (at: string): number => statfsSync(at).type): void {
  const mounts = '/proc/self/mountinfo';
  const drive = networkDriveOf({
    type: fileSystemTypeOf(folder),
    folder: realpathSync(folder),
    mounts: existsSync(mounts) ? readFileSync(mounts, 'utf8') : '',
  });
  if (drive === null) return;
  throw new PlainError(
    `The data folder ${folder} is on a network drive (${drive}), where a database is not safe: choose one on this computer.`,
  );
}
