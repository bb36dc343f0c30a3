import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { aheadText } from '../../../renderer/app/sandboxWords.ts';

describe('how far a sandbox is ahead', () => {
  it.each([
    [0, 'as it is now'],
    [MINUTE - 1, 'as it is now'],
    [HOUR, '1 hour ahead'],
    [90 * MINUTE, '1 hour 30 minutes ahead'],
    [3 * DAY, '3 days ahead'],
    [DAY + 2 * HOUR + 5 * MINUTE, '1 day 2 hours ahead'],
  ])('of %i ms is said', (ms, said) => {
    expect(aheadText(ms)).toBe(said);
  });
});
