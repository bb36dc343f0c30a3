import Database from 'better-sqlite3';
import { join } from 'node:path';
import { codeOf, PlainError } from './plainly.ts';

/**
 * One process a data folder: two servers would not hear of each other's commits, and nothing may be put back under a running
 * one. The system lets go when the process ends, however it ends.
 * @returns how to let go
 * @throws PlainError where another has it; the system's own error where the folder can't be written
 */
export function holdFolder(data: string): () => void {
  const lock = new Database(join(data, 'in-use.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!codeOf(error).startsWith('SQLITE_BUSY')) throw error;
    throw new PlainError(`Another Slotkeeper server is using ${data}: stop it, or name another folder with --data.`, { cause: error });
  }
  return () => void lock.close();
}
