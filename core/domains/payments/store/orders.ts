/** Orders and their books: opened, charged, charged anew; what they come to is derived from the entries alone. */
import { inArray } from 'drizzle-orm';
import { byAge } from '../../../base/age.ts';
import { refuse } from '../../../base/refusal.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import { listingBelow, type ReadDb, type RowOf, type WriteDb } from '../../../data/database.ts';
import type { EntryKind, LedgerEntry, MoneyAccount, OrderDetail, OrderSummary, PayableKind, Payment, Refund } from '../model.ts';
import { balanceOf, changesTo, pairOf, type Parts, partsIn, partsOf, type Priced, statusOf } from '../rules/ledger.ts';
import { ledgerEntries, orders, payments, refunds } from '../tables.ts';

export type World = { readonly db: WriteDb; readonly ctx: CommandContext };
export type OrderRow = RowOf<typeof orders>;
export type EntryRow = RowOf<typeof ledgerEntries>;
export type PaymentRow = RowOf<typeof payments>;
export type RefundRow = RowOf<typeof refunds>;

const entriesOfOrder = listingBelow(orders, ledgerEntries, { by: ['orderId'] });
const paymentsOfOrder = listingBelow(orders, payments, { by: ['orderId'] });
const refundsOfOrder = listingBelow(orders, refunds, { by: ['orderId'] });

export async function mustLoadOrder(db: ReadDb, orderId: string): Promise<OrderRow> {
  return (await db.find(orders, orderId)) ?? refuse('not_found', { kind: 'order', id: orderId });
}

export const listEntries = (db: ReadDb, orderId: string): Promise<EntryRow[]> => db.listed(entriesOfOrder, { orderId });

/** Oldest first. */
export async function listPayments(db: ReadDb, orderId: string): Promise<PaymentRow[]> {
  return (await db.listed(paymentsOfOrder, { orderId })).toSorted(byAge);
}

export async function listRefunds(db: ReadDb, orderId: string): Promise<RefundRow[]> {
  return (await db.listed(refundsOfOrder, { orderId })).toSorted(byAge);
}

export interface NewOrder {
  readonly orderId: string;
  readonly payableKind: PayableKind;
  readonly payableId: string;
  readonly customerId: string;
  readonly description: string;
  readonly currency: string;
  /** above zero */
  readonly totals: Priced;
  /** the last local date on which it is paid in time, where there is one */
  readonly payBy?: string;
}

/** `orderId` comes from the command: it is the same on every side, whatever else the command has made ids for. */
export async function openOrder(world: World, { orderId, totals, payBy, ...order }: NewOrder): Promise<void> {
  const { now } = world.ctx;
  await world.db.insert(orders, { id: orderId, ...order, payBy: payBy ?? null, status: 'OPEN', createdAt: now, updatedAt: now });
  for (const movement of changesTo(partsIn([]), partsOf(totals))) await post(world, { ...movement, orderId, currency: order.currency });
}

export interface Posting {
  readonly orderId: string;
  readonly currency: string;
  readonly kind: EntryKind;
  readonly amountCents: number;
  /** of a payment and a refund alone: where the money came in or went out */
  readonly money?: MoneyAccount;
  readonly paymentId?: string;
  readonly refundId?: string;
}

/** Nothing is written of nothing. */
export async function post({ db, ctx }: World, { orderId, currency, kind, amountCents, ...of }: Posting): Promise<void> {
  if (amountCents === 0) return;
  await db.insert(ledgerEntries, {
    id: ctx.newId('lgr'),
    orderId,
    kind,
    amountCents,
    currency,
    at: ctx.now,
    paymentId: of.paymentId ?? null,
    refundId: of.refundId ?? null,
    ...pairOf(kind, of.money),
  });
}

/** From what is charged to what should be. */
export async function chargeTo(world: World, { id: orderId, currency }: OrderRow, parts: Parts): Promise<void> {
  const charged = partsIn(await listEntries(world.db, orderId));
  for (const movement of changesTo(charged, parts)) await post(world, { ...movement, orderId, currency });
}

