/** Payments as they come: asked for through a provider, or taken at the desk. */
import { refuse } from '../../../base/refusal.ts';
import type { ReadDb } from '../../../data/database.ts';
import { orderPaid, paymentSettled } from '../events.ts';
import type { DeskPayment, PaymentMethod, PaymentPurpose, PaymentSettings, Provider, TestCard } from '../model.ts';
import { balanceOf } from '../rules/ledger.ts';
import { cardTerms } from '../rules/online.ts';
import { payments } from '../tables.ts';
import { askProvider } from './calls.ts';
import { chargeAtMost } from './keptCards.ts';
import { listEntries, listPayments, mustLoadOrder, type PaymentRow, post, refreshOrder, type World } from './orders.ts';

export async function mustLoadPayment(db: ReadDb, paymentId: string): Promise<PaymentRow> {
  return (await db.find(payments, paymentId)) ?? refuse('not_found', { kind: 'payment', id: paymentId });
}

interface NewPayment {
  readonly orderId: string;
  readonly purpose: PaymentPurpose;
  readonly hold: boolean;
  readonly provider: Provider;
  readonly method: PaymentMethod;
  readonly status: 'PENDING' | 'PAID';
  readonly amountCents: number;
  readonly currency: string;
  readonly testCard: TestCard | null;
  readonly authoriseAt: number | null;
  readonly expiresAt: number | null;
  readonly note: string;
}

async function addPayment({ db, ctx }: World, payment: NewPayment): Promise<string> {
  const id = ctx.newId('pay');
  const capturedCents = payment.status === 'PAID' ? payment.amountCents : 0;
  await db.insert(payments, {
    ...{ id, ...payment, capturedCents, refundedCents: 0, providerRef: null, checkoutUrl: null, checkoutRef: null, failure: null },
    ...{ cardRef: null, heldUntil: null, releaseAt: null, feeCents: null },
    ...{ createdAt: ctx.now, updatedAt: ctx.now },
  });
  return id;
}

export interface AskedPayment {
  readonly orderId: string;
  readonly purpose: PaymentPurpose;
  readonly amountCents: number;
  /** of what is paid for: a hold lives for days, so that of a later start the card is kept until then */
  readonly startsAt: number;
  /** until when it is to be paid: epoch ms */
  readonly expiresAt: number;
  readonly testCard?: TestCard | undefined;
  readonly settings: PaymentSettings;
}

/** Writes the payment and what to ask the provider. @returns the payment's id */
export async function askFor(world: World, asked: AskedPayment): Promise<string> {
  const { orderId, purpose, amountCents, startsAt, expiresAt, testCard, settings } = asked;
  const { currency } = await mustLoadOrder(world.db, orderId);
  const { hold, authoriseAt } = cardTerms(settings, { purpose, startsAt, now: world.ctx.serverNow });
  const paymentId = await addPayment(world, {
    ...{
      orderId,
      purpose,
      hold,
      provider: settings.provider,
      method: 'card',
      status: 'PENDING',
      amountCents,
      currency,
      expiresAt,
      note: '',
    },
    ...{ testCard: testCard ?? null, authoriseAt },
  });
  await askProvider(world, { action: 'checkout', paymentId, amountCents });
  return paymentId;
}

/** Money that is in the till already. Refuses `invalid_request` for more than is due. */
export async function takeAtDesk(world: World, { orderId, ...taken }: DeskPayment & { orderId: string }): Promise<string> {
  const { method, amountCents, note } = taken;
  const { currency } = await mustLoadOrder(world.db, orderId);
  const { dueCents } = balanceOf(await listEntries(world.db, orderId));
  mustBeAtMost(amountCents, Math.max(0, dueCents));
  const paymentId = await addPayment(world, {
    ...{ orderId, purpose: 'payment', hold: false, provider: 'desk', method, status: 'PAID', amountCents, currency, note },
    ...{ testCard: null, authoriseAt: null, expiresAt: null },
  });
  await post(world, { orderId, currency, kind: 'payment', amountCents, money: method, paymentId });
  await tellPaid(world, { paymentId, amountCents, surplusCents: 0 });
  return paymentId;
}

export function mustBeAtMost(amountCents: number, mostCents: number): void {
  if (amountCents <= mostCents) return;
  refuse('invalid_request', { issues: [{ path: 'amountCents', expected: `at most ${mostCents}` }], mostCents });
}

/** What nobody owes any more nobody is to pay: the pages that are open for it are closed, and no card is charged for it. */
export async function closePages(world: World, orderId: string): Promise<void> {
  const { dueCents } = balanceOf(await listEntries(world.db, orderId));
  for (const payment of await listPayments(world.db, orderId)) {
    const { id: paymentId, status, amountCents } = payment;
    if (status === 'SAVED') await chargeAtMost(world, payment, dueCents);
    if (status === 'PENDING' && dueCents <= 0) await askProvider(world, { action: 'expire', paymentId, amountCents });
  }
}

interface Told {
  readonly paymentId: string;
  readonly amountCents: number;
  readonly surplusCents: number;
}

/** Brings the order up to date, and tells what came of the payment. */
export async function tellPaid(world: World, { paymentId, amountCents, surplusCents }: Told): Promise<void> {
  const { db, ctx } = world;
  const payment = await mustLoadPayment(db, paymentId);
  const isPaidNow = await refreshOrder(world, payment.orderId);
  await closePages(world, payment.orderId);
  const order = await mustLoadOrder(db, payment.orderId);
  if (isPaidNow && payment.status === 'PAID') ctx.emit(orderPaid(order, balanceOf(await listEntries(db, order.id))));
  ctx.emit(paymentSettled(order, { payment, amountCents, surplusCents }));
}
