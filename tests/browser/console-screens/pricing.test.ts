import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsInLightAndDark } from '../axe.ts';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './world.ts';

let desk: Desk;
let page: Page;
let bench: { id: string };
const date = wednesday();
const month = date.toString().slice(0, 7);

beforeAll(async () => {
  desk = await openDesk();
  ({ page } = desk);
  bench = await addWorkbench(desk, 'Bench with prices');
});
afterAll(() => desk.close());

/** What customers would pay for the bench on that Wednesday at ten. */
async function quoted(): Promise<number> {
  const quote = await desk.api<{ totalCents: number }>('POST', '/v1/api/quote', {
    offeringId: bench.id,
    startsAt: instantOf(date, '10:00'),
  });
  return quote.totalCents;
}

const open = (search = '') => desk.go(`/pricing?subject=${bench.id}&month=${month}&day=${date.toString()}${search}`, '[data-date]');
const dayCell = () => page.locator(`[data-date="${date.toString()}"]`);
const sentences = () => page.locator('[data-rule]').allInnerTexts();
const rule = (name: string) => page.locator('[data-rule]').filter({ hasText: name });

async function addFrom(preset: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByRole('menuitem', { name: preset }).click();
  await page.getByRole('form', { name: 'New rule' }).waitFor();
}

async function expectAccessible(what: string): Promise<void> {
  expect((await violationsInLightAndDark(page)).map((each) => `${what}, ${each}`)).toEqual([]);
}

describe('pricing', () => {
  test('without rules says what they are for', async () => {
    await open();
    await page.getByText('Every booking costs its offering’s price').waitFor();
    await dayCell().getByText('€10', { exact: true }).waitFor();
    await expectAccessible('no rules');
  });

  test('a rule is seen in the simulator before anybody pays by it', async () => {
    await open();
    await page.getByRole('button', { name: /^Busy days/ }).click();
    await page.getByRole('button', { name: 'Take “How full” off' }).click();
    await page.getByRole('textbox', { name: 'By how much' }).fill('50');
    await page.getByText('+50 % always').waitFor();
    await page.getByText('Customers see this name on their quote.').waitFor();
    await dayCell().getByText('€15', { exact: true }).waitFor();
    await page.getByText(/starts in the next 30 days change: [\d,]+ dearer/).waitFor();
    await expect.poll(() => quoted()).toBe(1_000);
    await expectAccessible('a rule being written');

    await page.getByRole('button', { name: 'Add rule' }).click();
    await rule('Busy day').waitFor();
    await dayCell().getByText('€15', { exact: true }).waitFor();
    await expect.poll(quoted).toBe(1_500);
    await expectAccessible('the list');
  });

  test('the steps of a price add up to it', async () => {
    await open();
    const receipt = page.locator('dl').filter({ hasText: 'Customer pays' });
    await receipt.getByText('Busy day').waitFor();
    expect((await receipt.innerText()).split('\n').filter((line) => line.startsWith('€') || line.startsWith('+'))).toEqual([
      '€10.00',
      '+€5.00',
      '€15.00',
    ]);
  });

  test('what is missing is said at its field', async () => {
    await open();
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByRole('menuitem', { name: 'Start from nothing' }).click();
    await page.getByRole('button', { name: 'Weekdays' }).click();
    await page.getByRole('button', { name: 'Add rule' }).click();
    await page.getByText('Give it a name: it stands in the steps of a price.').waitFor();
    await page.getByText('By how much?').last().waitFor();
    await page.getByText('Choose a day, or take this condition off.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Discard and leave' }).click();
    await rule('Busy day').waitFor();
  });

  test('as if booked ahead shows what a rule for early ones would do', async () => {
    await open();
    await addFrom(/^Early bird/);
    await page.getByRole('button', { name: 'Add rule' }).click();
    await rule('Early bird').waitFor();
    await dayCell().getByText('€15', { exact: true }).waitFor();
    const ahead = page.getByRole('slider', { name: 'As if booked so far ahead' });
    await ahead.focus();
    await page.keyboard.press('End');
    await page.getByText('90 days ahead').waitFor();
    await dayCell().getByText('€13.50', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'as it is' }).click();
    await dayCell().getByText('€15', { exact: true }).waitFor();
  });

  /** What the server has of the rules, in order. */
  const kept = async (): Promise<string[]> =>
    (await desk.api<{ data: { name: string }[] }>('GET', '/v1/api/price-rules', undefined)).data.map(({ name }) => name);

  test('rules are put in order by keyboard and by mouse', async () => {
    await open();
    await rule('Early bird').waitFor();
    await page.getByRole('button', { name: /^Move Early bird/ }).focus();
    await page.keyboard.press('ArrowUp');
    await page.getByText('Early bird is now 1 of 2').waitFor({ state: 'attached' });
    await expect.poll(sentences).toEqual([expect.stringContaining('Early bird'), expect.stringContaining('Busy day')]);
    const grip = await page.getByRole('button', { name: /^Move Early bird/ }).boundingBox();
    const last = await rule('Busy day').boundingBox();
    if (grip === null || last === null) throw new Error('the rules are not on the screen');
    await page.mouse.move(grip.x + 8, grip.y + 8);
    await page.mouse.down();
    await page.mouse.move(grip.x + 8, last.y + last.height - 4, { steps: 6 });
    await page.mouse.up();
    await expect.poll(sentences).toEqual([expect.stringContaining('Busy day'), expect.stringContaining('Early bird')]);
    await expect.poll(kept, { timeout: 10_000 }).toEqual(['Busy day', 'Early bird']);
    await page.reload();
    await rule('Early bird').waitFor();
    await expect.poll(sentences).toEqual([expect.stringContaining('Busy day'), expect.stringContaining('Early bird')]);
  });

  test('a rule that is off is paid by nobody, and one that is removed comes back in its place', async () => {
    await open();
    const toggle = rule('Busy day').locator('label');
    await toggle.click();
    await rule('Busy day').getByText('Busy day · off').waitFor();
    await expect.poll(quoted).toBe(1_000);
    await page.getByText(/“Busy day” is off\. [\d,]+ starts in the next 30 days change: [\d,]+ cheaper\./).waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expect.poll(quoted).toBe(1_500);
    await rule('Busy day').hover();
    await page.getByRole('button', { name: 'Remove Busy day' }).click();
    await expect.poll(quoted).toBe(1_000);
    await page.getByText(/“Busy day” is removed\. .* cheaper\./).waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expect.poll(sentences).toEqual([expect.stringContaining('Busy day'), expect.stringContaining('Early bird')]);
    await expect.poll(quoted).toBe(1_500);
  });

  test('another price of an offering is counted before it is saved', async () => {
    await desk.go(`/catalogue/${bench.id}`);
    const price = page.getByRole('textbox', { name: 'Price', exact: true });
    const said = page.getByText(/[\d,]+ starts in the next 30 days change: [\d,]+ dearer\./);
    await price.fill('20');
    await said.waitFor();
    await page.getByRole('button', { name: 'Show some' }).click();
    await page
      .getByText(/€15\.00/)
      .first()
      .waitFor();
    await expectAccessible('the offering');
    await page.getByRole('button', { name: 'Discard' }).click();
    await said.waitFor({ state: 'hidden' });
    await expect.poll(() => quoted()).toBe(1_500);
  });

  test('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const search of ['', '&rule=new&like=season']) {
      await open(search);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(`${search}: ${tooWide}`).toBe(`${search}: 0`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});
