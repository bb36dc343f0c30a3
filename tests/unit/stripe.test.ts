import { describe, expect, test } from 'vitest';
import { stripeKeysOf } from '#server/payments/keys.ts';
import { amountOf, centsOf } from '#server/payments/stripeAmounts.ts';

describe('Stripe’s keys', () => {
  const key = 'sk_test_1';
  const secret = 'whsec_1';

  test('are none where none are set', () => {
    expect(stripeKeysOf({})).toBeNull();
    expect(stripeKeysOf({ SLOTKEEPER_STRIPE_KEY: ' ' })).toBeNull();
  });

  test('are a key, and a webhook’s secret where there is one', () => {
    expect(stripeKeysOf({ SLOTKEEPER_STRIPE_KEY: key })).toEqual({ key, webhookSecret: null, api: null });
    expect(stripeKeysOf({ SLOTKEEPER_STRIPE_KEY: ` ${key} `, SLOTKEEPER_STRIPE_WEBHOOK_SECRET: secret })).toMatchObject({
      ...{ key, webhookSecret: secret },
    });
  });

  test.each([
    [{ SLOTKEEPER_STRIPE_KEY: 'pk_test_1' }, 'SLOTKEEPER_STRIPE_KEY takes a secret key'],
    [{ SLOTKEEPER_STRIPE_KEY: key, SLOTKEEPER_STRIPE_WEBHOOK_SECRET: 'sk_1' }, 'SLOTKEEPER_STRIPE_WEBHOOK_SECRET takes'],
    [{ SLOTKEEPER_STRIPE_WEBHOOK_SECRET: secret }, 'Stripe needs both'],
    [{ SLOTKEEPER_STRIPE_KEY: key, SLOTKEEPER_STRIPE_API: 'stripe.example' }, 'SLOTKEEPER_STRIPE_API takes'],
  ])('that can’t be any are told in a sentence, and not shown: %j', (env, sentence) => {
    expect(() => stripeKeysOf(env)).toThrow(sentence);
    expect(() => stripeKeysOf(env)).not.toThrow(/pk_test_1|whsec_1|sk_1/);
  });
});

test('amounts are in Stripe’s minor units and come back as ours', () => {
  for (const [currency, factor] of [
    ['EUR', 1],
    ['JPY', 1],
    ['ISK', 100],
    ['UGX', 100],
  ] as const) {
    expect(amountOf({ amountCents: 1_234, currency })).toBe(1_234 * factor);
    expect(centsOf(1_234 * factor, currency.toLowerCase())).toBe(1_234);
  }
});
