/** Everything that a server keeps of a tenant, found by looking: a table that is made tomorrow is exported tomorrow. */
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { type SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import * as dataTables from '../data/tables.ts';
import * as availabilityTables from '../domains/availability/tables.ts';
import * as bookingTables from '../domains/bookings/tables.ts';
import * as calendarTables from '../domains/calendar/tables.ts';
import * as catalogTables from '../domains/catalog/tables.ts';
import * as customerTables from '../domains/customers/tables.ts';
import * as disputeTables from '../domains/disputes/tables.ts';
import * as memberTables from '../domains/members/tables.ts';
import * as notificationTables from '../domains/notifications/tables.ts';
import * as paymentTables from '../domains/payments/tables.ts';
import * as pricingTables from '../domains/pricing/tables.ts';
import * as promotionTables from '../domains/promotions/tables.ts';
import * as tenantTablesOfDomain from '../domains/tenants/tables.ts';
import * as waitlistTables from '../domains/waitlist/tables.ts';
import * as webhookTables from '../domains/webhooks/tables.ts';
import * as engineTables from './tables.ts';

export type TenantTable = SQLiteTable & { readonly tenantId: SQLiteColumn };

const modules: readonly Record<string, unknown>[] = [
  dataTables,
  availabilityTables,
  bookingTables,
  calendarTables,
  catalogTables,
  customerTables,
  disputeTables,
  memberTables,
  notificationTables,
  paymentTables,
  pricingTables,
  promotionTables,
  tenantTablesOfDomain,
  waitlistTables,
  webhookTables,
  engineTables,
];

/** What does not go with a tenant that moves, and why. */
export const staysBehind: Readonly<Record<string, string>> = {
  before_images: 'desktop only',
  local_commands: 'desktop only',
  sync_state: 'desktop only',
  attention: 'desktop only',
  pairings: 'good for ten minutes',
  customer_codes: 'good for ten minutes',
};

const isTenantTable = (value: unknown): value is TenantTable => is(value, SQLiteTable) && 'tenantId' in getTableColumns(value);

/** by the database's own name, in its order */
export const tenantTables: ReadonlyMap<string, TenantTable> = new Map(
  modules
    .flatMap((module) => Object.values(module).filter(isTenantTable))
    .map((table): [string, TenantTable] => [getTableName(table), table])
    .filter(([name]) => !Object.hasOwn(staysBehind, name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
