import { and, count, eq, gte, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { byAge } from '../../../base/age.ts';
import { DAY } from '../../../base/time.ts';
import { staff } from '../../../contracts/actor.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { mine } from '../../../data/database.ts';
import type { BookingRisk, BookingSummary, RiskSettings } from '../model.ts';
import { summariesOf } from '../store/bookings.ts';
import { loadRiskSettings, riskOf } from '../store/risk.ts';
import { bookings } from '../tables.ts';

const desk = { roles: staff, scope: 'read' } as const;

export interface RiskOutlook extends RiskSettings {
  /** of the bookings that were judged in the last 30 days: how many had which score, lowest first */
  readonly lately: readonly { readonly score: number; readonly count: number }[];
}

const DAYS_LATELY = 30;

export const riskOutlook = defineQuery({
  name: 'bookings.riskSettings',
  allow: desk,
  input: z.strictObject({}),
  async run({ db, ctx }): Promise<RiskOutlook> {
    const { riskScore, createdAt } = bookings;
    const rows = await db
      .select({ score: riskScore, count: count() })
      .from(bookings)
      .where(and(mine(db, bookings), gte(createdAt, ctx.now - DAYS_LATELY * DAY), isNotNull(riskScore)))
      .groupBy(riskScore);
    const lately = rows.map(({ score, count: found }) => ({ score: score ?? 0, count: found }));
    return { ...(await loadRiskSettings(db)), lately: lately.toSorted((a, b) => a.score - b.score) };
  },
});

export interface HeldBooking extends BookingSummary {
  readonly risk: BookingRisk | null;
}

/** Whoever has waited longest first. */
export const riskQueue = defineQuery({
  name: 'bookings.riskQueue',
  allow: desk,
  input: z.strictObject({}),
  async run({ db, ctx }): Promise<HeldBooking[]> {
    const held = await db.list(bookings, eq(bookings.riskReview, 'held'), eq(bookings.status, 'PENDING'));
    const rows = held.toSorted(byAge);
    const summaries = await summariesOf(db, rows, ctx.now);
    return summaries.map((summary, i) => ({ ...summary, risk: riskOf(rows[i] as (typeof rows)[number]) }));
  },
});
