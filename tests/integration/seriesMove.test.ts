import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOUR } from '#core/base/time.ts';
import type { SeriesMovePreview } from '#core/domains/bookings/model.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { strictCaller } from './contract.ts';
import { openDesk } from './core/desk.ts';
import { anna, coreWorld, type CoreWorld, customer, key, wish } from './core/world.ts';
import { openOffering, testWorld } from './world.ts';

let world: CoreWorld;
beforeAll(async () => {
  world = await coreWorld();
});
afterAll(() => world.close());

const DAY = 24 * HOUR;
const TUESDAY = Date.parse('2026-11-24T09:00Z'); // 10:00 in Berlin
const week = (n: number) => TUESDAY + n * 7 * DAY;

interface Series {
  readonly seriesId: string;
  readonly bookings: { bookingId: string; startsAt: number }[];
}
interface MovedSeries {
  readonly moved: { bookingId: string; from: number; startsAt: number; resourceId?: string }[];
  readonly left: { bookingId: string; from: number; startsAt: number; reason: string; nearest: number[] }[];
}

async function book(offeringId: string, rrule = 'FREQ=WEEKLY;COUNT=4', more: object = {}) {
  const item = { offeringId, startsAt: TUESDAY, ...more };
  const input = { item, rrule, take: 'all', customer: anna, source: 'desk' };
  const { seriesId, bookings } = (await world.run('bookings.createSeries', input)) as unknown as Series;
  return { seriesId, ids: bookings.map(({ bookingId }) => bookingId) };
}

const move = async (input: object) => (await world.run('bookings.moveSeries', { take: 'all', ...input })) as unknown as MovedSeries;
const preview = (input: object) => world.ask<SeriesMovePreview>('bookings.previewSeriesMove', input);
const startsOf = async (seriesId: string) =>
  (await world.ask<{ startsAt: number }[]>('bookings.series', { seriesId })).map(({ startsAt }) => startsAt);

