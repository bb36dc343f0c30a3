/** What a time costs, said on it: with what was chosen beside it, and of a stay for all its nights. */
import { expect, test } from 'vitest';
import type { Offering } from '../../widget/app/storefront.ts';
import { offerings } from './widget/fake-offerings.ts';
import { frameOf, widgetWorld } from './widget/world.ts';

test('times are asked for with the add-ons that were chosen, and are as long', async () => {
  await using world = await widgetWorld();
  const page = await world.open(frameOf('massage'));
  await page.getByRole('radio', { name: '1 hr 30 mins · €85.00' }).check();
  await page.getByRole('button', { name: '17:30' }).waitFor();
  const asked = page.waitForRequest((request) => request.url().includes('/availability'));
  await page.getByLabel('Foot bath').check();
  const query = new URL((await asked).url()).searchParams;
  expect([query.get('durationMinutes'), query.get('addOns')]).toEqual(['90', 'oil:1,bath:1']);
  await expect.poll(() => page.getByRole('button', { name: '17:30' }).count()).toBe(0);
});

test('an arrival says what the stay costs, for as many nights', async () => {
  offerings.push({
    ...(offerings.find(({ slug }) => slug === 'bicycle') as Offering),
    ...{ id: 'off_cabin', title: 'Cabin', slug: 'cabin', basePriceCents: 12_000, currency: 'EUR', capacity: 1 },
    nights: { checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 7, arrivalDays: [], byDay: [] },
  });
  await using world = await widgetWorld();
  const page = await world.open(frameOf('cabin'));
  await page.getByRole('button', { name: '€120.00 · 1 night' }).waitFor();
  await page.getByRole('button', { name: 'How long: more' }).click();
  await page.getByRole('button', { name: '€240.00 · 2 nights' }).waitFor();
});

test('a day that costs more throughout says so on each time, and one that costs the usual says nothing', async () => {
  await using world = await widgetWorld();
  const page = await world.open(frameOf('haircut'));
  await page.getByRole('button', { name: '13:30', exact: true }).waitFor();
  world.fake.business.surcharge = 700;
  await page.reload();
  await page.getByRole('button', { name: /^13:30.*€52\.00/ }).waitFor();
});

test('other times for what is booked say no price, for it keeps its own', async () => {
  await using world = await widgetWorld();
  const customer = { name: 'Mara', email: 'mara@example.com' };
  const { manageUrl } = world.fake.business.checkout({ offeringId: 'off_cut', startsAt: '2026-11-23T09:30:00.000Z', customer });
  world.fake.business.surcharge = 700;
  const page = await world.open(manageUrl);
  await page.getByRole('button', { name: 'Change the time' }).click();
  await page.getByRole('button', { name: '13:30', exact: true }).waitFor();
});
