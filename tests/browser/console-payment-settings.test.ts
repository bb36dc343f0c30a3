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

test('who sells plans says within how many days they are paid', async () => {
  await desk.go('/settings', '#payments');
  await section().getByRole('combobox', { name: 'Customers pay' }).waitFor();
  const choice = section().getByRole('combobox', { name: 'Plans are paid within' });
  expect(await choice.count()).toBe(0);
  const { id } = await desk.api<{ id: string }>('POST', '/v1/api/offerings', { title: 'Yoga', basePriceCents: 1_500 });
  const plan = { period: 'month', visits: 4, offeringIds: [id] };
  await desk.api('POST', '/v1/api/offerings', { title: 'Yoga club', pricingModel: 'SUBSCRIPTION', basePriceCents: 4_900, plan });
  await choice.waitFor();
  await choose('Plans are paid within', '14 days');
  await section().getByText('Each period of a plan is due 14 days after it begins.', { exact: false }).waitFor();
  expect(await violationsOn(desk.page, { within: 'section[aria-labelledby="payments"]' })).toEqual([]);
  await section().getByRole('button', { name: 'Save' }).click();
  await section().getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' });
  await desk.page.reload();
  await choice.waitFor();
  expect(await choice.inputValue()).toBe('14 days');
});
