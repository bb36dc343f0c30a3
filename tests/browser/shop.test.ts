/** The business's pages as its own server sends them, scripts, styles and all: whatever is missing there a browser complains of. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrowserContext, Page } from 'playwright-core';
import { DAY, HOUR } from '#core/base/time.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { openOffering, testWorld, type TestWorld } from '../integration/world.ts';
import { sharedChromium } from './chromium.ts';
import { expectAccessible, phone } from './widget/world.ts';

/** By the true time: a page sets its clock by the hour that its server's answers carry. */
const now = new Date();
const inThreeDays = Math.floor(now.getTime() / DAY + 3) * DAY + 10 * HOUR;

let world: TestWorld;
let origin: string;
const complaints: string[] = [];
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  world = await testWorld({ now: now.toISOString() });
  const offeringId = await openOffering(world, { title: 'Haircut', slug: 'cut', capacity: 5 });
  const customer = { name: 'Ada Byron', email: 'ada@example.com', phone: null };
  const items = [{ offeringId, startsAt: inThreeDays }];
  await world.run('bookings.create', { items, customer, source: 'desk', confirm: true });
  origin = await world.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  for (const context of contexts) await context.close();
  await world.close();
});

async function open(path: string): Promise<Page> {
  const context = await (await sharedChromium()).newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...phone });
  contexts.push(context);
  const page = await context.newPage();
  page.on('console', (message) => void (['error', 'warning'].includes(message.type()) && complaints.push(message.text())));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (answer) => void (answer.status() >= 400 && complaints.push(`${answer.status()} ${answer.url()}`)));
  await page.goto(origin + path);
  return page;
}

test('what is for sale leads to its page, where a time can be chosen', async () => {
  const list = await open('/s/atlas-studios');
  const page = await open((await list.getByRole('link', { name: /Haircut/ }).getAttribute('href')) ?? '');
  await page.locator('.slot').first().waitFor();
  expect(complaints).toEqual([]);
});

test('a customer finds their bookings by a code from their mail, and opens one', async () => {
  const page = await open('/s/atlas-studios');
  await page.getByRole('link', { name: 'Your bookings' }).click();
  await expectAccessible(page);
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await page.getByLabel('Code').waitFor();
  await expectAccessible(page);
  const letters = await world.engine.database.read(world.business.tenantId, (db) => db.list(mails));
  await page.getByLabel('Code').fill(letters.find(({ template }) => template === 'sign_in_code')?.code ?? '');
  await page.getByRole('button', { name: 'See my bookings' }).click();
  const booking = page.getByRole('link', { name: /Haircut.*Confirmed/s });
  await booking.waitFor();
  await expectAccessible(page);
  const target = new URL((await booking.getAttribute('href')) ?? '');
  await page.goto(origin + target.pathname + target.hash);
  await page.getByRole('button', { name: 'Change the time' }).waitFor();
  expect(complaints).toEqual([]);
});
