import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsInLightAndDark } from './axe.ts';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './console-screens/world.ts';

let desk: Desk;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
});
afterAll(() => desk.close());

const address = () => page.evaluate(() => decodeURIComponent(location.hash));
const row = (index: number) => page.locator(`[data-index="${index}"]`);
const panel = () => page.locator('section[role="dialog"]');
const counted = async () => Number((await page.locator('[role="status"]').first().innerText()).replace(/\D/g, ''));

/** axe takes an address behind the hash for a link to skip to. */
const withoutRules = ['skip-link'];

const shown: readonly (readonly [what: string, address: string, then: () => Promise<void>])[] = [
  ['Today', '/today', () => page.getByRole('region', { name: 'Arrivals' }).waitFor()],
  ['Bookings', '/bookings?status=pending', () => row(0).waitFor()],
  [
    'a booking',
    '/bookings',
    async () => {
      await row(2).focus();
      await page.keyboard.press('Enter');
      await panel().getByText('History').waitFor();
    },
  ],
  [
    'a new booking',
    '/bookings?new=1',
    async () => {
      await page.getByRole('combobox', { name: 'Offering' }).fill('haircut');
      await page.keyboard.press('Enter');
      await page.getByRole('radio', { checked: true }).waitFor();
      await page.getByRole('option').first().waitFor({ state: 'hidden' });
    },
  ],
  [
    'the palette',
    '/today',
    async () => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('haircut');
      await page.getByRole('option').first().waitFor();
    },
  ],
  ['Customers', '/customers', () => row(0).waitFor()],
  ['Needs attention', '/attention', () => page.getByText('has been accepted').waitFor()],
];

