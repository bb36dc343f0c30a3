/** What the worker and the provider's own calls bring in. */
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { idOf, Text } from '../../../contracts/fields.ts';
import { Outcome } from '../model.ts';
import { WITHDRAWN } from '../store/calls.ts';
import { applyOutcome, askWhatIsDue } from '../store/outcomes.ts';
import { mustLoadPayment } from '../store/payments.ts';
import { providerCalls, providerEvents } from '../tables.ts';

const nobody = { roles: [] } as const;

/** The provider's final answer to a call; one that was answered already stays as it is. */
export const settleCall = defineCommand({
  name: 'payments.settle',
  allow: nobody,
  offline: false,
  input: z.strictObject({ callId: idOf('pvc'), outcome: Outcome }),
  async run(world, { callId, outcome }) {
    const { db } = world;
    const call = (await db.find(providerCalls, callId)) ?? refuse('not_found', { kind: 'call', id: callId });
    if (call.status !== 'PENDING' && call.error !== WITHDRAWN) return { isNew: false };
    const isFailed = outcome.kind === 'failed';
    const error = isFailed ? (outcome.failure ?? 'failed') : null;
    await db.patch(providerCalls, callId, { status: isFailed ? 'FAILED' : 'DONE', error, nextAttemptAt: null, leasedUntil: null });
    const { action, refundId, paymentId } = call;
    const amountCents = action === 'capture' && outcome.kind === 'paid' ? (outcome.amountCents ?? call.amountCents) : undefined;
    const told = amountCents === undefined ? outcome : { ...outcome, amountCents };
    const { amountCents: askedCents } = call;
    await applyOutcome(world, { payment: await mustLoadPayment(db, paymentId), outcome: told, action, askedCents, refundId });
    return { isNew: true };
  },
});

/** What a provider tells by itself, by its own id for that: heard once, however often it is told. */
export const hearProvider = defineCommand({
  name: 'payments.hear',
  allow: nobody,
  offline: false,
  input: z.strictObject({ paymentId: idOf('pay'), outcome: Outcome, eventId: Text(255).min(1), refundId: idOf('rfd').optional() }),
  async run(world, { paymentId, outcome, eventId, refundId }) {
    const { db, ctx } = world;
    if ((await db.find(providerEvents, eventId)) !== undefined) return { isNew: false };
    const payment = await mustLoadPayment(db, paymentId);
    await db.insert(providerEvents, { id: eventId, provider: payment.provider, kind: outcome.kind, receivedAt: ctx.serverNow });
    await applyOutcome(world, { payment, outcome, ...(refundId !== undefined && { refundId }) });
    return { isNew: true };
  },
});

/** Cards that were kept are charged with their hold when it is time, and pages that nobody paid on are closed. */
export const askDue = defineCommand({
  name: 'payments.due',
  allow: nobody,
  offline: false,
  input: z.strictObject({}),
  run: async (world) => ({ asked: await askWhatIsDue(world) }),
});
