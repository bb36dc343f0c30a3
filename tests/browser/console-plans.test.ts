import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoViolations, expectNoViolationsInLightAndDark } from './axe.ts';
import { type Desk, openDesk, typeIntoFocused } from './console-screens/world.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

test('a customer’s plan is started at the desk, and pays for a visit', async () => {
  const { page } = desk;
  const { data } = await desk.api<{ data: { id: string; title: string }[] }>('GET', '/v1/api/offerings');
  const yoga = data.find(({ title }) => title === 'Vinyasa yoga')?.id ?? '';
  const plan = { period: 'month', visits: 4, offeringIds: [yoga] };
  await desk.api('POST', '/v1/api/offerings', {
    ...{ title: 'Yoga club', basePriceCents: 4_900, pricingModel: 'SUBSCRIPTION', plan, status: 'PUBLISHED' },
  });
  await desk.api('POST', '/v1/api/customers', { name: 'Emmy Noether', email: 'emmy@example.com' });
  await desk.go('/customers?q=Emmy', '[role=row][data-index]');
  await page.getByRole('row', { name: /Emmy Noether/ }).click();
  const panel = page.getByRole('dialog', { name: 'Emmy Noether' });
  await panel.getByRole('button', { name: 'Start a plan' }).click();
  await page.getByRole('menuitem', { name: 'Yoga club' }).click();
  await panel.getByText(/^4 of 4 visits left until/).waitFor();
  await expectNoViolations(desk.page);

  await panel.getByRole('button', { name: 'New booking' }).click();
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await dialog.getByRole('combobox', { name: 'Offering' }).click();
  await page.getByRole('option', { name: 'Vinyasa yoga' }).click();
  await dialog.getByRole('checkbox', { name: 'A visit of Yoga club (4 left)' }).check();
  await dialog.getByText('€0.00').first().waitFor();
  await expectNoViolations(desk.page);
  await dialog.getByRole('button', { name: /^Book/ }).click();
  await page.getByText(/Emmy Noether is booked/).waitFor();
  await desk.go('/customers?q=Emmy', '[role=row][data-index]');
  await page.getByRole('row', { name: /Emmy Noether/ }).click();
  await panel.getByText(/^3 of 4 visits left until/).waitFor();
});

interface Order {
  status: string;
  payableKind: string;
  dueCents: number;
  refundedCents: number;
}

test('what a plan owes is taken beside the customer, and given back', async () => {
  const { page } = desk;
  const panel = page.getByRole('dialog', { name: 'Emmy Noether' });
  const orders = async () => (await desk.api<{ data: Order[] }>('GET', '/v1/api/orders?payableKind=plan')).data;
  const dues = panel.getByRole('list', { name: 'Dues of Yoga club' });
  await dues.getByRole('button', { name: /€49\.00 due$/ }).click();
  await dues.getByRole('button', { name: 'Take payment' }).click();
  await typeIntoFocused(page, '9');
  await page.keyboard.press('Enter');
  await dues.getByRole('button', { name: /€40\.00 of €49\.00 due$/ }).waitFor();
  await dues.getByRole('button', { name: 'Take payment' }).click();
  await expectNoViolations(desk.page);
  await page.keyboard.press('Enter');
  await dues.getByRole('button', { name: /Paid$/ }).waitFor();
  await expect.poll(orders).toMatchObject([{ status: 'PAID', dueCents: 0 }]);
  await dues.getByRole('button', { name: 'Give back… (Cash, €9.00)' }).click();
  await page.getByRole('dialog', { name: 'Give money back' }).getByRole('button', { name: 'Give back' }).click();
  await dues.getByText('-€9.00').waitFor();
  await expect.poll(orders).toMatchObject([{ status: 'PAID', refundedCents: 900 }]);

  await dues.getByRole('button', { name: 'Give back… (Cash, €40.00)' }).click();
  await page.getByRole('dialog', { name: 'Give money back' }).getByRole('button', { name: 'Give back' }).click();
  await dues.getByRole('button', { name: /Given back$/ }).waitFor();
  await expectNoViolations(desk.page);
});

test('who owes is listed; a due is waived with a reason, and charged again', async () => {
  const { page } = desk;
  const { data } = await desk.api<{ data: { id: string; title: string }[] }>('GET', '/v1/api/offerings');
  const offeringId = data.find(({ title }) => title === 'Yoga club')?.id ?? '';
  const { id: customerId } = await desk.api<{ id: string }>('POST', '/v1/api/customers', { name: 'Sofja Kowalewskaja' });
  const startsOn = new Date().toISOString().slice(0, 10);
  await desk.api('POST', '/v1/api/subscriptions', { customerId, offeringId, startsOn });
  await desk.go('/dues', '[role=row][data-index]');
  await page.getByText('€49.00 owed, 1 due').waitFor();
  await page.getByRole('row', { name: /Sofja/ }).click();
  const panel = page.getByRole('dialog', { name: 'Sofja Kowalewskaja' });
  await panel.getByText(/^Charged: €49\.00/).waitFor();
  await expectNoViolations(desk.page);
  await panel.getByRole('button', { name: 'Waive €49.00…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Waive €49.00?' });
  await dialog.getByRole('button', { name: 'Waive €49.00' }).click();
  await dialog.getByText('Say why').waitFor();
  await expectNoViolations(desk.page);
  await typeIntoFocused(page, 'Was in hospital');
  await page.keyboard.press('Enter');
  await panel.getByText('Waived €49.00: “Was in hospital”').waitFor();
  await page.getByText('Nobody owes anything for a plan.').waitFor();
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByRole('row', { name: /Sofja.*Waived/ }).waitFor();
  await expectNoViolations(desk.page);
  await panel.getByRole('button', { name: 'Charge it again' }).click();
  await panel.getByText('Owed again: €49.00').waitFor();
  await page.getByText('€49.00 owed, 1 due').waitFor();
  await panel.getByRole('link', { name: 'Open the customer' }).click();
  await page
    .getByRole('list', { name: 'Dues of Yoga club' })
    .getByRole('button', { name: /€49\.00 due$/ })
    .waitFor();
});

test('dues are read by everybody and fit a phone', async () => {
  const { page } = desk;
  await page.setViewportSize({ width: 390, height: 844 });
  await desk.go('/customers?q=Emmy', '[role=row][data-index]');
  await page.getByRole('row', { name: /Emmy Noether/ }).click();
  await page.getByRole('button', { name: /Given back$/ }).click();
  await page.getByText('-€40.00').waitFor();
  await expectNoViolationsInLightAndDark(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
});
