import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, json, keyed, synced } from '../../data/columns.ts';

export const customers = sqliteTable(
  'customers',
  {
    ...synced(),
    name: text().notNull(),
    /** lower case; null for a walk-in who gave none */
    email: text(),
    phone: text(),
    notes: text().notNull(),
    /** since when nothing says any more who it was: what they booked and paid stays for the books */
    erasedAt: instant(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('customers_by_rev').on(t.tenantId, t.rev),
    index('customers_by_email').on(t.tenantId, t.email),
    index('customers_by_name').on(t.tenantId, t.name, t.id),
    index('customers_by_phone').on(t.tenantId, t.phone),
    index('customers_by_created').on(t.tenantId, t.createdAt, t.id),
  ],
);

/** Who was merged into whom, its id the one that went: whatever still names it means the one that stayed. Never a chain. */
export const customerMerges = sqliteTable(
  'customer_merges',
  { ...synced(), intoId: text().notNull(), createdAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('customer_merges_by_into').on(t.tenantId, t.intoId)],
);

/** The latest code that was mailed to a customer, its id theirs: whoever says it reads mail at their address. */
export const customerCodes = sqliteTable(
  'customer_codes',
  {
    ...keyed(),
    codeHash: text().notNull(),
    /** who asked for it, and how many wrong ones came from where: digests of addresses */
    askedFrom: text().notNull(),
    wrongTries: json<Record<string, number>>().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('customer_codes_by_expiry').on(t.expiresAt)],
);