describe('this one and all that follow', () => {
  test('are moved as far, and what came before stays', async () => {
    const { seriesId, ids } = await book(await world.offer());
    const shift = { bookingId: ids[1], startsAt: week(1) + DAY + HOUR };
    const { moved, left } = await move({ seriesId, shift });
    expect(moved).toEqual([1, 2, 3].map((n) => ({ bookingId: ids[n], from: week(n), startsAt: week(n) + DAY + HOUR })));
    expect(left).toEqual([]);
    expect(await startsOf(seriesId)).toEqual([week(0), ...[1, 2, 3].map((n) => week(n) + DAY + HOUR)]);
  });

  test('may come to each other’s times', async () => {
    for (const days of [1, -1, 2, -3]) {
      const { seriesId, ids } = await book(await world.offer(), 'FREQ=DAILY;COUNT=5', { startsAt: TUESDAY + 4 * DAY });
      const before = await startsOf(seriesId);
      await move({ seriesId, shift: { bookingId: ids[0], startsAt: (before[0] ?? 0) + days * DAY } });
      expect(await startsOf(seriesId)).toEqual(before.map((at) => at + days * DAY));
    }
  });

  test('of all or none: each that clashes is named with why and what is free near it, and nothing moves', async () => {
    const offeringId = await world.offer();
    const { seriesId, ids } = await book(offeringId);
    await world.run('bookings.create', wish(offeringId, week(2) + HOUR));
    const asked = { seriesId, shift: { bookingId: ids[0], startsAt: week(0) + HOUR } };
    const refused = await world.refused('bookings.moveSeries', { ...asked, take: 'all' });
    const clash = { bookingId: ids[2], from: week(2), startsAt: week(2) + HOUR, reason: 'full' };
    // Its own hour at ten is free to it.
    expect(refused).toMatchObject({
      code: 'booking_conflict',
      clashes: [{ ...clash, nearest: [week(2) - HOUR, week(2), week(2) + 2 * HOUR, week(2) + 3 * HOUR] }],
    });
    expect(await startsOf(seriesId)).toEqual([0, 1, 2, 3].map(week));
    const { moved, left } = await move({ ...asked, take: 'free' });
    expect(moved.map(({ bookingId }) => bookingId)).toEqual([ids[0], ids[1], ids[3]]);
    expect(left).toMatchObject([clash]);
    expect(await startsOf(seriesId)).toEqual([week(0) + HOUR, week(1) + HOUR, week(2), week(3) + HOUR]);
  });

  test('leave one that another clash keeps from leaving in its place, and whoever would have come there', async () => {
    const offeringId = await world.offer();
    const { seriesId, ids } = await book(offeringId, 'FREQ=DAILY;COUNT=3');
    await world.run('bookings.create', wish(offeringId, TUESDAY + 3 * DAY));
    const asked = { seriesId, shift: { bookingId: ids[0], startsAt: TUESDAY + DAY } };
    expect((await preview(asked)).dates.map(({ free }) => free)).toEqual([false, false, false]);
    expect(await world.refused('bookings.moveSeries', { ...asked, take: 'free' })).toMatchObject({
      code: 'booking_conflict',
      clashes: [{ bookingId: ids[0] }, { bookingId: ids[1] }, { bookingId: ids[2] }],
    });
  });

  test('take another time for one of them, where one is named', async () => {
    const offeringId = await world.offer();
    const { seriesId, ids } = await book(offeringId);
    await world.run('bookings.create', wish(offeringId, week(2) + HOUR));
    const shift = { bookingId: ids[0], startsAt: week(0) + HOUR };
    const dates = [{ bookingId: ids[2], startsAt: week(2) + 3 * HOUR }];
    expect((await preview({ seriesId, shift, dates })).dates.every(({ free }) => free)).toBe(true);
    await move({ seriesId, shift, dates });
    expect(await startsOf(seriesId)).toEqual([week(0) + HOUR, week(1) + HOUR, week(2) + 3 * HOUR, week(3) + HOUR]);
  });

  test('keep who serves them where they can, and come back to them', async () => {
    const { resourceId: first } = await world.run('catalog.createResource', { name: 'Wren', kind: 'stylist' });
    const { resourceId: second } = await world.run('catalog.createResource', { name: 'Lark', kind: 'stylist' });
    const offeringId = await world.offer({ resourceGroups: [[first, second]] });
    const { seriesId, ids } = await book(offeringId, 'FREQ=WEEKLY;COUNT=2', { resourceId: first });
    await world.run('bookings.create', wish(offeringId, week(1) + HOUR, { resourceId: first }));
    const { moved } = await move({ seriesId, shift: { bookingId: ids[0], startsAt: week(0) + HOUR } });
    expect(moved).toMatchObject([{ bookingId: ids[0] }, { bookingId: ids[1], resourceId: first }]);
    expect(moved[0]).not.toHaveProperty('resourceId');
    const served = async () =>
      (await world.ask<{ items: { resourceIds: string[] }[] }[]>('bookings.series', { seriesId })).map(
        ({ items }) => items[0]?.resourceIds,
      );
    expect(await served()).toEqual([[first], [second]]);
    const dates = moved.map(({ bookingId, from, resourceId }) => ({ bookingId, startsAt: from, ...(resourceId && { resourceId }) }));
    await move({ seriesId, dates, overridePolicy: true });
    expect(await served()).toEqual([[first], [first]]);
  });

  test('of stays keep their nights, also over DST', async () => {
    const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 7, arrivalDays: [], byDay: [] };
    const offeringId = await world.offer({ nights, maxAdvanceDays: 730, pricingModel: 'DAILY' });
    const from = Date.parse('2027-03-13T14:00Z'); // 15:00 in Berlin, two weeks before its clock goes forward
    const { seriesId, ids } = await book(offeringId, 'FREQ=WEEKLY;COUNT=3', {
      startsAt: from,
      nights: undefined,
      endsAt: from + 44 * HOUR,
    });
    const asked = { seriesId, shift: { bookingId: ids[0], startsAt: from + DAY } };
    const ends = (await preview(asked)).dates.map(({ endsAt }) => new Date(endsAt).toISOString().slice(0, 16));
    expect(ends).toEqual(['2027-03-16T10:00', '2027-03-23T10:00', '2027-03-30T09:00']);
    await move(asked);
    const stays = await world.ask<{ endsAt: number }[]>('bookings.series', { seriesId });
    expect(stays.map(({ endsAt }) => new Date(endsAt).toISOString().slice(0, 16))).toEqual(ends);
  });

  test('are told as rescheduled, each of them, and their booker is written once, about all', async () => {
    const grete = { name: 'Grete Hermann', email: 'grete.moves@example.org', phone: null };
    const item = { offeringId: await world.offer(), startsAt: week(2) };
    const asked = { item, rrule: 'FREQ=WEEKLY;COUNT=3', take: 'all', customer: grete, source: 'desk' };
    const { seriesId, bookings } = (await world.run('bookings.createSeries', asked)) as unknown as Series;
    await move({ seriesId, shift: { bookingId: bookings[0]?.bookingId, startsAt: week(2) + HOUR } });
    const written = await world.database.across((db) =>
      db
        .select({ template: mails.template, bookingId: mails.bookingId })
        .from(mails)
        .where(and(eq(mails.tenantId, world.tenantId), eq(mails.recipient, grete.email))),
    );
    expect(written.filter(({ template }) => template.includes('rescheduled'))).toEqual([
      { template: 'series_rescheduled', bookingId: bookings[0]?.bookingId },
    ]);
    for (const { bookingId, startsAt } of bookings) {
      const { history } = await world.ask('bookings.booking', { bookingId });
      const told = history.find(({ name }: { name: string }) => name === 'booking.rescheduled');
      expect(told.data).toMatchObject({ seriesId, changes: { startsAt: { from: new Date(startsAt).toISOString().replace('.000', '') } } });
    }
  });

  test('are staff’s to move, who alone set policy aside', async () => {
    const offeringId = await world.offer({ maxAdvanceDays: 30 });
    const { seriesId, ids } = await book(offeringId, 'FREQ=WEEKLY;COUNT=2');
    const asked = { seriesId, shift: { bookingId: ids[0], startsAt: week(3) }, take: 'all' };
    expect(await world.refused('bookings.moveSeries', asked, customer())).toMatchObject({ code: 'forbidden' });
    expect(await world.refused('bookings.moveSeries', { ...asked, overridePolicy: true }, key('write'))).toMatchObject({
      code: 'forbidden',
    });
    expect(await world.refused('bookings.moveSeries', asked)).toMatchObject({ clashes: [{ reason: 'horizon' }] });
    expect((await preview({ seriesId, shift: asked.shift, overridePolicy: true })).dates).toMatchObject([
      { free: true, reason: null },
      { free: true, reason: { code: 'horizon' } },
    ]);
    expect((await move({ ...asked, overridePolicy: true })).moved).toHaveLength(2);
  });

  test('respect what a customer may have on one day', async () => {
    const offeringId = await world.offer({ customerDailyLimit: 1 });
    const { seriesId, ids } = await book(offeringId, 'FREQ=DAILY;COUNT=3');
    const dates = [{ bookingId: ids[2], startsAt: TUESDAY + DAY + 2 * HOUR }];
    expect((await preview({ seriesId, dates })).dates).toMatchObject([{ free: false, reason: { code: 'customer_limit' } }]);
    expect(await world.refused('bookings.moveSeries', { seriesId, dates, take: 'all' })).toMatchObject({
      clashes: [{ reason: 'customer_limit' }],
    });
    // The day that each leaves is free to the next.
    const shift = { bookingId: ids[0], startsAt: TUESDAY + DAY };
    expect((await preview({ seriesId, shift })).dates.map(({ free }) => free)).toEqual([true, true, true]);
    expect((await move({ seriesId, shift })).moved).toHaveLength(3);
  });

  test('need a series, and one of it', async () => {
    const { seriesId } = await book(await world.offer(), 'FREQ=WEEKLY;COUNT=2');
    const other = await book(await world.offer(), 'FREQ=WEEKLY;COUNT=2');
    const shift = { bookingId: other.ids[0], startsAt: week(5) };
    const unknown = `ser_${'0'.repeat(20)}`;
    expect(await world.refused('bookings.moveSeries', { seriesId, shift, take: 'all' })).toMatchObject({
      code: 'not_found',
      kind: 'booking',
    });
    expect(await world.refused('bookings.moveSeries', { seriesId: unknown, shift, take: 'all' })).toMatchObject({
      code: 'not_found',
      kind: 'series',
    });
  });

  test('are moved at a desk without its server, which decides on it', async () => {
    const offeringId = await world.offer();
    const { seriesId, ids } = await book(offeringId);
    const desk = await openDesk(world);
    try {
      await desk.pull({ replace: true });
      const shift = { bookingId: ids[0], startsAt: week(0) + HOUR };
      expect(await desk.run('bookings.moveSeries', { seriesId, shift, take: 'all' })).toMatchObject({ ok: true });
      await world.run('bookings.create', wish(offeringId, week(3) + HOUR));
      await desk.push();
      await desk.pull();
      expect(await desk.attention()).toEqual([{ name: 'bookings.moveSeries', code: 'booking_conflict' }]);
      expect(await startsOf(seriesId)).toEqual([0, 1, 2, 3].map(week));
    } finally {
      await desk.close();
    }
  });
});

