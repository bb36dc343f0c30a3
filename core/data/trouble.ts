/** What an error of a database, or of the file system under it, says of the disk: SQLite's names, Node's, and PostgreSQL's numbers. */
export type StorageTrouble = 'full' | 'damaged' | 'unusable';

const troubles: readonly (readonly [StorageTrouble, RegExp])[] = [
  ['full', /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT|53100)$/],
  ['damaged', /^(SQLITE_CORRUPT.*|SQLITE_NOTADB|XX001|XX002)$/],
  ['unusable', /^(SQLITE_IOERR.*|SQLITE_READONLY.*|SQLITE_CANTOPEN.*|EIO|EROFS|58030)$/],
];

/** null: it is about something else. Whoever wrapped it is looked through. */
export function storageTroubleOf(error: unknown): StorageTrouble | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code } = each as { code?: unknown };
    if (typeof code !== 'string') continue;
    const found = troubles.find(([, codes]) => codes.test(code));
    if (found !== undefined) return found[0];
  }
  return null;
}
