import { describe, expect, test } from 'vitest';
import { HOLD_DAYS } from '#core/base/cardHolds.ts';
import { type PaymentSettings, usualPaymentSettings } from '#core/domains/payments/model.ts';
import { dueChoices, lengthOf, meaningOf, providerChoices, serverSaid } from '../../../renderer/screens/settings/paymentWords.ts';

const said = (changes: Partial<PaymentSettings>): string => meaningOf({ ...usualPaymentSettings, ...changes });
const byCard: PaymentSettings = { ...usualPaymentSettings, provider: 'stripe', collect: 'full' };

describe('how customers pay', () => {
  test('is said as what it means for them', () => {
    expect(said({})).toContain('You record what they give you.');
    expect(said({ provider: 'stripe' })).toContain('You can ask for a card payment');
    expect(said({ provider: 'stripe', collect: 'full', paymentMinutes: 45 })).toMatch(/pay everything .* after 45 minutes loses the time/);
    expect(said({ provider: 'stripe', collect: 'deposit', deposits: 'pay' })).toContain('the rest when they come');
    expect(said({ provider: 'stripe', collect: 'deposit', deposits: 'hold' })).toMatch(
      new RegExp(`held on the card, .* more than ${HOLD_DAYS} days ahead .* ${HOLD_DAYS} days before`),
    );
  });

  test('is, of plans, within some days, the one that is set among them', () => {
    expect(dueChoices(7).map(({ label }) => label)).toEqual(['3 days', '7 days', '10 days', '14 days', '30 days']);
    expect(dueChoices(1)[0]).toEqual({ value: '1', label: 'a day' });
  });

  test('is with test cards in a sandbox, and with real ones outside', () => {
    expect(providerChoices(true).map(({ value }) => value)).toEqual(['desk', 'test']);
    expect(providerChoices(false).map(({ value }) => value)).toEqual(['desk', 'stripe']);
  });

  test('has lengths in the largest unit that fits', () => {
    expect([30, 60, 90, 120, 1_440].map(lengthOf)).toEqual(['30 minutes', 'an hour', '90 minutes', '2 hours', '24 hours']);
  });
});

describe('what the server has', () => {
  test('is named plainly, with what to set', () => {
    expect(serverSaid(byCard, { sandbox: false, stripe: 'absent' })).toMatchObject({
      ...{ tone: 'bad', text: 'This server has no keys for Stripe.' },
      more: expect.stringContaining('SLOTKEEPER_STRIPE_KEY'),
    });
    expect(serverSaid(byCard, { sandbox: false, stripe: 'unsigned' })).toMatchObject({
      ...{ tone: 'worry', more: expect.stringContaining('SLOTKEEPER_STRIPE_WEBHOOK_SECRET') },
    });
    expect(serverSaid(byCard, { sandbox: false, stripe: 'ready' })).toMatchObject({ tone: 'good' });
    expect(serverSaid(byCard, { sandbox: false, stripe: undefined })).toMatchObject({ tone: 'quiet' });
  });

  test('does not matter to who is paid at the desk, nor to a sandbox', () => {
    expect(serverSaid(usualPaymentSettings, { sandbox: false, stripe: 'absent' })).toBeNull();
    expect(serverSaid(byCard, { sandbox: true, stripe: 'absent' })).toBeNull();
  });
});
