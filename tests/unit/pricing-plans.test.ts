import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, instantToWall, startOfDay } from '#core/base/zone.ts';
import { planPeriods } from '#core/domains/catalog/model.ts';
import {
  covers,
  mustInclude,
  nextPeriodOn,
  payableUntil,
  periodAround,
  periodsBegun,
  periodsBeyond,
} from '#core/domains/pricing/rules/plans.ts';

const day = fc.integer({ min: 0, max: 4_000 }).map((days) => addDays('2020-01-01', days));

describe('a period', () => {
  const of = (startsOn: string, period: (typeof planPeriods)[number], date: string) => {
    const { from, until } = periodAround({ startsOn, period }, date);
    return [from, until];
  };

  test('from a 31st ends on the last day of shorter months, and is on the 31st again after them', () => {
    expect(of('2026-01-31', 'month', '2026-01-31')).toEqual(['2026-01-31', '2026-02-28']);
    expect(of('2026-01-31', 'month', '2026-02-28')).toEqual(['2026-02-28', '2026-03-31']);
    expect(of('2026-01-31', 'month', '2026-03-30')).toEqual(['2026-02-28', '2026-03-31']);
    expect(of('2026-01-31', 'month', '2026-03-31')).toEqual(['2026-03-31', '2026-04-30']);
    expect(of('2024-02-29', 'year', '2026-02-28')).toEqual(['2026-02-28', '2027-02-28']);
    expect(of('2024-02-29', 'year', '2028-02-29')).toEqual(['2028-02-29', '2029-02-28']);
  });

  test('of a week is seven days, whatever the weekday', () => {
    expect(of('2026-11-20', 'week', '2026-12-03')).toEqual(['2026-11-27', '2026-12-04']);
  });

  test('holds its date, and the next one begins where it ends', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...planPeriods), fc.nat(2_000), (startsOn, period, later) => {
        const date = addDays(startsOn, later);
        const { from, until } = periodAround({ startsOn, period }, date);
        expect(from <= date && date < until).toBe(true);
        expect(periodAround({ startsOn, period }, until).from).toBe(until);
        expect(periodAround({ startsOn, period }, addDays(until, -1))).toEqual({ from, until });
      }),
    );
  });
});

describe('what is due', () => {
  const of = (endsOn: string | null, today: string) => {
    const subscription = { startsOn: '2026-01-31', period: 'month' as const, endsOn };
    const begun = periodsBegun(subscription, today);
    return [begun.map(({ from }) => from), nextPeriodOn(subscription, today)];
  };

  test('is each period from the day on which it begins, as long as it is not over', () => {
    expect(of(null, '2026-01-30')).toEqual([[], '2026-01-31']);
    expect(of(null, '2026-02-27')).toEqual([['2026-01-31'], '2026-02-28']);
    expect(of(null, '2026-02-28')).toEqual([['2026-02-28', '2026-01-31'], '2026-03-31']);
    expect(of('2026-03-30', '2026-02-28')).toEqual([['2026-02-28', '2026-01-31'], null]);
    expect(of('2026-03-31', '2026-02-28')).toEqual([['2026-02-28', '2026-01-31'], '2026-03-31']);
    expect(of('2026-02-27', '2026-06-01')).toEqual([['2026-01-31'], null]);
  });

  test('after its end is told of the first 24, the newest first', () => {
    const weekly = { startsOn: '2026-01-01', period: 'week' as const };
    const of = (endsOn: string | null, today: string) => periodsBeyond({ ...weekly, endsOn }, today);
    expect(of(null, '2027-01-01')).toEqual([]);
    expect(of('2026-01-07', '2026-01-07')).toEqual([]);
    expect(of('2026-01-08', '2026-01-22')).toEqual([
      { from: '2026-01-22', until: '2026-01-29' },
      { from: '2026-01-15', until: '2026-01-22' },
    ]);
    const long = of('2026-01-07', '2036-01-01');
    expect([long.length, long.at(-1)?.from]).toEqual([24, '2026-01-08']);
  });

  test('is told of the last 24 periods, one after the other without a gap', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...planPeriods), fc.nat(2_000), fc.option(fc.nat(2_000)), (startsOn, period, later, ends) => {
        const endsOn = ends === null ? null : addDays(startsOn, ends);
        const today = addDays(startsOn, later);
        const begun = periodsBegun({ startsOn, period, endsOn }, today);
        const last = endsOn !== null && endsOn < today ? endsOn : today;
        expect(begun[0]).toEqual(periodAround({ startsOn, period }, last));
        expect(begun.slice(1).map(({ until }) => until)).toEqual(begun.slice(0, -1).map(({ from }) => from));
        expect(begun.length === 24 || begun.at(-1)?.from === startsOn).toBe(true);
        expect(begun.length).toBeLessThanOrEqual(24);
      }),
    );
  });
});

describe('the instant on which a period falls due', () => {
  // Clocks that skip midnight or say it twice, and what lies far from Greenwich.
  const zones = ['Europe/Berlin', 'America/Sao_Paulo', 'Africa/Cairo', 'Asia/Beirut', 'America/Havana', 'Pacific/Apia', 'Pacific/Auckland'];

  test('is the first of its date there, and no two periods fall due on one', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...planPeriods), fc.constantFrom(...zones), (startsOn, period, zone) => {
        let last = -Infinity;
        for (let from = startsOn, n = 0; n < 30; n++, from = periodAround({ startsOn, period }, from).until) {
          const at = startOfDay(zone, from);
          expect([instantToWall(zone, at).date, instantToWall(zone, at - 1).date < from]).toEqual([from, true]);
          expect(at).toBeGreaterThan(last);
          last = at;
        }
      }),
    );
  });

  test('leaves a week to pay, over the end of a year too', () => {
    expect([payableUntil('2026-11-20', 7), payableUntil('2026-12-28', 7), payableUntil('2026-11-20', 30)]).toEqual([
      ...['2026-11-27', '2027-01-04', '2026-12-20'],
    ]);
  });
});

test('a subscription covers its first date and its last one, and no plan but its own', () => {
  const subscription = {
    id: 'sub_1',
    customerId: 'cus_1',
    offeringId: 'off_plan',
    startsOn: '2026-05-01',
    endsOn: '2026-05-31',
    period: 'month' as const,
    priceCents: 4_900,
    currency: 'EUR',
    createdAt: 0,
  };
  expect(['2026-04-30', '2026-05-01', '2026-05-31', '2026-06-01'].map((date) => covers(subscription, date))).toEqual([
    ...[false, true, true, false],
  ]);
  expect(covers({ ...subscription, endsOn: null }, '2040-01-01')).toBe(true);
  const plan = { period: 'month' as const, visits: null, offeringIds: ['off_1'] };
  const wanted = { offeringId: 'off_1', customerId: 'cus_1', date: '2026-05-10' };
  const refusedWith = (over: Partial<typeof wanted>) => {
    try {
      mustInclude(subscription, plan, { ...wanted, ...over });
      return undefined;
    } catch (error) {
      return (error as { facts?: { why?: string } }).facts?.why;
    }
  };
  expect([{}, { customerId: 'cus_2' }, { offeringId: 'off_2' }, { date: '2026-06-01' }].map(refusedWith)).toEqual([
    ...[undefined, 'customer', 'offering', 'date'],
  ]);
});
