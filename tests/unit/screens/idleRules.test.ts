import { describe, expect, it } from 'vitest';
import type { PriceRuleFields } from '#core/domains/pricing/model.ts';
import { blank, type Draft, fieldsOf } from '../../../renderer/screens/pricing/draft.ts';
import { idleBecause } from '../../../renderer/screens/pricing/idle.ts';

const haircut = { id: 'off_a', currency: 'EUR', timezone: 'Europe/Berlin', maxAdvanceDays: 90 };
const island = { id: 'off_b', currency: 'USD', timezone: 'Pacific/Honolulu', maxAdvanceDays: 365 };
/** 7 December in Berlin, still the 6th in Honolulu */
const now = Date.parse('2026-12-06T23:30:00Z');

const rule = (changes: Partial<Draft>): PriceRuleFields => fieldsOf({ ...blank, name: 'A rule', amount: 20, ...changes });
const why = (changes: Partial<Draft>, offerings = [haircut, island]) => idleBecause(rule(changes), { offerings, now });
const season = (dateFrom: string | null, dateTo: string | null) => ({ open: ['season'] as const, dateFrom, dateTo });

describe('a rule that is on', () => {
  it('is said to be over when its last day has passed everywhere', () => {
    expect(why(season('2026-12-01', '2026-12-06'))).toBeNull();
    expect(why(season('2026-12-01', '2026-12-06'), [haircut])).toBe('Over: its last day has passed.');
    expect(why({ ...season('2020-12-01', '2020-12-06'), yearly: true }, [haircut])).toBeNull();
    expect(why(season('2020-12-01', null))).toBeNull();
  });

  it('is said to change nothing where no date is one of its weekdays', () => {
    const weekend = { ...season('2026-12-12', '2026-12-13'), open: ['season', 'weekdays'] as const };
    expect(why({ ...weekend, weekdays: [1, 2] })).toMatch('none of its days');
    expect(why({ ...weekend, weekdays: [7] })).toBeNull();
    expect(why({ ...weekend, dateTo: '2026-12-18', weekdays: [5] })).toBeNull();
  });

  it('is said to change nothing where nothing is sold as it asks', () => {
    expect(why({ offeringIds: ['off_gone'] })).toMatch('not in the catalogue');
    expect(why({ unit: 'JPY' })).toBe('Changes nothing: nothing that it is for is priced in JPY.');
    expect(why({ unit: 'USD', offeringIds: ['off_a'] })).toMatch('priced in USD');
    expect(why({ unit: 'USD' })).toBeNull();
    expect(why({ open: ['lead'], leadFrom: 100 }, [haircut])).toMatch('that far ahead');
    expect(why({ open: ['lead'], leadFrom: 100 })).toBeNull();
  });
});
