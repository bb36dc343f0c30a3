import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { desktop, expectAccessible, fillIn, frameOf, phone, widgetWorld } from './widget/world.ts';

const sent = (fake: { seen: { line: string; body: unknown }[] }) => fake.seen.findLast(({ line }) => line === 'POST /checkout')?.body;

describe.each([
  ['a phone', phone],
  ['a desktop', desktop],
])('a code, on %s,', (_, size) => {
  test('is asked for quietly, takes its discount off, and is booked with', async () => {
    await using world = await widgetWorld();
    world.fake.business.coupons.set('SUMMER25', 25);
    const page = await world.open(frameOf('haircut'), size);
    await page.getByRole('button', { name: '13:30' }).click();
    await fillIn(page);
    expect(await page.getByLabel('Code').count()).toBe(0);
    await page.getByRole('button', { name: 'Have a code?' }).click();
    await page.getByLabel('Code').pressSequentially('summer25');
    await page.keyboard.press('Enter');
    await page.getByText('−€11.25').or(page.getByText('-€11.25')).waitFor();
    await page.locator('.summary').getByText('€33.75').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect(sent(world.fake)).toMatchObject({ couponCode: 'SUMMER25', expectedTotalCents: 3_375 });
    expect(await page.locator('.receipt').innerText()).toMatch(/Discount\s+[−-]€11\.25/);
  });

  test('that does not apply says why beside its field, and nothing typed is lost', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'), size);
    await page.getByRole('button', { name: '13:30' }).click();
    await fillIn(page);
    await page.getByRole('button', { name: 'Have a code?' }).click();
    const code = page.getByLabel('Code');
    await code.fill('nope');
    await page.getByRole('button', { name: 'Apply' }).click();
    const why = page.getByText('We don’t know this code.');
    await why.waitFor();
    const bottom = async () => ((await why.boundingBox())?.y ?? Infinity) + ((await why.boundingBox())?.height ?? 0);
    expect(await bottom()).toBeLessThanOrEqual((await page.locator('.summary').boundingBox())?.y ?? 0);
    await page.locator('.summary').getByText('€45.00').waitFor();
    expect([await code.inputValue(), await code.getAttribute('aria-invalid'), await page.getByLabel('Name').inputValue()]).toEqual([
      ...['nope', 'true', 'Mara Lindqvist'],
    ]);
    expect(await page.getByText('We don’t know this code.').count()).toBe(1);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect(sent(world.fake)).not.toHaveProperty('couponCode');
  });
});

test('a code that was used up meanwhile is told at once, with the price without it, before anything is booked', async () => {
  await using world = await widgetWorld();
  const { business } = world.fake;
  business.coupons.set('SUMMER25', 25);
  const page = await world.open(frameOf('haircut'));
  await page.getByRole('button', { name: '13:30' }).click();
  await fillIn(page);
  await page.getByRole('button', { name: 'Have a code?' }).click();
  await page.getByLabel('Code').fill('Summer25');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('.summary').getByText('€33.75').waitFor();
  business.coupons.clear();
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByText('We don’t know this code.').waitFor();
  await page.locator('.summary').getByText('€45.00').waitFor();
  expect([business.bookings.size, await page.getByLabel('Code').inputValue()]).toEqual([0, 'Summer25']);
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
});

test('a code can be taken back, and is still there after another time was chosen', async () => {
  await using world = await widgetWorld();
  world.fake.business.coupons.set('SUMMER25', 25);
  const page = await world.open(frameOf('haircut'));
  await page.getByRole('button', { name: '13:30' }).click();
  await page.getByRole('button', { name: 'Have a code?' }).click();
  await page.getByLabel('Code').fill('SUMMER25');
  await page.keyboard.press('Enter');
  await page.locator('.summary').getByText('€33.75').waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('button', { name: '14:15' }).click();
  await page.locator('.summary').getByText('€33.75').waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.locator('.summary').getByText('€45.00').waitFor();
});

describe('a tap on Confirm while the code is still being checked', () => {
  /** The code stands in its field, the sum without it beside the button; the answer to what is asked next waits until it is let through. */
  async function typed(page: Page, code: string): Promise<() => void> {
    await page.getByRole('button', { name: '13:30' }).click();
    await fillIn(page);
    await page.getByRole('button', { name: 'Have a code?' }).click();
    await page.getByLabel('Code').fill(code);
    await page.locator('.summary').getByText('€45.00').waitFor();
    const checked = Promise.withResolvers<void>();
    await page.route('**/quote', async (route) => (await checked.promise, route.continue()));
    return checked.resolve;
  }

  test('waits for the answer and books with the discount', async () => {
    await using world = await widgetWorld();
    world.fake.business.coupons.set('SUMMER25', 25);
    const page = await world.open(frameOf('haircut'));
    const answer = await typed(page, 'SUMMER25');
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('button', { name: 'One moment…' }).waitFor();
    answer();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect(sent(world.fake)).toMatchObject({ couponCode: 'SUMMER25', expectedTotalCents: 3_375 });
  });

  test('says that there is no answer yet, and goes on as soon as there is one', async () => {
    await using world = await widgetWorld();
    world.fake.business.coupons.set('SUMMER25', 25);
    const page = await world.open(frameOf('haircut'));
    (await typed(page, 'SUMMER25'))();
    world.fake.lose = /POST \/quote/;
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByText('The booking service doesn’t answer. We keep trying').waitFor();
    world.fake.lose = null;
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect(sent(world.fake)).toMatchObject({ couponCode: 'SUMMER25', expectedTotalCents: 3_375 });
  });

  test('stops where the code does not apply, and says why', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'));
    const answer = await typed(page, 'nope');
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    answer();
    await page.getByText('We don’t know this code.').waitFor();
    await page.locator('.summary').getByText('€45.00').waitFor();
    expect(world.fake.business.bookings.size).toBe(0);
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
  });

  test('stops where the price went up meanwhile, and shows it', async () => {
    await using world = await widgetWorld();
    const { business } = world.fake;
    business.coupons.set('SUMMER5', 5);
    const page = await world.open(frameOf('haircut'));
    const answer = await typed(page, 'SUMMER5');
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    business.surcharge = 1_000;
    answer();
    await page.getByText('The price has just changed.').waitFor();
    await page.locator('.summary').getByText('€52.25').waitFor();
    expect(business.bookings.size).toBe(0);
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect(sent(world.fake)).toMatchObject({ expectedTotalCents: 5_225 });
  });
});
