import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoViolations, expectNoViolationsInLightAndDark } from './axe.ts';
import { addWorkbench, type Desk, hear, instantOf, openDesk, wednesday } from './console-screens/world.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

async function expectFocus(where: Locator): Promise<void> {
  await expect.poll(() => where.evaluate((element) => element === document.activeElement)).toBe(true);
}

interface Customer {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
}
const add = (fields: Partial<Customer>) => desk.api<Customer>('POST', '/v1/api/customers', fields);
const load = (id: string) => desk.api<Customer>('GET', `/v1/api/customers/${id}`);

async function openCustomer(name: string) {
  const { page } = desk;
  await desk.go(`/customers?q=${encodeURIComponent(name)}`, '[role=row][data-index]');
  await page.getByRole('row', { name }).first().click();
  return page.getByRole('dialog', { name, exact: true });
}

async function choose(name: string, item: string): Promise<void> {
  const panel = await openCustomer(name);
  await panel.getByRole('button', { name: 'Merge, export, erase' }).click();
  await desk.page.getByRole('menuitem', { name: item }).click();
}

async function book(customer: Customer, time: string): Promise<{ id: string }> {
  const bench = await addWorkbench(desk, `Bench of ${customer.name}`);
  const { name, email } = customer;
  return desk.api('POST', '/v1/api/bookings', {
    ...{ customer: { name, email }, items: [{ offeringId: bench.id, startsAt: instantOf(wednesday(), time) }] },
  });
}

