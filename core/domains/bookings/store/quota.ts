/** How many bookings a business's plan has left this month. */
import { and, count, eq, gte, lt, sql } from 'drizzle-orm';
import { refuse } from '../../../base/refusal.ts';
import type { ReadDb } from '../../../data/database.ts';
import type { Drizzle } from '../../../data/handle.ts';
import { planQuotaOf } from '../../tenants/store.ts';
import { monthAround, mostOf } from '../rules/quota.ts';
import { bookings } from '../tables.ts';

export interface Usage {
  readonly quota: number;
  /** made this month, whatever became of them */
  readonly used: number;
  /** with what it may go over */
  readonly most: number;
  /** epoch ms: the next month's beginning in the business's zone */
  readonly renewsAt: number;
}

const given = sql.placeholder;

const madeBetween = (drizzle: Drizzle) =>
  drizzle
    .select({ used: count() })
    .from(bookings)
    .where(and(eq(bookings.tenantId, given('tenantId')), gte(bookings.createdAt, given('from')), lt(bookings.createdAt, given('until'))))
    .prepare();

/** @returns null where there is no quota */
export async function usageAt(db: ReadDb, now: number): Promise<Usage | null> {
  const { quota, timezone } = await planQuotaOf(db);
  if (quota === null) return null;
  const { from, until } = monthAround(timezone, now);
  const [row] = await db.compiled(madeBetween).all({ tenantId: db.tenantId, from, until });
  return { quota, used: row?.used ?? 0, most: mostOf(quota), renewsAt: until };
}

/** @throws Refusal `quota_exceeded` {quota, used, renewsAt} */
export async function mustBeWithinQuota(db: ReadDb, now: number): Promise<void> {
  const usage = await usageAt(db, now);
  if (usage === null || usage.used < usage.most) return;
  const { quota, used, renewsAt } = usage;
  refuse('quota_exceeded', { quota, used, renewsAt });
}
