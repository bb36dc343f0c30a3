import { describe, expect, test } from 'vitest';
import { expectAccessible, fillIn, frameOf, widgetWorld } from './widget/world.ts';

describe('an offering with choices', () => {
  test('is booked as long and with as much as was chosen, and answered', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('massage'));
    await page.getByRole('radio', { name: '1 hr 30 mins · €85.00' }).check();
    await page.getByLabel('Foot bath').check();
    await page.getByRole('button', { name: 'Extra towels: more' }).click();
    await page.getByRole('button', { name: 'Extra towels: more' }).click();
    await page.locator('.summary').getByText('€109.00').waitFor();
    await page.getByRole('button', { name: '13:30' }).click();
    await page.getByText('including tax').waitFor();
    const steps = page.getByLabel('How the price comes about');
    expect((await steps.innerText()).split(/\n+/)).toEqual([
      'Price',
      '€85.00',
      'Warm oil',
      '€5.00',
      'Extra towels',
      '€4.00',
      'Foot bath',
      '€15.00',
    ]);
    await fillIn(page);
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    expect(await page.getByText('Please answer this').count()).toBe(2);
    expect(world.fake.seen.some(({ line }) => line === 'POST /checkout')).toBe(false);
    await page.getByRole('radio', { name: 'Firm', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Back', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Legs', exact: true }).check();
    await page.getByRole('radio', { name: 'No', exact: true }).check();
    await page.getByLabel('Any injury').fill('A knee');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    const sent = world.fake.seen.find(({ line }) => line === 'POST /checkout')?.body;
    expect(sent).toMatchObject({
      startsAt: '2026-11-20T12:30:00.000Z',
      endsAt: '2026-11-20T14:15:00.000Z',
      addOns: [
        { key: 'oil', quantity: 1 },
        { key: 'bath', quantity: 1 },
        { key: 'towels', quantity: 2 },
      ],
      answers: { pressure: 'Firm', sore: ['Back', 'Legs'], pregnant: false, injury: 'A knee' },
      expectedTotalCents: 10_900,
    });
  });

  test('asks for the times of the length that was chosen', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('massage'));
    await page.getByRole('radio', { name: '30 mins · €35.00', exact: true }).check();
    await expect.poll(() => world.fake.seen.some(({ line }) => line.includes('/availability'))).toBe(true);
    await page.getByRole('button', { name: '18:30' }).waitFor();
    await page.getByRole('radio', { name: '1 hr 30 mins · €85.00' }).check();
    await expect.poll(() => page.getByRole('button', { name: '18:30' }).count()).toBe(0);
  });

  test('is the usual one for who chooses nothing', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('massage'));
    await page.getByLabel('Warm oil').waitFor();
    expect(await page.getByLabel('Warm oil').isDisabled()).toBe(true);
    await page.locator('.summary').getByText('€65.00').waitFor();
    await expectAccessible(page);
  });
});

test('a price that has changed is said before anything is booked, and booked once it was seen', async () => {
  await using world = await widgetWorld();
  const page = await world.open(frameOf('haircut'));
  await page.getByRole('button', { name: '13:30' }).click();
  await page.getByText('including tax').waitFor();
  await fillIn(page);
  world.fake.business.surcharge = 700;
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByText('The price has just changed').waitFor();
  await page.locator('.summary').getByText('€52.00').waitFor();
  expect(world.fake.business.bookings.size).toBe(0);
  expect(await page.getByLabel('How the price comes about').innerText()).toContain('Evening');
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
  expect(world.fake.business.bookings.size).toBe(1);
});

test('who finds nothing free may wait for it', async () => {
  await using world = await widgetWorld();
  const page = await world.open(frameOf('workshop'));
  await page.getByText('Nothing is free at the moment.').waitFor();
  const link = page.getByRole('link', { name: 'Tell me when something is free' });
  expect(await link.getAttribute('href')).toBe('/s/atlas/o/workshop/waitlist');
  await expectAccessible(page);
});
