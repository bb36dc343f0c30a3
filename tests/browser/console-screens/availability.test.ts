import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoViolationsInLightAndDark } from '../axe.ts';
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

/** The hours a week that customers see. */
async function hoursOf(offeringId: string): Promise<number> {
  const { rules } = await desk.api<{ rules: { startTime: string; endTime: string }[] }>(
    'GET',
    `/v1/api/availability?offeringId=${offeringId}&from=${date.toString()}&to=${date.add({ days: 1 }).toString()}`,
  );
  return rules.reduce((sum, { startTime, endTime }) => sum + Number(endTime.slice(0, 2)) - Number(startTime.slice(0, 2)), 0);
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

describe('hours', () => {
  test('are painted and closed by keyboard alone', async () => {
    const { id } = await openBench('Bench for keys');
    await page.getByRole('button', { name: /^Paint hours by keyboard/ }).focus();
    // From nine on Monday: two hours of two days are closed.
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: /Monday to Tuesday, 09:00–11:00, open/ }).waitFor();
    await page.keyboard.press('Delete');
    await page.getByText('52 h a week · not saved yet').waitFor();
    await page.getByText(/it closes \d+ starts\. No booking is affected\./).waitFor();
    await expect.poll(() => hoursOf(id)).toBe(56);
    await page.keyboard.press('Enter');
    await page.getByText('56 h a week', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save hours' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Delete');
    await page.getByText(/it closes \d+ starts/).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('52 h a week · saved').waitFor();
    await expect.poll(() => hoursOf(id)).toBe(52);
    await page.keyboard.press('z');
    await page.getByText('56 h a week · not saved yet').waitFor();
    await page.getByRole('button', { name: 'Save hours' }).click();
    await page.getByText('56 h a week · saved').waitFor();
    await expect.poll(() => hoursOf(id)).toBe(56);
  });

  test('of several strokes are one draft, which is taken back stroke by stroke and not left behind unasked', async () => {
    const { id } = await openBench('Bench with strokes');
    const hours = (day: string) => page.getByRole('textbox', { name: `${day}, hours` });
    for (const day of ['Monday', 'Tuesday']) {
      await hours(day).fill('9-13');
      await hours(day).press('Enter');
    }
    await page.getByText('48 h a week · not saved yet').waitFor();
    await expectNoViolationsInLightAndDark(page);
    await page.getByRole('button', { name: 'Take the last stroke back' }).click();
    await page.getByText('52 h a week · not saved yet').waitFor();
    await page.getByText('Days off and extras').click();
    await page.getByRole('region', { name: 'Hours not saved yet' }).waitFor();
    await page.getByRole('link', { name: 'Edit offering' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('region', { name: 'Hours not saved yet' }).waitFor({ state: 'hidden' });
    await page.getByText('Weekly hours').click();
    await page.getByText('56 h a week').waitFor();
    await hours('Monday').fill('9-13');
    await hours('Monday').press('Enter');
    await page.getByRole('link', { name: 'Edit offering' }).click();
    await dialog.getByRole('button', { name: 'Save and leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bench with strokes' }).waitFor();
    await expect.poll(() => hoursOf(id)).toBe(52);
  });

  test('are taken over from another, whole', async () => {
    const from = await openBench('Bench to copy');
    await desk.api('PUT', `/v1/api/offerings/${from.id}/schedule`, {
      rules: [{ dayOfWeek: 2, startTime: '07:00', endTime: '10:00', capacity: 1 }],
    });
    await page.getByText('3 h a week').waitFor();
    const { id } = await openBench('Bench like another');
    await page.getByRole('button', { name: 'Usual hours' }).click();
    await page.getByRole('menuitem', { name: 'Bench to copy' }).click();
    await page.getByText('3 h a week · not saved yet').waitFor();
    await page.getByRole('button', { name: /^Save/ }).click();
    await page.getByText('3 h a week · saved').waitFor();
    await expect.poll(() => hoursOf(id)).toBe(3);
  });

  test('that would leave a booking outside say so before they are saved', async () => {
    const { id } = await openBench('Bench with a guest');
    await book(id, '16:00');
    await desk.go(`/availability?subject=${id}`);
    await page.getByText('56 h a week').waitFor();
    const hours = page.getByRole('textbox', { name: 'Wednesday, hours' });
    const bar = page.getByRole('region', { name: 'Hours not saved yet' });
    await hours.fill('9-12');
    await hours.press('Enter');
    await bar.getByText('1 booking lies outside and stands as it is').waitFor();
    await bar.getByRole('button', { name: 'Ada Lovelace' }).waitFor();
    await expectNoViolationsInLightAndDark(page);
    await page.getByRole('heading', { name: 'What customers will see' }).waitFor();
    // A whole Wednesday, whatever day it is.
    await page.getByRole('button', { name: 'Later days' }).click();
    await page.getByText('3 starts', { exact: true }).waitFor();
    await bar.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('56 h a week', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'What customers see' }).waitFor();
    await page.getByText('3 starts', { exact: true }).waitFor({ state: 'hidden' });
    await expect.poll(() => hoursOf(id)).toBe(56);
    await hours.fill('9-12');
    // Once into the draft, once more to save it.
    await hours.press('Enter');
    await bar.getByText('1 booking lies outside and stands as it is').waitFor();
    await hours.press('Enter');
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

  test('that would lie over a booking say so before they are made', async () => {
    const { id } = await openBench('Bench with a party');
    await book(id, '10:00');
    await desk.go(`/availability?subject=${id}&tab=days`);
    await page.locator(`[data-date="${date.toString()}"]`).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 booking lies outside and stands as it is').waitFor();
    await dialog.getByRole('button', { name: 'Close all the same' }).click();
    await page.locator(`[data-date="${date.toString()}"][data-kind="BLOCK"]`).waitFor();
  });

  test('are chosen by no finger that scrolls', async () => {
    const { id } = await openBench('Bench under a thumb');
    await desk.go(`/availability?subject=${id}&tab=days`);
    const day = page.locator(`[data-date="${date.toString()}"]`);
    await day.dispatchEvent('pointerdown', { button: 0, pointerId: 1, pointerType: 'touch' });
    await page.locator('[data-chosen]').waitFor();
    await day.dispatchEvent('pointercancel', { pointerType: 'touch' });
    await page.locator('[data-chosen]').waitFor({ state: 'detached' });
    await page.locator('h1').dispatchEvent('pointerup', { pointerType: 'touch' });
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('and extra hours count their starts while they are chosen, and again when they are removed', async () => {
    const { id } = await openBench('Bench that counts');
    await desk.go(`/availability?subject=${id}&tab=days`);
    await page.locator(`[data-date="${date.toString()}"]`).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('In the next 90 days it closes 8 starts. No booking is affected.').waitFor();
    await dialog.getByText('Open extra hours').click();
    await dialog.getByRole('textbox', { name: 'Hours' }).fill('17-20');
    await dialog.getByText('In the next 90 days it opens 3 starts. No booking is affected.').waitFor();
    await dialog.getByRole('textbox', { name: 'Places' }).fill('2');
    await dialog.getByRole('combobox', { name: 'Starts every' }).fill('30 min');
    await dialog.getByText('In the next 90 days it opens 5 starts. No booking is affected.').waitFor();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Market day');
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('listitem').filter({ hasText: 'Market day' }).getByText('2 places').waitFor();
    await page.getByRole('button', { name: 'Change Market day' }).click();
    await dialog.getByRole('textbox', { name: 'Hours' }).fill('17-19');
    await dialog.getByText('In the next 90 days it closes 2 starts. No booking is affected.').waitFor();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Remove Market day' }).click();
    await page.getByText('Removed: closes 3 starts in the next 90 days').waitFor();
  });

  test('and extra nights are whole days, whatever the hour of check-in', async () => {
    const { id } = await openBench('Bench to sleep on');
    const nights = { checkInTime: '18:00', checkOutTime: '11:00', minNights: 1, maxNights: 7, arrivalDays: [], byDay: [] };
    await desk.api('PATCH', `/v1/api/offerings/${id}`, { pricingModel: 'DAILY', nights });
    await desk.api('PUT', `/v1/api/offerings/${id}/schedule`, { rules: [] });
    await desk.go(`/availability?subject=${id}&tab=days`);
    await page.locator(`[data-date="${date.toString()}"]`).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Open extra nights').click();
    await dialog.getByText('In the next 90 days it opens 1 start. No booking is affected.').waitFor();
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Extra hours' })
      .getByText(/all day/)
      .waitFor();
  });

  test('of everything, for many days, count more than is asked at once', async () => {
    const { id } = await openBench('Bench among others');
    const days = await Promise.all([1, 2].map((number) => addWorkbench(desk, `Bench ${number} of all`)));
    await desk.go(`/availability?subject=${id}&tab=days`);
    await page.locator(`[data-date="${date.toString()}"]`).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('switch', { name: 'All day' }).click();
    await dialog.getByRole('textbox', { name: 'Hours' }).fill('9-10, 10-11, 11-12, 12-13, 13-14, 14-15, 15-16, 16-17');
    await dialog.getByText('In the next 90 days it closes 8 starts. No booking is affected.').waitFor();
    await dialog.getByRole('combobox', { name: 'For' }).click();
    await page.getByRole('option', { name: 'All offerings', exact: true }).click();
    await dialog.getByText(/changes are looked at so far\./).waitFor({ state: 'hidden' });
    await dialog.getByText(/it closes \d+ starts/).waitFor();
    const closes = Number(/closes (\d+) starts/.exec(await dialog.innerText())?.[1]);
    expect(closes).toBeGreaterThanOrEqual(8 * (1 + days.length));
    await page.keyboard.press('Escape');
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
    await expectNoViolationsInLightAndDark(page);
    await dialog.getByText(/^(In the next 90 days it closes|None of them is in the next 90 days)/).waitFor();
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
    await expectNoViolationsInLightAndDark(page);
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

  test('a term leads to where it is set, not to the top of the offering', async () => {
    const { id } = await openBench('Bench with notice');
    await desk.api('PATCH', `/v1/api/offerings/${id}`, { minNoticeMinutes: 20_160 });
    await page.getByRole('button', { name: 'Ask about any other time' }).click();
    const panel = page.getByRole('dialog', { name: 'Why not?' });
    await panel.getByText(/^Too short notice/).waitFor();
    await panel.getByRole('link', { name: 'Change the offering' }).first().click();
    const heading = page.getByRole('heading', { name: 'Time and places' });
    await heading.and(page.locator(':focus')).waitFor();
    expect(await heading.evaluate((it) => it.getBoundingClientRect().top < window.innerHeight / 2)).toBe(true);
    await expectNoViolationsInLightAndDark(page);
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
    await expectNoViolationsInLightAndDark(page);
    await row.getByRole('button', { name: 'Pause Airbnb' }).click();
    await row.getByText('Paused').waitFor();
    await row.getByRole('button', { name: 'More of Airbnb' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByText('such as Airbnb or Google').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await row.waitFor();
  });
});
