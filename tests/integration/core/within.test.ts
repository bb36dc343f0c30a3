/** Which bookings are under way in a span of time: the short and the long are looked for apart. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR } from '#core/base/time.ts';
import { listWithin } from '#core/domains/bookings/store/within.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { coreWorld, type CoreWorld, idFor, NOON } from './world.ts';

let world: CoreWorld;
beforeAll(async () => {
  world = await coreWorld();
});
afterAll(() => world.close());

/** Around a day, where the two meet, and up to a month. */
const hours = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constantFrom(24, 25, 24 * 7, 24 * 30));
const span = fc.record({ startsIn: fc.integer({ min: -60, max: 60 }), hours });

const booking = (id: string, { startsIn, hours: length }: { startsIn: number; hours: number }) => ({
  ...({ id, confirmationCode: 'ABCDEF', status: 'CONFIRMED', source: 'desk', customerId: idFor('cus', 'ada') } as const),
  ...{ bookerName: 'Ada', bookerEmail: null, bookerPhone: null, notes: '', customerNotes: '', sequence: 0 },
  ...{ startsAt: NOON + startsIn * HOUR, endsAt: NOON + (startsIn + length) * HOUR, createdAt: NOON, updatedAt: NOON },
  ...{ subtotalCents: 0, discountCents: 0, taxCents: 0, totalCents: 0, currency: 'EUR', depositCents: 0 },
  ...{ cancellationPolicy: [], riskSignals: [], riskReview: 'none' as const },
});

it('a booking is listed in each span that it has any time in, however long it is', async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(span, { minLength: 1, maxLength: 6 }), span, async (spans, asked) => {
      const rows = spans.map((each) => booking(idFor('bkg', `${made++}`), each));
      const [from, to] = [NOON + asked.startsIn * HOUR, NOON + (asked.startsIn + asked.hours) * HOUR];
      const mine = new Set(rows.map(({ id }) => id));
      const found = await world.database.write(world.tenantId, async (db) => {
        for (const row of rows) await db.insert(bookings, row);
        const listed = await listWithin(db, { from, to });
        return listed.map(({ id }) => id).filter((id) => mine.has(id));
      });
      const expected = rows.filter(({ startsAt, endsAt }) => startsAt < to && endsAt > from).map(({ id }) => id);
      expect(found.toSorted()).toEqual(expected.toSorted());
    }),
    { numRuns: 150 },
  );
});
