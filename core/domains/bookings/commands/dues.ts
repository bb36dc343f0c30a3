/** What becomes of a plan's due: paid with a card, let off, owed again. */
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { DAY } from '../../../base/time.ts';
import { managers, staff } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { idOf, Text } from '../../../contracts/fields.ts';
import { balanceOf } from '../../payments/rules/ledger.ts';
import { listEntries, listPayments } from '../../payments/store/orders.ts';
import { askFor } from '../../payments/store/payments.ts';
import { settingsInForce } from '../../payments/store/settings.ts';
import { mustBeTheirDue, mustLoadDue } from '../store/dues.ts';
import { takeBackWaiver, waive } from '../store/waivers.ts';

const ofDue = { orderId: idOf('ord') };
const desk = { roles: managers, scope: 'write' } as const;

/** Lets off what is still due of a period. Refuses `not_found`, and `invalid_transition` where nothing is. */
export const waiveDue = defineCommand({
  name: 'pricing.waiveDue',
  allow: desk,
  offline: true,
  input: z.strictObject({ ...ofDue, reason: Text(500).refine((reason) => reason.trim() !== '', 'expected a reason') }),
  async run(world, { orderId, reason }) {
    await waive(world, { due: await mustLoadDue(world.db, orderId), reason: reason.trim() });
    return null;
  },
});

/** What was let off is owed again. Refuses `not_found`, and `invalid_transition` where nothing was, or the plan was over before its period. */
export const restoreDue = defineCommand({
  name: 'pricing.restoreDue',
  allow: desk,
  offline: true,
  input: z.strictObject(ofDue),
  async run(world, { orderId }) {
    await takeBackWaiver(world, await mustLoadDue(world.db, orderId));
    return null;
  },
});

/**
 * A page of the business's provider on which the customer pays all that is due, for a day. Asked twice, it is one page. Refuses
 * `not_found`, and `invalid_transition` where nothing is due, or the business has no provider.
 */
export const payDue = defineCommand({
  name: 'pricing.payDue',
  allow: { roles: staff, scope: 'write', customers: true },
  offline: false,
  input: z.strictObject(ofDue),
  async run(world, { orderId }) {
    const { db, ctx } = world;
    mustBeTheirDue(ctx.actor, orderId);
    const { order } = await mustLoadDue(db, orderId);
    const settings = await settingsInForce(db);
    const { dueCents: amountCents } = balanceOf(await listEntries(db, orderId));
    if (amountCents <= 0 || settings.provider === 'desk') refuse('invalid_transition', { status: order.status, move: 'pay' });
    const open = (await listPayments(db, orderId)).find(
      ({ status, expiresAt, ...payment }) =>
        status === 'PENDING' && payment.amountCents === amountCents && expiresAt !== null && expiresAt > ctx.serverNow,
    );
    if (open !== undefined) return { paymentId: open.id };
    const asked = { orderId, purpose: 'payment', amountCents, startsAt: ctx.now, expiresAt: ctx.serverNow + DAY, settings } as const;
    return { paymentId: await askFor(world, asked) };
  },
});
