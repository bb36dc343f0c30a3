/** The one list of what reaches the desktops, in the order in which it is sent, and who may see it. */
import { type Actor, type Role, managers, staff } from '../contracts/actor.ts';
import type { KeyedTable } from '../data/database.ts';
import { events } from '../data/tables.ts';
import { exceptions, externalCalendars, occupancies, schedules } from '../domains/availability/tables.ts';
import { bookingItems, bookings, evidence, riskSettings } from '../domains/bookings/tables.ts';
import { disputeMessages, disputes } from '../domains/disputes/tables.ts';
import { feeds } from '../domains/calendar/tables.ts';
import { categories, formerSlugs, offerings, photos, productTypes, resources } from '../domains/catalog/tables.ts';
import { customerMerges, customers } from '../domains/customers/tables.ts';
import { apiKeys, members } from '../domains/members/tables.ts';
import { mailSettings, mailTexts, notifications } from '../domains/notifications/tables.ts';
import { ledgerEntries, orders, payments, paymentSettings, refunds } from '../domains/payments/tables.ts';
import { priceRules, subscriptions } from '../domains/pricing/tables.ts';
import { coupons, redemptions } from '../domains/promotions/tables.ts';
import { profiles } from '../domains/tenants/tables.ts';
import { waitlist } from '../domains/waitlist/tables.ts';
import { webhookEndpoints } from '../domains/webhooks/tables.ts';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

export type SyncedTable = KeyedTable & { readonly rev: SQLiteColumn };

export interface Synced {
  readonly table: SyncedTable;
  readonly visibleTo: readonly Role[];
  /** how many plain rows one of these counts for in a page; 1 when not said */
  readonly weight?: number;
}

export const syncedTables: ReadonlyMap<string, Synced> = new Map(
  Object.entries({
    profiles: { table: profiles, visibleTo: staff },
    members: { table: members, visibleTo: staff },
    product_types: { table: productTypes, visibleTo: staff },
    categories: { table: categories, visibleTo: staff },
    former_slugs: { table: formerSlugs, visibleTo: staff },
    offerings: { table: offerings, visibleTo: staff },
    resources: { table: resources, visibleTo: staff },
    // up to 400 kB each
    photos: { table: photos, visibleTo: staff, weight: 100 },
    customers: { table: customers, visibleTo: staff },
    customer_merges: { table: customerMerges, visibleTo: staff },
    schedules: { table: schedules, visibleTo: staff },
    exceptions: { table: exceptions, visibleTo: staff },
    price_rules: { table: priceRules, visibleTo: staff },
    subscriptions: { table: subscriptions, visibleTo: staff },
    external_calendars: { table: externalCalendars, visibleTo: managers },
    occupancies: { table: occupancies, visibleTo: staff },
    bookings: { table: bookings, visibleTo: staff },
    booking_items: { table: bookingItems, visibleTo: staff },
    coupons: { table: coupons, visibleTo: staff },
    coupon_redemptions: { table: redemptions, visibleTo: staff },
    payment_settings: { table: paymentSettings, visibleTo: staff },
    orders: { table: orders, visibleTo: staff },
    ledger_entries: { table: ledgerEntries, visibleTo: staff },
    payments: { table: payments, visibleTo: staff },
    refunds: { table: refunds, visibleTo: staff },
    risk_settings: { table: riskSettings, visibleTo: staff },
    evidence: { table: evidence, visibleTo: staff },
    disputes: { table: disputes, visibleTo: staff },
    dispute_messages: { table: disputeMessages, visibleTo: staff },
    mail_texts: { table: mailTexts, visibleTo: staff },
    mail_settings: { table: mailSettings, visibleTo: staff },
    waitlist: { table: waitlist, visibleTo: staff },
    events: { table: events, visibleTo: staff },
    notifications: { table: notifications, visibleTo: staff },
    feeds: { table: feeds, visibleTo: staff },
    api_keys: { table: apiKeys, visibleTo: managers },
    webhook_endpoints: { table: webhookEndpoints, visibleTo: managers },
  }),
);

export type Visible = readonly (readonly [string, Synced])[];

/** in the order in which they are sent */
export const visibleTo = (role: Role): Visible => [...syncedTables].filter(([, synced]) => synced.visibleTo.includes(role));

/** Whoever is no member sees what a customer may: nothing. */
export const roleOf = (actor: Actor): Role => (actor.kind === 'member' ? actor.role : 'CLIENT');
