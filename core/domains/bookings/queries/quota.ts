import { z } from 'zod';
import { staff } from '../../../contracts/actor.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { type Usage, usageAt } from '../store/quota.ts';

/** null where the business may have as many as it likes. */
export const bookingQuota = defineQuery({
  name: 'bookings.quota',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({}),
  run: ({ db, ctx }): Promise<Usage | null> => usageAt(db, ctx.now),
});
