/** The calendar by hand and by keyboard: longer, shorter, to somebody else, and back where it can't go. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { slowLine } from './console-screens/slowLine.ts';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './console-screens/world.ts';

const date = wednesday();
const HOUR_PX = 56;

let desk: Desk;
let page: Page;

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
});
afterAll(() => desk.close());

interface Kept {
  id: string;
  items: { startsAt: string; endsAt: string; resourceNames: string[] }[];
}

const book = (offeringId: string, wish: Record<string, unknown> = {}): Promise<Kept> =>
  desk.api('POST', '/v1/api/bookings', { offeringId, startsAt: instantOf(date, '10:00'), customer: { name: 'Ada Lovelace' }, ...wish });

/** What was done at the desk is on the server once it was pushed. */
const onServer = { timeout: 15_000 };

const itemOf = async (id: string) => (await desk.api<Kept>('GET', `/v1/api/bookings/${id}`)).items[0];
const cardOf = ({ id }: Kept): Locator => page.locator(`[data-booking="${id}"]`);

async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.locator('[data-landing]').waitFor();
}

/** The drop was answered, and the card stands where it is now. */
const landed = () => page.locator('[data-landing]').waitFor({ state: 'detached' });

async function boxOf(place: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await place.boundingBox();
  if (box === null) throw new Error('it is not on the screen');
  return box;
}

test('a booking by the hour is made longer by its lower edge and by the keyboard, and never shorter than it is sold', async () => {
  const { id } = await addWorkbench(desk, 'Studio');
  await desk.api('PATCH', `/v1/api/offerings/${id}`, { pricingModel: 'HOURLY' });
  const booking = await book(id);
  const card = cardOf(booking);
  const ends = async () => (await itemOf(booking.id))?.endsAt;
  await desk.go(`/calendar?view=day&date=${date.toString()}&only=${id}`);
  await card.waitFor();
  const { x, y, width, height } = await boxOf(card);
  const edge = { x: x + width / 2, y: y + height - 2 };
  await drag(edge, { x: edge.x, y: edge.y + HOUR_PX });
  await page.locator('[data-landing="free"]').waitFor();
  await page.mouse.up();
  await expect.poll(ends, onServer).toBe(new Date(instantOf(date, '12:00')).toISOString().replace('.000Z', 'Z'));
  await landed();

  await card.focus();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('Alt+Shift+ArrowUp');
  await page.locator('[data-landing="free"]').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(ends, onServer).toBe(new Date(instantOf(date, '11:00')).toISOString().replace('.000Z', 'Z'));
  await landed();

  await card.focus();
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await page.locator('[data-landing]').waitFor();
  await page.keyboard.press('Escape');
  await landed();
  expect(await ends()).toBe(new Date(instantOf(date, '11:00')).toISOString().replace('.000Z', 'Z'));
});

test('a card that was dropped stands until its answer is here: keys pressed before that begin nothing', async () => {
  const { id } = await addWorkbench(desk, 'Loft');
  await desk.api('PATCH', `/v1/api/offerings/${id}`, { pricingModel: 'HOURLY' });
  const booking = await book(id);
  const other = await page.context().newPage();
  const line = await slowLine(other, 'answers', 'bookings.reschedule');
  await other.goto(`${desk.origin}/#/calendar?view=day&date=${date.toString()}&only=${id}`);
  const card = other.locator(`[data-booking="${booking.id}"]`);
  await card.focus();
  await other.keyboard.press('Alt+Shift+ArrowDown');
  const ghost = other.locator('[data-landing="free"]');
  await ghost.waitFor();
  await other.keyboard.press('Enter');
  await expect.poll(() => line.held.length).toBe(1);
  for (const key of ['Alt+Shift+ArrowDown', 'Alt+ArrowUp', 'Enter']) await other.keyboard.press(key);
  await ghost.getByText('10:00–12:00').waitFor();
  line.release();
  await other.locator('[data-landing]').waitFor({ state: 'detached' });
  await card
    .getByText(/10:00.?–.?12:00/)
    .first()
    .waitFor();
  await card.focus();
  await other.keyboard.press('Alt+Shift+ArrowDown');
  await ghost.getByText('10:00–13:00').waitFor();
  await other.close();
});

test('one whose length is fixed keeps it', async () => {
  const { id } = await addWorkbench(desk, 'Fixed');
  const card = cardOf(await book(id));
  await desk.go(`/calendar?view=day&date=${date.toString()}&only=${id}`);
  await card.focus();
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await page.locator('[data-landing]').waitFor();
  expect(await page.locator('[data-landing]').innerText()).toContain('10:15');
  await page.keyboard.press('Escape');
});

