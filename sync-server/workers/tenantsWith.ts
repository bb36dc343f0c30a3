import { and, eq, exists, sql, type SQL } from 'drizzle-orm';
import type { Database } from '#core/data/database.ts';
import { payments } from '#core/domains/payments/tables.ts';
import { tenants } from '#core/domains/tenants/tables.ts';

/** Those that have such payments. */
export const tenantsWith = (database: Database, which: SQL | undefined): Promise<{ tenantId: string }[]> =>
  database.across((db) => {
    const one = db
      .select({ one: sql`1` })
      .from(payments)
      .where(and(eq(payments.tenantId, tenants.tenantId), which));
    return db.select({ tenantId: tenants.tenantId }).from(tenants).where(exists(one));
  });
