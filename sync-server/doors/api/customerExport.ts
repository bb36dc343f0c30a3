import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { CustomerExport } from '#core/domains/privacy/model.ts';
import { InstantOut } from '../http/schemas.ts';

const Row = z.record(z.string(), z.unknown());
const rows = (description: string) => z.array(Row).meta({ description });

const at = '2026-05-12T15:00:00.000Z';
const example = {
  exportedAt: at,
  customer: {
    ...{ id: 'cus_0123456789abcdefghjk', name: 'Ada Byron', email: 'ada@example.com', phone: null, notes: '' },
    ...{ erasedAt: null, createdAt: at, updatedAt: at },
  },
  formerIds: [],
  bookings: [{ id: 'bkg_0123456789abcdefghjk', status: 'COMPLETED', bookerName: 'Ada Byron', startsAt: at, items: [], history: [] }],
  orders: [],
  payments: [],
  refunds: [],
  subscriptions: [],
  redemptions: [],
  waitlist: [],
  letters: [{ id: 'mai_0123456789abcdefghjk', template: 'booking_confirmed', recipient: 'ada@example.com', status: 'SENT', createdAt: at }],
  evidence: [],
  disputes: [],
};

export const CustomerExportAnswer = z
  .strictObject({
    exportedAt: InstantOut,
    customer: Row,
    formerIds: z.array(idOf('cus')).meta({ description: 'Under which they were known before they were merged' }),
    bookings: rows('With their items, answers, notes and history'),
    orders: rows('What they were charged, and what of it is paid'),
    payments: rows('Without the cards that were saved'),
    refunds: rows('What went back'),
    subscriptions: rows('Their plans'),
    redemptions: rows('Their coupons'),
    waitlist: rows('What they waited for'),
    letters: rows('What they were written and when: texts are made as they are sent, and are not kept'),
    evidence: rows('Names, sizes in bytes and SHA-256 of the files that belong to their bookings and disputes'),
    disputes: rows('What they or you disputed, with all that was said and decided'),
  })
  .meta({ id: 'CustomerExport', examples: [example] });

const isMoment = (key: string): boolean => /(?:At|Until)$/.test(key) || key === 'at';

/** Every moment as it is written everywhere here. */
function withIso(value: unknown, key = ''): unknown {
  if (typeof value === 'number') return isMoment(key) ? isoOf(value) : value;
  if (Array.isArray(value)) return value.map((one) => withIso(one));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withIso(field, name)]));
}

export const exportAnswer = (all: CustomerExport) => withIso(all) as z.input<typeof CustomerExportAnswer>;
