import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { staff } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { idOf } from '../../../contracts/fields.ts';
import { balanceOf } from '../../payments/rules/ledger.ts';
import { listEntries, listPayments } from '../../payments/store/orders.ts';
import { askFor } from '../../payments/store/payments.ts';
import { settingsInForce } from '../../payments/store/settings.ts';
import { isPayable, lastOnline } from '../rules/payAgain.ts';
import { mustLoadBooking } from '../store/bookings.ts';
import { mustBeTheirs } from './moves.ts';

/**
 * Another page for what was asked for and declined, payable as long as the first was. Asked twice, it is one page.
 * Refuses `not_found`, and `invalid_transition` where nothing was declined, nothing is owed, or the time to pay is over.
 */
export const payAgain = defineCommand({
  name: 'bookings.payAgain',
  allow: { roles: staff, scope: 'write', customers: true },
  offline: false,
  input: z.strictObject({ bookingId: idOf('bkg') }),
  async run(world, { bookingId }) {
    const { db, ctx } = world;
    mustBeTheirs(ctx.actor, bookingId);
    const { orderId, startsAt, ...booking } = await mustLoadBooking(db, bookingId);
    const asked = orderId === null ? undefined : lastOnline(await listPayments(db, orderId));
    const settings = await settingsInForce(db);
    const { paymentDueAt: expiresAt } = booking;
    const isPossible = asked !== undefined && expiresAt !== null && isPayable(booking, ctx.now) && settings.provider !== 'desk';
    if (isPossible && asked.status === 'PENDING') return { paymentId: asked.id };
    const dueCents = asked === undefined ? 0 : balanceOf(await listEntries(db, asked.orderId)).dueCents;
    if (!isPossible || asked.status !== 'FAILED' || dueCents <= 0)
      return refuse('invalid_transition', { status: booking.status, move: 'payAgain' });
    const amountCents = Math.min(asked.amountCents, dueCents);
    const again = { orderId: asked.orderId, purpose: asked.purpose, amountCents, startsAt, expiresAt, settings };
    return { paymentId: await askFor(world, again) };
  },
});
