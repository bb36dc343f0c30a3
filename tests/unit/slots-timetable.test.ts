import { describe, expect, it } from 'vitest';
import { LocalException, WeeklyRule } from '#core/domains/availability/model.ts';
import { block, rule } from './slots-world.ts';

describe('a weekly rule', () => {
  it.each([
    ['00:00', '24:00'],
    ['22:00', '02:00'],
    ['22:00', '26:00'],
    ['09:00', '48:00'],
    ['09:00', '09:00'],
  ])('may run from %s to %s', (startTime, endTime) => {
    expect(WeeklyRule.parse(rule(1, startTime, endTime))).toEqual(rule(1, startTime, endTime));
  });

  it.each<[string, object]>([
    ['starts at midnight of the next day', { startTime: '24:00' }],
    ['ends after two days', { endTime: '48:01' }],
    ['has seconds', { startTime: '09:00:00' }],
    ['is on an eighth day', { dayOfWeek: 8 }],
    ['is on Sunday by another count', { dayOfWeek: 0 }],
    ['has no step', { slotMinutes: 0 }],
    ['has half a minute', { slotMinutes: 7.5 }],
    ['has no seat', { capacity: 0 }],
    ['begins on a day that is not in the calendar', { validFrom: '2026-02-30' }],
    ['knows more than a rule does', { color: 'red' }],
  ])('is refused when it %s', (_, wrong) => {
    expect(WeeklyRule.safeParse({ ...rule(1, '09:00', '17:00'), ...wrong }).success).toBe(false);
  });
});

describe('an exception', () => {
  it('is written in local time', () => {
    const christmas = block('2026-12-24T00:00', '2026-12-27T00:00', { reason: 'Christmas' });
    expect(LocalException.parse(christmas)).toEqual(christmas);
  });

  it.each([
    '2026-12-24',
    '2026-12-24T00:00Z',
    '2026-12-24T00:00+01:00',
    '2026-12-24T24:00',
    '2026-02-29T09:00',
    '0001-01-01T00:00',
    'Christmas',
  ])('does not begin at %s', (from) => {
    expect(LocalException.safeParse(block(from, '2027-01-01T00:00')).success).toBe(false);
  });
});
