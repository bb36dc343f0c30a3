/** What staff do with a booking that was held, and from which score on one is. */
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { managers, staff } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { applyEdit, editOf } from '../../../contracts/edit.ts';
import { idOf } from '../../../contracts/fields.ts';
import { told } from '../events.ts';
import { RiskSettings } from '../model.ts';
import { isHeld } from '../rules/risk.ts';
import { mustLoadBooking } from '../store/bookings.ts';
import { confirmsByItself } from '../store/payments.ts';
import { loadRiskSettings } from '../store/risk.ts';
import { bookings, riskSettings } from '../tables.ts';
import { confirm } from './moves.ts';

/**
 * As if it had never been held: confirmed where its offerings confirm by themselves and nothing is to be paid first, else it waits
 * for that. Refuses `invalid_transition` for one that isn't held.
 */
export const releaseBooking = defineCommand({
  name: 'bookings.release',
  allow: { roles: staff, scope: 'write' },
  offline: true,
  input: z.strictObject({ bookingId: idOf('bkg') }),
  async run(world, { bookingId }) {
    const { db, ctx } = world;
    const { status, riskReview, riskScore } = await mustLoadBooking(db, bookingId);
    if (status !== 'PENDING' || !isHeld({ riskReview })) refuse('invalid_transition', { status, move: 'release', riskReview });
    await db.patch(bookings, bookingId, { riskReview: 'released', updatedAt: ctx.now });
    ctx.emit(told('booking.released', bookingId, { bookingId, riskScore }));
    const booking = await mustLoadBooking(db, bookingId);
    if (booking.paymentDueAt === null && (await confirmsByItself(db, booking))) await confirm(world, bookingId);
    return null;
  },
});

/** From the next booking on. Refuses `edit_conflict`. */
export const updateRiskSettings = defineCommand({
  name: 'bookings.updateRiskSettings',
  allow: { roles: managers, scope: 'admin' },
  offline: true,
  input: editOf(RiskSettings),
  async run({ db, ctx }, edit) {
    const current = await loadRiskSettings(db);
    const row = { ...current, ...applyEdit<RiskSettings>(current, edit), updatedAt: ctx.now };
    if (!(await db.patch(riskSettings, db.tenantId, row))) await db.insert(riskSettings, { id: db.tenantId, ...row });
    return null;
  },
});
