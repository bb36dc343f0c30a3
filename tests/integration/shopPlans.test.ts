import { afterAll, beforeAll, expect, test } from 'vitest';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let visit: (url: string) => ReturnType<TestWorld['call']>;

beforeAll(async () => {
  world = await testWorld();
  const call = await strictCaller(world);
  visit = (url) => call('GET', `/v1/storefront/atlas-studios${url}`, { token: null });
});
afterAll(() => world.close());

const page = async (path: string): Promise<string> => (await world.call('GET', `/s/atlas-studios${path}`, { token: null })).text;
const leadOf = (text: string) => /<p class="lead">([^<]*)<\/p>/.exec(text)?.[1];

test('a plan is shown with its price, its visits and what of it is on sale, and is asked for, not booked', async () => {
  const offeringIds = [
    await openOffering(world, { title: 'Swim' }),
    await openOffering(world, { title: 'Sauna' }),
    await openOffering(world, { title: 'Secret', status: 'DRAFT' }),
  ];
  const sold = { basePriceCents: 4_900, pricingModel: 'SUBSCRIPTION' };
  await openOffering(world, { ...sold, title: 'Pass', plan: { period: 'month', visits: 8, offeringIds } });
  await openOffering(world, { ...sold, title: 'Flat', plan: { period: 'year', visits: null, offeringIds } });
  const { body } = await visit('/offerings/pass');
  expect(body).toMatchObject({
    plan: { period: 'month', visits: 8 },
    details: [{ label: 'Good for', value: expect.toSatisfy((titles: string[]) => titles.toSorted().join() === 'Sauna,Swim') }],
  });
  const text = await page('/o/pass');
  expect(leadOf(text)).toBe('€49.00 a month, 8 visits');
  expect(text).toMatch(/<dt>Good for<\/dt>\s*<dd>(Swim, Sauna|Sauna, Swim)<\/dd>/);
  expect(text).toContain('Ask us to start it');
  for (const absent of ['Secret', 'Cancellation', 'Booking a time']) expect(text).not.toContain(absent);
  expect(leadOf(await page('/o/flat'))).toBe('€49.00 a year, any number of visits');
  expect(await page('/o/swim')).toContain('Cancellation');
  const { offeringId } = { offeringId: (body as { id: string }).id };
  const free = await visit(`/availability?offeringId=${offeringId}&from=2026-03-05&to=2026-03-06`);
  expect(free.body).toMatchObject({ slots: [], nextAvailable: null });
});

test('a stay has the price of a night, or of the whole where that is how it is sold', async () => {
  const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 7, arrivalDays: [], byDay: [] };
  await openOffering(world, { title: 'Room', basePriceCents: 12_000, pricingModel: 'DAILY', nights });
  await openOffering(world, { title: 'Weekend', basePriceCents: 20_000, nights });
  expect([leadOf(await page('/o/room')), leadOf(await page('/o/weekend'))]).toEqual(['€120.00 per night', '€200.00 per stay']);
});
