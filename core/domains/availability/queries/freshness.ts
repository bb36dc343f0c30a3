import { and, gt, min } from 'drizzle-orm';
import { z } from 'zod';
import { staff } from '../../../contracts/actor.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { mine } from '../../../data/database.ts';
import { headOf } from '../../../data/journals.ts';
import type { Freshness } from '../model.ts';
import { occupancies } from '../tables.ts';

/** What decides whether free time is as it was, beside the clock. */
export const freshness = defineQuery({
  name: 'availability.freshness',
  allow: { roles: staff, scope: 'read', customers: true },
  input: z.strictObject({}),
  async run({ db, ctx }): Promise<Freshness> {
    const { rev, nonce } = await headOf(db, db.tenantId);
    const [next] = await db
      .select({ at: min(occupancies.expiresAt) })
      .from(occupancies)
      .where(and(mine(db, occupancies), gt(occupancies.expiresAt, ctx.now)));
    return { rev, nonce, nextExpiry: next?.at ?? null };
  },
});
