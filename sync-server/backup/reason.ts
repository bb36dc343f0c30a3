import { codeOf } from '../start/plainly.ts';

/** Why there is no backup, as much of it as anybody but the log may be told. */
export type Reason = 'disk_full' | 'damaged' | 'other';

export class BackupFailure extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, message: string, { cause }: { cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'BackupFailure';
    this.reason = reason;
  }
}

const codes: Readonly<Record<string, Reason>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  SQLITE_FULL: 'disk_full',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
};

/** By what the error says of itself, or else the one that caused it. */
export function reasonOf(error: unknown): Reason {
  if (!(error instanceof Error)) return 'other';
  if (error instanceof BackupFailure) return error.reason;
  const code = Object.keys(codes).find((known) => codeOf(error).startsWith(known));
  return code === undefined ? reasonOf(error.cause) : (codes[code] ?? 'other');
}
