import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { managers, staff } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import { idOf, isStorable, Name, Text } from '../../../contracts/fields.ts';
import type { NewRow, WriteDb } from '../../../data/database.ts';
import { told } from '../events.ts';
import { evidenceKinds, evidenceMediaTypes } from '../model.ts';
import { evidenceKindOf, MOST_EVIDENCE } from '../rules/evidence.ts';
import { listEvidence, mustLoadEvidence, mustReachSubject } from '../store/evidence.ts';
import { evidence } from '../tables.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const desk = { roles: staff, scope: 'write' } as const;
const Described = z.strictObject({ bookingId: idOf('bkg'), name: Name(200), note: Text(2_000).default('') });

type Row = Omit<NewRow<typeof evidence>, 'addedBy' | 'createdAt'>;

async function keep({ db, ctx }: World, row: Row): Promise<{ evidenceId: string }> {
  await mustReachSubject(db, { actor: ctx.actor, subjectId: row.subjectId });
  if ((await db.find(evidence, row.id)) !== undefined) refuse('already_exists', { kind: 'evidence', id: row.id });
  if ((await listEvidence(db, row.subjectId)).length >= MOST_EVIDENCE) refuse('in_use', { kind: 'evidence', count: MOST_EVIDENCE });
  await db.insert(evidence, { ...row, addedBy: ctx.actor.name, createdAt: ctx.now });
  const { id, kind, name, sha256 = null } = row;
  ctx.emit(told('evidence.added', row.subjectId, { evidenceId: id, kind, name, sha256 }));
  return { evidenceId: id };
}

/** Nobody follows it: what stands behind it today is not proven by it. Refuses `in_use` where there are too many. */
export const addEvidence = defineCommand({
  name: 'bookings.addEvidence',
  allow: desk,
  offline: true,
  input: Described.extend({
    kind: z.literal('link').default('link'),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .refine(isStorable, 'expected an address'),
  }),
  run: (world, { bookingId, ...link }) => keep(world, { id: world.ctx.newId('evd'), subjectId: bookingId, ...link }),
});

/**
 * What the server has stored under this id and found out about it; a door alone runs it, once every byte is safe. Refuses
 * `invalid_request` where the kind is not the file's, `in_use` where there are too many.
 */
export const addEvidenceFile = defineCommand({
  name: 'bookings.addEvidenceFile',
  allow: desk,
  offline: false,
  input: Described.extend({
    evidenceId: idOf('evd'),
    kind: z.enum(evidenceKinds).optional(),
    mediaType: z.enum(evidenceMediaTypes),
    size: z.int().min(1),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  run: (world, { bookingId, evidenceId, kind, ...file }) =>
    keep(world, { id: evidenceId, subjectId: bookingId, kind: evidenceKindOf(file.mediaType, kind), ...file }),
});

/** That it was there, what it was called and its hash stay in the history. */
export const removeEvidence = defineCommand({
  name: 'bookings.removeEvidence',
  allow: { roles: managers, scope: 'write' },
  offline: true,
  input: z.strictObject({ evidenceId: idOf('evd') }),
  async run({ db, ctx }, { evidenceId }) {
    const { subjectId, kind, name, sha256 } = await mustLoadEvidence(db, { actor: ctx.actor, evidenceId });
    await db.remove(evidence, evidenceId);
    ctx.emit(told('evidence.removed', subjectId, { evidenceId, kind, name, sha256 }));
    return null;
  },
});
