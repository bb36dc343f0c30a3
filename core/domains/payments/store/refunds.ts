/** Money on its way back: asked of the provider that it came by, or owed by the desk until staff say that they gave it. */
import { refundableOf, type Share, spread } from '../../../base/settlement.ts';
import type { MoneyAccount, Provider } from '../model.ts';
import { orderRefunded } from '../events.ts';
import { balanceOf, partsIn, partsKept } from '../rules/ledger.ts';
import { payments, refunds } from '../tables.ts';
import { askProvider } from './calls.ts';
import { chargeTo, listEntries, listPayments, listRefunds, mustLoadOrder, type OrderRow, type PaymentRow, post } from './orders.ts';
import { type RefundRow, refreshOrder, type World } from './orders.ts';

/** An order as it stands, with what is on its way back counted as gone. */
export async function standingOf({ db }: World, orderId: string) {
  const order = await mustLoadOrder(db, orderId);
  const entries = await listEntries(db, orderId);
  const received = await listPayments(db, orderId);
  const back = await listRefunds(db, orderId);
  const balance = balanceOf(entries);
  const refundable = inOrderOfRefund(received).map((payment): Share => ({ id: payment.id, amountCents: refundableOf(payment, back) }));
  const paidCents = refundable.reduce((sum, { amountCents }) => sum + amountCents, 0);
  return { order, parts: partsIn(entries), balance, payments: received, refunds: back, refundable, paidCents };
}

/** What a provider gives back by itself goes first; of each kind the newest. */
const inOrderOfRefund = (received: readonly PaymentRow[]): PaymentRow[] =>
  received.toReversed().toSorted((a, b) => Number(a.provider === 'desk') - Number(b.provider === 'desk'));

interface GivingBack {
  readonly order: OrderRow;
  readonly payments: readonly PaymentRow[];
  /** by payment, at most what may be given back of it */
  readonly shares: readonly Share[];
  readonly reason: string;
}

export async function giveBack(world: World, { order, payments: received, shares, reason }: GivingBack): Promise<void> {
  for (const { id, amountCents } of shares) {
    const payment = received.find((one) => one.id === id);
    if (payment !== undefined) await startRefund(world, { order, payment, amountCents, reason });
  }
}

interface NewRefund {
  readonly order: OrderRow;
  readonly payment: PaymentRow;
  readonly amountCents: number;
  readonly reason: string;
  /** nobody need be asked: it has gone back already */
  readonly isDone?: boolean;
}

export async function startRefund(world: World, { order, payment, amountCents, reason, isDone = false }: NewRefund): Promise<RefundRow> {
  const { db, ctx } = world;
  const refund = {
    ...{ id: ctx.newId('rfd'), paymentId: payment.id, orderId: order.id, amountCents, currency: order.currency, reason },
    ...{ status: 'PENDING' as const, providerRef: null, failure: null, createdAt: ctx.now, updatedAt: ctx.now },
  };
  await db.insert(refunds, refund);
  if (payment.provider !== 'desk' && !isDone)
    await askProvider(world, { action: 'refund', paymentId: payment.id, refundId: refund.id, amountCents });
  return { ...refund, tenantId: db.tenantId, rev: 0 };
}

interface Finishing {
  readonly refund: RefundRow;
  readonly payment: PaymentRow;
  readonly money: MoneyAccount;
  readonly providerRef?: string | undefined;
}

/** The money is back. */
export async function finishRefund(world: World, { refund, payment, money, providerRef }: Finishing): Promise<void> {
  const { db, ctx } = world;
  const { id: refundId, orderId, amountCents, currency } = refund;
  await db.patch(refunds, refundId, { status: 'DONE', failure: null, updatedAt: ctx.now, providerRef: providerRef ?? refund.providerRef });
  await db.patch(payments, payment.id, { refundedCents: payment.refundedCents + amountCents, updatedAt: ctx.now });
  await post(world, { orderId, currency, kind: 'refund', amountCents, money, paymentId: payment.id, refundId });
  await refreshOrder(world, orderId);
  const { refundedCents } = balanceOf(await listEntries(db, orderId));
  ctx.emit(orderRefunded(await mustLoadOrder(db, orderId), { refund, payment, refundedCents }));
}

/** Of a desk payment this is where the money was put. */
export const moneyOf = (provider: Provider, method: PaymentRow['method']): MoneyAccount =>
  provider !== 'desk' ? provider : method === 'card' ? 'terminal' : method;

type Standing = Awaited<ReturnType<typeof standingOf>>;

/** What goes back and was not owed back already is no longer owed by the customer either. */
export async function reverseFor(world: World, { order, parts, balance, paidCents }: Standing, amountCents: number): Promise<void> {
  const surplus = Math.max(0, paidCents - balance.totalCents);
  const reverseCents = Math.min(balance.totalCents, Math.max(0, amountCents - surplus));
  await chargeTo(world, order, partsKept(parts, balance.totalCents - reverseCents));
}

/** Received, and not owed: it goes back by itself. @returns how much */
export async function giveSurplusBack(world: World, { orderId, reason }: { orderId: string; reason: string }): Promise<number> {
  const { order, payments: received, refundable, balance, paidCents } = await standingOf(world, orderId);
  const surplus = Math.max(0, paidCents - balance.totalCents);
  await giveBack(world, { order, payments: received, shares: spread(surplus, refundable), reason });
  return surplus;
}
