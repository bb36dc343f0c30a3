import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { HOUR, MINUTE } from '../../base/time.ts';
import { staff } from '../../contracts/actor.ts';
import { EpochMs, idOf } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import { findOffering } from '../catalog/store.ts';
import type { Quote } from './model.ts';
import { priced } from './rules/priced.ts';
import { totalsOf } from './rules/totals.ts';

/** What one span of an offering costs. Says nothing of whether it is free. */
export const quote = defineQuery({
  name: 'pricing.quote',
  allow: { roles: staff, scope: 'read', customers: true },
  input: z.strictObject({
    offeringId: idOf('off'),
    startsAt: EpochMs,
    endsAt: EpochMs.optional(),
    quantity: z.int().min(1).max(10_000).default(1),
  }),
  async run({ db, ctx }, { offeringId, startsAt, quantity, ...rest }): Promise<Quote> {
    const offering = await findOffering(db, offeringId);
    if (offering === undefined || (ctx.actor.kind === 'customer' && offering.status !== 'PUBLISHED'))
      return refuse('not_found', { kind: 'offering', id: offeringId });
    const endsAt = rest.endsAt ?? startsAt + offering.durationMinutes * MINUTE;
    if (endsAt <= startsAt) refuse('invalid_request', { issues: [{ path: 'endsAt', expected: 'a time after startsAt' }] });
    const line = priced({ offering, startsAt, endsAt, quantity }, [], { now: ctx.now, occupancy: null });
    const { priceCents, taxCents } = line;
    const { title, taxBps } = offering;
    const steps = [...line.steps];
    return {
      lines: [{ offeringId, title, startsAt, endsAt, quantity, priceCents, taxCents, taxBps, steps }],
      ...totalsOf([line]),
      currency: offering.currency,
      taxIncluded: offering.taxIncluded,
      policy: offering.cancellationPolicy.map(({ hoursBefore, refundPercent }) => ({
        until: startsAt - hoursBefore * HOUR,
        refundPercent,
      })),
    };
  },
});
