import { expect, test } from 'vitest';
import { HOUR } from '#core/base/time.ts';
import { anna, coreWorld, wish } from './world.ts';

const TUESDAY = Date.parse('2026-11-24T09:00Z');

interface Listed {
  data: { id: string; startsAt: number; createdAt: number }[];
}

test('the dates of a series, which are made at one instant, are listed in their order, the newest series first', async () => {
  const world = await coreWorld();
  const offeringId = await world.offer({ capacity: 3 });
  const series = { rrule: 'FREQ=DAILY;COUNT=8', take: 'all', customer: anna, source: 'desk' };
  await world.run('bookings.createSeries', { item: { offeringId, startsAt: TUESDAY }, ...series });
  world.clock.now += HOUR;
  await world.run('bookings.create', wish(offeringId, TUESDAY + HOUR));
  const days = Array.from({ length: 8 }, (_, i) => TUESDAY + i * 24 * HOUR);
  const startsBy = async (sort: string, more: object = {}) =>
    (await world.ask<Listed>('bookings.list', { sort, ...more })).data.map(({ startsAt }) => startsAt);
  expect(await startsBy('-createdAt')).toEqual([TUESDAY + HOUR, ...days]);
  expect(await startsBy('createdAt')).toEqual([...days, TUESDAY + HOUR]);
  expect(await startsBy('-createdAt', { limit: 4, offset: 4 })).toEqual(days.slice(3, 7));
  await world.close();
});
