/**
 * A sandbox as its business is set up now, with nobody in its books: what is sold, when and on which terms is copied, under the
 * same ids; what was tried is gone. Who may come in stays, with keys, endpoints, feeds and the clock. Desktops fetch it afresh.
 */
import { and, eq, lt } from 'drizzle-orm';
import type { Database, WriteDb } from '#core/data/database.ts';
import { headOf } from '#core/data/journals.ts';
import { revisions } from '#core/data/tables.ts';
import { offerings } from '#core/domains/catalog/tables.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { insertRows, keptTables, pagesOf } from '../export/rows.ts';

type Fate = 'copied' | 'emptied' | 'stays';

const copied = [
  ...['categories', 'coupons', 'exceptions', 'former_slugs', 'mail_settings', 'mail_texts', 'offerings', 'payment_settings', 'photos'],
  ...['price_rules', 'product_types', 'resources', 'risk_settings', 'schedules'],
];
// An outside calendar would be asked twice as often; of the customers none has agreed to be tried with.
const emptied = [
  ...['booking_items', 'booking_origins', 'bookings', 'coupon_redemptions', 'customer_merges', 'customers', 'deliveries', 'events'],
  ...['dispute_messages', 'disputes'],
  ...['evidence', 'external_calendars', 'external_fetches', 'ledger_entries', 'mails', 'notifications', 'occupancies', 'orders'],
  ...['payments', 'photo_variants', 'provider_calls', 'provider_events', 'refunds', 'subscriptions', 'tombstones', 'waitlist'],
];
const stays = [
  ...['api_key_secrets', 'api_keys', 'command_log', 'device_cursors', 'devices', 'feeds', 'heads', 'idempotency', 'member_passwords'],
  ...['members', 'profiles', 'revisions', 'sandbox_clocks', 'sign_ins', 'tenants', 'webhook_endpoints', 'webhook_secrets'],
];

/** by table; every table of a tenant has one */
export const fates: ReadonlyMap<string, Fate> = new Map([
  ...copied.map((name): [string, Fate] => [name, 'copied']),
  ...emptied.map((name): [string, Fate] => [name, 'emptied']),
  ...stays.map((name): [string, Fate] => [name, 'stays']),
]);

/** In the transaction of the command that says so, which has taken a revision. */
export async function refill(db: WriteDb): Promise<void> {
  const [entry] = await db.select().from(tenants).where(eq(tenants.tenantId, db.tenantId));
  const business = entry?.sandboxOf ?? null;
  if (business === null) throw new Error('only a sandbox is refilled');
  const { rev } = await headOf(db, db.tenantId);
  // With what went before it, every desktop's place in it is unknown.
  await db.unstamped.delete(revisions).where(and(eq(revisions.tenantId, db.tenantId), lt(revisions.rev, rev)));
  for (const [name, kept] of keptTables) {
    const fate = fates.get(name);
    if (fate === 'stays') continue;
    await db.unstamped.delete(kept.table).where(eq(kept.table.tenantId, db.tenantId));
    db.touch(kept.table as never);
    if (fate !== 'copied') continue;
    for await (const rows of pagesOf({ ...db, tenantId: business }, kept))
      await insertRows(db, kept, { rows: kept.columns.has('rev') ? rows.map((row) => ({ ...row, rev })) : rows });
  }
}

/** Has nothing in it: it was opened with its business, which had nothing either. */
export const isBare = (database: Database, tenantId: string): Promise<boolean> =>
  database.read(tenantId, async (db) => {
    const found = await db.select({ id: offerings.id }).from(offerings).where(eq(offerings.tenantId, tenantId)).limit(1);
    return found.length === 0;
  });
