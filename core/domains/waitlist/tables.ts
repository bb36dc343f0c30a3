import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, json, synced } from '../../data/columns.ts';
import type { WaitStatus } from './model.ts';

/** Who waits for a time that is taken. Offered in the order of `createdAt`. */
export const waitlist = sqliteTable(
  'waitlist',
  {
    ...synced(),
    offeringId: text().notNull(),
    resourceId: text(),
    quantity: integer().notNull(),
    /** how long they want it, by the night or in minutes without add-ons; null: the usual */
    nights: integer(),
    durationMinutes: integer(),
    /** local dates of the offering's zone, both included */
    fromDate: text().notNull(),
    toDate: text().notNull(),
    /** local times between which it is to start; null: any */
    timeFrom: text(),
    timeTo: text(),
    name: text().notNull(),
    email: text(),
    phone: text(),
    /** BCP 47, of their letters; null: the business's own */
    locale: text(),
    status: text().$type<WaitStatus>().notNull(),
    /** the slot on offer, kept by this hold until then */
    holdId: text(),
    offeredStartsAt: instant(),
    offeredEndsAt: instant(),
    offeredUntil: instant(),
    /** offers that ran out or were declined */
    missed: integer().notNull(),
    /** the starts of those offers: not offered to them again */
    passed: json<number[]>().notNull(),
    bookingId: text(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('waitlist_by_status').on(t.tenantId, t.status, t.createdAt)],
);
