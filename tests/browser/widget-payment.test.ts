import { describe, expect, test } from 'vitest';
import { appIn, desktop, expectAccessible, fillIn, frameOf, phone, type World, widgetWorld } from './widget/world.ts';

const all = { purpose: 'payment', amountCents: 4_500, hold: false, authoriseAt: null } as const;
const part = { ...all, purpose: 'deposit', amountCents: 1_500 } as const;
const held = { ...part, hold: true } as const;
const kept = { ...held, authoriseAt: '2026-12-02T12:30:00Z' } as const;

async function toDetails(world: World, size = phone) {
  const page = await world.open(frameOf('haircut'), size);
  await page.getByRole('button', { name: '13:30' }).click();
  await fillIn(page);
  return page;
}

/** Books, and is told that it is to be paid. */
async function goOn(page: Parameters<typeof fillIn>[0]): Promise<void> {
  await page.getByRole('button', { name: 'Continue to payment' }).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
}

describe.each([
  ['a phone', phone],
  ['a desktop', desktop],
])('on %s', (_, size) => {
  test.each([
    [all, '€45.00 to pay now', /^€22.50 back if you cancel by/],
    [part, '€15.00 now, the rest when you come', /^No refund if you cancel$/],
    [held, '€15.00 is held on your card, not charged', /^If you cancel by .*, €15.00 is charged to your card$/],
    [kept, 'We save your card and hold €15.00 on it on Wed, 2 Dec 2026. Nothing is charged now.', /€15.00 is charged to your card$/],
  ])('they are told before they book: %s', async (payNow, sentence, policy) => {
    await using world = await widgetWorld();
    world.fake.business.payNow = payNow;
    const page = await toDetails(world, size);
    await page.getByText(sentence).waitFor();
    await page.locator('.summary').getByText(policy).waitFor();
    await page.getByRole('button', { name: 'Continue to payment' }).waitFor();
    await expectAccessible(page);
  });
});

test('where nothing is paid online nothing is said of it', async () => {
  await using world = await widgetWorld();
  const page = await toDetails(world);
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
  expect(await page.getByText(/pay|card/i).count()).toBe(0);
});

test('after booking they go on to the payment, and come back to a page that says when it is paid', async () => {
  await using world = await widgetWorld();
  const { business } = world.fake;
  business.payNow = all;
  const page = await toDetails(world);
  await goOn(page);
  await page.getByText('Opening the payment page…').waitFor();
  await expectAccessible(page);
  // The provider's page sends them back at once.
  business.provider({ checkoutUrl: `${world.fake.origin}/s/atlas/manage/bkg_1?pay=pay_1#t=tok1` });
  await page.getByRole('heading', { name: 'Waiting for your bank' }).waitFor();
  await page.getByText('Not paid yet?').waitFor();
  await expectAccessible(page);
  business.provider({ status: 'PAID', checkoutUrl: null, dueAt: null }, 'CONFIRMED');
  await page.getByText('Paid: €45.00').waitFor();
  expect(await page.getByText('Waiting for your bank').count()).toBe(0);
  await expectAccessible(page);
});

test('in somebody else’s page they choose to leave it, and the payment takes its place', async () => {
  await using world = await widgetWorld();
  const { business } = world.fake;
  business.payNow = held;
  const host = await world.host('<script async $loader data-offering="haircut" data-mode="inline"></script>');
  const page = await world.open(host.origin, desktop);
  const app = await appIn(page);
  await app.getByRole('button', { name: '13:30' }).click();
  await fillIn(app);
  await goOn(app);
  business.provider({ checkoutUrl: `${world.fake.origin}/s/atlas/manage/bkg_1?pay=pay_1#t=tok1` });
  const link = app.getByRole('link', { name: 'Let €15.00 be held' });
  await link.waitFor();
  expect(page.url()).toBe(`${host.origin}/`);
  business.provider({ status: 'AUTHORISED', checkoutUrl: null, dueAt: null }, 'CONFIRMED');
  await link.click();
  await page.getByText('Your card is held, not charged: €15.00').waitFor();
  expect(new URL(page.url()).pathname).toBe('/s/atlas/manage/bkg_1');
});

test.each([
  [{ status: 'PAID' }, 'CONFIRMED', 'You’re booked'],
  [{ status: 'EXPIRED' }, 'CANCELLED', 'It wasn’t paid in time'],
] as const)('whoever stays on the page sees what came of it: %s', async (changes, status, words) => {
  await using world = await widgetWorld();
  const { business } = world.fake;
  business.payNow = all;
  const page = await toDetails(world);
  await goOn(page);
  business.provider({ ...changes, checkoutUrl: null, dueAt: null }, status);
  await page.getByText(words).waitFor();
  expect(await page.getByRole('link', { name: /Pay/ }).count()).toBe(0);
});

test('a card that was declined is tried again, on a new page', async () => {
  await using world = await widgetWorld();
  const { business } = world.fake;
  business.payNow = all;
  const page = await toDetails(world);
  await goOn(page);
  business.provider({ status: 'FAILED', payAgain: true });
  await page.getByText('The payment didn’t work. Nothing was charged.').waitFor();
  await page.getByText(/^The time is still kept for you: you can pay until/).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Pay now' }).click();
  await page.getByText('Opening the payment page…').waitFor();
  business.provider({ checkoutUrl: `${world.fake.origin}/s/atlas/manage/bkg_1?pay=pay_2#t=tok1` });
  await page.getByRole('heading', { name: 'Waiting for your bank' }).waitFor();
  // Declined again, on the booking's own page.
  business.provider({ status: 'FAILED', checkoutUrl: null, payAgain: true });
  await page.getByRole('button', { name: 'Pay now' }).waitFor();
  await expectAccessible(page);
  business.provider({ payAgain: false }, 'CANCELLED');
  await page.getByRole('button', { name: 'Pay now' }).click();
  await page.getByRole('button', { name: 'Pay now' }).waitFor({ state: 'detached' });
  await page.getByText('The payment didn’t work. Nothing was charged.').waitFor();
});

test('a card that is kept says when it is held', async () => {
  await using world = await widgetWorld();
  const { business } = world.fake;
  business.payNow = kept;
  const { manageUrl } = business.checkout({
    ...{ offeringId: 'off_cut', startsAt: '2026-12-08T12:30:00.000Z', customer: { name: 'Mara', email: 'mara@example.com' } },
  });
  business.provider({ status: 'SAVED', dueAt: null }, 'CONFIRMED');
  for (const booking of business.bookings.values()) booking.policy = [{ until: '2026-12-07T12:30:00.000Z', refundPercent: 50 }];
  const page = await world.open(manageUrl);
  await page.getByText('Your card is saved. On Wed, 2 Dec 2026 we hold €15.00 on it, and charge nothing.').waitFor();
  await page.getByText(/^If you cancel by .*, €15.00 is charged to your card$/).waitFor();
  await page.getByRole('button', { name: 'Cancel booking' }).click();
  await page.getByText('€15.00 is charged to the card that we keep for you.').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel booking' }).click();
  await page.getByText('Your booking is cancelled.').waitFor();
  business.provider({ owedCents: 1_500, authoriseAt: null });
  await page.reload();
  await page.getByText('€15.00 is being charged to your card.').waitFor();
  business.provider({ status: 'FAILED' });
  await page.getByText('Your card was declined: €15.00 is still to be paid. Please talk to us.').waitFor();
  await expectAccessible(page);
});
