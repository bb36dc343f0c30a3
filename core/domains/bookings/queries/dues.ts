/** What customers owe for their plans. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { instantToWall } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { EpochMs, idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { listingOf, mine, type ReadDb } from '../../../data/database.ts';
import { behind, byAge, pageOf, type Place } from '../../../data/pages.ts';
import { events } from '../../../data/tables.ts';
import { listOfferings, mustLoadOffering } from '../../catalog/store.ts';
import { customers } from '../../customers/tables.ts';
import type { OrderSummary, Payment, Refund } from '../../payments/model.ts';
import { totalOfParts } from '../../payments/rules/ledger.ts';
import { moneyOfOrders, type OrderRow } from '../../payments/store/orders.ts';
import { settingsInForce } from '../../payments/store/settings.ts';
import { ledgerEntries, orders, refunds } from '../../payments/tables.ts';
import type { SubscriptionRow } from '../../pricing/store.ts';
import { subscriptions } from '../../pricing/tables.ts';
import type { Due, DueDetail, DuesOwed, HistoryEntry } from '../model.ts';
import { mustBeTheirDue, mustLoadDue, periodOfDue } from '../store/dues.ts';
import { withoutWords } from '../store/payments.ts';
import { waiverOf } from '../store/waivers.ts';

const desk = { roles: staff, scope: 'read' } as const;

/** The words of an index that holds orders of plans alone. */
const ofPlans = sql`${orders.payableKind} = 'plan'`;
const underWay = sql`${refunds.status} <> 'DONE'`;

const which = ['owed', 'toGiveBack', 'all'] as const;

/**
 * `owed`: those of which something is due, the oldest first. `toGiveBack`: those of which money is on its way back, or did not arrive.
 * `all`: the newest first.
 */
export const dueList = defineQuery({
  name: 'pricing.dues',
  allow: desk,
  input: z.strictObject({
    which: z.enum(which).default('owed'),
    subscriptionId: idOf('sub').optional(),
    limit: z.int().min(1).max(1_000).default(100),
    after: z.strictObject({ createdAt: EpochMs, id: idOf('ord') }).optional(),
  }),
  async run({ db }, { which: asked, subscriptionId, limit, after }): Promise<{ data: Due[]; next: Place | null }> {
    const way = asked === 'owed' ? 'oldestFirst' : 'newestFirst';
    const rows = await db
      .select()
      .from(orders)
      .where(
        and(
          mine(db, orders),
          ofPlans,
          asked === 'owed' ? eq(orders.status, 'OPEN') : undefined,
          asked === 'toGiveBack' ? inArray(orders.id, ordersWithRefunds(db)) : undefined,
          subscriptionId === undefined ? undefined : eq(orders.payableId, subscriptionId),
          behind(orders, after, way),
        ),
      )
      .orderBy(...byAge(orders, way))
      .limit(limit + 1);
    const { page, next } = pageOf(rows, limit);
    const dues = await duesOf(db, page);
    return {
      data: asked === 'toGiveBack' ? dues.filter(({ order: { dueCents } }) => dueCents < 0) : dues,
      next,
    };
  },
});

const ordersWithRefunds = (db: ReadDb) =>
  db
    .select({ id: refunds.orderId })
    .from(refunds)
    .where(and(mine(db, refunds), underWay));

/** By currency: how many dues are owed, and how much that is. */
export const duesOwed = defineQuery({
  name: 'pricing.duesOwed',
  allow: desk,
  input: z.strictObject({}),
  async run({ db }): Promise<DuesOwed[]> {
    const { debit, credit, amountCents } = ledgerEntries;
    const signed = sql`case when ${debit} = 'receivable' then ${amountCents} when ${credit} = 'receivable' then -${amountCents} else 0 end`;
    return db
      .select({
        currency: orders.currency,
        dues: sql<number>`cast(count(distinct ${orders.id}) as bigint)`,
        dueCents: sql<number>`cast(sum(${signed}) as bigint)`,
      })
      .from(orders)
      .innerJoin(ledgerEntries, and(eq(ledgerEntries.tenantId, orders.tenantId), eq(ledgerEntries.orderId, orders.id)))
      .where(and(mine(db, orders), ofPlans, eq(orders.status, 'OPEN')))
      .groupBy(orders.currency)
      .orderBy(asc(orders.currency));
  },
});

