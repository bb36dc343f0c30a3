/**
 * SQLite reads a write-ahead log as far as its checksums go, whatever database it lies beside, and says nothing of the rest.
 * After a crash that is right: what breaks off is the one commit that nobody was told of. Behind anything more, a copied
 * or a decayed file, acknowledged commits would be lost without a word, or two databases mixed into one. So the two files are
 * looked at before they are opened. Bytes alone, so that the server and the desktop judge alike.
 * Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export interface DatabaseFiles {
  /** the first bytes of the main file, 100 at least where it is no empty file */
  readonly header: Uint8Array;
  /** its length in bytes */
  readonly size: number;
  /** all of the -wal */
  readonly wal: Uint8Array;
}

/** `damaged`: commits that were made safe can't be read any more. `foreign`: the log is not this database's. */
export type WalFault = 'damaged' | 'foreign';

const WAL_HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;
const HEADER = 100;

/** null: they may be opened together, and what the log still holds is what was last made safe */
export function walFaultOf({ header, size, wal }: DatabaseFiles): WalFault | null {
  // Beside an empty file SQLite throws the log away: the database was never begun.
  if (size < HEADER || wal.length <= WAL_HEADER) return null;
  const pageSize = pageSizeOf(header);
  // not a database at all, which the opening says
  if (pageSize === null) return null;
  const log = readLog(wal, pageSize);
  if (log.commitsLost) return 'damaged';
  if (log.pageSize !== null && log.pageSize !== pageSize) return 'foreign';
  if (log.pages === null) return null;
  return isWhole({ pages: log.pages, written: log.written, inMain: Math.floor(size / pageSize) }) ? null : 'foreign';
}

function pageSizeOf(header: Uint8Array): number | null {
  const magic = 'SQLite format 3\0';
  for (let i = 0; i < magic.length; i++) if (header[i] !== magic.charCodeAt(i)) return null;
  const said = new DataView(header.buffer, header.byteOffset).getUint16(16);
  const pageSize = said === 1 ? 65_536 : said;
  return pageSize >= 512 && (pageSize & (pageSize - 1)) === 0 ? pageSize : null;
}

/**
 * Every page of the database is in one of the files, and the main one has none that the log knows nothing of: a database shrinks
 * only when it is rewritten, and then the log has all of it.
 */
function isWhole({ pages, written, inMain }: { pages: number; written: ReadonlySet<number>; inMain: number }): boolean {
  const from = inMain > pages ? 1 : inMain + 1;
  for (let page = from; page <= pages; page++) if (!written.has(page)) return false;
  return true;
}

interface Log {
  /** as its header says; null where that can't be believed */
  readonly pageSize: number | null;
  /** of the database after the last commit that can be read; null: there is none */
  readonly pages: number | null;
  /** the pages that those commits wrote */
  readonly written: ReadonlySet<number>;
  /** more than one commit lies behind the place where it breaks off */
  readonly commitsLost: boolean;
}

function readLog(wal: Uint8Array, mainPageSize: number): Log {
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const start = headerOf(view);
  const pageSize = start?.pageSize ?? mainPageSize;
  const frames = Math.floor((wal.length - WAL_HEADER) / (FRAME_HEADER + pageSize));
  const offsetOf = (frame: number) => WAL_HEADER + frame * (FRAME_HEADER + pageSize);
  const written = new Set<number>();
  let pages: number | null = null;
  let uncommitted: number[] = [];
  let sum = start?.sum;
  let frame = 0;
  for (; sum !== undefined && frame < frames; frame++) {
    sum = sumOfFrame(view, { at: offsetOf(frame), pageSize, before: sum, salt: start?.salt ?? '' });
    if (sum === undefined) break;
    uncommitted.push(view.getUint32(offsetOf(frame)));
    const after = view.getUint32(offsetOf(frame) + 4);
    if (after === 0) continue;
    pages = after;
    for (const page of uncommitted) written.add(page);
    uncommitted = [];
  }
  const commitsLost = isCommitLost(view, { from: frame, frames, offsetOf, salt: start?.salt });
  return { pageSize: start?.pageSize ?? null, pages, written, commitsLost };
}

/**
 * Each commit is made safe before the next begins, so a crash breaks the last one alone: behind the break there is nothing of
 * this log but at most the end of that one. Frames with other salts are of an earlier log, which this one overwrites.
 */
function isCommitLost(
  view: DataView,
  { from, frames, offsetOf, salt }: { from: number; frames: number; offsetOf(frame: number): number; salt: string | undefined },
): boolean {
  let expected = salt;
  let commits = 0;
  for (let frame = from; frame < frames; frame++) {
    const at = offsetOf(frame);
    const found = saltAt(view, at + 8);
    if (found === NO_SALT) continue;
    // Without a header that can be read, the first frame says whose they are.
    expected ??= found;
    if (found !== expected) continue;
    if (commits > 0) return true;
    if (view.getUint32(at + 4) !== 0) commits++;
  }
  return false;
}

type Sum = readonly [number, number];

interface Start {
  readonly pageSize: number;
  readonly salt: string;
  readonly sum: Sum;
  readonly bigEndian: boolean;
}

const NO_SALT = '0/0';
const saltAt = (view: DataView, at: number): string => `${view.getUint32(at)}/${view.getUint32(at + 4)}`;

function headerOf(view: DataView): Start | undefined {
  const magic = view.getUint32(0);
  if (magic !== MAGIC && magic !== MAGIC + 1) return undefined;
  const bigEndian = magic === MAGIC + 1;
  const sum = summed(view, { from: 0, to: 24, before: [0, 0], bigEndian });
  if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28)) return undefined;
  return { pageSize: view.getUint32(8), salt: saltAt(view, 16), sum, bigEndian };
}

/** undefined: it is not the frame that follows */
function sumOfFrame(
  view: DataView,
  { at, pageSize, before, salt }: { at: number; pageSize: number; before: Sum; salt: string },
): Sum | undefined {
  if (saltAt(view, at + 8) !== salt || view.getUint32(at) === 0) return undefined;
  const bigEndian = view.getUint32(0) === MAGIC + 1;
  const head = summed(view, { from: at, to: at + 8, before, bigEndian });
  const sum = summed(view, { from: at + FRAME_HEADER, to: at + FRAME_HEADER + pageSize, before: head, bigEndian });
  return sum[0] === view.getUint32(at + 16) && sum[1] === view.getUint32(at + 20) ? sum : undefined;
}

function summed(view: DataView, { from, to, before, bigEndian }: { from: number; to: number; before: Sum; bigEndian: boolean }): Sum {
  let [a, b] = before;
  for (let at = from; at < to; at += 8) {
    a = (a + view.getUint32(at, !bigEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, !bigEndian) + a) >>> 0;
  }
  return [a, b];
}
