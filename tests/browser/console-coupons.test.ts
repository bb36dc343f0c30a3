import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoViolations, expectNoViolationsInLightAndDark } from './axe.ts';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './console-screens/world.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

interface Coupon {
  id: string;
  code: string;
  redeemedCount: number;
}
const coupons = async () => (await desk.api<{ data: Coupon[] }>('GET', '/v1/api/coupons')).data;

describe('coupons', () => {
  test('begin with a sentence and a button, and are made in a drawer that says what is missing', async () => {
    const { page } = desk;
    await desk.go('/coupons', 'text=No coupons yet');
    await expectNoViolations(desk.page);
    await page.getByRole('button', { name: 'New coupon' }).last().click();
    const drawer = page.getByRole('dialog', { name: 'New coupon' });
    await drawer.getByRole('button', { name: 'Create' }).click();
    await drawer.getByText('How much does it take off?').waitFor();
    await expectNoViolations(desk.page);
    await drawer.getByRole('button', { name: 'Suggest' }).click();
    expect(await drawer.getByLabel('Code', { exact: true }).inputValue()).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    await drawer.getByLabel('Code', { exact: true }).fill('summer25');
    await drawer.getByLabel('Takes off').fill('25');
    await drawer.getByLabel('Times in all').fill('3');
    await drawer.getByRole('button', { name: 'Create' }).click();
    const saved = page.getByRole('dialog', { name: 'SUMMER25' });
    await saved.getByLabel('Code', { exact: true }).waitFor();
    expect(await saved.getByRole('button', { name: 'Suggest' }).count()).toBe(0);
    await expect.poll(() => coupons()).toMatchObject([{ code: 'SUMMER25', kind: 'PERCENT', amount: 25, maxRedemptions: 3, active: true }]);
  });

  test('tell of a code that is taken beside it, and keep what was typed', async () => {
    const { page } = desk;
    await desk.go('/coupons?open=new', '[role=dialog]');
    const drawer = page.getByRole('dialog', { name: 'New coupon' });
    await drawer.getByLabel('Code', { exact: true }).fill('Summer25');
    await drawer.getByLabel('Takes off').fill('5');
    await drawer.getByRole('button', { name: 'Create' }).click();
    await drawer.getByText('Another coupon has this code already.').waitFor();
    expect(await drawer.getByLabel('Takes off').inputValue()).toBe('5');
    await expectNoViolations(desk.page);
  });

  test('are given at the desk, with the discount in sight, and lead to the booking', async () => {
    const { page } = desk;
    const bench = await addWorkbench(desk, 'Workbench');
    await desk.go(`/coupons?new=1&offering=${bench.id}&start=${Date.parse(instantOf(wednesday(), '10:00'))}`, '[role=dialog]');
    const form = page.getByRole('dialog', { name: 'New booking' });
    await form.getByRole('button', { name: 'Add a coupon' }).click();
    await form.getByLabel('Coupon').fill('nope');
    await form.getByText("We don't know this code.").waitFor();
    await form.getByLabel('Coupon').fill('summer25');
    await form.getByText('Takes off €2.50.').waitFor();
    await form.getByText('€7.50').waitFor();
    await expectNoViolations(desk.page);
    await form.getByRole('combobox', { name: 'Customer' }).or(form.getByLabel('Customer')).first().fill('Ada Lovelace');
    await form.getByRole('button', { name: /^Book/ }).click();
    await page.getByText(/Ada Lovelace is booked/).waitFor();
    await desk.go('/coupons', 'text=1 of 3');
    await page.getByRole('row', { name: /SUMMER25/ }).click();
    const drawer = page.getByRole('dialog', { name: 'SUMMER25' });
    await drawer.getByRole('button', { name: /Ada Lovelace/ }).waitFor();
    await expectNoViolations(desk.page);
    await drawer.getByRole('button', { name: /Ada Lovelace/ }).click();
    await page.getByRole('dialog', { name: /Ada Lovelace/ }).waitFor();
  });

  test('go into the trash, and come back', async () => {
    const { page } = desk;
    await desk.go('/coupons', 'text=SUMMER25');
    const row = page.getByRole('row', { name: /SUMMER25/ });
    await row.hover();
    await row.getByRole('button', { name: 'Move to the trash' }).click();
    await page.getByText('SUMMER25 is in the trash').waitFor();
    await page.getByText('No coupons yet').waitFor();
    await page.getByText('Trash', { exact: true }).click();
    await row.hover();
    await expectNoViolations(desk.page);
    await row.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('The trash is empty.').waitFor();
    await page.getByText('Coupons', { exact: true }).last().click();
    await page.getByText('SUMMER25', { exact: true }).waitFor();
    await expect.poll(async () => (await coupons()).map(({ code }) => code)).toEqual(['SUMMER25']);
  });

  test('are read by everybody and fit a phone', async () => {
    const { page } = desk;
    const [{ id } = { id: '' }] = await coupons();
    for (const address of ['/coupons', '/coupons?open=new', `/coupons?open=${id}`]) {
      await desk.go(address, 'text=SUMMER25');
      await expectNoViolationsInLightAndDark(page);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });
});
