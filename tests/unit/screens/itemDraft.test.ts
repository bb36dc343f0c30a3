import { describe, expect, test } from 'vitest';
import { lengthWithin, newDraft } from '../../../renderer/screens/bookings/itemDraft.ts';

const MINUTE = 60_000;
const AT = Date.parse('2026-11-23T09:00Z');

type Sold = Parameters<typeof newDraft>[0];
type Lengths = Parameters<typeof lengthWithin>[0];

const byTheHour: Lengths = { durationMinutes: 60, durations: [], slotMinutes: 30, pricingModel: 'HOURLY', nights: null };
const fixed: Lengths = { ...byTheHour, pricingModel: 'ONE_TIME' };
const choosable: Lengths = { ...fixed, durations: [30, 90].map((minutes) => ({ minutes, priceCents: null })) };

describe('what was drawn is as long as', () => {
  test('the longest that is sold and fits into it', () => {
    expect([45, 60, 75, 90, 130, 180].map((minutes) => lengthWithin(byTheHour, minutes))).toEqual([60, 60, 60, 90, 120, 180]);
    expect([15, 30, 75, 90, 240].map((minutes) => lengthWithin(choosable, minutes))).toEqual([30, 30, 60, 90, 90]);
  });

  test('it always is, where there is nothing to choose', () => {
    expect([15, 60, 240].map((minutes) => lengthWithin(fixed, minutes))).toEqual([60, 60, 60]);
  });
});

describe('a new booking', () => {
  const addOn = { name: 'Cleaning', priceCents: 900, maxQuantity: 1 };
  const offering = {
    ...{ ...byTheHour, resourceGroups: [['res_a'], ['res_b']] },
    addOns: [
      { ...addOn, key: 'cleaning', minutes: 30, required: true },
      { ...addOn, key: 'towels', minutes: 0, required: false },
    ],
  } as unknown as Sold;

  test('begins with what is required, at its usual length and with whoever is free', () => {
    expect(newDraft(offering)).toMatchObject({ durationMinutes: 60, resourceId: undefined, addOns: { cleaning: 1 } });
    expect(newDraft(offering, { start: AT })).toMatchObject({ durationMinutes: 60 });
  });

  test('takes the length that was drawn, of which the add-ons are a part, and whom it was drawn for if they serve', () => {
    const drawn = { start: AT, end: AT + 150 * MINUTE };
    expect(newDraft(offering, { ...drawn, resource: 'res_b' })).toMatchObject({ durationMinutes: 120, resourceId: 'res_b' });
    expect(newDraft(offering, { ...drawn, resource: 'res_c' }).resourceId).toBeUndefined();
  });
});
