import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR } from '#core/base/time.ts';
import type { Database, WriteDb } from '#core/data/database.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { execute } from '#core/engine/execute.ts';
import { openDesk } from './core/desk.ts';
import { strictCaller } from './contract.ts';
import { anna, coreWorld, type CoreWorld, customer, newCommandId, owner, wish } from './core/world.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let world: CoreWorld;
beforeAll(async () => {
  world = await coreWorld();
});
afterAll(() => world.close());

const TUESDAY = Date.parse('2026-11-24T09:00Z'); // 10:00 in Berlin
const week = (n: number) => TUESDAY + n * 7 * 24 * HOUR;

interface Series {
  readonly seriesId: string;
  readonly bookings: { bookingId: string; confirmationCode: string; status: string; startsAt: number }[];
  readonly skipped: number[];
}

const seriesOf = (offeringId: string, rrule: string, more: Readonly<Record<string, unknown>> = {}) => {
  const { startsAt = TUESDAY, quantity, endsAt, ...rest } = more;
  const item = { offeringId, startsAt, ...(quantity === undefined ? {} : { quantity }), ...(endsAt === undefined ? {} : { endsAt }) };
  return { item, rrule, take: 'all', customer: anna, source: 'desk', ...rest };
};

const book = async (offeringId: string, rrule: string, more?: Readonly<Record<string, unknown>>) =>
  (await world.run('bookings.createSeries', seriesOf(offeringId, rrule, more))) as unknown as Series;

const startsOf = async (offeringId: string) =>
  (await world.ask<{ data: { startsAt: number; status: string }[] }>('bookings.list', { offeringId, sort: 'startsAt' })).data
    .filter(({ status }) => status !== 'CANCELLED')
    .map(({ startsAt }) => startsAt);

