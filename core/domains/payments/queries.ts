import { and, eq, gte, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { managers, staff } from '../../contracts/actor.ts';
import { EpochMs, idOf } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import { mine } from '../../data/database.ts';
import { behind, byAge, pageOf } from '../../data/pages.ts';
import { idByNow } from '../customers/store.ts';
import { type Account, type OrderDetail, type OrderSummary, orderStatuses, payableKinds, type PaymentSettings } from './model.ts';
import { detailOf, mustLoadOrder, summariesOf } from './store/orders.ts';
import { loadSettings } from './store/settings.ts';
import { ledgerEntries, orders } from './tables.ts';

const desk = { roles: staff, scope: 'read' } as const;

export const orderDetail = defineQuery({
  name: 'payments.order',
  allow: desk,
  input: z.strictObject({ orderId: idOf('ord') }),
  run: async ({ db }, { orderId }): Promise<OrderDetail> => detailOf(db, await mustLoadOrder(db, orderId)),
});

/** Newest first by (createdAt, id), so that a page stays where it is while orders come in. */
export const orderPage = defineQuery({
  name: 'payments.orders',
  allow: desk,
  input: z.strictObject({
    status: z.enum(orderStatuses).optional(),
    customerId: idOf('cus').optional(),
    payableKind: z.enum(payableKinds).optional(),
    /** made in [from, to) */
    from: EpochMs.optional(),
    to: EpochMs.optional(),
    limit: z.int().min(1).max(100).default(50),
    after: z.strictObject({ createdAt: EpochMs, id: idOf('ord') }).optional(),
  }),
  async run({ db }, { status, customerId: whose, payableKind, from, to, limit, after }) {
    const customerId = whose === undefined ? undefined : await idByNow(db, whose);
    const rows = await db
      .select()
      .from(orders)
      .where(
        and(
          mine(db, orders),
          status === undefined ? undefined : eq(orders.status, status),
          customerId === undefined ? undefined : eq(orders.customerId, customerId),
          payableKind === undefined ? undefined : eq(orders.payableKind, payableKind),
          from === undefined ? undefined : gte(orders.createdAt, from),
          to === undefined ? undefined : lt(orders.createdAt, to),
          behind(orders, after, 'newestFirst'),
        ),
      )
      .orderBy(...byAge(orders, 'newestFirst'))
      .limit(limit + 1);
    const { page, next } = pageOf(rows, limit);
    const data: OrderSummary[] = await summariesOf(db, page);
    return { data, next };
  },
});

export const settings = defineQuery({
  name: 'payments.settings',
  allow: desk,
  input: z.strictObject({}),
  run: ({ db }): Promise<PaymentSettings> => loadSettings(db),
});

export interface BookLine {
  readonly currency: string;
  readonly account: Account;
  readonly debitCents: number;
  readonly creditCents: number;
}

/** What moved in each account in [from, to), by currency: debits and credits of each currency are equal. */
export const books = defineQuery({
  name: 'payments.books',
  allow: { roles: managers, scope: 'read' },
  input: z.strictObject({ from: EpochMs, to: EpochMs }),
  async run({ db }, { from, to }): Promise<BookLine[]> {
    const within = and(mine(db, ledgerEntries), gte(ledgerEntries.at, from), lt(ledgerEntries.at, to));
    const { currency, debit, credit, amountCents } = ledgerEntries;
    const rows = await db
      .select({ currency, debit, credit, cents: sql<number>`cast(sum(${amountCents}) as bigint)` })
      .from(ledgerEntries)
      .where(within)
      .groupBy(currency, debit, credit);
    const lines = new Map<string, { currency: string; account: Account; debitCents: number; creditCents: number }>();
    const lineOf = (of: string, account: Account) => {
      const line = lines.get(`${of}/${account}`) ?? { currency: of, account, debitCents: 0, creditCents: 0 };
      lines.set(`${of}/${account}`, line);
      return line;
    };
    for (const row of rows) {
      lineOf(row.currency, row.debit).debitCents += row.cents;
      lineOf(row.currency, row.credit).creditCents += row.cents;
    }
    const place = ({ currency: of, account }: BookLine) => `${of}/${account}`;
    return [...lines.values()].toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  },
});
