/**
 * A catalogue or bookings from a file, on its way between a screen and the server. The file comes over the bridge in pieces and is kept here
 * while its dialog is open: it is looked through first, and goes up once more, under one command's id, to be put in.
 */
import { z } from 'zod';
import { Refusal, refuse, type RefusalCode, refusalCodes } from '#core/base/refusal.ts';
import type { Json } from '#core/base/json.ts';
import type { BridgeMethods, BulkManifest, BulkPreview, BulkRow, ImportMethod, ImportPreview, ImportShare } from '#core/engine/bridge.ts';
import type { Platform } from './ports.ts';
import { refusalOf } from './refused.ts';
import type { Active } from './session.ts';

const LONGEST_PIECE = 250_000;
/** ten MiB, were every character a byte */
const LONGEST_FILE = 10 * 1024 * 1024;
/** Who opens more has left the others behind. */
const MOST_FILES = 4;

const id = z
  .string()
  .max(80)
  .regex(/^cmd_[0-9a-z]+$/, 'expected the id of a file that is open');
const Id = z.strictObject({ id });
const Bookings = Id.extend({ override: z.boolean().optional() });

export const importArguments = {
  'import.open': z.strictObject({}).prefault({}),
  'import.add': z.strictObject({ id, text: z.string().max(LONGEST_PIECE) }),
  'import.check': Id,
  'import.run': Id,
  'import.share': Id,
  'import.close': Id,
  'import.file': z.strictObject({ name: z.enum(['template', 'offerings', 'bookingsTemplate']) }),
  'import.checkBookings': Bookings,
  'import.runBookings': Bookings,
  'import.stop': Id,
} satisfies Record<ImportMethod, z.ZodType>;

type Arguments = { [M in ImportMethod]: z.output<(typeof importArguments)[M]> };
type Methods = { [M in ImportMethod]: (arg: Arguments[M]) => Promise<BridgeMethods[M]['value']> };

interface OpenFile {
  /** whose it is: nobody who signs in later finds it */
  readonly active: Active;
  readonly pieces: string[];
  length: number;
  share: ImportShare;
  /** what it was last seen to change: nothing else is */
  seen?: string;
  readonly stop: AbortController;
  /** of a file of bookings: what came of its rows so far, and what ends that before the last */
  made: BulkRow[];
  halt: AbortController;
}

const paths = {
  template: '/v1/console/import/template.csv',
  offerings: '/v1/console/export/offerings.csv',
  bookingsTemplate: '/v1/console/import/bookings/template.csv',
} as const;

export function importMethods(activeNow: () => Active, { newCommandId }: Platform): Methods {
  const files = new Map<string, OpenFile>();

  function mustFind(fileId: string): OpenFile {
    const file = files.get(fileId);
    return file === undefined || file.active !== activeNow() ? refuse('not_found', { kind: 'import', id: fileId }) : file;
  }

  function close(fileId: string): null {
    files.get(fileId)?.stop.abort();
    files.delete(fileId);
    return null;
  }

  return {
    async 'import.open'() {
      const active = activeNow();
      const fileId = newCommandId();
      for (const oldest of [...files.keys()].slice(0, Math.max(0, files.size + 1 - MOST_FILES))) close(oldest);
      const share: ImportShare = { phase: 'reading', done: 0, total: 0 };
      files.set(fileId, { active, pieces: [], length: 0, share, stop: new AbortController(), made: [], halt: new AbortController() });
      return { id: fileId };
    },
    async 'import.add'({ id: fileId, text }) {
      const file = mustFind(fileId);
      if (file.length + text.length > LONGEST_FILE) refuse('payload_too_large', { mostBytes: LONGEST_FILE });
      file.pieces.push(text);
      file.length += text.length;
      return { received: file.length };
    },
    async 'import.check'({ id: fileId }) {
      const file = mustFind(fileId);
      const end = await sent(file, '/v1/console/import/preview');
      if (!('preview' in end)) return refuse('unavailable');
      file.seen = end.preview.digest;
      return end.preview;
    },
    async 'import.checkBookings'({ id: fileId, override = false }) {
      const end = await sent(mustFind(fileId), `/v1/console/import/bookings/preview?commandId=${fileId}&override=${override}`);
      return 'bookings' in end ? end.bookings : refuse('unavailable');
    },
    async 'import.runBookings'({ id: fileId, override = false }) {
      const file = mustFind(fileId);
      const booked = await booking(file, `/v1/console/import/bookings?commandId=${fileId}&override=${override}`);
      await file.active.sync.round().catch(() => {});
      return booked;
    },
    async 'import.stop'({ id: fileId }) {
      mustFind(fileId).halt.abort();
      return null;
    },
    async 'import.run'({ id: fileId }) {
      const file = mustFind(fileId);
      const seen = file.seen === undefined ? '' : `&seen=${file.seen}`;
      const end = await sent(file, `/v1/console/import?commandId=${fileId}${seen}`);
      if ('preview' in end) file.seen = end.preview.digest;
      // The drafts are here, too, before the answer: whoever asked may show them at once.
      if ('imported' in end) await file.active.sync.round().catch(() => {});
      return 'imported' in end || 'preview' in end ? end : refuse('unavailable');
    },
    'import.share': async ({ id: fileId }) => mustFind(fileId).share,
    'import.close': async ({ id: fileId }) => close(fileId),
    async 'import.file'({ name }) {
      try {
        let text = '';
        for await (const piece of activeNow().streamServer({ path: paths[name] })) text += piece;
        return { text };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

type Sums = Omit<BulkManifest, 'manifest'>;
type End = { imported: number; changed: number } | { preview: ImportPreview } | { bookings: BulkPreview } | { booked: Sums };
type Line = { end: End } | { refused: { code: string; facts: Record<string, Json> } } | { made: BulkRow[] } | ImportShare;

/** Stopped, it is what was heard of so far. @throws Refusal */
async function booking(file: OpenFile, path: string): Promise<BulkManifest> {
  file.made = [];
  file.halt = new AbortController();
  const { signal } = file.halt;
  const sums = await sent(file, path, AbortSignal.any([file.stop.signal, signal])).then(
    (end) => ('booked' in end ? end.booked : refuse('unavailable')),
    (error: unknown) => {
      if (!signal.aborted || file.stop.signal.aborted) throw error;
      return null;
    },
  );
  const manifest = file.made;
  const created = manifest.filter(({ status }) => status === 'created').length;
  return sums === null
    ? { rows: file.share.total, created, rejected: manifest.length - created, stopped: true, manifest }
    : { ...sums, manifest };
}

/** @throws Refusal, `unavailable` too where the line broke before its end */
async function sent(file: OpenFile, path: string, signal: AbortSignal = file.stop.signal): Promise<End> {
  try {
    const upload = { type: 'text/csv; charset=utf-8', text: file.pieces.join('') };
    for await (const line of linesOf(file.active.streamServer({ path, upload, signal }))) {
      if ('refused' in line) refuse(isCode(line.refused.code) ? line.refused.code : 'internal_error', line.refused.facts);
      if ('end' in line) return line.end;
      if ('made' in line) file.made.push(...line.made);
      else file.share = line;
    }
  } catch (error) {
    if (signal.aborted) refuse('not_found', { kind: 'import' });
    if (error instanceof Refusal) throw error;
    return refusalOf(error);
  }
  return refuse('unavailable');
}

const isCode = (code: string): code is RefusalCode => (refusalCodes as readonly string[]).includes(code);

/** As the server's own programs write them; half of one at the end was cut off. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Line;
  }
}