describe('whatever is taken, and wherever it goes', () => {
  test('the preview is what happens; all or none unless asked; and what has moved can be put back', async () => {
    const seen = { whole: 0, part: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          capacity: fc.integer({ min: 1, max: 2 }),
          everyDays: fc.constantFrom(1, 2, 7),
          from: fc.nat(3),
          days: fc.integer({ min: -3, max: 3 }),
          hours: fc.integer({ min: -2, max: 2 }),
          /** of the times that they would go to, those that are */
          taken: fc.subarray([0, 1, 2, 3]),
        }),
        async ({ capacity, everyDays, from, days, hours, taken }) => {
          if (days === 0 && hours === 0) return;
          const offeringId = await world.offer({ capacity, bufferAfterMinutes: 0 });
          const first = TUESDAY + 3 * DAY;
          const { seriesId, ids } = await book(offeringId, `FREQ=DAILY;INTERVAL=${everyDays};COUNT=4`, { startsAt: first });
          const before = await startsOf(seriesId);
          const far = days * DAY + hours * HOUR;
          // Where one of the series itself is, nobody else can be.
          for (const i of taken) await world.outcome('bookings.create', wish(offeringId, (before[i] ?? 0) + far, { quantity: capacity }));
          const shift = { bookingId: ids[from], startsAt: (before[from] ?? 0) + far };
          const { dates } = await preview({ seriesId, shift });
          const free = dates.filter((date) => date.free).map(({ bookingId }) => bookingId);
          expect(dates.map(({ bookingId, startsAt }) => [bookingId, startsAt])).toEqual(
            ids.slice(from).map((id, i) => [id, (before[from + i] ?? 0) + far]),
          );
          for (const { free: isFree, nearest, startsAt } of dates)
            expect(isFree ? nearest : nearest.includes(startsAt)).toEqual(isFree ? [] : false);
          const whole = await world.outcome('bookings.moveSeries', { seriesId, shift, take: 'all' });
          expect(whole.ok).toBe(free.length === dates.length);
          if (!whole.ok) expect(await startsOf(seriesId)).toEqual(before);
          const outcome = whole.ok ? whole : await world.outcome('bookings.moveSeries', { seriesId, shift, take: 'free' });
          expect(outcome.ok).toBe(free.length > 0);
          if (!outcome.ok) return void (seen.refused += 1);
          if (whole.ok) seen.whole += 1;
          else seen.part += 1;
          const { moved } = outcome.value as unknown as MovedSeries;
          expect(moved.map(({ bookingId }) => bookingId)).toEqual(free);
          await move({ seriesId, dates: moved.map(({ bookingId, from: startsAt }) => ({ bookingId, startsAt })), overridePolicy: true });
          expect(await startsOf(seriesId)).toEqual(before);
        },
      ),
      { numRuns: 60 },
    );
    for (const [kind, times] of Object.entries(seen)) expect(times, kind).toBeGreaterThan(0);
  });
});

