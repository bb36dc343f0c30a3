import { z } from 'zod';
import { managers, staff } from '../../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../../contracts/command.ts';
import { idOf } from '../../../contracts/fields.ts';
import type { WriteDb } from '../../../data/database.ts';
import { EvidenceFile, evidenceKindOf, EvidenceLink } from '../rules/evidence.ts';
import { keepEvidence, mustLoadEvidence, mustReachBooking, toldOfEvidence } from '../store/evidence.ts';
import { evidence } from '../tables.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

const desk = { roles: staff, scope: 'write' } as const;
const OfBooking = z.strictObject({ bookingId: idOf('bkg') });

const mustReach = ({ db, ctx }: World, bookingId: string) => mustReachBooking(db, { actor: ctx.actor, bookingId });

/** Nobody follows it: what stands behind it today is not proven by it. Refuses `in_use` where there are too many. */
export const addEvidence = defineCommand({
  name: 'bookings.addEvidence',
  allow: desk,
  offline: true,
  input: OfBooking.extend(EvidenceLink.shape),
  async run(world, { bookingId, ...link }) {
    await mustReach(world, bookingId);
    return keepEvidence(world, { id: world.ctx.newId('evd'), subjectId: bookingId, ...link });
  },
});

/**
 * What the server has stored under this id and found out about it; a door alone runs it, once every byte is safe. Refuses
 * `invalid_request` where the kind is not the file's, `in_use` where there are too many.
 */
export const addEvidenceFile = defineCommand({
  name: 'bookings.addEvidenceFile',
  allow: desk,
  offline: false,
  input: OfBooking.extend(EvidenceFile.shape),
  async run(world, { bookingId, evidenceId, kind, ...file }) {
    await mustReach(world, bookingId);
    return keepEvidence(world, { id: evidenceId, subjectId: bookingId, kind: evidenceKindOf(file.mediaType, kind), ...file });
  },
});

/** Of a booking or of a dispute. That it was there, what it was called and its hash stay in the history. */
export const removeEvidence = defineCommand({
  name: 'bookings.removeEvidence',
  allow: { roles: managers, scope: 'write' },
  offline: true,
  input: z.strictObject({ evidenceId: idOf('evd') }),
  async run({ db, ctx }, { evidenceId }) {
    const { subjectId, kind, name, sha256 } = await mustLoadEvidence(db, { actor: ctx.actor, evidenceId });
    await db.remove(evidence, evidenceId);
    ctx.emit(toldOfEvidence('removed', subjectId, { evidenceId, kind, name, sha256 }));
    return null;
  },
});
