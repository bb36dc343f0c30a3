import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoViolations } from './axe.ts';
import { type Desk, openDesk } from './console-screens/world.ts';

let desk: Desk;
let page: Page;
let offerings: { id: string; title: string; slug: string }[];

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
  ({ data: offerings } = await desk.api<{ data: typeof offerings }>('GET', '/v1/api/offerings'));
});
afterAll(() => desk.close());

const idOf = (title: string): string => offerings.find((offering) => offering.title === title)?.id ?? '';
const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

describe('a new booking', () => {
  const dialog = () => page.getByRole('dialog', { name: 'New booking' });

  test('takes add-ons, answers and another service, and says how the price comes about', async () => {
    await desk.go(`/bookings?new=1&offering=${idOf('Photo studio')}`, '[role=radiogroup]');
    await dialog().getByRole('checkbox', { name: 'Paper backdrop' }).check();
    await dialog().getByText('Paper backdrop, €25.00 × 1').waitFor();
    // Beyond what the demo has booked, at an hour after which a bicycle's day begins: whatever day it is today.
    for (let week = 0; week < 6; week++) await dialog().getByRole('button', { name: 'The week after' }).click();
    await dialog().getByRole('radio', { name: '08:00' }).click();
    await dialog().getByRole('button', { name: 'Add another service' }).click();
    const second = dialog().getByRole('group', { name: 'Service 2' });
    await second.getByRole('combobox').first().click();
    await page.getByRole('option', { name: 'City bicycle' }).click();
    await dialog().getByPlaceholder('Name').fill('Grete Hermann');
    await dialog().getByLabel('What are you going to photograph?').fill('Ceramics');
    await expectNoViolations(page);
    await page.keyboard.press('Enter');
    await page.getByText(/Grete Hermann is booked/).waitFor();
    await desk.go('/bookings?q=Grete', '[role=row][data-index]');
    await page.getByRole('row', { name: /Grete Hermann/ }).click();
    const panel = page.getByRole('dialog', { name: 'Grete Hermann' });
    await panel.getByText('Ceramics').waitFor();
    expect(await panel.getByText('Paper backdrop, €25.00 × 1').count()).toBe(1);
  });

  test('repeats: each date is listed, all are booked at once, and what is left is cancelled at once', async () => {
    await desk.go(`/bookings?new=1&offering=${idOf('Soho loft')}`, '[role=radiogroup]');
    await dialog().getByLabel('Repeat').first().click();
    await page.getByRole('option', { name: 'Every week' }).click();
    await dialog().getByLabel('How many times').fill('3');
    const dates = dialog().getByRole('list', { name: 'The dates of the series' });
    await dates.getByRole('listitem').nth(2).waitFor();
    expect(await dates.getByRole('listitem').count()).toBe(3);
    await expectNoViolations(page);
    await dialog().getByPlaceholder('Name').fill('Sophus Lie');
    await dialog()
      .getByRole('button', { name: /^Book (all|the)/ })
      .click();
    await page.getByText(/Sophus Lie is booked: \d dates/).waitFor();
    await desk.go('/bookings?q=Sophus&sort=startsAt', '[role=row][data-index]');
    await page
      .getByRole('row', { name: /Sophus Lie/ })
      .first()
      .click();
    await page.getByText('1 of', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Cancel the rest' }).click();
    await page.getByRole('button', { name: 'Keep them' }).click();
    await page.getByRole('button', { name: 'Cancel the rest' }).click();
    await page.getByRole('button', { name: /^Cancel \d bookings$/ }).click();
    await page.getByText(/\d bookings are cancelled/).waitFor();
  });
});

describe('the waiting list', () => {
  test('is empty at first, takes somebody, offers by itself, and is booked from the desk', async () => {
    await desk.go('/waitlist', 'text=Nobody waits');
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Add somebody' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add to the waiting list' });
    await dialog.getByRole('combobox', { name: 'Offering' }).click();
    await page.getByRole('option', { name: 'Haircut' }).click();
    await dialog.getByPlaceholder('Name').fill('Emmy Noether');
    await dialog.getByRole('button', { name: 'Add' }).click();
    const panel = page.getByRole('dialog', { name: 'Emmy Noether' });
    await panel.getByRole('button', { name: 'Book it for them' }).waitFor();
    await expectNoViolations(page);
    await panel.getByRole('button', { name: 'Book it for them' }).click();
    await page.getByText('Emmy Noether is booked.').waitFor();
    await page.getByText('Booked at the desk').waitFor();
  });

  test('fits a phone, and can be read in the dark', async () => {
    await desk.api('POST', '/v1/api/waitlist', {
      ...{ offeringId: idOf('Haircut'), fromDate: day(3), toDate: day(4), timeFrom: '03:00', timeTo: '03:30' },
      customer: { name: 'Ada Byron', phone: '+49 30 1234567' },
    });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await desk.go('/waitlist', 'text=Ada Byron');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    await page.getByText('Ada Byron').click();
    await page.getByRole('button', { name: 'Offer a time' }).last().waitFor();
    await expectNoViolations(page);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('is joined, and an offer accepted, on pages that need no script', async () => {
    const offering = offerings.find(({ title }) => title === 'Wheel-throwing workshop');
    const me = await desk.api<{ tenant: { subdomain: string } }>('GET', '/v1/api/me');
    const made = await desk.api<{ url: string }>('POST', `/v1/storefront/${me.tenant.subdomain}/waitlist`, {
      ...{ offeringId: offering?.id, fromDate: day(2), toDate: day(20), customer: { name: 'Ada Byron', email: 'ada@example.org' } },
    });
    await page.goto(`${new URL(made.url).origin}/s/${me.tenant.subdomain}/o/${offering?.slug}/waitlist`);
    await page.getByLabel('Your name').fill('Ada Byron');
    await page.getByRole('button', { name: 'Join the waiting list' }).click();
    await page.getByText('We need an address to write to').waitFor();
    await expectNoViolations(page);
    await page.goto(made.url);
    for (let tries = 0; tries < 20 && (await page.getByRole('button', { name: 'Accept' }).count()) === 0; tries++) await page.reload();
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('heading', { name: 'It is booked' }).waitFor();
  });
});