test('in the column of somebody else it is theirs, where they are free; else it goes back and says when', async () => {
  const people = await Promise.all(
    ['Ina', 'Jo'].map((name) => desk.api<{ id: string }>('POST', '/v1/api/resources', { name, kind: 'person' })),
  );
  const { id } = await addWorkbench(desk, 'Massage');
  await desk.api('PATCH', `/v1/api/offerings/${id}`, { resourceGroups: [people.map((person) => person.id)] });
  const [ina, jo] = people.map((person) => person.id);
  const early = await book(id, { resourceId: ina });
  const late = await book(id, { resourceId: ina, startsAt: instantOf(date, '12:00') });
  await book(id, { resourceId: jo, startsAt: instantOf(date, '12:00') });
  await desk.go(`/calendar?view=resources&date=${date.toString()}&only=${id}`);
  await cardOf(early).waitFor();
  const aside = async (booking: Kept) => {
    const { x, y, width } = await boxOf(cardOf(booking));
    const [own, other] = await Promise.all(['Ina', 'Jo'].map((name) => boxOf(page.getByTitle(name, { exact: true }).first())));
    if (!own || !other) throw new Error('no columns');
    const by = other.x + other.width / 2 - (own.x + own.width / 2);
    return [
      { x: x + width / 2, y: y + 8 },
      { x: x + width / 2 + by, y: y + 8 },
    ] as const;
  };
  await drag(...(await aside(early)));
  await page.locator('[data-landing="free"]').waitFor();
  await page.mouse.up();
  await expect.poll(async () => (await itemOf(early.id))?.resourceNames).toEqual(['Jo']);

  await drag(...(await aside(late)));
  await page.locator('[data-landing="refused"]').waitFor();
  await page.mouse.up();
  await page.getByRole('button', { name: /^Move to/ }).waitFor();
  expect(await itemOf(late.id)).toMatchObject({ resourceNames: ['Ina'] });
});

const form = () => page.getByRole('dialog', { name: 'New booking' });
const chosenTime = () => form().getByRole('radio', { checked: true }).innerText();

test('what is drawn in somebody’s column is booked with them, then and for so long', async () => {
  const people = await Promise.all(
    ['Kim', 'Lou'].map((name) => desk.api<{ id: string }>('POST', '/v1/api/resources', { name, kind: 'person' })),
  );
  const { id } = await addWorkbench(desk, 'Rehearsal');
  await desk.api('PATCH', `/v1/api/offerings/${id}`, { pricingModel: 'HOURLY', resourceGroups: [people.map((person) => person.id)] });
  await desk.go(`/calendar?view=resources&date=${date.toString()}`);
  const { x, width } = await boxOf(page.getByTitle('Lou', { exact: true }).first());
  const top = (await boxOf(page.locator('[data-day]').first())).y;
  const at = (hour: number) => ({ x: x + width / 2, y: top + hour * HOUR_PX });
  await page.mouse.move(at(13).x, at(13).y);
  await page.mouse.down();
  await page.mouse.move(at(15).x, at(15).y, { steps: 8 });
  await page.mouse.up();
  await form().waitFor();
  const field = (label: string) => form().getByRole('combobox', { name: label, exact: true });
  expect(await field('Offering').inputValue()).toBe('Rehearsal');
  expect(await field('With').inputValue()).toBe('Lou');
  expect(await field('Length').inputValue()).toBe('2 h');
  await expect.poll(chosenTime).toBe('13:00');
  await form().getByPlaceholder('Name').fill('Grace Hopper');
  await form().getByRole('button', { name: /^Book/ }).click();
  await form().waitFor({ state: 'detached' });
  const ends = Temporal.Instant.from(instantOf(date, '15:00')).epochMilliseconds;
  const booked = async () => {
    const { data } = await desk.api<{ data: Kept[] }>('GET', `/v1/api/bookings?offeringId=${id}`);
    return data.map(({ items: [item] }) => [item?.resourceNames, Date.parse(item?.endsAt ?? '')]);
  };
  await expect.poll(booked, onServer).toEqual([[['Lou'], ends]]);

  const cursor = page.getByRole('button', { name: /^New booking, / });
  await cursor.focus();
  while (!(await cursor.getAttribute('aria-label'))?.includes('Kim')) await page.keyboard.press('ArrowRight');
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('Shift+ArrowDown');
  expect(await cursor.getAttribute('aria-label')).toBe('New booking, Kim, 09:00–10:30');
  await page.keyboard.press('Enter');
  await form().waitFor();
  expect(await field('With').inputValue()).toBe('Kim');
  await expect.poll(chosenTime).toBe('09:00');
  expect(await field('Length').inputValue()).toBe('1 h');

  const { id: other } = await addWorkbench(desk, 'Repair');
  await form().getByPlaceholder('Name').fill('Alan Turing');
  await page.goto(page.url().replace(/([?&])resource=[^&]*/, `$1offering=${other}`));
  await expect.poll(() => field('Offering').inputValue()).toBe('Repair');
  expect(await form().getByPlaceholder('Name').inputValue()).toBe('Alan Turing');
  await page.keyboard.press('Escape');
});

test('a phone chooses the column per resource, too', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await desk.go(`/calendar?view=day&date=${date.toString()}`);
  await page.getByRole('radiogroup', { name: 'View' }).getByText('Resources').click();
  await page.getByTitle('Everything else').waitFor();
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(sideways).toBe(0);
});
