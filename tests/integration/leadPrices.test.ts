/** What is said of a price before anything is chosen is what the cheapest visit is quoted at. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const SHOP = '/v1/storefront/atlas-studios';

let world: TestWorld;
let call: TestWorld['call'];

// a Monday
beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  call = await strictCaller(world);
});
afterEach(() => world.close());

interface Lead {
  cents: number;
  per: string;
  minutes: number | null;
  isFrom: boolean;
}

const leadOf = async (offeringId: string): Promise<Lead> => {
  const { body } = await call('GET', `${SHOP}/offerings/${offeringId}`, { token: null });
  return (body as { leadPrice: Lead }).leadPrice;
};

async function quoted(offeringId: string, more: object = {}): Promise<number> {
  const body = { offeringId, startsAt: '2026-03-05T10:00:00Z', quantity: 1, ...more };
  const answer = await call('POST', `${SHOP}/quote`, { token: null, body });
  return (answer.body as { totalCents: number }).totalCents;
}

/** On its card and over its page, as they are read without a script. */
async function shown(offeringId: string): Promise<string[]> {
  const { slug } = (await call('GET', `/v1/api/offerings/${offeringId}`)).body as { slug: string };
  const list = await world.call('GET', '/s/atlas-studios', { token: null });
  const page = await world.call('GET', `/s/atlas-studios/o/${slug}`, { token: null });
  const card = list.text.slice(list.text.indexOf(`/o/${slug}"`));
  return [/class="facts">([^<]*)</.exec(card)?.[1] ?? '', /class="lead">([^<]*)</.exec(page.text)?.[1] ?? ''];
}

const addOn = (more: object) => ({ key: 'clean', name: 'Cleaning', priceCents: 800, minutes: 15, required: true, maxQuantity: 1, ...more });
const rule = (more: object) => call('POST', '/v1/api/price-rules', { body: { name: 'Rule', kind: 'percent', ...more } });

test('tax that is not in the price and what must be taken are in it', async () => {
  const cut = await openOffering(world, { taxBps: 1_900, taxIncluded: false, addOns: [addOn({}), addOn({ key: 'oil', required: false })] });
  expect(await leadOf(cut)).toEqual({ cents: 5_712, per: 'visit', minutes: 60, isFrom: false });
  expect(await quoted(cut)).toBe(5_712);
  expect(await shown(cut)).toEqual(['€57.12 · 1 hour', '€57.12 · 1 hour']);
});

test('tax that is in the price is not added again', async () => {
  const cut = await openOffering(world, { taxBps: 1_900, taxIncluded: true });
  expect(await shown(cut)).toEqual(['€40.00 · 1 hour', '€40.00 · 1 hour']);
});

test('of several lengths it is the cheapest, and says that there are others', async () => {
  const cut = await openOffering(world, {
    ...{ taxBps: 1_000, taxIncluded: false },
    durations: [
      { minutes: 30, priceCents: 2_500 },
      { minutes: 90, priceCents: 5_500 },
    ],
  });
  expect(await leadOf(cut)).toEqual({ cents: 2_750, per: 'visit', minutes: 30, isFrom: true });
  expect(await quoted(cut, { endsAt: '2026-03-05T10:30:00Z' })).toBe(2_750);
  expect(await shown(cut)).toEqual(['from €27.50 · 30 mins', 'from €27.50 · 30 mins']);
});

test('what is sold by the hour, the day or the night is so, with tax; with what must be taken it is a visit', async () => {
  const tax = { taxBps: 2_000, taxIncluded: false };
  const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 2, maxNights: 7, arrivalDays: [], byDay: [] };
  const studio = await openOffering(world, { title: 'Studio', pricingModel: 'HOURLY', ...tax });
  const bike = await openOffering(world, { title: 'Bike', pricingModel: 'DAILY', durationMinutes: 1_440, slotMinutes: 1_440, ...tax });
  const room = await openOffering(world, { title: 'Room', pricingModel: 'DAILY', nights, ...tax });
  expect([await leadOf(studio), await leadOf(bike), await leadOf(room)]).toEqual(
    ['hour', 'day', 'night'].map((per) => ({ cents: 4_800, per, minutes: null, isFrom: false })),
  );
  expect((await shown(studio))[0]).toBe('€48.00 per hour');
  const cleaned = await openOffering(world, { title: 'Hall', pricingModel: 'HOURLY', durationMinutes: 120, addOns: [addOn({})], ...tax });
  expect(await leadOf(cleaned)).toEqual({ cents: 10_560, per: 'visit', minutes: 120, isFrom: false });
  expect(await quoted(cleaned)).toBe(10_560);
  const flat = await openOffering(world, { title: 'Flat', pricingModel: 'DAILY', nights, addOns: [addOn({ minutes: 0 })], ...tax });
  expect(await leadOf(flat)).toEqual({ cents: 10_560, per: 'stay', minutes: null, isFrom: false });
  expect(await quoted(flat, { startsAt: '2026-03-05T14:00:00Z', nights: 2 })).toBe(10_560);
});

test('rules are in it, by the hours that it has: what is never open is no price to begin with', async () => {
  const cut = await openOffering(world, { taxBps: 1_000, taxIncluded: false });
  await rule({ value: 1_000 });
  expect(await leadOf(cut)).toEqual({ cents: 4_840, per: 'visit', minutes: 60, isFrom: false });
  await rule({ value: -5_000, timeFrom: '03:00', timeTo: '06:00' });
  expect(await leadOf(cut)).toMatchObject({ cents: 4_840, isFrom: false });
  await rule({ value: -2_000, weekdays: [4], timeFrom: '16:00', timeTo: '18:00' });
  expect(await leadOf(cut)).toEqual({ cents: 3_872, per: 'visit', minutes: 60, isFrom: true });
  expect(await quoted(cut, { startsAt: '2026-03-05T15:00:00Z' })).toBe(3_872);
  expect(await shown(cut)).toEqual(['from €38.72 · 1 hour', 'from €38.72 · 1 hour']);
});

test('the list is narrowed by the price that its cards show', async () => {
  await openOffering(world, { taxBps: 1_900, taxIncluded: false });
  const found = async (price: string) =>
    ((await call('GET', `${SHOP}/offerings?price=${price}`, { token: null })).body as { data: object[] }).data.length;
  expect([await found('..4700'), await found('4760..4760')]).toEqual([0, 1]);
  await openOffering(world, { title: 'Other', basePriceCents: 100 });
  expect((await world.call('GET', '/s/atlas-studios?priceTo=47', { token: null })).text).not.toContain('/o/haircut"');
  expect((await world.call('GET', '/s/atlas-studios?priceTo=48', { token: null })).text).toContain('/o/haircut"');
});
