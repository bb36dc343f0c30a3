/** What providers keep of the money that comes through them. */
import { formatMoney } from '../../../base/money.ts';
import type { Outcome } from '../model.ts';
import { payments } from '../tables.ts';
import { type EntryRow, listEntries, type PaymentRow, post, type World } from './orders.ts';
import { moneyOf } from './refunds.ts';

interface ToldFee {
  readonly payment: PaymentRow;
  readonly outcome: Exclude<Outcome, { kind: 'checkout' }>;
  /** kept for giving it back */
  readonly refundId?: string;
}

/** Posts what differs from what is posted, so that what is told twice is posted once. */
export async function postFee(world: World, { payment, outcome, refundId }: ToldFee): Promise<void> {
  const { feeCents, feeCurrency } = outcome;
  if (feeCents === undefined) return;
  const isOfRefund = refundId !== undefined;
  const { id: paymentId, orderId, currency, provider, method } = payment;
  if (feeCents > 0 && feeCurrency !== undefined && feeCurrency !== currency)
    return noteFee(world, payment, { feeCents, feeCurrency, isOfRefund });
  const ofPayment = (await listEntries(world.db, orderId)).filter((entry) => entry.paymentId === paymentId);
  const more = feeCents - keptIn(ofPayment.filter((entry) => entry.refundId === (refundId ?? null)));
  const kind = more > 0 ? 'fee' : 'feeReversal';
  const of = { money: moneyOf(provider, method), paymentId, ...(isOfRefund && { refundId }) };
  await post(world, { orderId, currency, kind, amountCents: Math.abs(more), ...of });
  await know(world, payment, { feeCents: keptIn(ofPayment) + more, isOfRefund });
}

const keptIn = (entries: readonly EntryRow[]): number =>
  entries.reduce((sum, { kind, amountCents }) => sum + (kind === 'fee' ? amountCents : kind === 'feeReversal' ? -amountCents : 0), 0);

/** What is kept of a refund does not say yet what was kept of the payment. */
async function know(
  { db, ctx }: World,
  { id, feeCents: known }: PaymentRow,
  now: { feeCents: number; isOfRefund: boolean },
): Promise<void> {
  if (known === now.feeCents || (known === null && now.isOfRefund)) return;
  await db.patch(payments, id, { feeCents: now.feeCents, updatedAt: ctx.now });
}

/** The books of an order are in its currency: a fee in another one is told beside the payment, once. */
async function noteFee(
  { db, ctx }: World,
  { id, feeCents: known, note }: PaymentRow,
  { feeCents, feeCurrency, isOfRefund }: { feeCents: number; feeCurrency: string; isOfRefund: boolean },
): Promise<void> {
  if (known !== null && !isOfRefund) return;
  const words = `The provider kept ${formatMoney(feeCents, { currency: feeCurrency, locale: 'en' })}.`;
  const told = { feeCents: isOfRefund ? known : 0, note: note === '' ? words : `${note} ${words}` };
  await db.patch(payments, id, { ...told, updatedAt: ctx.now });
}
