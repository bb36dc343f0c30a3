/** What a refund at the provider means for our books: nothing, where they say so already or somebody else is about to say it. */
import { eq, inArray } from 'drizzle-orm';
import type { ReadDb } from '#core/data/database.ts';
import type { Outcome } from '#core/domains/payments/model.ts';
import { payments, providerCalls, refunds } from '#core/domains/payments/tables.ts';
import type { HeardOutcome } from './hear.ts';
import type { ProvidedRefund } from './port.ts';

interface Known {
  readonly payment: typeof payments.$inferSelect;
  readonly ours: typeof refunds.$inferSelect | undefined;
  /** its own answer is to come */
  readonly isAsked: boolean;
}

async function loadKnown(db: ReadDb, { paymentId, paymentRef, ref, refundId }: ProvidedRefund): Promise<Known | undefined> {
  const payment = await db.find(payments, paymentId);
  if (payment === undefined || payment.provider === 'desk' || payment.providerRef !== paymentRef) return undefined;
  const given = await db.list(refunds, eq(refunds.paymentId, paymentId));
  const ours = given.find(({ providerRef }) => providerRef === ref) ?? given.find(({ id }) => id === refundId);
  const calls = ours === undefined ? [] : await db.list(providerCalls, inArray(providerCalls.refundId, [ours.id]));
  return { payment, ours, isAsked: calls.some(({ status }) => status === 'PENDING') };
}

export async function newsOf(db: ReadDb, provided: ProvidedRefund): Promise<HeardOutcome | undefined> {
  const known = await loadKnown(db, provided);
  const outcome = known && outcomeFor(known, provided);
  if (known === undefined || outcome === undefined) return undefined;
  const { tenantId, id: paymentId, rev } = known.payment;
  const { ref } = provided;
  // By the payment's revision: two servers say the same once, and after a restore it is said again.
  const eventId = `look/${ref}/${outcome.kind}/${rev}`;
  return { tenantId, paymentId, outcome, eventId, ...(known.ours !== undefined && { refundId: known.ours.id }) };
}

function outcomeFor({ payment, ours, isAsked }: Known, { ref, amountCents, failure }: ProvidedRefund): Outcome | undefined {
  if (isAsked || payment.status !== 'PAID') return undefined;
  if (failure !== null) {
    const isNews = ours !== undefined && ours.status !== 'FAILED';
    return isNews ? { kind: 'refund_failed', providerRef: ref, failure } : undefined;
  }
  const isKnown = ours?.status === 'DONE' && (ours.providerRef === ref || ours.providerRef === null);
  const hasFailed = ours?.status === 'FAILED' && ours.providerRef === ref;
  return isKnown || hasFailed ? undefined : { kind: 'refunded', providerRef: ref, amountCents };
}
