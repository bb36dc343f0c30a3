import { describe, expect, test } from 'vitest';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { keyOf, likeliest, mergedOf, mergeSentence, toLookAt, visitsWords } from '../../../renderer/screens/customers/merging.ts';
import { fileNameOf, fileTextOf } from '../../../renderer/screens/customers/taking.ts';

function customer(id: string, part: Partial<CustomerSummary> = {}): CustomerSummary {
  const contact = { name: 'Anna Berg', email: null, phone: null, notes: '' };
  const times = { createdAt: 1_000, updatedAt: 1_000, lastStartsAt: null, erasedAt: null };
  return { id, ...contact, ...times, bookings: 0, noShows: 0, ...part };
}

const group = (...ids: string[]) => ({ customers: ids.map((id) => customer(id)), because: 'name' as const });
const left = (...args: Parameters<typeof toLookAt>) => toLookAt(...args).map(({ customers }) => keyOf(customers));
const none = { apart: [], gone: new Set<string>() };

describe('who may be there twice', () => {
  test('those told apart are not shown again, and are as soon as another joins them', () => {
    const apart = [['a', 'b', 'c']];
    expect(left([group('a', 'b'), group('d', 'e')], { ...none, apart })).toEqual(['d e']);
    expect(left([group('a', 'b', 'd')], { ...none, apart })).toEqual(['a b d']);
  });

  test('who was merged leaves every group, and a group of one is none', () => {
    expect(left([group('a', 'b'), group('b', 'c', 'd')], { ...none, gone: new Set(['b']) })).toEqual(['c d']);
  });

  test('at most 21 are shown together, as many as can be merged at once', () => {
    const ids = Array.from({ length: 30 }, (_, i) => `c${i}`);
    expect(toLookAt([group(...ids)], none)[0]?.customers).toHaveLength(21);
  });

  test('whoever can be written to is kept, then who came most, then who is known longest', () => {
    const walkIn = customer('a', { bookings: 9 });
    const mailed = customer('b', { email: 'anna@example.com' });
    expect(likeliest([walkIn, mailed])?.id).toBe('b');
    expect(likeliest([customer('c', { bookings: 1 }), walkIn])?.id).toBe('a');
    expect(likeliest([customer('d', { createdAt: 5 }), customer('e', { createdAt: 4 })])?.id).toBe('e');
    expect(likeliest([])).toBeUndefined();
  });
});

describe('what becomes of them', () => {
  test('the one that stays takes what it lacks from the oldest that has it, and the sums are of all', () => {
    const kept = customer('a', { phone: '+49 30 1', bookings: 2, createdAt: 30 });
    const newer = customer('b', { email: 'new@example.com', bookings: 1, noShows: 1, createdAt: 20 });
    const older = customer('c', { email: 'old@example.com', phone: '+49301', createdAt: 10 });
    expect(mergedOf(kept, [newer, older])).toEqual({
      ...{ email: 'old@example.com', phone: '+49 30 1', bookings: 3, noShows: 1, createdAt: 10 },
      lost: ['new@example.com'],
    });
  });

  test('a refusal says what to do about it', () => {
    const refused = (code: string) => mergeSentence({ code, facts: {}, message: '' });
    expect(refused('invalid_request')).toMatch(/Shorten them first/);
    expect(refused('invalid_transition')).toMatch(/erased/);
    expect(refused('not_found')).toMatch(/isn't there any more/);
  });

  test('visits read as words', () => {
    expect(visitsWords({ bookings: 1, noShows: 0 })).toBe('1 booking');
    expect(visitsWords({ bookings: 3, noShows: 2 })).toBe('3 bookings, 2 no-shows');
  });
});

test('a file is named after the customer in any script, and never after a path', () => {
  const at = Date.parse('2026-11-22T10:00Z');
  expect(fileNameOf('Anna  Berg-Öz', at)).toBe('customer-anna-berg-öz-2026-11-22.json');
  expect(fileNameOf('../../.', at)).toBe('customer-2026-11-22.json');
  expect(fileNameOf('فاطمة الزهراء', at)).toBe('customer-فاطمة-الزهراء-2026-11-22.json');
  expect(fileNameOf('x'.repeat(200), at)).toHaveLength('customer--2026-11-22.json'.length + 60);
});

test('moments in the file are written out, and sums stay numbers', () => {
  const at = Date.parse('2026-11-22T10:00Z');
  const kept = { exportedAt: at, bookings: [{ startsAt: at, endedAt: null, totalCents: 4_800, history: [{ at }] }] };
  const iso = '2026-11-22T10:00:00.000Z';
  expect(JSON.parse(fileTextOf(kept))).toEqual({
    exportedAt: iso,
    bookings: [{ startsAt: iso, endedAt: null, totalCents: 4_800, history: [{ at: iso }] }],
  });
});
