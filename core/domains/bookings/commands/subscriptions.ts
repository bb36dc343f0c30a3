/** Plans that customers have: begun, charged period by period, ended. */
import { and, asc, lte } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { instantToWall } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { idOf, LocalDate } from '../../../contracts/fields.ts';
import { mine } from '../../../data/database.ts';
import { mustLoadOffering } from '../../catalog/store.ts';
import { mustLoadKnownCustomer } from '../../customers/store.ts';
import { MOST_PERIODS, mustBePlan, periodsBegun } from '../../pricing/rules/plans.ts';
import { mustLoadSubscriptionRow } from '../../pricing/store.ts';
import { subscriptions } from '../../pricing/tables.ts';
import { chargeBegun, endDues, firstDue } from '../store/dues.ts';

const desk = { roles: staff, scope: 'write' } as const;

/**
 * A customer has a plan from this local date on, for what it costs now; each period that has begun is charged at once. Refuses
 * `not_found`, `invalid_service` {reason: no_plan}, and `invalid_request` {issues} where more than 24 periods would have begun.
 */
export const startSubscription = defineCommand({
  name: 'pricing.startSubscription',
  allow: desk,
  offline: true,
  input: z.strictObject({ customerId: idOf('cus'), offeringId: idOf('off'), startsOn: LocalDate }),
  async run(world, { customerId: askedId, offeringId, startsOn }) {
    const { db, ctx } = world;
    const { id: customerId } = await mustLoadKnownCustomer(db, askedId);
    const offering = await mustLoadOffering(db, offeringId);
    const { period } = mustBePlan(offering);
    const { status, timezone, basePriceCents: priceCents, currency } = offering;
    if (status === 'ARCHIVED') refuse('invalid_service', { reason: 'not_published', status });
    mustBeginLately({ startsOn, period, today: instantToWall(timezone, ctx.now).date });
    const subscriptionId = ctx.newId('sub');
    const row = { id: subscriptionId, customerId, offeringId, startsOn, endsOn: null, period, priceCents, currency };
    const due = firstDue(row, timezone);
    await db.insert(subscriptions, { ...row, ...due, waived: [], createdAt: ctx.now, updatedAt: ctx.now });
    await chargeBegun(world, await mustLoadSubscriptionRow(db, subscriptionId), MOST_PERIODS);
    return { subscriptionId };
  },
});

type Beginning = { readonly startsOn: string; readonly period: 'week' | 'month' | 'year'; readonly today: string };

function mustBeginLately({ startsOn, period, today }: Beginning): void {
  const oldest = periodsBegun({ startsOn, period, endsOn: null }, today).at(-1);
  if (oldest === undefined || oldest.from === startsOn) return;
  refuse('invalid_request', {
    issues: [{ path: 'startsOn', expected: `a date since which at most ${MOST_PERIODS} ${period}s have begun` }],
  });
}

/**
 * `endsOn` is the last date that is covered; visits that are booked stand. Of a period that began by then all is owed, of one that
 * begins later nothing is: what was paid for it goes back.
 */
export const endSubscription = defineCommand({
  name: 'pricing.endSubscription',
  allow: desk,
  offline: true,
  input: z.strictObject({ subscriptionId: idOf('sub'), endsOn: LocalDate }),
  async run(world, { subscriptionId, endsOn }) {
    const { db, ctx } = world;
    const subscription = await mustLoadSubscriptionRow(db, subscriptionId);
    const { startsOn } = subscription;
    if (endsOn < startsOn) refuse('invalid_request', { issues: [{ path: 'endsOn', expected: `a date from ${startsOn} on` }] });
    await db.patch(subscriptions, subscriptionId, { endsOn, updatedAt: ctx.now });
    await endDues(world, subscription, endsOn);
    await chargeBegun(world, await mustLoadSubscriptionRow(db, subscriptionId), MOST_PERIODS);
    return null;
  },
});

const AT_ONCE = 200;

/** Periods begin: each opens its order. After a time without a server, all that were missed. */
export const chargePlans = defineCommand({
  name: 'pricing.chargePlans',
  allow: { roles: [] },
  offline: false,
  input: z.strictObject({}),
  async run(world) {
    const { db, ctx } = world;
    const due = await db
      .select()
      .from(subscriptions)
      .where(and(mine(db, subscriptions), lte(subscriptions.dueAt, ctx.now)))
      .orderBy(asc(subscriptions.dueAt), asc(subscriptions.id))
      .limit(AT_ONCE);
    let charged = 0;
    for (const subscription of due) if (charged < AT_ONCE) charged += await chargeBegun(world, subscription, AT_ONCE - charged);
    return { charged, more: due.length === AT_ONCE || charged === AT_ONCE };
  },
});
