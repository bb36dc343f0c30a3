import { eq } from 'drizzle-orm';
import { byAge } from '../../base/age.ts';
import { refuse } from '../../base/refusal.ts';
import { listingOf, type ReadDb, type RowOf, settledIn } from '../../data/database.ts';
import type { PriceRule, Subscription } from './model.ts';
import { priceRules, subscriptions } from './tables.ts';

type Ordered = Pick<PriceRule, 'id' | 'position'>;

/** Two that were made apart may have one position. */
const byPosition = (a: Ordered, b: Ordered): number => a.position - b.position || (a.id < b.id ? -1 : 1);

function ruleOf({ tenantId: _tenant, rev: _rev, createdAt: _created, updatedAt: _updated, ...rule }: RowOf<typeof priceRules>): PriceRule {
  return rule;
}

/** In their order. */
export async function listRules(db: ReadDb): Promise<PriceRule[]> {
  return (await db.list(priceRules)).map(ruleOf).toSorted(byPosition);
}

const activeRules = listingOf(priceRules, eq(priceRules.active, true));
const activeInOrder = settledIn([priceRules], async (db) => (await db.listed(activeRules, {})).map(ruleOf).toSorted(byPosition));

/** What prices go by: those that are switched on, in their order. */
export const listActiveRules = (db: ReadDb): Promise<readonly PriceRule[]> => db.settled(activeInOrder, '');

export async function mustLoadRule(db: ReadDb, priceRuleId: string): Promise<PriceRule> {
  const row = await db.find(priceRules, priceRuleId);
  return row === undefined ? refuse('not_found', { kind: 'priceRule', id: priceRuleId }) : ruleOf(row);
}

export type SubscriptionRow = RowOf<typeof subscriptions>;

function subscriptionOf(row: SubscriptionRow): Subscription {
  const { tenantId: _tenant, rev: _rev, dueOn: _dueOn, dueAt: _dueAt, waived: _waived, updatedAt: _updated, ...subscription } = row;
  return subscription;
}

/** With what of it is charged. */
export async function mustLoadSubscriptionRow(db: ReadDb, subscriptionId: string): Promise<SubscriptionRow> {
  return (await db.find(subscriptions, subscriptionId)) ?? refuse('not_found', { kind: 'subscription', id: subscriptionId });
}

export async function mustLoadSubscription(db: ReadDb, subscriptionId: string): Promise<Subscription> {
  return subscriptionOf(await mustLoadSubscriptionRow(db, subscriptionId));
}

interface Whose {
  readonly customerId: string | undefined;
  readonly subscriptionId: string | undefined;
}

/** Oldest first; of one customer, that one, or all. */
export async function listSubscriptions(db: ReadDb, { customerId, subscriptionId }: Whose): Promise<Subscription[]> {
  const rows = await db.list(
    subscriptions,
    customerId === undefined ? undefined : eq(subscriptions.customerId, customerId),
    subscriptionId === undefined ? undefined : eq(subscriptions.id, subscriptionId),
  );
  return rows.map(subscriptionOf).toSorted(byAge);
}