describe('the frame and the desk', () => {
  test('can be used with a screen reader and read by everybody, light and dark', async () => {
    for (const [what, where, then] of shown) {
      await page.goto('about:blank');
      await desk.go(where);
      await then();
      const violations = await violationsInLightAndDark(page, { withoutRules });
      expect(violations.map((each) => `${what} ${each}`)).toEqual([]);
    }
  });

  test('fit a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [what, where] of shown) {
      await desk.go(where);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(`${what}: ${tooWide}`).toBe(`${what}: 0`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});

describe('by keyboard', () => {
  test('g and a letter go to a screen, ? tells the keys', async () => {
    await desk.go('/today');
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('New booking').waitFor();
    await page.keyboard.press('Escape');
  });

  test('the palette goes where it is told and does not lose the first letter', async () => {
    await page.goto('about:blank');
    await desk.go('/customers');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('go to bookings');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Bookings' }).waitFor();
  });

  test('the palette gives the focus to what it opens, and back where it opens nothing', async () => {
    await desk.go('/bookings');
    await row(0).waitFor();
    const search = page.getByPlaceholder('Name, e-mail, code or offering');
    await search.focus();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search and commands' });
    await palette.waitFor();
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'hidden' });
    await expect.poll(() => search.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('hoffmann');
    await page
      .getByRole('option', { name: /Hoffmann/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: /Hoffmann/ });
    await expect.poll(() => drawer.evaluate((panel) => panel.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
  });

  test('a walk-in takes an offering, a name and Enter', async () => {
    const title = 'Keyboard bench';
    await addWorkbench(desk, title);
    await desk.go('/catalogue', `text=${title}`);
    await page.keyboard.press('n');
    await page.getByRole('option', { name: title }).waitFor();
    await page.keyboard.type('keyboard b');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'New booking' });
    await drawer.getByRole('radio', { checked: true }).waitFor();
    const customer = drawer.getByRole('textbox', { name: 'Customer' }).or(drawer.getByRole('combobox', { name: 'Customer' }));
    await expect.poll(() => customer.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type('Wanda Walk-in');
    await page.keyboard.press('Enter');
    await page.getByText(/^Wanda Walk-in is booked/).waitFor();
    const bookers = async () => {
      const { data } = await desk.api<{ data: { customer: { name: string } }[] }>('GET', '/v1/api/bookings?limit=5');
      return data.map(({ customer }) => customer.name);
    };
    await expect.poll(bookers).toContain('Wanda Walk-in');
  });

  test('a walk-in typed without a look at the screen loses no letter', async () => {
    const title = 'Zinc bench';
    await addWorkbench(desk, title);
    await desk.go('/catalogue', `text=${title}`);
    await page.reload();
    await page.getByText(title).waitFor();
    for (const key of ['n', 'z', 'i', 'n', 'c', 'Enter', 'A', 'd', 'a']) await page.keyboard.press(key);
    const drawer = page.getByRole('dialog', { name: 'New booking' });
    await expect.poll(() => drawer.getByRole('textbox', { name: 'Customer' }).inputValue()).toBe('Ada');
    expect(await drawer.getByRole('combobox', { name: 'Offering' }).inputValue()).toBe(title);
    await drawer.getByRole('button', { name: 'Close' }).click();
    await drawer.waitFor({ state: 'hidden' });
  });

  test('j takes whoever stands nowhere into the list', async () => {
    await desk.go('/bookings');
    await row(0).waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('j');
    await expect.poll(() => row(0).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('rows are walked, opened and closed, and focus comes back', async () => {
    await desk.go('/bookings');
    await row(0).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await panel().waitFor();
    expect(await address()).toContain('booking=bkg_');
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    await expect.poll(() => row(2).evaluate((element) => element === document.activeElement)).toBe(true);
  });
});

describe('the list of bookings', () => {
  test('keeps its filters in the address, over a reload too', async () => {
    await desk.go('/bookings');
    await row(0).waitFor();
    const all = await counted();
    await page.getByRole('button', { name: 'Pending' }).click();
    await expect.poll(counted).toBeLessThan(all);
    const pending = await counted();
    await page.getByRole('textbox', { name: 'Search bookings' }).fill('brand');
    await expect.poll(address).toBe('#/bookings?status=pending&q=brand');
    await expect.poll(counted).toBeLessThan(pending);
    const narrowed = await counted();
    await page.reload();
    await row(0).waitFor();
    expect(await counted()).toBe(narrowed);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(counted).toBe(all);
  });

  test('back closes what was opened', async () => {
    await desk.go('/bookings?status=confirmed');
    await row(0).click();
    await panel().waitFor();
    await page.goBack();
    await panel().waitFor({ state: 'detached' });
    expect(await address()).toBe('#/bookings?status=confirmed');
  });

  test('exports all that the filters leave', async () => {
    await page.goto('about:blank');
    await desk.go('/bookings?status=no_show');
    await row(0).waitFor();
    const rows = await counted();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    const lines = readFileSync(await (await download).path(), 'utf8').split('\r\n');
    expect(lines).toHaveLength(rows + 1);
    expect(lines[0]).toContain('Code,Status,Customer');
  });

  test('draws the end of a long list, not only its beginning', async () => {
    await page.goto('about:blank');
    await desk.go('/bookings');
    await row(0).waitFor();
    const all = await counted();
    await row(0).focus();
    await page.keyboard.press('End');
    await row(all - 1)
      .getByRole('cell')
      .nth(1)
      .waitFor();
  });
});

describe('a booking', () => {
  let bookingId: string;
  const date = wednesday();

  beforeAll(async () => {
    const offering = await addWorkbench(desk, 'Shell bench');
    const made = await desk.api<{ id: string }>('POST', '/v1/api/bookings', {
      offeringId: offering.id,
      startsAt: instantOf(date, '10:00'),
      customer: { name: 'Sheila Shell', email: 'sheila@shell.example' },
    });
    bookingId = made.id;
  });

  test('stands in the console without a reload', async () => {
    await desk.go(`/bookings?q=sheila`);
    await page.getByRole('row', { name: /Sheila Shell/ }).waitFor();
  });

  test('is moved to another time, and back by Undo', async () => {
    await desk.go(`/bookings?booking=${bookingId}`);
    await panel().getByRole('button', { name: 'Reschedule' }).click();
    await panel()
      .getByRole('radio', { name: /^15:00/ })
      .click();
    await panel()
      .getByRole('button', { name: /^Move to/ })
      .click();
    await panel()
      .getByText(/^Moved from .*10:00 to .*15:00/)
      .waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await panel()
      .getByText(/^Moved from .*15:00 to .*10:00/)
      .waitFor();
  });

  test('is cancelled only after the refund was shown', async () => {
    await desk.go(`/bookings?booking=${bookingId}`);
    await panel().getByRole('button', { name: 'Cancel' }).click();
    const dialog = page.getByRole('dialog', { name: /^Cancel Sheila Shell/ });
    await dialog.getByText('Nothing was paid, so nothing goes back.').waitFor();
    await dialog.getByText(/^By the policy, which keeps/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel the booking' }).click();
    await panel()
      .getByText(/^Cancelled, /)
      .waitFor();
    await expect.poll(async () => (await desk.api<{ status: string }>('GET', `/v1/api/bookings/${bookingId}`)).status).toBe('CANCELLED');
    expect(await panel().getByRole('button', { name: 'Check in' }).count()).toBe(0);
  });
});

test('nothing that a screen does breaks the page or its content policy', () => {
  expect(complaints).toEqual([]);
});