/** The status follows from the entries. @returns whether it became PAID by what was posted since it was last looked at */
export async function refreshOrder({ db, ctx }: World, orderId: string): Promise<boolean> {
  const order = await mustLoadOrder(db, orderId);
  const status = statusOf(balanceOf(await listEntries(db, orderId)));
  if (status === order.status) return false;
  await db.patch(orders, orderId, { status, updatedAt: ctx.now });
  return status === 'PAID';
}

function summaryOf(order: OrderRow, entries: readonly EntryRow[]): OrderSummary {
  const { tenantId: _tenant, rev: _rev, payBy: _payBy, ...summary } = order;
  return { ...summary, ...balanceOf(entries) };
}

function paymentOf(row: PaymentRow): Payment {
  const { tenantId: _tenant, rev: _rev, checkoutRef: _ref, cardRef: _kept, testCard: _card, ...payment } = row;
  return payment;
}

function refundOf({ tenantId: _tenant, rev: _rev, orderId: _order, providerRef: _ref, ...refund }: RefundRow): Refund {
  return refund;
}

function entryOf({ id, kind, debit, credit, amountCents, paymentId, refundId, at }: EntryRow): LedgerEntry {
  return { id, kind, debit, credit, amountCents, paymentId, refundId, at };
}

export async function detailOf(db: ReadDb, order: OrderRow): Promise<OrderDetail> {
  const entries = await listEntries(db, order.id);
  return {
    ...summaryOf(order, entries),
    payments: (await listPayments(db, order.id)).map(paymentOf),
    refunds: (await listRefunds(db, order.id)).map(refundOf),
    entries: entries.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).map(entryOf),
  };
}

const IDS_A_STATEMENT = 500;

async function inChunks<T>(ids: readonly string[], list: (some: string[]) => Promise<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for (let i = 0; i < ids.length; i += IDS_A_STATEMENT) rows.push(...(await list(ids.slice(i, i + IDS_A_STATEMENT))));
  return rows;
}

const entriesOf = (db: ReadDb, ids: readonly string[]) =>
  inChunks(ids, (some) => db.list(ledgerEntries, inArray(ledgerEntries.orderId, some)));

export async function summariesOf(db: ReadDb, rows: readonly OrderRow[]): Promise<OrderSummary[]> {
  const ids = rows.map(({ id }) => id);
  const byOrder = Map.groupBy(await entriesOf(db, ids), ({ orderId }) => orderId);
  return rows.map((row) => summaryOf(row, byOrder.get(row.id) ?? []));
}

/** By id; those that there are. */
export async function summariesById(db: ReadDb, ids: readonly string[]): Promise<Map<string, OrderSummary>> {
  const rows = await inChunks(ids, (some) => db.list(orders, inArray(orders.id, some)));
  return new Map((await summariesOf(db, rows)).map((order) => [order.id, order]));
}

export interface OrderMoney {
  readonly order: OrderSummary;
  readonly payments: Payment[];
  readonly refunds: Refund[];
}

/** The same of one, asked in words that are known. */
async function moneyOfOrder(db: ReadDb, orderId: string): Promise<Map<string, OrderMoney>> {
  const order = await db.find(orders, orderId);
  if (order === undefined) return new Map();
  const summary = summaryOf(order, await listEntries(db, orderId));
  const [received, back] = [await listPayments(db, orderId), await listRefunds(db, orderId)];
  return new Map([[orderId, { order: summary, payments: received.map(paymentOf), refunds: back.map(refundOf) }]]);
}

/** By the order's id; payments and refunds oldest first. */
export async function moneyOfOrders(db: ReadDb, ids: readonly string[]): Promise<Map<string, OrderMoney>> {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return moneyOfOrder(db, only);
  const rows = await inChunks(ids, (some) => db.list(orders, inArray(orders.id, some)));
  const received = (await inChunks(ids, (some) => db.list(payments, inArray(payments.orderId, some)))).toSorted(byAge);
  const back = (await inChunks(ids, (some) => db.list(refunds, inArray(refunds.orderId, some)))).toSorted(byAge);
  const moneyOf = (order: OrderSummary): OrderMoney => ({
    order,
    payments: received.filter(({ orderId }) => orderId === order.id).map(paymentOf),
    refunds: back.filter(({ orderId }) => orderId === order.id).map(refundOf),
  });
  return new Map((await summariesOf(db, rows)).map((order) => [order.id, moneyOf(order)]));
}
