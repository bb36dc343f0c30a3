/**
 * A catalogue from a file, on its way between a screen and the server. The file comes over the bridge in pieces and is kept here
 * while its dialog is open: it is looked through first, and goes up once more, under one command's id, to be put in.
 */
import { z } from 'zod';
import { Refusal, refuse, type RefusalCode, refusalCodes } from '#core/base/refusal.ts';
import type { Json } from '#core/base/json.ts';
import type { BridgeMethods, ImportMethod, ImportPreview, ImportShare } from '#core/engine/bridge.ts';
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

export const importArguments = {
  'import.open': z.strictObject({}).prefault({}),
  'import.add': z.strictObject({ id, text: z.string().max(LONGEST_PIECE) }),
  'import.check': Id,
  'import.run': Id,
  'import.share': Id,
  'import.close': Id,
  'import.file': z.strictObject({ name: z.enum(['template', 'offerings']) }),
} satisfies Record<ImportMethod, z.ZodType>;

type Arguments = { [M in ImportMethod]: z.output<(typeof importArguments)[M]> };
type Methods = { [M in ImportMethod]: (arg: Arguments[M]) => Promise<BridgeMethods[M]['value']> };

interface OpenFile {
  /** whose it is: nobody who signs in later finds it */
  readonly active: Active;
  readonly pieces: string[];
  length: number;
  share: ImportShare;
  readonly stop: AbortController;
}

const paths = { template: '/v1/console/import/template.csv', offerings: '/v1/console/export/offerings.csv' } as const;

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
      files.set(fileId, { active, pieces: [], length: 0, share, stop: new AbortController() });
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
      const end = await sent(mustFind(fileId), '/v1/console/import/preview');
      return 'preview' in end ? end.preview : refuse('unavailable');
    },
    async 'import.run'({ id: fileId }) {
      const file = mustFind(fileId);
      const end = await sent(file, `/v1/console/import?commandId=${fileId}`);
      // The drafts are here, too, before the answer: whoever asked may show them at once.
      if ('imported' in end) await file.active.sync.round().catch(() => {});
      return end;
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

type End = { imported: number } | { preview: ImportPreview };
type Line = { end: End } | { refused: { code: string; facts: Record<string, Json> } } | ImportShare;

/** @throws Refusal, `unavailable` too where the line broke before its end */
async function sent(file: OpenFile, path: string): Promise<End> {
  const { signal } = file.stop;
  try {
    const upload = { type: 'text/csv; charset=utf-8', text: file.pieces.join('') };
    for await (const line of linesOf(file.active.streamServer({ path, upload, signal }))) {
      if ('refused' in line) refuse(isCode(line.refused.code) ? line.refused.code : 'internal_error', line.refused.facts);
      if ('end' in line) return line.end;
      file.share = line;
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
