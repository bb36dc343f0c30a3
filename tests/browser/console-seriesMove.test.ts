import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoViolations } from './axe.ts';
import { type Desk, openDesk } from './console-screens/world.ts';

let desk: Desk;
let page: Page;

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
});
afterAll(() => desk.close());

interface Booked {
  seriesId: string;
  bookings: { id: string; startsAt: string }[];
}

const HOUR = 3_600_000;
const later = (iso: string, hours: number) => new Date(Date.parse(iso) + hours * HOUR).toISOString().replace('.000', '');

/** Three weeks of the loft at hours that nobody has booked, beyond what the demo has. */
async function bookSeries(customer: { name: string; email: string }): Promise<Booked & { offeringId: string }> {
  const { data } = await desk.api<{ data: { id: string; title: string }[] }>('GET', '/v1/api/offerings');
  const offeringId = data.find(({ title }) => title === 'Soho loft')?.id ?? '';
  const date = (ahead: number) => new Date(Date.now() + ahead * 24 * HOUR).toISOString().slice(0, 10);
  const { slots } = await desk.api<{
    slots: { startsAt: string; bookable: boolean }[];
  }>('GET', `/v1/api/availability?offeringId=${offeringId}&from=${date(35)}&to=${date(42)}`);
  const free = new Set(slots.filter(({ bookable }) => bookable).map(({ startsAt }) => startsAt));
  const startsAt = [...free].find((start) => [1, 2, 3, 4].every((hours) => free.has(later(start, hours)))) ?? '';
  const body = { offeringId, startsAt, rrule: 'FREQ=WEEKLY;COUNT=3', customer };
  return {
    offeringId,
    ...(await desk.api<Booked>('POST', '/v1/api/series', body)),
  };
}

test('a date that is taken when a series is booked is another time, a click away', async () => {
  const { data } = await desk.api<{ data: { id: string; title: string }[] }>('GET', '/v1/api/offerings');
  const offeringId = data.find(({ title }) => title === 'Soho loft')?.id ?? '';
  const date = (ahead: number) => new Date(Date.now() + ahead * 24 * HOUR).toISOString().slice(0, 10);
  const { slots } = await desk.api<{ slots: { startsAt: string; bookable: boolean }[] }>(
    'GET',
    `/v1/api/availability?offeringId=${offeringId}&from=${date(0)}&to=${date(7)}`,
  );
  const first = slots.find(({ bookable }) => bookable)?.startsAt ?? '';
  const body = { offeringId, startsAt: later(first, 7 * 24), customer: { name: 'Marie Curie', email: 'marie@example.org' } };
  // Unless the demo has booked it already.
  await desk.api('POST', '/v1/api/bookings', body).catch(() => {});
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await desk.go(`/bookings?new=1&offering=${offeringId}`, '[role=radiogroup]');
  await dialog.getByLabel('Repeat').first().click();
  await page.getByRole('option', { name: 'Every week' }).click();
  await dialog.getByLabel('How many times').fill('2');
  const dates = dialog.getByRole('list', { name: 'The dates of the series' });
  await expect.poll(() => dates.getByRole('listitem').count()).toBe(2);
  await dates.getByText('left out').waitFor();
  await expectNoViolations(page);
  await dates
    .getByRole('group', { name: /^Free instead of/ })
    .getByRole('button')
    .last()
    .click();
  await dates.getByRole('button', { name: /^Back to/ }).waitFor();
  await dialog.getByRole('button', { name: 'Book all 2' }).waitFor();
  await expectNoViolations(page);
  await dialog.getByPlaceholder('Name').fill('Sofja Kowalewskaja');
  await dialog.getByRole('button', { name: 'Book all 2' }).click();
  await page.getByText('Sofja Kowalewskaja is booked: 2 dates.').waitFor();
});

