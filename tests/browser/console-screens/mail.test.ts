import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsInLightAndDark } from '../axe.ts';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './world.ts';

let desk: Desk;
let page: Page;

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
});
afterAll(() => desk.close());

async function expectAccessible(): Promise<void> {
  expect(await violationsInLightAndDark(page, { except: 'iframe' })).toEqual([]);
}

const letter = () => page.frameLocator('iframe[title="The letter"]');

describe('letters', () => {
  test('are written in the business’s own words, seen as they arrive, and taken back', async () => {
    await desk.go('/settings/mail?letter=booking_confirmed&lang=de', 'iframe[title="The letter"]');
    await letter()
      .getByText(/^Guten Tag Ada Lovelace/)
      .waitFor();
    const text = page.getByRole('textbox', { name: 'Text' });
    await text.fill('Juhu {customer}!\n\n<b>Bis bald</b> {kunde}');
    await page.getByText('This letter doesn’t know {kunde}.').waitFor();
    await letter().getByText('<b>Bis bald</b> {kunde}').waitFor();
    await text.fill('Juhu {customer}!\n\n');
    await text.press('Control+End');
    await page.getByRole('button', { name: '{manageLink}' }).click();
    await letter().getByRole('link', { name: 'Ändern oder stornieren' }).first().waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'Reminder' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Your own words').waitFor();
    await page.getByText('Plain text', { exact: true }).click();
    await page.getByLabel('The letter as plain text').getByText('Juhu Ada Lovelace!').waitFor();
    await page.getByRole('button', { name: 'Use the usual words' }).click();
    await page.getByLabel('The letter as plain text').getByText('Guten Tag Ada Lovelace').waitFor();
    expect(await text.inputValue()).toContain('Guten Tag {customer}');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByLabel('The letter as plain text').getByText('Juhu Ada Lovelace!').waitFor();
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'hidden' });
  });

  test('wait where there is no mail server, and can be copied from there', async () => {
    const date = wednesday();
    const { id } = await addWorkbench(desk, 'Bench for mail');
    await desk.api('POST', '/v1/api/bookings', {
      ...{ offeringId: id, startsAt: instantOf(date, '10:00') },
      customer: { name: 'Grace Hopper', email: 'grace@example.com' },
    });
    await desk.go('/settings/mail?tab=outbox', 'text=No mail server is set up: these letters wait here');
    const row = page.getByRole('listitem').filter({ hasText: 'Confirmation' }).filter({ hasText: 'grace@example.com' });
    await row.getByText('Waits').waitFor();
    await row.getByText('Until there is a mail server.').waitFor();
    await expectAccessible();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await row.getByRole('button', { name: /^Copy as text/ }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toMatch(/^To: grace@example\.com\nSubject: Confirmed: Bench for mail\n\nHello Grace Hopper,/);
  });

  test('are switched on and off in settings, with a way back', async () => {
    await desk.go('/settings');
    // By key: until the sections above have their answers, the switch moves away from under a mouse.
    await page.getByRole('switch', { name: 'Ask customers how it was' }).press('Space');
    await page.getByRole('switch', { name: 'Ask customers how it was', checked: true }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('switch', { name: 'Ask customers how it was', checked: false }).waitFor();
    await page.getByRole('link', { name: 'Letters and outbox' }).click();
    await page.getByRole('heading', { level: 1, name: 'Mail' }).waitFor();
  });
});
