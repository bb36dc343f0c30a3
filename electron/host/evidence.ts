/** A file on its way from a screen to the server: over the bridge in pieces, kept here until it is whole, then sent up in one go. */
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { MINUTE } from '#core/base/time.ts';
import type { BridgeMethods, EvidenceMethod } from '#core/engine/bridge.ts';
import type { Platform } from './ports.ts';
import type { Active } from './session.ts';

/** of base64: a megabyte of the file */
const LONGEST_PIECE = 1_500_000;
/** the server takes no more */
const LARGEST_FILE = 25 * 1024 * 1024;
/** Who opens more has left the others behind. */
const MOST_FILES = 2;
/** 25 MiB over a slow line */
const PATIENCE = 5 * MINUTE;

const id = z
  .string()
  .max(80)
  .regex(/^cmd_[0-9a-z]+$/, 'expected the id of a file that is open');

const subjectId = z.string().max(80);

export const evidenceArguments = {
  'evidence.open': z.strictObject({}).prefault({}),
  'evidence.add': z.strictObject({ id, base64: z.base64().min(1).max(LONGEST_PIECE) }),
  'evidence.send': z.strictObject({
    id,
    bookingId: subjectId.optional(),
    disputeId: subjectId.optional(),
    name: z.string().max(500),
    type: z.string().max(100),
  }),
  'evidence.close': z.strictObject({ id }),
} satisfies Record<EvidenceMethod, z.ZodType>;

type Arguments = { [M in EvidenceMethod]: z.output<(typeof evidenceArguments)[M]> };
type Methods = { [M in EvidenceMethod]: (arg: Arguments[M]) => Promise<BridgeMethods[M]['value']> };

interface OpenFile {
  /** whose it is: nobody who signs in later finds it */
  readonly active: Active;
  readonly pieces: Uint8Array[];
  length: number;
}

export function evidenceMethods(activeNow: () => Active, { newCommandId }: Platform): Methods {
  const files = new Map<string, OpenFile>();

  function mustFind(fileId: string): OpenFile {
    const file = files.get(fileId);
    return file === undefined || file.active !== activeNow() ? refuse('not_found', { kind: 'file', id: fileId }) : file;
  }

  return {
    async 'evidence.open'() {
      const active = activeNow();
      for (const oldest of [...files.keys()].slice(0, Math.max(0, files.size + 1 - MOST_FILES))) files.delete(oldest);
      const fileId = newCommandId();
      files.set(fileId, { active, pieces: [], length: 0 });
      return { id: fileId };
    },
    async 'evidence.add'({ id: fileId, base64 }) {
      const file = mustFind(fileId);
      const piece = Buffer.from(base64, 'base64');
      if (file.length + piece.length > LARGEST_FILE) refuse('payload_too_large', { mostBytes: LARGEST_FILE });
      file.pieces.push(piece);
      file.length += piece.length;
      return { received: file.length };
    },
    // Under the file's own command id: sent again after a lost answer, it is there once.
    async 'evidence.send'({ id: fileId, bookingId, disputeId, name, type }) {
      const { active, pieces } = mustFind(fileId);
      const subject = { ...(bookingId !== undefined && { bookingId }), ...(disputeId !== undefined && { disputeId }) };
      const path = `/v1/console/evidence?${new URLSearchParams({ commandId: fileId, ...subject, name }).toString()}`;
      const upload = { type, bytes: new Uint8Array(Buffer.concat(pieces)) };
      const said = await active.askServer({ method: 'POST', path, upload, timeoutMs: PATIENCE });
      // It is here, too, before the answer: whoever asked may show it at once.
      await active.sync.round().catch(() => {});
      return said as { evidenceId: string };
    },
    async 'evidence.close'({ id: fileId }) {
      files.delete(fileId);
      return null;
    },
  };
}
