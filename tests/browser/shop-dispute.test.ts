/** What went wrong with a booking, on the business's pages as its own server sends them: with a script and without. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { DAY, HOUR } from '#core/base/time.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { manageUrl } from '#server/doors/calendar/single.ts';
import { openOffering, testWorld, type TestWorld } from '../integration/world.ts';
import { sharedChromium } from './chromium.ts';
import { expectAccessible, phone } from './widget/world.ts';

/** By the true time: a page sets its clock by the hour that its server's answers carry. */
const now = new Date();
const inThreeDays = Math.floor(now.getTime() / DAY + 3) * DAY + 10 * HOUR;
const ada = { name: 'Ada Byron', email: 'ada@example.com', phone: null };

let world: TestWorld;
let origin: string;
let offeringId: string;
const complaints: string[] = [];
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await testWorld({ now: now.toISOString() });
  offeringId = await openOffering(world, { title: 'Haircut', slug: 'cut', capacity: 5 });
  origin = await world.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  for (const close of closing) await close();
  await world.close();
});

async function book(): Promise<string> {
  const items = [{ offeringId, startsAt: inThreeDays }];
  const made = await world.run('bookings.create', { items, customer: ada, source: 'desk', confirm: true });
  return (made as { bookingId: string }).bookingId;
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await sharedChromium()).newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...phone, ...options });
  closing.push(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => {
    // What a browser says of a form that was not right is no complaint.
    if (['error', 'warning'].includes(message.type()) && !/status of 400/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(origin + path);
  return page;
}

/** By the code of the newest letter. */
async function comeIn(page: Page): Promise<void> {
  world.advance(1_000);
  await page.getByLabel('Email').fill(ada.email);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await page.getByLabel('Code').waitFor();
  const letters = await world.engine.database.read(world.business.tenantId, (db) => db.list(mails));
  const codes = letters.filter(({ template }) => template === 'sign_in_code').toSorted((a, b) => a.createdAt - b.createdAt);
  await page.getByLabel('Code').fill(codes.at(-1)?.code ?? '');
  await page.getByRole('button', { name: 'See my bookings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

const disputeIdOf = async (bookingId: string): Promise<string> =>
  ((await world.ask('disputes.ofBooking', { bookingId })) as { id: string }[])[0]?.id ?? '';

test('by the link of the booking it is said, answered and decided', async () => {
  const bookingId = await book();
  const { tenantId } = world.business;
  const { pathname, hash } = new URL(manageUrl(world.parts, { tenantId, bookingId, subdomain: 'atlas-studios' }));
  const page = await open(pathname + hash);
  await page.getByRole('button', { name: 'Something went wrong?' }).click();
  await page.getByLabel('What happened').fill('The chair was broken');
  await page.getByLabel('Link to a photo').fill('photos.example/7');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('We will answer you').waitFor();
  const disputeId = await disputeIdOf(bookingId);
  await world.run('disputes.reply', { disputeId, text: 'Which one?' });
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await page.getByText('Which one?').waitFor();
  await page.getByLabel('Your answer').fill('By the window');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('By the window').waitFor();
  await world.run('disputes.resolve', { disputeId, outcome: 'keep', note: 'It is mended by now' });
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await page.getByText('It is mended by now').waitFor();
  expect(complaints).toEqual([]);
});

test('without a script it is said and taken back by those who came in by a code', async () => {
  const bookingId = await book();
  const page = await open('/s/atlas-studios/bookings', { javaScriptEnabled: false });
  await comeIn(page);
  const link = page.locator(`a[href*="${bookingId}/problem"]`);
  expect(await link.innerText()).toBe('Something went wrong?');
  await link.click();
  await page.getByLabel('What happened').fill('The chair was broken');
  await page.getByText('Links to photos or documents').click();
  await page.getByLabel('Link 1').fill('photos.example/7');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('We will answer you').waitFor();
  expect(await page.getByRole('link', { name: 'photos.example' }).getAttribute('href')).toBe('https://photos.example/7');
  await page.locator('summary', { hasText: 'Take it back' }).click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Taken back').waitFor();
  expect(complaints).toEqual([]);
});

test.each(['light', 'dark'] as const)('everybody can use the plain page, %s', async (colorScheme) => {
  const bookingId = await book();
  const page = await open('/s/atlas-studios/bookings', { colorScheme });
  await comeIn(page);
  await page.goto(`${origin}/s/atlas-studios/bookings/${bookingId}/problem`);
  await page.getByText('Links to photos or documents').click();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Please tell us what happened').waitFor();
  await expectAccessible(page);
  await page.getByLabel('What happened').fill('The chair was broken');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('We will answer you').waitFor();
  await world.run('disputes.reply', {
    disputeId: await disputeIdOf(bookingId),
    text: 'Oh no. Which chair was it?\n\nWe will have it mended.',
  });
  await page.reload();
  await page.locator('summary', { hasText: 'Take it back' }).click();
  await page.getByText('Please answer us').waitFor();
  await expectAccessible(page);
  await world.run('disputes.resolve', { disputeId: await disputeIdOf(bookingId), outcome: 'keep', note: 'It is mended by now.' });
  await page.goto(`${origin}/s/atlas-studios/bookings`);
  await page.getByText('Decided').first().waitFor();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});