describe('merging', () => {
  test('two customers become one by keyboard, and the address of the one that went leads to the other', async () => {
    const { page } = desk;
    const mail = await add({ name: 'Mary Somerville', email: 'mary@example.com' });
    const phone = await add({ name: 'M. Somerville', phone: '+44 131 496 0001' });
    await choose('Mary Somerville', 'Merge…');
    const dialog = page.getByRole('dialog', { name: 'Merge customers' });
    await expectFocus(dialog.getByLabel(/^Who is the same person/));
    await expectNoViolations(desk.page);
    await page.keyboard.type('m. some');
    await page.getByRole('option', { name: /M\. Somerville/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const mary = dialog.getByRole('radio', { name: /Mary Somerville/ });
    await expectFocus(mary);
    await expectNoViolations(desk.page);
    await dialog.getByRole('region', { name: 'Afterwards' }).getByText('+44 131 496 0001').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Mary Somerville is one customer now.').waitFor();
    await expect.poll(() => load(phone.id)).toMatchObject({ id: mail.id, phone: '+44 131 496 0001', email: 'mary@example.com' });
    await page.getByRole('dialog', { name: 'Mary Somerville' }).waitFor();
    await desk.go(`/customers?open=${phone.id}`, '[role=dialog]');
    await page.getByRole('dialog', { name: 'Mary Somerville' }).getByLabel('Phone').waitFor();
  });

  test('what one customer has no room for is said before it goes, and the other one may stay', async () => {
    const { page } = desk;
    await add({ name: 'Hertha Ayrton', email: 'hertha@example.com' });
    const married = await add({ name: 'Phoebe Sarah Marks', email: 'sarah@example.com' });
    await choose('Hertha Ayrton', 'Merge…');
    const dialog = page.getByRole('dialog', { name: 'Merge customers' });
    await dialog.getByLabel(/^Who is the same person/).fill('Phoebe');
    await page.getByRole('option', { name: /Phoebe/ }).click();
    await dialog.getByText('Not kept: sarah@example.com').waitFor();
    await dialog.locator('label', { hasText: 'Phoebe Sarah Marks' }).click();
    await dialog.getByText('Not kept: hertha@example.com').waitFor();
    await dialog.getByRole('button', { name: 'Merge' }).click();
    await page.getByRole('dialog', { name: 'Phoebe Sarah Marks' }).waitFor();
    await expect.poll(() => load(married.id)).toMatchObject({ name: 'Phoebe Sarah Marks', email: 'sarah@example.com' });
  });
});

describe('possible duplicates', () => {
  test('are gone through group by group: merged, told apart for good, or left for later', async () => {
    const { page } = desk;
    await desk.go('/customers', '[role=row][data-index]');
    for (const name of ['Sophie Germain', 'sophie  germain']) await add({ name });
    for (const name of ['Anna Freud', 'Anna Mahler']) await add({ name, phone: name.endsWith('d') ? '+43 1 9000 555' : '+43190005 55' });
    await page.getByRole('button', { name: '2 possible duplicates' }).click();
    const dialog = page.getByRole('dialog', { name: 'Possible duplicates' });
    await dialog.getByText('2 left').waitFor();
    await expectNoViolations(desk.page);
    for (let i = 0; i < 2; i++) {
      const isSophie = (await dialog.getByText('Germain').count()) > 0;
      await dialog.getByRole('button', { name: isSophie ? 'Merge' : 'Not the same' }).click();
      if (i === 0) await dialog.getByText('The last one').waitFor();
    }
    await dialog.getByText('Nobody is there twice any more.').waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('[role=row][data-index]').first().waitFor();
    expect(await page.getByRole('button', { name: /possible duplicate/ }).count()).toBe(0);
  });
});

describe('what is kept about a customer', () => {
  test('is saved as a file that names them', async () => {
    const { page } = desk;
    const wanda = await add({ name: 'Wanda Szmielew', email: 'wanda@example.com' });
    const { id } = await book(wanda, '09:00');
    const saved = page.waitForEvent('download');
    await choose('Wanda Szmielew', 'Export');
    const file = await saved;
    expect(file.suggestedFilename()).toMatch(/^customer-wanda-szmielew-\d{4}-\d{2}-\d{2}\.json$/);
    const kept = JSON.parse(await readFile(await file.path(), 'utf8')) as { customer: Customer; bookings: { id: string }[] };
    expect(kept.customer).toMatchObject({ id: wanda.id, email: 'wanda@example.com' });
    expect(kept.bookings.map((booking) => booking.id)).toEqual([id]);
  });

  test('is erased once the name is typed and nothing is ahead; bookings stay', async () => {
    const { page } = desk;
    const grete = await add({ name: 'Grete Hermann', email: 'grete@example.com' });
    const { id } = await book(grete, '10:00');
    await choose('Grete Hermann', 'Erase…');
    const dialog = page.getByRole('dialog', { name: 'Erase Grete Hermann?' });
    const erase = dialog.getByRole('button', { name: 'Erase' });
    await expectFocus(dialog.getByRole('textbox'));
    await page.keyboard.type('grete');
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Grete Hermann');
    await expectNoViolations(desk.page);
    await page.keyboard.press('Enter');
    await dialog.getByText('A booking is still ahead. Cancel it first.').waitFor();
    await expectNoViolations(desk.page);
    await dialog.getByRole('link', { name: /Bench of Grete Hermann/ }).click();
    await page.waitForURL(new RegExp(`booking=${id}`));

    await desk.api('POST', `/v1/api/bookings/${id}/cancel`, {});
    await choose('Grete Hermann', 'Erase…');
    await expectFocus(dialog.getByRole('textbox'));
    await page.keyboard.type('Grete Hermann');
    await page.keyboard.press('Enter');
    await page.getByText('Erased.', { exact: true }).waitFor();
    await desk.go('/customers?q=Grete', 'text=Nobody is called');
    await desk.go(`/customers?open=${grete.id}`, '[role=dialog]');
    const panel = page.getByRole('dialog', { name: 'Erased customer' });
    await panel.getByText(/^Erased on/).waitFor();
    await panel.getByRole('link', { name: /Bench of Grete Hermann/ }).waitFor();
    expect(await panel.getByRole('button', { name: 'New booking' }).count()).toBe(0);
    await expectNoViolations(desk.page);
  });
});

test('who owes for a plan is not erased, and the way to the plan is shown', async () => {
  const { page } = desk;
  const bench = await addWorkbench(desk, 'Bench of the club');
  const plan = { period: 'month', visits: 4, offeringIds: [bench.id] };
  const terms = { basePriceCents: 4_900, pricingModel: 'SUBSCRIPTION', plan, status: 'PUBLISHED' };
  const { id: offeringId } = await desk.api<{ id: string }>('POST', '/v1/api/offerings', { title: 'Bench club', ...terms });
  const { id: customerId } = await add({ name: 'Ruth Moufang' });
  const startsOn = Temporal.Now.plainDateISO('Europe/Berlin').toString();
  await desk.api('POST', '/v1/api/subscriptions', { customerId, offeringId, startsOn });
  await choose('Ruth Moufang', 'Erase…');
  const dialog = page.getByRole('dialog', { name: 'Erase Ruth Moufang?' });
  await expectFocus(dialog.getByRole('textbox'));
  await page.keyboard.type('Ruth Moufang');
  await page.keyboard.press('Enter');
  await dialog.getByText(/^An order is not settled/).waitFor();
  await dialog.getByRole('button', { name: 'Show their plans' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('list', { name: 'Dues of Bench club' }).waitFor();
});

test('long names and names from right to left fit a phone', async () => {
  const { page } = desk;
  const long = `Maria Gaetana Agnesi ${'di Montevecchia '.repeat(5)}`.trim();
  await add({ name: long, email: `${'maria.gaetana.'.repeat(4)}agnesi@universita.example.com` });
  await add({ name: 'مريم ميرزاخاني', phone: '+98 21 6616 5602' });
  await page.setViewportSize({ width: 390, height: 844 });
  await choose(long, 'Merge…');
  const dialog = page.getByRole('dialog', { name: 'Merge customers' });
  await dialog.getByLabel(/^Who is the same person/).fill('ميرزاخاني');
  await page.getByRole('option', { name: /ميرزاخاني/ }).click();
  await dialog.getByRole('radio', { name: /ميرزاخاني/ }).waitFor();
  await expectNoViolationsInLightAndDark(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  expect(await dialog.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Merge, export, erase' }).click();
  await page.getByRole('menuitem', { name: 'Erase…' }).click();
  await page.getByRole('dialog', { name: /^Erase Maria/ }).waitFor();
  await expectNoViolationsInLightAndDark(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('without the server they rest, and say so; staff are not shown what managers alone may do', async () => {
  const { page } = desk;
  for (const name of ['Lise Meitner', 'lise meitner']) await add({ name });
  await hear(desk.page, { '"offlineSince":null': '"offlineSince":1767225600000' });
  const panel = await openCustomer('Lise Meitner');
  await panel.getByRole('button', { name: 'Merge, export, erase' }).click();
  await page.getByText('These work again when you are online').waitFor();
  for (const name of ['Merge…', 'Export', 'Erase…']) expect(await page.getByRole('menuitem', { name }).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await panel.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: /possible duplicate/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Possible duplicates' });
  await dialog.getByText('The server merges customers: this works again when you are online.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Merge' }).isDisabled()).toBe(true);
  await expectNoViolations(desk.page);
  await page.keyboard.press('Escape');

  await hear(desk.page, { '"role":"OWNER"': '"role":"STAFF"' });
  await openCustomer('Lise Meitner');
  await panel.getByLabel('Notes').waitFor();
  expect(await panel.getByRole('button', { name: 'Merge, export, erase' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: /possible duplicate/ }).count()).toBe(0);
});