test('a customer takes another time for one of their dates, on pages that need no script', async () => {
  const { data } = await desk.api<{ data: { id: string; slug: string; title: string }[] }>('GET', '/v1/api/offerings');
  const offering = data.find(({ title }) => title === 'Soho loft');
  const { tenant } = await desk.api<{ tenant: { subdomain: string } }>('GET', '/v1/api/me');
  const shop = `/v1/storefront/${tenant.subdomain}`;
  const date = (ahead: number) => new Date(Date.now() + ahead * 24 * HOUR).toISOString().slice(0, 10);
  const { slots } = await desk.api<{ slots: { startsAt: string; bookable: boolean }[] }>(
    'GET',
    `/v1/api/availability?offeringId=${offering?.id}&from=${date(1)}&to=${date(8)}`,
  );
  const startsAt = slots.find(({ bookable }) => bookable)?.startsAt ?? '';
  const customer = { name: 'Ada Byron', email: 'ada@example.org' };
  await desk.api('POST', '/v1/api/bookings', { offeringId: offering?.id, startsAt: later(startsAt, 7 * 24), customer }).catch(() => {});
  const wait = await desk.api<{ url: string }>('POST', `${shop}/waitlist`, {
    ...{ offeringId: offering?.id, fromDate: date(2), toDate: date(3), customer },
  });
  await page.goto(`${new URL(wait.url).origin}/s/${tenant.subdomain}/o/${offering?.slug}/series`);
  await page.getByLabel('First time').selectOption(String(Date.parse(startsAt)));
  await page.getByLabel('How many times').fill('2');
  await page.getByLabel('Your name').fill('Mary Somerville');
  await page.getByLabel('Email').fill('mary@example.org');
  for (const question of await page.getByLabel('What are you going').all()) await question.fill('Maps');
  await page.getByRole('button', { name: 'See the dates' }).click();
  await page.getByRole('heading', { name: '1 of 2 dates are free' }).waitFor();
  await expectNoViolations(page);
  await page
    .getByRole('button', { name: / instead of / })
    .last()
    .click();
  await page.getByRole('heading', { name: 'All 2 dates are free' }).waitFor();
  await page.getByRole('button', { name: 'Book all 2' }).click();
  await page.getByRole('heading', { name: /2 dates are booked|Your dates are/ }).waitFor();
});

const startsOf = async (seriesId: string) =>
  (await desk.api<Booked>('GET', `/v1/api/series/${seriesId}`)).bookings.map(({ startsAt }) => startsAt);

test('a date and all that follow are looked at, moved, and put back; a clash is another time, a click away', async () => {
  const { offeringId, seriesId, bookings } = await bookSeries({
    name: 'Sophie Germain',
    email: 'sophie@example.org',
  });
  const before = bookings.map(({ startsAt }) => startsAt);
  const [first = '', second = '', third = ''] = before;
  await desk.api('POST', '/v1/api/bookings', {
    ...{
      offeringId,
      startsAt: later(second, 3),
      customer: { name: 'Marie Curie', email: 'marie@example.org' },
    },
  });
  await desk.go(`/bookings?q=Sophie&sort=startsAt`, '[role=row][data-index]');
  await page
    .getByRole('row', { name: /Sophie Germain/ })
    .first()
    .click();
  await page.getByText('1 of 3 in this series').waitFor();
  await page.getByRole('button', { name: 'Reschedule' }).click();
  await page.getByRole('radio', { name: 'This one and all that follow (3)' }).check();
  await page.getByRole('radiogroup', { name: /^Times on/ }).waitFor();
  await page.locator('[role=radiogroup] [aria-checked=true]').press('ArrowRight');
  const dates = page.getByRole('list', { name: 'Where each date goes' });
  await dates.getByText('stays').waitFor();
  await page.getByRole('button', { name: 'Move the 2 that can be' }).waitFor();
  await expectNoViolations(page);
  await dates
    .getByRole('group', { name: /^Free instead of/ })
    .getByRole('button')
    .last()
    .click();
  await page.getByRole('button', { name: 'Move all 3' }).waitFor();
  await expectNoViolations(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Move all 3' }).click();
  await page.getByText('Sophie Germain is moved: 3 dates.').waitFor();
  const [sooner, last] = [first, third].map((start) => later(start, 1));
  await expect.poll(() => startsOf(seriesId)).toEqual([sooner, expect.not.stringMatching(second), last]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => startsOf(seriesId)).toEqual(before);
});
