import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../../renderer/bridge/sentences.ts';
import { dueWords, type HeldPlan, parted, periodText, planWords, standingWords } from '../../../renderer/screens/customers/planWords.ts';

const held = (over: Partial<HeldPlan> = {}): HeldPlan => ({
  ...{ id: 'sub_1', customerId: 'cus_1', offeringId: 'off_1', startsOn: '2026-11-15', endsOn: null, createdAt: 0 },
  ...{ title: 'Gold', period: 'month', visits: 8, used: 3, left: 5, periodFrom: '2026-11-15', periodUntil: '2026-12-15' },
  ...{ priceCents: 4_900, currency: 'EUR', nextOn: '2026-12-15', periods: [] },
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

type Order = Exclude<Parameters<typeof standingWords>[0], null>;
const order = (over: Partial<Order> = {}): Order => ({
  ...{ id: 'ord_1', payableKind: 'plan', payableId: 'sub_1', customerId: 'cus_1', description: 'Gold', currency: 'EUR' },
  ...{ status: 'OPEN', totalCents: 4_900, paidCents: 0, refundedCents: 0, heldCents: 0, dueCents: 4_900, createdAt: 0, updatedAt: 0 },
  ...over,
});

describe('the due of a plan', () => {
  test.each([
    [null, 'Not charged'],
    [order(), '€49.00 due'],
    [order({ paidCents: 2_000, dueCents: 2_900 }), '€29.00 of €49.00 due'],
    [order({ status: 'PAID', paidCents: 4_900, dueCents: 0 }), 'Paid'],
    [order({ status: 'PAID', totalCents: 0, paidCents: 4_900, dueCents: -4_900 }), '€49.00 goes back'],
    [order({ status: 'REFUNDED', totalCents: 0, paidCents: 4_900, refundedCents: 4_900, dueCents: 0 }), 'Given back'],
    [order({ status: 'VOID', totalCents: 0, dueCents: 0 }), 'Nothing due'],
    [order({ currency: 'JPY' }), '¥4,900 due'],
  ])('says what became of it', (standing, words) => {
    expect(standingWords(standing)).toBe(words);
  });

  test('names its days, and the year of the first where it is another', () => {
    expect(periodText({ from: '2026-11-15', until: '2026-12-15' })).toBe('Nov 15 – Dec 14, 2026');
    expect(periodText({ from: '2026-12-15', until: '2027-01-15' })).toBe('Dec 15, 2026 – Jan 14, 2027');
  });

  test('is in sight while it is new or money is still to move', () => {
    const paid = order({ status: 'PAID', paidCents: 4_900, dueCents: 0 });
    const periods = [order(), paid, order({ dueCents: -1 }), paid, order(), paid, null].map((standing, i) => ({
      ...{ from: `2026-0${9 - i}-01`, until: `2026-0${9 - i}-28`, priceCents: 4_900, currency: 'EUR', order: standing },
    }));
    const { shown, earlier } = parted(periods);
    expect([shown, earlier].map((some) => some.map((period) => periods.indexOf(period)))).toEqual([
      [0, 1, 2, 4],
      [3, 5, 6],
    ]);
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
