import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../../renderer/bridge/sentences.ts';
import { dueWords, type HeldPlan, planWords } from '../../../renderer/screens/customers/planWords.ts';

const held = (over: Partial<HeldPlan> = {}): HeldPlan => ({
  ...{ id: 'sub_1', customerId: 'cus_1', offeringId: 'off_1', startsOn: '2026-11-15', endsOn: null, createdAt: 0 },
  ...{ title: 'Gold', period: 'month', visits: 8, used: 3, left: 5, periodFrom: '2026-11-15', periodUntil: '2026-12-15' },
  ...{ priceCents: 4_900, currency: 'EUR', nextOn: '2026-12-15' },
  ...over,
});

describe('a plan that a customer has', () => {
  test.each([
    [held(), '5 of 8 visits left until Dec 14, 2026'],
    [held({ visits: null, left: null, used: 1 }), '1 visit this month, as many as they like'],
    [held({ endsOn: '2026-12-31' }), '5 of 8 visits left until Dec 14, 2026 · ends on Dec 31, 2026'],
    [held({ endsOn: '2026-11-20' }), 'Ended on Nov 20, 2026'],
    [held({ startsOn: '2026-12-01' }), 'From Dec 1, 2026'],
  ])('is told in a line', (plan, words) => {
    expect(planWords(plan, '2026-11-21')).toBe(words);
  });

  test.each([
    [held(), '€49.00 each month, next on Dec 15, 2026'],
    [held({ endsOn: '2026-12-14', nextOn: null }), '€49.00 each month'],
    [held({ startsOn: '2026-12-01', nextOn: '2026-12-01' }), '€49.00 each month, first on Dec 1, 2026'],
    [held({ priceCents: 0 }), 'Free'],
  ])('says what is due and when', (plan, words) => {
    expect(dueWords(plan, '2026-11-21')).toBe(words);
  });
});

describe('an offering that can’t be had so', () => {
  const told = (facts: Record<string, string | number>) => sentenceOf({ code: 'invalid_service', facts }, 'Europe/Berlin');

  test('is refused in words that name the reason', () => {
    expect(told({ reason: 'daily_limit', limit: 8 })).toBe('That day has its 8 bookings already.');
    expect(told({ reason: 'stay', minNights: 2, maxNights: 7 })).toBe('A stay from that day lasts 2 to 7 nights.');
    expect(told({ reason: 'notice', earliest: Date.parse('2026-11-21T09:30:00Z') })).toContain('10:30');
    expect(told({ reason: 'something new' })).toContain('check its hours, length and resources');
  });
});
