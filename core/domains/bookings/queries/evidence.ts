import { z } from 'zod';
import { staff } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { Evidence } from '../model.ts';
import { evidenceOf, listEvidence, mustLoadEvidence, mustReachBooking } from '../store/evidence.ts';

const desk = { roles: staff, scope: 'read' } as const;

/** Oldest first. Where the files lie is the server's to tell. */
export const bookingEvidence = defineQuery({
  name: 'bookings.evidence',
  allow: desk,
  input: z.strictObject({ bookingId: idOf('bkg') }),
  async run({ db, ctx }, { bookingId }): Promise<Evidence[]> {
    await mustReachBooking(db, { actor: ctx.actor, bookingId });
    return (await listEvidence(db, bookingId)).map(evidenceOf);
  },
});

export const oneEvidence = defineQuery({
  name: 'bookings.evidenceById',
  allow: desk,
  input: z.strictObject({ evidenceId: idOf('evd') }),
  run: async ({ db, ctx }, { evidenceId }): Promise<Evidence> => evidenceOf(await mustLoadEvidence(db, { actor: ctx.actor, evidenceId })),
});
