import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { type Desk, openDesk } from './console-screens/world.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const section = () => desk.page.getByRole('region', { name: 'Payments' });

async function choose(label: string, option: string): Promise<void> {
  await section().getByRole('combobox', { name: label }).click();
  await desk.page.getByRole('option', { name: option }).click();
}

test('how customers pay is chosen, explained and kept, and a server without keys says so', async () => {
  await desk.go('/settings', '#payments');
  await section().getByText('You record what they give you.').waitFor();
  await choose('Customers pay', 'By card, through Stripe');
  await section().getByText('This server has no keys for Stripe.').waitFor();
  await section().getByText('SLOTKEEPER_STRIPE_KEY', { exact: false }).waitFor();
  await choose('While they book', 'A deposit');
  await choose('Deposits are', 'Held on the card');
  await choose('Time to pay', '15 minutes');
  await section().getByText('Whoever hasn’t done so after 15 minutes loses the time.', { exact: false }).waitFor();
  expect(await violationsOn(desk.page, { within: 'section[aria-labelledby="payments"]' })).toEqual([]);
  await section().getByRole('button', { name: 'Save' }).click();
  await section().getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' });
  await desk.page.reload();
  await section().getByText('Each offering’s deposit is held on the card', { exact: false }).waitFor();
  expect(await section().getByRole('combobox', { name: 'Time to pay' }).inputValue()).toBe('15 minutes');
});
