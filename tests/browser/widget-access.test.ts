import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { expectAccessible, fillIn, frameOf, phone, desktop, widgetWorld } from './widget/world.ts';

describe.each(['light', 'dark'] as const)('everybody can use the widget, %s', (colorScheme) => {
  const expectAll = (page: Page) => expectAccessible(page, { coloursAlone: colorScheme === 'dark' });

  test('each step of the flow', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut'), { ...phone, colorScheme });
    await page.getByRole('button', { name: '13:30' }).waitFor();
    await expectAll(page);
    await page.getByRole('button', { name: 'Show the month' }).click();
    await page.locator('.month').waitFor();
    await expectAll(page);
    await page.getByRole('button', { name: 'Hide the month' }).click();
    await page.getByRole('button', { name: '13:30' }).click();
    await page.getByText('including tax').waitFor();
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByText('Enter your name').waitFor();
    await expectAll(page);
    await fillIn(page);
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    await expectAll(page);
  });

  test('the choice of an offering, scarce slots, a conflict, and a zone that is not the customer’s', async () => {
    await using world = await widgetWorld();
    world.fake.business.take({ offeringId: 'off_class', startsAt: '2026-11-20T12:00:00.000Z', quantity: 9 }, { until: Infinity });
    const page = await world.open('/embed/v1/frame?tenant=atlas', { ...phone, colorScheme, timezoneId: 'America/New_York' });
    await page.getByRole('button', { name: /Morning yoga/ }).waitFor();
    await expectAll(page);
    await page.getByRole('button', { name: /Morning yoga/ }).click();
    await page.getByRole('button', { name: /13:00.*3 left/ }).waitFor();
    await expectAll(page);
    world.fake.business.fillUp('morning-yoga', '2026-11-20T12:00:00.000Z');
    await page.getByRole('button', { name: /13:00/ }).click();
    await page.getByText('That time has just been taken.').waitFor();
    await expectAll(page);
  });

  test('in a language that it has no words in: English as a whole, from the left, by their own clock', async () => {
    await using world = await widgetWorld();
    const page = await world.open(frameOf('haircut', '&locale=ar-EG-u-nu-arab'), { ...phone, colorScheme });
    const afternoon = page.getByRole('button', { name: '1:30 pm' });
    await afternoon.waitFor();
    const root = page.locator('html');
    expect([await root.getAttribute('lang'), await root.getAttribute('dir')]).toEqual(['en', 'ltr']);
    await expectAll(page);
    await page.getByRole('button', { name: 'Show the month' }).click();
    await page.getByRole('button', { name: 'November 2026 Hide the month' }).click();
    await afternoon.click();
    await page.getByText('€45.00').first().waitFor();
    expect(await page.locator('body').innerText()).not.toMatch(/\p{Script=Arabic}/u);
  });

  test('the storefront and an offering’s page', async () => {
    await using world = await widgetWorld();
    const page = await world.open('/s/atlas', { ...desktop, colorScheme });
    await page.getByRole('link', { name: /Haircut/ }).click();
    await page.locator('.slot').first().waitFor();
    await expectAll(page);
    await page.goBack();
    await page.getByRole('link', { name: /Haircut/ }).waitFor();
    await expectAll(page);
  });

  test('managing a booking', async () => {
    await using world = await widgetWorld();
    const customer = { name: 'Mara', email: 'mara@example.com' };
    const { manageUrl } = world.fake.business.checkout({ offeringId: 'off_cut', startsAt: '2026-11-23T09:30:00.000Z', customer });
    const page = await world.open(manageUrl, { ...phone, colorScheme });
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('You get everything back').waitFor();
    await expectAll(page);
    await page.getByRole('button', { name: 'Keep booking' }).click();
    await page.getByRole('button', { name: 'Change the time' }).click();
    await page.getByRole('button', { name: '12:45' }).click();
    await page.getByRole('button', { name: 'Move booking' }).waitFor();
    await expectAll(page);
    await page.getByRole('button', { name: 'Move booking' }).click();
    await page.getByText('Your booking has moved.').waitFor();
    await expectAll(page);
  });
});
