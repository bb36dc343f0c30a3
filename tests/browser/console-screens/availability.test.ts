import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './world.ts';

let desk: Desk;
let page: Page;
const date = wednesday();

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
});
afterAll(() => desk.close());

async function openBench(title: string, search = ''): Promise<{ id: string }> {
  const bench = await addWorkbench(desk, title);
  await desk.go(`/availability?subject=${bench.id}`);
  await page.getByText('56 h a week').waitFor();
  if (search !== '') await desk.go(`/availability?subject=${bench.id}${search}`);
  return bench;
}

/** Booked from outside, and known at the desk by now. */
async function book(offeringId: string, time: string): Promise<void> {
  const booking = await desk.api<{ id: string }>('POST', '/v1/api/bookings', {
    offeringId,
    startsAt: instantOf(date, time),
    customer: { name: 'Ada Lovelace', email: 'ada@example.com' },
  });
  await desk.go(`/calendar?date=${date.toString()}&only=${offeringId}`, `[data-booking="${booking.id}"]`);
}

async function expectAccessible(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${colorScheme}, ${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

describe('hours', () => {
  test('are painted and closed by keyboard alone', async () => {
    await openBench('Bench for keys');
    await page.getByRole('button', { name: /^Paint hours by keyboard/ }).focus();
    // From nine on Monday: two hours of two days are closed.
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: /Monday to Tuesday, 09:00–11:00, open/ }).waitFor();
    await page.keyboard.press('Delete');
    await page.getByText('52 h a week · saved').waitFor();
    await page.getByText(/closes \d+ starts/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('56 h a week · saved').waitFor();
  });

  test('that would leave a booking outside are asked about first', async () => {
    const { id } = await openBench('Bench with a guest');
    await book(id, '16:00');
    await desk.go(`/availability?subject=${id}`);
    await page.getByText('56 h a week').waitFor();
    const hours = page.getByRole('textbox', { name: 'Wednesday, hours' });
    const shorten = async () => {
      await hours.fill('9-12');
      await hours.press('Enter');
      await page.getByRole('dialog').getByText('1 booking lies outside and stands as it is').waitFor();
    };
    await shorten();
    await page.getByRole('button', { name: 'Ada Lovelace' }).waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'Back to the hours before' }).click();
    await page.getByText('56 h a week').waitFor();
    await shorten();
    await page.getByRole('button', { name: 'Save all the same' }).click();
    await page.getByText('51 h a week · saved').waitFor();
    await page.reload();
    await page.getByText('51 h a week').waitFor();
  });
});

describe('days off', () => {
  test('that come back each year are marked in the next one, and closed', async () => {
    const { id } = await openBench('Bench at Christmas', '&tab=days');
    await page.locator(`[data-date="${date.toString()}"]`).click();
    await page.getByRole('switch', { name: 'Every year' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('Founding day');
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByRole('listitem').filter({ hasText: 'every year' }).waitFor();
    for (let step = 0; step < 4; step += 1) await page.getByRole('button', { name: 'Three months on' }).click();
    await page.locator(`[data-date="${date.add({ years: 1 }).toString()}"][data-kind="BLOCK"]`).waitFor();
    const { exceptions } = await desk.api<{ exceptions: { yearly: boolean }[] }>(
      'GET',
      `/v1/api/availability?offeringId=${id}&from=${date.toString()}&to=${date.add({ days: 1 }).toString()}`,
    );
    expect(exceptions).toMatchObject([{ yearly: true }]);
  });

  test('that would lie over a booking are asked about first', async () => {
    const { id } = await openBench('Bench with a party');
    await book(id, '10:00');
    await desk.go(`/availability?subject=${id}&tab=days`);
    await page.locator(`[data-date="${date.toString()}"]`).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await dialog.getByText('1 booking lies outside and stands as it is').waitFor();
    await dialog.getByRole('button', { name: 'Close all the same' }).click();
    await page.locator(`[data-date="${date.toString()}"][data-kind="BLOCK"]`).waitFor();
  });
});

describe('holidays', () => {
  test('of the country are proposed, closed in one go and opened again in one', async () => {
    await openBench('Bench in a country', '&tab=days');
    await page.getByRole('button', { name: 'Holidays' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('combobox', { name: 'Country' }).inputValue()).toBe('Germany');
    const next = String(Temporal.Now.plainDateISO('Europe/Berlin').year + 1);
    await dialog.getByText(next, { exact: true }).click();
    await dialog.getByText('Easter Monday').waitFor();
    await expectAccessible();
    await dialog.getByRole('checkbox', { name: /Easter Monday/ }).click();
    await dialog.getByRole('button', { name: /^Close on \d+ holidays/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('listitem').filter({ hasText: 'every year' }).first().waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'Easter Monday' }).count()).toBe(0);
    expect(await page.getByRole('listitem').filter({ hasText: 'Good Friday' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByText('No days off ahead.').waitFor();
  });
});

describe('why not', () => {
  test('each reason leads to what would have to change', async () => {
    const { id } = await openBench('Bench in question');
    await desk.api('POST', `/v1/api/offerings/${id}/exceptions`, {
      ...{ kind: 'BLOCK', from: `${date.toString()}T00:00`, to: `${date.add({ days: 1 }).toString()}T00:00`, reason: 'Repairs' },
    });
    await page.getByRole('switch', { name: 'Why not' }).click();
    const today = Temporal.Now.plainDateISO('Europe/Berlin');
    if (today.until(date).days > 6) await page.getByRole('button', { name: 'Later days' }).click();
    await page.getByRole('button', { name: 'Blocked: Repairs' }).first().focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Why not?' });
    await panel.getByText('Nobody can book this time.').waitFor();
    await expectAccessible();
    await panel.getByRole('link', { name: 'Look at the day off' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Repairs' }).and(page.locator('[aria-current]')).waitFor();
  });

  test('any time can be asked about', async () => {
    const { id } = await openBench('Bench at any time');
    await page.getByRole('button', { name: 'Ask about any other time' }).click();
    const panel = page.getByRole('dialog', { name: 'Why not?' });
    await panel.getByLabel('Start').fill('03:00');
    await panel.getByText('Outside opening hours').waitFor();
    expect(await panel.getByRole('link', { name: 'Change its hours' }).getAttribute('href')).toContain(id);
  });
});

describe('outside calendars', () => {
  test('are added by address, paused, and taken off with a way back', async () => {
    await openBench('Bench elsewhere', '&tab=calendars');
    await page.getByRole('button', { name: 'Add a calendar' }).click();
    const form = page.getByRole('form', { name: 'Add a calendar' });
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.getByText('Paste the calendar’s address.').waitFor();
    await form.getByRole('textbox', { name: 'Address' }).fill('https://calendar.invalid/bench.ics');
    await form.getByRole('textbox', { name: 'Name' }).fill('Airbnb');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'Airbnb' });
    await row.getByText('calendar.invalid', { exact: true }).waitFor();
    await expectAccessible();
    await row.getByRole('button', { name: 'Pause Airbnb' }).click();
    await row.getByText('Paused').waitFor();
    await row.getByRole('button', { name: 'More of Airbnb' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByText('such as Airbnb or Google').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await row.waitFor();
  });
});
