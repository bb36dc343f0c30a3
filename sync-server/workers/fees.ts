/**
 * What Stripe kept of the payments that came: it tells nobody by itself, so that it is asked every hour for a week, so many
 * payments at a time; with the next ones it goes on a minute later.
 */
import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { DAY, HOUR } from '#core/base/time.ts';
import { mine } from '#core/data/database.ts';
import { payments } from '#core/domains/payments/tables.ts';
import type { Engine } from '#core/engine/engine.ts';
import { type PaymentRow, providedOf } from '../payments/calls.ts';
import { hear } from '../payments/hear.ts';
import type { PaymentProvider } from '../payments/port.ts';
import type { ServerParts } from '../parts.ts';
import { tenantsWith } from './tenantsWith.ts';

const AT_A_TIME = 40;
const PATIENCE_MS = 7 * DAY;

type Place = Pick<PaymentRow, 'tenantId' | 'updatedAt' | 'id'>;

interface FeeParts extends Pick<ServerParts, 'engine' | 'logger'> {
  readonly provider: PaymentProvider;
  readonly isStopping: () => boolean;
}

/** @returns what each pass does, at an instant */
export function feeLookUps({ engine, logger, provider, isStopping }: FeeParts): (at: number) => Promise<void> {
  const state = { beginAt: 0, after: null as Place | null };

  async function ask(row: PaymentRow): Promise<void> {
    const outcome = await provider.fee(providedOf(row));
    const { tenantId, id: paymentId, rev } = row;
    if (outcome !== null) await hear(engine, { tenantId, paymentId, outcome, eventId: `fee/${paymentId}/${rev}` });
  }

  return async (at) => {
    if (at < state.beginAt) return;
    const rows = await unknownFees(engine, { after: state.after, since: at - PATIENCE_MS });
    const problems: unknown[] = [];
    for (const row of rows) if (!isStopping()) await ask(row).catch((error: unknown) => problems.push(error));
    if (problems.length > 0 && !isStopping()) logger.warn({ err: problems[0], payments: problems.length }, 'fees could not be looked up');
    state.after = rows.length < AT_A_TIME ? null : (rows.at(-1) ?? null);
    if (state.after === null) state.beginAt = at + HOUR;
  };
}

/** By tenant, and the oldest first. */
async function unknownFees({ database }: Engine, { after, since }: { after: Place | null; since: number }): Promise<PaymentRow[]> {
  const { provider, status, feeCents, updatedAt, id } = payments;
  // In the words of the index, which the values of a statement would hide.
  const which = and(sql`${provider} = 'stripe'`, sql`${status} = 'PAID'`, isNull(feeCents), gt(updatedAt, since));
  const rows: PaymentRow[] = [];
  for (const tenantId of (await tenantsWith(database, which)).map((tenant) => tenant.tenantId).toSorted()) {
    if (rows.length >= AT_A_TIME) break;
    if (after !== null && tenantId < after.tenantId) continue;
    const isNext =
      after?.tenantId === tenantId ? or(gt(updatedAt, after.updatedAt), and(eq(updatedAt, after.updatedAt), gt(id, after.id))) : undefined;
    const more = await database.read(tenantId, (db) =>
      db
        .select()
        .from(payments)
        .where(and(mine(db, payments), which, isNext))
        .orderBy(asc(updatedAt), asc(id))
        .limit(AT_A_TIME - rows.length),
    );
    rows.push(...more);
  }
  return rows;
}
