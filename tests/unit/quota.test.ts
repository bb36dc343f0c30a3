import { describe, expect, test } from 'vitest';
import { monthAround, mostOf } from '#core/domains/bookings/rules/quota.ts';

const month = (zone: string, at: string): string[] =>
  Object.values(monthAround(zone, Date.parse(at))).map((instant: number) => new Date(instant).toISOString().slice(0, 16));

describe('a month', () => {
  test('begins and ends at the business’s own midnight, summer or winter', () => {
    expect(month('Europe/Berlin', '2026-03-15T12:00Z')).toEqual(['2026-02-28T23:00', '2026-03-31T22:00']);
    expect(month('Europe/Berlin', '2026-10-01T00:00Z')).toEqual(['2026-09-30T22:00', '2026-10-31T23:00']);
    expect(month('Pacific/Auckland', '2026-04-04T12:00Z')).toEqual(['2026-03-31T11:00', '2026-04-30T12:00']);
    expect(month('UTC', '2026-02-10T00:00Z')).toEqual(['2026-02-01T00:00', '2026-03-01T00:00']);
  });

  test('changes between two instants, and with every month but one the next', () => {
    const last = Date.parse('2026-03-31T21:59:59.999Z');
    expect(monthAround('Europe/Berlin', last).until).toBe(last + 1);
    expect(monthAround('Europe/Berlin', last + 1).from).toBe(last + 1);
    let { from, until } = monthAround('Africa/Cairo', Date.parse('2026-01-15T00:00Z'));
    for (let i = 0; i < 36; i++) {
      expect(until - from).toBeGreaterThan(27 * 86_400_000);
      expect(until - from).toBeLessThan(32 * 86_400_000);
      const next = monthAround('Africa/Cairo', until);
      expect(next.from).toBe(until);
      ({ from, until } = next);
    }
  });
});

test('a fifth may be gone over, in whole bookings', () => {
  expect([0, 1, 4, 5, 9, 10, 50, 100, 200, 201].map(mostOf)).toEqual([0, 1, 4, 6, 10, 12, 60, 120, 240, 241]);
});