/** A customer sees the one due that their link is for, without what staff wrote for themselves. */
export const dueDetail = defineQuery({
  name: 'pricing.due',
  allow: { ...desk, customers: true },
  input: z.strictObject({ orderId: idOf('ord') }),
  async run({ db, ctx }, { orderId }): Promise<DueDetail> {
    mustBeTheirDue(ctx.actor, orderId);
    const { order } = await mustLoadDue(db, orderId);
    const [due] = await duesOf(db, [order]);
    const money = (await moneyOfOrders(db, [orderId])).get(orderId);
    const { payments = [], refunds: back = [] } = money ?? {};
    const customer = await db.find(customers, order.customerId);
    const detail: DueDetail = {
      ...(due as Due),
      ...{ customerEmail: customer?.email ?? null, payments, refunds: back, history: await historyOf(db, orderId) },
      online: (await settingsInForce(db)).provider !== 'desk',
    };
    if (ctx.actor.kind !== 'customer') return detail;
    const theirs = withoutWords({ order: detail.order, payments, refunds: back, deposit: null });
    const waived = detail.waived && { ...detail.waived, reason: '', by: '' };
    return { ...detail, payments: theirs.payments, refunds: theirs.refunds, waived, history: [] };
  },
});

const eventsOf = listingOf(events, eq(events.subjectId, sql.placeholder('subjectId')));

/** Oldest first. */
async function historyOf(db: ReadDb, orderId: string): Promise<HistoryEntry[]> {
  const rows = await db.listed(eventsOf, { subjectId: orderId });
  return rows
    .toSorted((a, b) => a.at - b.at || a.rev - b.rev || a.ordinal - b.ordinal)
    .map(({ id, name, at, actorKind, actorName, data }) => ({ id, name, at, actorKind, actorName, data }));
}

async function duesOf(db: ReadDb, rows: readonly OrderRow[]): Promise<Due[]> {
  const idsOf = (id: (row: OrderRow) => string) => [...new Set(rows.map(id))];
  const money = await moneyOfOrders(
    db,
    rows.map(({ id }) => id),
  );
  const held = new Map(
    (
      await db.list(
        subscriptions,
        inArray(
          subscriptions.id,
          idsOf(({ payableId }) => payableId),
        ),
      )
    ).map((row) => [row.id, row]),
  );
  const people = new Map(
    (
      await db.list(
        customers,
        inArray(
          customers.id,
          idsOf(({ customerId }) => customerId),
        ),
      )
    ).map((row) => [row.id, row]),
  );
  const plans = new Map((await listOfferings(db)).map((plan) => [plan.id, plan]));
  const dues: Due[] = [];
  for (const { id, payableId, customerId, payBy, createdAt } of rows) {
    const subscription = held.get(payableId);
    const known = money.get(id);
    if (subscription === undefined || known === undefined) continue;
    const { title, timezone } = plans.get(subscription.offeringId) ?? (await mustLoadOffering(db, subscription.offeringId));
    dues.push({
      ...{ orderId: id, subscriptionId: payableId, customerId, customerName: people.get(customerId)?.name ?? '', title },
      ...periodOfDue(subscription, id),
      payBy: payBy ?? instantToWall(timezone, createdAt).date,
      order: known.order,
      waived: waivedOf(subscription, id),
      trouble: troubleOf(known),
    });
  }
  return dues;
}

function waivedOf(subscription: SubscriptionRow, orderId: string): Due['waived'] {
  const waiver = waiverOf(subscription, periodOfDue(subscription, orderId).from);
  if (waiver === undefined) return null;
  const { reason, by, at } = waiver;
  return { amountCents: totalOfParts(waiver), reason, by, at };
}

interface Money {
  readonly order: OrderSummary;
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
}

/** The last of what was tried, while it is still to be had. */
function troubleOf({ order: { dueCents }, payments, refunds: back }: Money): Due['trouble'] {
  if (dueCents > 0) return payments.at(-1)?.status === 'FAILED' ? 'payment_failed' : null;
  return dueCents < 0 && back.some(({ status }) => status === 'FAILED') ? 'refund_failed' : null;
}
