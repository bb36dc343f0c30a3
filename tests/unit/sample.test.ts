import { expect, it } from 'vitest';
import { priceOf } from '#build/sample/host.ts';

const price = (pricingModel: string, plan: { period: string } | null = null) =>
  priceOf({ pricingModel, plan, basePriceCents: 4_900, currency: 'EUR' });

it('the sample site says what a price is for: of a plan, its own period', () => {
  expect(price('HOURLY')).toBe('€49.00 an hour');
  expect(price('DAILY')).toBe('€49.00 a day');
  expect(price('ONE_TIME')).toBe('€49.00');
  expect(['week', 'month', 'year'].map((period) => price('SUBSCRIPTION', { period }))).toEqual([
    '€49.00 a week',
    '€49.00 a month',
    '€49.00 a year',
  ]);
});
