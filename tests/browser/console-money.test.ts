import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoViolations, expectNoViolationsInLightAndDark } from './axe.ts';
import { addWorkbench, type Desk, instantOf, openDesk, typeIntoFocused, wednesday } from './console-screens/world.ts';

let desk: Desk;
let offeringId: string;

beforeAll(async () => {
  desk = await openDesk();
  ({ id: offeringId } = await addWorkbench(desk, 'Workbench'));
});
afterAll(() => desk.close());

interface Order {
  id: string;
  payableId: string;
  status: string;
  dueCents: number;
}

const book = (name: string, time: string) =>
  desk.api<{ id: string }>('POST', '/v1/api/bookings', {
    ...{ offeringId, startsAt: instantOf(wednesday(), time) },
    customer: { name, email: `${name.split(' ')[0]?.toLowerCase()}@example.com` },
  });

async function orderOf(bookingId: string): Promise<Order | undefined> {
  const { data } = await desk.api<{ data: Order[] }>('GET', '/v1/api/orders');
  return data.find(({ payableId }) => payableId === bookingId);
}

const money = () => desk.page.getByRole('region', { name: 'Money' });

async function open(name: string): Promise<void> {
  await desk.go(`/bookings?q=${encodeURIComponent(name)}`, '[role=row][data-index]');
  await desk.page.locator('[role=row][data-index]', { hasText: name }).first().click();
  await money().waitFor();
}

const fits = () => desk.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

describe('the money of a booking', () => {
  let bookingId: string;
  let payUrl: string;

  test('is taken in parts, by keyboard, and never more than is due', async () => {
    const { page } = desk;
    ({ id: bookingId } = await book('Petra Payer', '09:00'));
    await open('Petra Payer');
    await money().getByText('€10.00 due').waitFor();
    expect(await money().getByRole('button', { name: 'Ask for a card payment' }).count()).toBe(0);
    await money().getByRole('button', { name: 'Take payment' }).click();
    const amount = money().getByRole('textbox', { name: 'Amount' });
    expect(await amount.inputValue()).toBe('10.00');
    await typeIntoFocused(page, '11');
    await page.keyboard.press('Enter');
    await money().getByText('At most €10.00.').waitFor();
    await amount.fill('4');
    await money().getByRole('textbox', { name: 'Note' }).fill('Exact change');
    await page.keyboard.press('Enter');
    await page.getByText('€4.00 taken: cash.').waitFor();
    await money().getByText('€6.00 due').waitFor();
    await money().getByText('Exact change').waitFor();
    await money().locator(':focus', { hasText: 'Take payment' }).waitFor();
    await page.keyboard.press('Enter');
    await money().getByText('Terminal', { exact: true }).click();
    expect(await amount.inputValue()).toBe('6.00');
    await expectNoViolations(desk.page);
    await money().getByRole('button', { name: 'Save' }).click();
    await money().getByText('Paid', { exact: true }).waitFor();
    expect(await money().getByRole('button', { name: 'Take payment' }).count()).toBe(0);
    await expect.poll(async () => await orderOf(bookingId)).toMatchObject({ status: 'PAID', dueCents: 0 });
  });

  test('is given back in part, with a reason, by whoever may', async () => {
    const { page } = desk;
    await money().getByRole('button', { name: 'Give back… (Cash, €4.00)' }).click();
    const dialog = page.getByRole('dialog', { name: 'Give money back' });
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('5');
    await dialog.getByRole('button', { name: 'Give back' }).click();
    await dialog.getByText('At most €4.00.').waitFor();
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('1');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The bench wobbled');
    await expectNoViolations(desk.page);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await money().getByText('The bench wobbled').waitFor();
    await money().getByText('-€1.00').waitFor();
    await money().getByText('Paid', { exact: true }).waitFor();
  });

  test('is handed back after a cancellation, once staff say so', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel Petra Payer' });
    await dialog.getByRole('button', { name: 'Cancel and give back €9.00' }).click();
    await money().getByText('€3.00 to give back').waitFor();
    await money().getByText('€6.00 to give back').waitFor();
    await expectNoViolations(desk.page);
    await money().getByRole('button', { name: 'Given: €3.00' }).click();
    await page.getByRole('menuitem', { name: 'Cash' }).click();
    await money().getByText('€3.00 to give back').waitFor({ state: 'detached' });
    await money().getByRole('button', { name: 'Given: €6.00' }).click();
    await page.getByRole('menuitem', { name: 'Bank transfer' }).click();
    await money().getByText('to give back').waitFor({ state: 'detached' });
    await expect.poll(async () => await orderOf(bookingId)).toMatchObject({ status: 'REFUNDED', dueCents: 0 });
  });

  test('is read by everybody and fits a phone', async () => {
    const { page } = desk;
    await book('Lena Light', '11:00');
    await open('Lena Light');
    await money().getByRole('button', { name: 'Take payment' }).click();
    await money().getByRole('textbox', { name: 'Amount' }).fill('2.50');
    await page.keyboard.press('Enter');
    await money().getByText('€7.50 due').waitFor();
    await money().getByRole('button', { name: 'Take payment' }).click();
    await expectNoViolationsInLightAndDark(page);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await fits()).toBe(0);
    await expectNoViolationsInLightAndDark(page);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('is asked for by card where the business takes cards, by a link to copy', async () => {
    const { page } = desk;
    await page.getByRole('button', { name: /account and appearance/ }).click();
    await page.getByRole('menuitem', { name: 'Try things in the sandbox' }).click();
    await page.getByRole('region', { name: 'Sandbox' }).waitFor();
    await desk.go('/settings', '#payments');
    await page.getByRole('combobox', { name: 'Customers pay' }).click();
    await page.getByRole('option', { name: 'With test cards' }).click();
    await page.getByRole('region', { name: 'Payments' }).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await desk.go('/bookings?q=Vinyasa&status=confirmed', '[role=row][data-index]');
    await page.locator('[role=row][data-index]', { hasText: 'Vinyasa' }).first().click();
    await money().getByRole('button', { name: 'Ask for a card payment' }).click();
    await typeIntoFocused(page, '');
    await page.keyboard.press('Enter');
    const copy = money().getByRole('button', { name: 'Copy the link to pay' });
    await copy.waitFor();
    await expectNoViolations(desk.page);
    expect(await money().getByRole('button', { name: 'Ask for a card payment' }).count()).toBe(0);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await copy.click();
    await money().getByRole('button', { name: 'Copied' }).waitFor();
    payUrl = await page.evaluate(() => navigator.clipboard.readText());
  });

  test('goes back to the card, or is handed over where the bank takes nothing back', async () => {
    const { page } = desk;
    const theirs = await page.context().newPage();
    await theirs.goto(payUrl);
    await theirs.getByRole('button', { name: /^No refunds/ }).click();
    await money().getByText('Card, online').waitFor();
    await money().getByText('Paid', { exact: true }).waitFor();
    await theirs.close();
    await money()
      .getByRole('button', { name: /^Give back…/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Give money back' });
    await dialog.getByText('It goes back to the card that it came from').waitFor();
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('5');
    await page.keyboard.press('Enter');
    await money().getByText('€5.00 to give back').waitFor();
    await money().getByText('The bank does not take refunds to this card.').waitFor();
    await expectNoViolations(desk.page);
    await money().getByRole('button', { name: 'Given: €5.00' }).click();
    await page.getByRole('menuitem', { name: 'Cash' }).click();
    await money().getByText('€5.00 to give back').waitFor({ state: 'detached' });
    await money().getByText('-€5.00').waitFor();
  });
});
