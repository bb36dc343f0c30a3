/** What staff do with money: take it, ask for it, give it back. */
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { refundableOf } from '../../../base/settlement.ts';
import { DAY } from '../../../base/time.ts';
import { managers, staff } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { Cents, idOf, Text } from '../../../contracts/fields.ts';
import { refundAsked } from '../events.ts';
import { DeskPayment, deskMethods, TestCard } from '../model.ts';
import { balanceOf } from '../rules/ledger.ts';
import { listEntries, listRefunds, mustLoadOrder, refreshOrder } from '../store/orders.ts';
import { askFor, mustBeAtMost, mustLoadPayment, takeAtDesk } from '../store/payments.ts';
import { finishRefund, moneyOf, reverseFor, standingOf, startRefund } from '../store/refunds.ts';
import { settingsInForce } from '../store/settings.ts';
import { refunds } from '../tables.ts';

const desk = { roles: staff, scope: 'write' } as const;
const Method = z.enum(deskMethods);

/** Money received at the desk. Refuses `not_found`, and `invalid_request` {mostCents} for more than is due. */
export const recordPayment = defineCommand({
  name: 'payments.record',
  allow: desk,
  offline: true,
  input: DeskPayment.extend({ orderId: idOf('ord') }),
  run: async (world, taken) => ({ paymentId: await takeAtDesk(world, taken) }),
});

/**
 * Gives back of a payment: through the provider that it came by, or from the desk, where it is given at this moment by `method`
 * (as it came, where nothing is said). What goes back is no longer owed, unless it is to be paid again. Refuses
 * `invalid_request` {mostCents} for more than was paid.
 */
export const refundPayment = defineCommand({
  name: 'payments.refund',
  allow: { roles: managers, scope: 'write' },
  offline: true,
  input: z.strictObject({
    paymentId: idOf('pay'),
    amountCents: Cents.min(1),
    reason: Text(500).default(''),
    method: Method.optional(),
    stillOwed: z.boolean().default(false),
  }),
  async run(world, { paymentId, amountCents, reason, method, stillOwed }) {
    const payment = await mustLoadPayment(world.db, paymentId);
    const standing = await standingOf(world, payment.orderId);
    mustBeAtMost(amountCents, refundableOf(payment, standing.refunds));
    if (!stillOwed) await reverseFor(world, standing, amountCents);
    const isDone = payment.provider === 'desk';
    const refund = await startRefund(world, { order: standing.order, payment, amountCents, reason });
    if (isDone) await finishRefund(world, { refund, payment, money: method ?? moneyOf(payment.provider, payment.method) });
    else {
      world.ctx.emit(refundAsked(standing.order, { amountCents, reason }));
      await refreshOrder(world, payment.orderId);
    }
    return { refundId: refund.id };
  },
});

/** The money that a customer was owed is theirs again: staff gave it. Refuses `invalid_transition` where it is not owed, or is a provider's to give. */
export const handBack = defineCommand({
  name: 'payments.handBack',
  allow: desk,
  offline: true,
  input: z.strictObject({ refundId: idOf('rfd'), method: Method }),
  async run(world, { refundId, method }) {
    const refund = (await world.db.find(refunds, refundId)) ?? refuse('not_found', { kind: 'refund', id: refundId });
    const payment = await mustLoadPayment(world.db, refund.paymentId);
    const isOwed = refund.status === 'FAILED' || (refund.status === 'PENDING' && payment.provider === 'desk');
    if (!isOwed) refuse('invalid_transition', { status: refund.status, move: 'handBack' });
    // One that failed counts as given back no more: somebody may have given it in another way since.
    if (refund.status === 'FAILED') mustBeAtMost(refund.amountCents, refundableOf(payment, await listRefunds(world.db, refund.orderId)));
    await finishRefund(world, { refund, payment, money: method });
    return null;
  },
});

/** A page on which the customer pays, through the business's provider. Refuses `invalid_request` where it has none, and for more than is due. */
export const collectPayment = defineCommand({
  name: 'payments.collect',
  allow: desk,
  offline: false,
  input: z.strictObject({ orderId: idOf('ord'), amountCents: Cents.min(1), testCard: TestCard.optional() }),
  async run(world, { orderId, amountCents, testCard }) {
    const { db, ctx } = world;
    const order = await mustLoadOrder(db, orderId);
    const settings = await settingsInForce(db);
    if (settings.provider === 'desk')
      refuse('invalid_request', { issues: [{ path: 'provider', expected: 'a provider in the payment settings' }] });
    if (testCard !== undefined && settings.provider !== 'test') refuse('forbidden', { field: 'testCard' });
    mustBeAtMost(amountCents, Math.max(0, balanceOf(await listEntries(db, order.id)).dueCents));
    const asked = {
      orderId,
      purpose: 'payment',
      amountCents,
      startsAt: ctx.now,
      expiresAt: ctx.serverNow + DAY,
      testCard,
      settings,
    } as const;
    return { paymentId: await askFor(world, asked) };
  },
});