describe('over HTTP', () => {
  test('a key sees where each date would go, moves them, and moves single ones of them', async () => {
    const shop = await testWorld({ now: '2026-03-02T08:00:00Z' });
    try {
      const call = await strictCaller(shop);
      const at = (day: string, hour = '09') => `2026-03-${day}T${hour}:00:00Z`;
      const offeringId = await openOffering(shop, { title: 'Class' });
      const made = await call('POST', '/v1/api/series', {
        body: { offeringId, startsAt: at('03'), rrule: 'FREQ=WEEKLY;COUNT=3', customer: { name: 'Ada Byron', email: 'ada@example.com' } },
      });
      const { seriesId, bookings } = made.body as { seriesId: string; bookings: { id: string }[] };
      await call('POST', '/v1/api/bookings', {
        body: { offeringId, startsAt: at('17', '10'), customer: { name: 'Bob', email: 'bob@example.com' } },
      });
      const body = { bookingId: bookings[1]?.id, startsAt: at('10', '10') };
      const seen = await call('POST', `/v1/api/series/${seriesId}/move/preview`, { body });
      expect(seen).toMatchObject({
        status: 200,
        body: {
          timezone: 'Europe/Berlin',
          dates: [
            { bookingId: bookings[1]?.id, from: at('10'), startsAt: at('10', '10'), free: true, reason: null, nearest: [] },
            { bookingId: bookings[2]?.id, from: at('17'), startsAt: at('17', '10'), free: false, reason: 'full' },
          ],
        },
      });
      const refused = await call('POST', `/v1/api/series/${seriesId}/move`, { body });
      expect(refused).toMatchObject({
        status: 409,
        body: { error: 'booking_conflict', details: { clashes: [{ from: at('17'), startsAt: at('17', '10') }] } },
      });
      const moved = await call('POST', `/v1/api/series/${seriesId}/move`, {
        body: { ...body, dates: [{ bookingId: bookings[2]?.id, startsAt: at('18') }] },
      });
      expect(moved).toMatchObject({
        status: 200,
        body: { seriesId, moved: [{ from: at('10'), startsAt: at('10', '10') }, { startsAt: at('18') }], left: [] },
      });
      const part = await call('POST', `/v1/api/series/${seriesId}/move`, {
        body: { bookingId: bookings[1]?.id, startsAt: at('09', '11'), take: 'free' },
      });
      expect(part).toMatchObject({
        status: 200,
        body: { moved: [{ startsAt: at('09', '11') }], left: [{ startsAt: at('17', '10'), reason: 'full' }] },
      });
    } finally {
      await shop.close();
    }
  });
});
