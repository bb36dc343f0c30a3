import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoViolations, expectNoViolationsInLightAndDark } from './axe.ts';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './console-screens/world.ts';

let desk: Desk;
let offeringId: string;

beforeAll(async () => {
  desk = await openDesk();
  ({ id: offeringId } = await addWorkbench(desk, 'Workbench'));
});
afterAll(() => desk.close());

interface Booking {
  id: string;
  status: string;
  riskScore: number;
  riskReviewStatus: string;
}

/** Somebody with a letterbox for ten minutes. */
const bookRisky = (name: string, time: string) =>
  desk.api<Booking>('POST', '/v1/api/bookings', {
    ...{ offeringId, startsAt: instantOf(wednesday(), time) },
    customer: { name, email: `${name.split(' ')[0]?.toLowerCase()}@mailinator.com` },
  });
const read = (id: string) => desk.api<Booking>('GET', `/v1/api/bookings/${id}`);
const reviews = () => desk.page.getByRole('region', { name: 'Risk reviews' });

async function setThreshold(to: number): Promise<void> {
  const { page } = desk;
  await desk.go('/settings', '#risk');
  const slider = page.getByRole('slider', { name: 'Held from a score of' });
  await slider.focus();
  await page.keyboard.press('Home');
  for (let at = 5; at < to; at++) await page.keyboard.press('ArrowRight');
  await page.getByRole('region', { name: 'Risk reviews' }).getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
}

describe('risk reviews', () => {
  test('begin at a score that the business sets, in words that say what it means', async () => {
    const { page } = desk;
    const { status, riskReviewStatus } = await bookRisky('Tess Trusted', '09:00');
    expect([status, riskReviewStatus]).toEqual(['CONFIRMED', 'none']);
    await desk.go('/settings', '#risk');
    const section = page.getByRole('region', { name: 'Risk reviews' });
    await section.getByText(/Usual: three or four signs/).waitFor();
    await section.getByText(/this would have held/).waitFor();
    await expectNoViolations(desk.page);
    await setThreshold(25);
    await section.getByText(/Very careful: one sign is enough/).waitFor();
    expect(await bookRisky('Mallory Held', '10:00')).toMatchObject({ status: 'PENDING', riskScore: 25, riskReviewStatus: 'held' });
  });

  test('show what was held and why, and release it', async () => {
    const { page } = desk;
    await desk.go('/today');
    const card = reviews();
    await card.getByText('Mallory Held').waitFor();
    await card.getByText('Score 25').waitFor();
    await card.getByText('Uses a throwaway mail address').waitFor();
    await expectNoViolations(desk.page);
    await card.getByRole('button', { name: 'Mallory Held' }).first().click();
    const drawer = page.getByRole('dialog', { name: /Mallory Held/ });
    const risk = drawer.getByRole('region', { name: 'Risk' });
    await risk.getByText('25 of 100').waitFor();
    await risk.getByText('+25').waitFor();
    await drawer.getByText('Held for review: risk 25 of 100').waitFor();
    expect(await drawer.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await expectNoViolations(desk.page);
    await page.keyboard.press('Escape');
    await card.getByRole('button', { name: 'Release: Mallory Held' }).click();
    await page.getByText("Mallory Held's booking is released.").waitFor();
    await card.waitFor({ state: 'detached' });
    const [{ id } = { id: '' }] = (await desk.api<{ data: Booking[] }>('GET', '/v1/api/bookings?q=Mallory')).data;
    await expect.poll(async () => (await read(id)).status).toBe('CONFIRMED');
    await expect.poll(async () => (await read(id)).riskReviewStatus).toBe('released');
  });

  test('decline it with a reason, or release it in its drawer', async () => {
    const { page } = desk;
    const declined = await bookRisky('Dora Declined', '12:00');
    const released = await bookRisky('Rhea Released', '13:00');
    await desk.go('/today');
    await reviews().getByRole('button', { name: 'Decline: Dora Declined' }).click();
    const dialog = page.getByRole('dialog', { name: /Decline Dora Declined/ });
    await dialog.getByLabel('Reason').fill('We could not reach you');
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await expect.poll(async () => (await read(declined.id)).riskReviewStatus).toBe('declined');
    await expect.poll(async () => (await read(declined.id)).status).toBe('CANCELLED');
    await desk.go('/today');
    await reviews().getByRole('button', { name: 'Rhea Released' }).first().click();
    const drawer = page.getByRole('dialog', { name: /Rhea Released/ });
    await drawer.getByRole('button', { name: 'Release' }).click();
    await drawer.getByText('Released after a review').first().waitFor();
    await expect.poll(async () => (await read(released.id)).status).toBe('CONFIRMED');
  });

  test('are read by everybody and fit a phone', async () => {
    const { page } = desk;
    await bookRisky('Lena Long-Double-Barrelled-Surname-Of-The-House', '14:00');
    for (const [address, shows] of [
      ['/today', '[aria-label="Risk reviews"]'],
      ['/settings', '#risk'],
    ] as const) {
      await desk.go(address, shows);
      await expectNoViolationsInLightAndDark(page);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
      await expectNoViolationsInLightAndDark(page);
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });
});