describe('a series', () => {
  test('is one booking for each date, of one series', async () => {
    const offeringId = await world.offer();
    const { seriesId, bookings, skipped } = await book(offeringId, 'FREQ=WEEKLY;COUNT=4');
    expect(skipped).toEqual([]);
    expect(bookings.map(({ startsAt, status }) => [startsAt, status])).toEqual([0, 1, 2, 3].map((n) => [week(n), 'CONFIRMED']));
    expect(new Set(bookings.map(({ confirmationCode }) => confirmationCode)).size).toBe(4);
    const stored = await world.ask<{ id: string; seriesId: string; customerId: string }[]>('bookings.series', { seriesId });
    expect(stored.map(({ id }) => id)).toEqual(bookings.map(({ bookingId }) => bookingId));
    expect(new Set(stored.map((one) => `${one.seriesId} ${one.customerId}`)).size).toBe(1);
  });

  test('keeps its wall time over DST, and its length', async () => {
    const offeringId = await world.offer({ maxAdvanceDays: 730, pricingModel: 'HOURLY' });
    const startsAt = Date.parse('2027-03-21T09:00Z'); // the Sunday before Berlin's clock goes forward
    const { bookings } = await book(offeringId, 'FREQ=WEEKLY;COUNT=2', { startsAt, endsAt: startsAt + 2 * HOUR });
    const [, second] = bookings;
    expect(new Date(second?.startsAt ?? 0).toISOString()).toBe('2027-03-28T08:00:00.000Z');
    const [item] = (await world.ask('bookings.booking', { bookingId: second?.bookingId })).items;
    expect(item.endsAt - item.startsAt).toBe(2 * HOUR);
  });

  test('of all names each date that is taken, with the times nearest to it, and books nothing', async () => {
    const offeringId = await world.offer();
    await world.run('bookings.create', wish(offeringId, week(1)));
    await world.run('bookings.create', wish(offeringId, week(3)));
    const refused = await world.refused('bookings.createSeries', seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=4'));
    expect(refused).toMatchObject({
      code: 'booking_conflict',
      requestedTime: week(1),
      nextAvailable: week(1) + HOUR,
      clashes: [
        { startsAt: week(1), reason: 'full', nearest: [week(1) - 2 * HOUR, week(1) - HOUR, week(1) + HOUR, week(1) + 2 * HOUR] },
        { startsAt: week(3), reason: 'full' },
      ],
    });
    expect(await startsOf(offeringId)).toEqual([week(1), week(3)]);
  });

  test('of the free ones books those, and names what it left out', async () => {
    const offeringId = await world.offer();
    await world.run('bookings.create', wish(offeringId, week(1)));
    const { bookings, skipped } = await book(offeringId, 'FREQ=WEEKLY;COUNT=3', { take: 'free' });
    expect(bookings.map(({ startsAt }) => startsAt)).toEqual([week(0), week(2)]);
    expect(skipped).toEqual([week(1)]);
  });

  test('gives each date the same ids, whichever of the others are free', async () => {
    const input = { customer: { name: 'Emmy Noether', email: 'emmy@example.org', phone: null }, take: 'free', quantity: 2 };
    const commandId = newCommandId();
    const idsWithout = async (name: string, taken: readonly number[]) => {
      const business = await world.business(name);
      const offeringId = await business.offer({ capacity: 2 });
      for (const n of taken) await business.run('bookings.create', wish(offeringId, week(n)));
      const envelope = { commandId, name: 'bookings.createSeries', input: seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=5', input) };
      const outcome = await execute(world.engine, { tenantId: business.tenantId, actor: owner, envelope });
      if (!outcome.ok) throw new Error(outcome.code);
      const made = outcome.value as unknown as Series;
      const ids = new Map<number, string[]>();
      for (const { bookingId, startsAt } of made.bookings) {
        const { customerId, items } = await business.ask('bookings.booking', { bookingId });
        ids.set(startsAt, [made.seriesId, customerId, bookingId, ...items.map(({ id }: { id: string }) => id)]);
      }
      return ids;
    };
    const all = await idsWithout('roomy', []);
    expect([...all.keys()]).toEqual([0, 1, 2, 3, 4].map(week));
    for (const taken of [[0], [1, 3], [0, 1, 2, 3]]) {
      const ids = await idsWithout(`without-${taken.join('-')}`, taken);
      expect([...ids]).toEqual([...all].filter(([startsAt]) => !taken.map(week).includes(startsAt)));
    }
  });

  test('has the dates that are given, each as long as the first was asked for, in their order', async () => {
    const offeringId = await world.offer({ pricingModel: 'HOURLY' });
    const dates = [week(2) + HOUR, TUESDAY, week(1) + 24 * HOUR];
    const item = { offeringId, startsAt: TUESDAY, endsAt: TUESDAY + 2 * HOUR };
    const { occurrences } = await world.ask('bookings.previewSeries', { ...item, dates });
    const inOrder = dates.toSorted((a, b) => a - b);
    expect(occurrences.map((one: { startsAt: number; endsAt: number }) => [one.startsAt, one.endsAt])).toEqual(
      inOrder.map((startsAt) => [startsAt, startsAt + 2 * HOUR]),
    );
    const { bookings } = (await world.run('bookings.createSeries', {
      ...{ item, dates, take: 'all', customer: anna, source: 'desk' },
    })) as unknown as Series;
    expect(bookings.map(({ startsAt }) => startsAt)).toEqual(inOrder);
    expect(await startsOf(offeringId)).toEqual(inOrder);
  });

  test('has a rule or dates, one of them, and each date once', async () => {
    const offeringId = await world.offer();
    const asked = { item: { offeringId, startsAt: TUESDAY }, take: 'all', customer: anna, source: 'desk' };
    for (const wrong of [{}, { rrule: 'FREQ=WEEKLY;COUNT=2', dates: [TUESDAY] }])
      expect(await world.refused('bookings.createSeries', { ...asked, ...wrong })).toMatchObject({
        ...{ code: 'invalid_request', issues: [{ path: 'rrule', expected: 'a rule or dates, one of them' }] },
      });
    expect(await world.refused('bookings.createSeries', { ...asked, dates: [TUESDAY, TUESDAY] })).toMatchObject({
      code: 'invalid_request',
    });
    const many = Array.from({ length: 27 }, (_, i) => TUESDAY + i * 24 * HOUR);
    const theirs = { ...asked, source: 'widget', dates: many };
    expect(await world.refused('bookings.createSeries', theirs, customer())).toMatchObject({ issues: [{ expected: 'at most 26 dates' }] });
  });

  test('looks further where nothing is free within a day', async () => {
    const offeringId = await world.offer();
    const shut = { subjectId: offeringId, kind: 'BLOCK', from: '2026-11-30T00:00', to: '2026-12-03T00:00' };
    await world.run('availability.addException', shut);
    const { occurrences } = await world.ask('bookings.previewSeries', { offeringId, startsAt: TUESDAY, rrule: 'FREQ=WEEKLY;COUNT=2' });
    expect(occurrences[1]).toMatchObject({ free: false, reason: { code: 'blocked' } });
    expect(occurrences[1].nearest[0]).toBeGreaterThan(week(1) + 24 * HOUR);
    expect(occurrences[1].nearest).toHaveLength(4);
  });

  test('with nothing free is refused, however it was asked for', async () => {
    const offeringId = await world.offer();
    await world.run('bookings.create', wish(offeringId, week(0)));
    const refused = await world.refused('bookings.createSeries', seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=1', { take: 'free' }));
    expect(refused).toMatchObject({ code: 'booking_conflict', clashes: [{ startsAt: week(0) }] });
  });

  test('stands in its own way where its dates do', async () => {
    const offeringId = await world.offer({ bufferAfterMinutes: 1_440 });
    const asked = { offeringId, startsAt: TUESDAY, rrule: 'FREQ=DAILY;COUNT=4' };
    const { occurrences } = await world.ask('bookings.previewSeries', asked);
    expect(occurrences.map(({ free }: { free: boolean }) => free)).toEqual([true, false, true, false]);
    const { skipped } = await book(offeringId, asked.rrule, { take: 'free' });
    expect(skipped).toEqual([TUESDAY + 24 * HOUR, TUESDAY + 72 * HOUR]);
  });

  test('leaves out what is beyond the horizon or too soon, and says so', async () => {
    const offeringId = await world.offer({ maxAdvanceDays: 14 });
    const refused = await world.refused('bookings.createSeries', seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=3'));
    expect(refused['clashes']).toEqual([{ startsAt: week(2), reason: 'horizon', nearest: [] }]);
    expect((await book(offeringId, 'FREQ=WEEKLY;COUNT=3', { take: 'free' })).skipped).toEqual([week(2)]);
    const { bookings } = await book(await world.offer({ maxAdvanceDays: 14 }), 'FREQ=WEEKLY;COUNT=3', { overridePolicy: true });
    expect(bookings).toHaveLength(3);
  });

  test('of nights ends at check-out each time, also over DST', async () => {
    const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 7, arrivalDays: [], byDay: [] };
    const offeringId = await world.offer({ nights, maxAdvanceDays: 730, pricingModel: 'DAILY' });
    const startsAt = Date.parse('2027-03-20T14:00Z'); // 15:00 in Berlin, the week before its clock goes forward
    const asked = { offeringId, startsAt, nights: 2, rrule: 'FREQ=WEEKLY;COUNT=2' };
    const { occurrences } = await world.ask('bookings.previewSeries', asked);
    const spans = occurrences.map(({ startsAt: from, endsAt, free }: { startsAt: number; endsAt: number; free: boolean }) => [
      new Date(from).toISOString().slice(0, 16),
      new Date(endsAt).toISOString().slice(0, 16),
      free,
    ]);
    expect(spans).toEqual([
      ['2027-03-20T14:00', '2027-03-22T10:00', true],
      ['2027-03-27T14:00', '2027-03-29T09:00', true],
    ]);
    const item = { offeringId, startsAt, endsAt: Date.parse('2027-03-22T10:00Z') };
    const made = await world.run('bookings.createSeries', { ...seriesOf(offeringId, asked.rrule), item });
    expect((made as unknown as Series).bookings.map((one) => one.startsAt)).toEqual(
      occurrences.map((one: { startsAt: number }) => one.startsAt),
    );
    const stays = await world.ask('bookings.series', { seriesId: made['seriesId'] });
    expect(stays.map(({ endsAt }: { endsAt: number }) => endsAt)).toEqual(occurrences.map((one: { endsAt: number }) => one.endsAt));
  });

  test('stops at what one customer may have, where they choose the free ones', async () => {
    const offeringId = await world.offer({ customerOpenLimit: 2 });
    const asked = seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=4', { source: 'widget' });
    const refused = await world.refused('bookings.createSeries', asked, customer());
    expect(refused['clashes']).toMatchObject([{ startsAt: week(2), reason: 'customer_limit' }, { startsAt: week(3) }]);
    const made = await world.run('bookings.createSeries', { ...asked, take: 'free' }, customer());
    expect((made as unknown as Series).skipped).toEqual([week(2), week(3)]);
  });

  test('is refused for what is wrong with every date', async () => {
    const offeringId = await world.offer();
    const stranger = { source: 'widget', customer: { id: `cus_${'0'.repeat(20)}` } };
    const refusals = [
      await world.refused('bookings.createSeries', seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=2', { quantity: 2, take: 'free' })),
      await world.refused('bookings.createSeries', seriesOf(offeringId, 'FREQ=WEEKLY;UNTIL=20261101')),
      await world.refused('bookings.createSeries', seriesOf(offeringId, 'FREQ=YEARLY;COUNT=2')),
      await world.refused('bookings.createSeries', seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=2', { source: 'desk' }), customer()),
      await world.refused('bookings.createSeries', seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=2', stranger), customer()),
    ];
    expect(refusals).toMatchObject([
      { code: 'invalid_service', reason: 'quantity' },
      { code: 'invalid_request', issues: [{ path: 'rrule', expected: 'a rule that names at least one date' }] },
      { code: 'invalid_request', issues: [{ path: 'rrule', expected: 'FREQ=DAILY, WEEKLY, MONTHLY' }] },
      { code: 'forbidden', field: 'source' },
      { code: 'forbidden', field: 'customer.id' },
    ]);
    expect(await startsOf(offeringId)).toEqual([]);
  });

  test('writes to its booker once, not for each date, and rings once', async () => {
    const offeringId = await world.offer();
    const grete = { name: 'Grete Hermann', email: 'grete@example.org', phone: null };
    const asked = seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=5', { source: 'widget', customer: grete });
    const { seriesId = '' } = await world.run('bookings.createSeries', asked, customer());
    const bells = async () =>
      (await world.ask('notifications.list', {})).data.filter(({ title }: { title: string }) => title === grete.name);
    expect(await bells()).toHaveLength(1);
    await world.run('bookings.cancelSeries', { seriesId });
    const written = await world.database.across((db) =>
      db
        .select({ template: mails.template, status: mails.status })
        .from(mails)
        .where(and(eq(mails.tenantId, world.tenantId), eq(mails.recipient, grete.email))),
    );
    const isReminder = ({ template }: { template: string }) => template === 'booking_reminder';
    const letters = written.filter((mail) => !isReminder(mail)).map(({ template }) => template);
    expect(letters.toSorted()).toEqual(['series_cancelled', 'series_confirmed']);
    // Each date is reminded of by itself, and none once it is cancelled.
    expect(written.filter(isReminder).map(({ status }) => status)).toEqual(Array(5).fill('DROPPED'));
  });
});

describe('a preview', () => {
  test('tells each date with its reason, the times nearest to it and its price', async () => {
    const offeringId = await world.offer({ maxAdvanceDays: 20 });
    await world.run('bookings.create', wish(offeringId, week(1)));
    const preview = await world.ask('bookings.previewSeries', { offeringId, startsAt: TUESDAY, rrule: 'FREQ=WEEKLY;COUNT=4' });
    expect(preview).toMatchObject({ totalCents: 9_000, currency: 'EUR', timezone: 'Europe/Berlin' });
    expect(preview.occurrences).toMatchObject([
      { startsAt: week(0), endsAt: week(0) + HOUR, free: true, reason: null, nearest: [], priceCents: 4_500 },
      {
        startsAt: week(1),
        free: false,
        reason: { code: 'full' },
        nearest: [week(1) - 2 * HOUR, week(1) - HOUR, week(1) + HOUR, week(1) + 2 * HOUR],
      },
      { startsAt: week(2), free: true },
      { startsAt: week(3), free: false, reason: { code: 'horizon' } },
    ]);
  });

  test('of what is not for sale is nobody’s but the business’s', async () => {
    const offeringId = await world.offer();
    await world.run('catalog.archiveOffering', { offeringId });
    const asked = { offeringId, startsAt: TUESDAY, rrule: 'FREQ=WEEKLY;COUNT=2' };
    expect(await world.askRefused('bookings.previewSeries', asked, customer())).toMatchObject({ code: 'not_found' });
  });
});

describe('the rest of a series', () => {
  test('is cancelled by each booking’s own terms; what began, ended or was cancelled stays', async () => {
    const offeringId = await world.offer({ cancellationPolicy: [{ hoursBefore: 24 * 10, refundPercent: 100 }] });
    const { seriesId, bookings } = await book(offeringId, 'FREQ=WEEKLY;COUNT=4');
    await world.run('bookings.cancel', { bookingId: bookings[2]?.bookingId });
    const { cancelled } = (await world.run('bookings.cancelSeries', { seriesId, from: week(1), reason: 'Moving away' })) as never as {
      cancelled: object[];
    };
    expect(cancelled).toEqual([
      { bookingId: bookings[1]?.bookingId, startsAt: week(1), refundPercent: 100 },
      { bookingId: bookings[3]?.bookingId, startsAt: week(3), refundPercent: 100 },
    ]);
    expect(await startsOf(offeringId)).toEqual([week(0)]);
    expect(await world.run('bookings.cancelSeries', { seriesId })).toMatchObject({ cancelled: [{ startsAt: week(0), refundPercent: 0 }] });
    expect(await world.run('bookings.cancelSeries', { seriesId })).toMatchObject({ cancelled: [] });
  });

  test('is the business’s to cancel, and there must be one', async () => {
    const { seriesId } = await book(await world.offer(), 'FREQ=WEEKLY;COUNT=2');
    expect(await world.refused('bookings.cancelSeries', { seriesId }, customer())).toMatchObject({ code: 'forbidden' });
    expect(await world.refused('bookings.cancelSeries', { seriesId: `ser_${'0'.repeat(20)}` })).toMatchObject({ code: 'not_found' });
  });
});

describe('a desktop without its server', () => {
  test('books a series, which the server decides on', async () => {
    const offeringId = await world.offer();
    const desk = await openDesk(world);
    try {
      await desk.pull({ replace: true });
      expect(await desk.run('bookings.createSeries', seriesOf(offeringId, 'FREQ=WEEKLY;COUNT=3'))).toMatchObject({ ok: true });
      await world.run('bookings.create', wish(offeringId, week(2)));
      await desk.push();
      await desk.pull();
      expect(await desk.attention()).toEqual([{ name: 'bookings.createSeries', code: 'booking_conflict' }]);
      expect(await startsOf(offeringId)).toEqual([week(2)]);
    } finally {
      await desk.close();
    }
  });
});

class Power extends Error {}

/** The power goes at the nth row that is written. */
function failingAt(database: Database, nth: number): Database {
  const watched = (db: WriteDb): WriteDb => {
    let rows = 0;
    return {
      ...db,
      async insert(table, row) {
        rows += 1;
        if (rows === nth) throw new Power();
        await db.insert(table, row);
      },
    };
  };
  return { ...database, write: (tenantId, fn) => database.write(tenantId, (db) => fn(watched(db))) };
}

describe('whatever is taken already, and wherever the power goes', () => {
  test('a series is booked whole, or its free dates where that was asked for, or not at all', async () => {
    const seen = { whole: 0, part: 0, refused: 0, lost: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          capacity: fc.integer({ min: 1, max: 3 }),
          quantity: fc.integer({ min: 1, max: 2 }),
          count: fc.integer({ min: 1, max: 6 }),
          frequency: fc.constantFrom('DAILY', 'WEEKLY'),
          take: fc.constantFrom('all', 'free'),
          taken: fc.array(fc.record({ date: fc.nat(5), seats: fc.integer({ min: 1, max: 3 }) }), { maxLength: 5 }),
          failAt: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 2 }),
        }),
        async ({ capacity, quantity, count, frequency, take, taken, failAt }) => {
          const offeringId = await world.offer({ capacity });
          const step = frequency === 'DAILY' ? 24 * HOUR : 7 * 24 * HOUR;
          const dates = Array.from({ length: count }, (_, n) => TUESDAY + n * step);
          const seats = new Map<number, number>();
          for (const { date, seats: wanted } of taken) {
            const startsAt = TUESDAY + date * step;
            const made = await world.outcome('bookings.create', wish(offeringId, startsAt, { quantity: wanted }));
            if (made.ok) seats.set(startsAt, (seats.get(startsAt) ?? 0) + wanted);
          }
          const before = await startsOf(offeringId);
          const free = dates.filter((at) => (seats.get(at) ?? 0) + quantity <= capacity);
          const engine = failAt === null ? world.engine : { ...world.engine, database: failingAt(world.database, failAt) };
          const input = seriesOf(offeringId, `FREQ=${frequency};COUNT=${count}`, { quantity, take });
          const envelope = { commandId: newCommandId(), name: 'bookings.createSeries', input };
          const outcome = await execute(engine, { tenantId: world.tenantId, actor: owner, envelope }).catch((error: unknown) => {
            if (error instanceof Power) return 'lost' as const;
            throw error;
          });
          const added = [...(await startsOf(offeringId))];
          for (const at of before) added.splice(added.indexOf(at), 1);
          if (outcome === 'lost' || !outcome.ok) expect(added).toEqual([]);
          if (outcome === 'lost') return void (seen.lost += 1);
          if (quantity > capacity) {
            expect(outcome).toMatchObject({ ok: false, code: 'invalid_service' });
            return;
          }
          const expected = take === 'free' || free.length === dates.length ? free : [];
          expect(added).toEqual(expected);
          expect(outcome.ok).toBe(expected.length > 0);
          if (!outcome.ok) seen.refused += 1;
          else if (added.length === dates.length) seen.whole += 1;
          else seen.part += 1;
        },
      ),
      { numRuns: 60 },
    );
    for (const [kind, times] of Object.entries(seen)) expect(times, kind).toBeGreaterThan(0);
  });
});

describe('over HTTP', () => {
  const ada = { name: 'Ada Byron', email: 'ada@example.com' };
  const at = (day: string) => `2026-03-${day}T09:00:00Z`;
  let shop: TestWorld;
  let call: TestWorld['call'];
  let offeringId: string;

  beforeAll(async () => {
    shop = await testWorld({ now: '2026-03-02T08:00:00Z' });
    call = await strictCaller(shop);
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    offeringId = await openOffering(shop, { title: `Class ${++classes}` });
  });
  let classes = 0;

  test('a key sees the dates, books them, reads them and cancels the rest', async () => {
    const body = { offeringId, startsAt: at('03'), rrule: 'FREQ=WEEKLY;COUNT=3' };
    const preview = await call('POST', '/v1/api/series/preview', { body });
    expect(preview.body).toMatchObject({
      timezone: 'Europe/Berlin',
      totalCents: 12_000,
      occurrences: [{ startsAt: at('03'), free: true }, {}, {}],
    });
    const made = await call('POST', '/v1/api/series', { body: { ...body, customer: ada } });
    expect(made.status).toBe(201);
    const { seriesId, bookings } = made.body as { seriesId: string; bookings: { id: string }[] };
    expect(made.body).toMatchObject({ bookings: [{ startsAt: at('03') }, { startsAt: at('10') }, { startsAt: at('17') }], skipped: [] });
    expect((await call('GET', `/v1/api/series/${seriesId}`)).body).toMatchObject({ bookings: [{}, {}, {}] });
    expect((await call('GET', `/v1/api/bookings/${bookings[0]?.id}`)).body).toMatchObject({ seriesId });
    const { body: cancelled } = await call('POST', `/v1/api/series/${seriesId}/cancel`, { body: { from: at('10') } });
    expect(cancelled).toMatchObject({ cancelled: [{ bookingId: bookings[1]?.id }, { bookingId: bookings[2]?.id }] });
  });

  test('dates stand in place of a rule, for keys and customers', async () => {
    const dates = [at('03'), at('11')];
    const body = { offeringId, startsAt: at('03'), dates, customer: ada };
    const { customer: _customer, ...question } = body;
    const shown = await call('POST', '/v1/storefront/atlas-studios/series/preview', { token: null, body: question });
    expect(shown).toMatchObject({ status: 200, body: { occurrences: dates.map((startsAt) => ({ startsAt, free: true })) } });
    expect(await call('POST', '/v1/api/series', { body })).toMatchObject({
      status: 201,
      body: { bookings: [{ startsAt: at('03') }, { startsAt: at('11') }] },
    });
    const clash = await call('POST', '/v1/storefront/atlas-studios/series', {
      token: null,
      body,
      headers: { 'idempotency-key': `dates ${offeringId}` },
    });
    expect(clash).toMatchObject({ status: 409, body: { details: { clashes: [{}, {}] } } });
    expect(await call('POST', '/v1/api/series', { body: { ...body, rrule: 'FREQ=WEEKLY;COUNT=2' } })).toMatchObject({ status: 400 });
  });

  test('the dates that clash are named, as instants', async () => {
    await call('POST', '/v1/api/bookings', { body: { offeringId, startsAt: at('10'), customer: ada } });
    const body = { offeringId, startsAt: at('03'), rrule: 'FREQ=WEEKLY;COUNT=3', customer: ada };
    const refused = await call('POST', '/v1/api/series', { body });
    expect(refused).toMatchObject({ status: 409, body: { error: 'booking_conflict', details: { requested_time: at('10') } } });
    expect((refused.body as { details: { clashes: object[] } }).details.clashes).toMatchObject([{ startsAt: at('10'), reason: 'full' }]);
  });

  test('what is too soon or too far ahead says from when and until when, as instants', async () => {
    const ask = (startsAt: string) => call('POST', '/v1/api/bookings', { body: { offeringId, startsAt, customer: ada } });
    await call('PATCH', `/v1/api/offerings/${offeringId}`, { body: { minNoticeMinutes: 1_440, maxAdvanceDays: 7 } });
    const details = async (startsAt: string) => ((await ask(startsAt)).body as { details: object }).details;
    expect(await details('2026-03-02T15:00:00Z')).toEqual({ reason: 'notice', earliest: '2026-03-03T08:00:00Z' });
    expect(await details(at('10'))).toEqual({ reason: 'horizon', latest: '2026-03-09T23:00:00Z' });
  });

  test('a customer chooses the free ones; the same key books them once', async () => {
    await call('POST', '/v1/api/bookings', { body: { offeringId, startsAt: at('10'), customer: ada } });
    const body = { offeringId, startsAt: at('03'), rrule: 'FREQ=WEEKLY;COUNT=3', take: 'free', customer: ada };
    const book = () =>
      call('POST', '/v1/storefront/atlas-studios/series', { token: null, body, headers: { 'idempotency-key': `series ${offeringId}` } });
    const [first, again] = [await book(), await book()];
    expect(first.body).toMatchObject({ bookings: [{ startsAt: at('03') }, { startsAt: at('17') }], skipped: [at('10')] });
    expect(again.text).toBe(first.text);
    const { manageToken, id } = (first.body as { bookings: { id: string; manageToken: string }[] }).bookings[0] ?? {
      id: '',
      manageToken: '',
    };
    expect((await call('GET', `/v1/storefront/atlas-studios/bookings/${id}`, { token: manageToken })).status).toBe(200);
  });

  test('costs what was expected, or nothing is booked', async () => {
    const body = { offeringId, startsAt: at('03'), rrule: 'FREQ=WEEKLY;COUNT=3', customer: ada };
    const refused = await call('POST', '/v1/api/series', { body: { ...body, expectedTotalCents: 11_999 } });
    const details = { field: 'totalCents', yours: 11_999, theirs: 12_000 };
    expect(refused).toMatchObject({ status: 409, body: { error: 'edit_conflict', details } });
    expect((await call('POST', '/v1/api/series', { body: { ...body, expectedTotalCents: 12_000 } })).status).toBe(201);
  });

  test('of a customer has few dates, of a length that is sold, and no end before its start', async () => {
    const ask = (more: object) =>
      call('POST', '/v1/storefront/atlas-studios/series/preview', {
        token: null,
        body: { offeringId, startsAt: at('03'), rrule: 'FREQ=DAILY;COUNT=2', ...more },
      });
    expect((await ask({ rrule: 'FREQ=DAILY;COUNT=26' })).status).toBe(200);
    expect(await ask({ rrule: 'FREQ=DAILY;COUNT=27' })).toMatchObject({
      status: 400,
      body: { details: { issues: [{ path: 'rrule', expected: 'at most 26 dates' }] } },
    });
    const wrong = { status: 422, body: { error: 'invalid_service', details: { reason: 'length' } } };
    for (const endsAt of ['2199-01-01T00:00:00Z', at('03'), '2026-01-01T00:00:00Z']) expect(await ask({ endsAt })).toMatchObject(wrong);
  });

  test('a preview is open to who passes by, of what is for sale', async () => {
    const body = { offeringId, startsAt: at('03'), rrule: 'FREQ=DAILY;COUNT=2' };
    expect((await call('POST', '/v1/storefront/atlas-studios/series/preview', { token: null, body })).status).toBe(200);
    const draft = await openOffering(shop, { title: `Draft ${classes}`, status: 'DRAFT' });
    const hidden = { ...body, offeringId: draft };
    expect((await call('POST', '/v1/storefront/atlas-studios/series/preview', { token: null, body: hidden })).status).toBe(404);
  });
});
