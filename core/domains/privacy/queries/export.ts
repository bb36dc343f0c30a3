import { z } from 'zod';
import { type Aged, byAge } from '../../../base/age.ts';
import { managers } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { mustLoadCustomer } from '../../customers/store.ts';
import { moneyOfOrders } from '../../payments/store/orders.ts';
import { listSubscriptions } from '../../pricing/store.ts';
import { listSubjectEvents } from '../store/history.ts';
import { theirsOf } from '../store/theirs.ts';
import type { CustomerExport } from '../model.ts';

function plain<T extends { tenantId: string; rev: number }>(row: T): Omit<T, 'tenantId' | 'rev'> {
  const { tenantId: _tenant, rev: _rev, ...rest } = row;
  return rest;
}

const oldestFirst = <T extends Aged>(rows: readonly T[]): T[] => rows.toSorted(byAge);

/**
 * Everything that is kept about one customer, for themselves: oldest first. Without secrets (codes, saved cards), and without what tells
 * of others. Refuses `not_found`.
 */
export const exportCustomer = defineQuery({
  name: 'customers.export',
  allow: { roles: managers, scope: 'admin' },
  input: z.strictObject({ customerId: idOf('cus') }),
  async run({ db, ctx }, { customerId }): Promise<CustomerExport> {
    const customer = await mustLoadCustomer(db, customerId);
    const theirs = await theirsOf(db, customer);
    const histories = await listSubjectEvents(
      db,
      theirs.bookings.map(({ id }) => id),
    );
    const money = [
      ...(
        await moneyOfOrders(
          db,
          oldestFirst(theirs.orders).map(({ id }) => id),
        )
      ).values(),
    ];
    const said = Map.groupBy(theirs.messages, ({ disputeId }) => disputeId);
    const disputed = new Map(theirs.disputes.map(({ id, bookingId }) => [id, bookingId]));
    const subjectOf = (id: string) => {
      const bookingId = disputed.get(id);
      return bookingId === undefined ? { bookingId: id, disputeId: null } : { bookingId, disputeId: id };
    };
    const items = Map.groupBy(theirs.items, ({ bookingId }) => bookingId);
    return {
      exportedAt: ctx.now,
      customer,
      formerIds: theirs.formerIds,
      bookings: oldestFirst(theirs.bookings).map((booking) => ({
        ...plain(booking),
        items: (items.get(booking.id) ?? []).map(plain),
        history: histories.get(booking.id) ?? [],
      })),
      orders: money.map(({ order }) => order),
      payments: oldestFirst(money.flatMap(({ payments }) => payments)),
      refunds: oldestFirst(money.flatMap(({ refunds }) => refunds)),
      subscriptions: await listSubscriptions(db, { customerId: customer.id, subscriptionId: undefined }),
      redemptions: theirs.redemptions.map(plain),
      waitlist: oldestFirst(theirs.waitlist).map(({ holdId: _hold, passed: _passed, tenantId: _tenant, rev: _rev, ...entry }) => entry),
      letters: oldestFirst(theirs.letters).map(
        ({ id, template, recipient, status, bookingId, waitlistId, orderId, locale, createdAt }) => ({
          ...{ id, template, recipient, status, bookingId, waitlistId, orderId, locale, createdAt },
        }),
      ),
      evidence: oldestFirst(theirs.evidence).map(({ subjectId, ...row }) => ({ ...plain(row), ...subjectOf(subjectId) })),
      disputes: oldestFirst(theirs.disputes).map((dispute) => ({
        ...plain(dispute),
        messages: oldestFirst(said.get(dispute.id) ?? []).map(plain),
      })),
    };
  },
});
