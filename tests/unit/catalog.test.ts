import { describe, expect, test } from 'vitest';
import { freeSlug, inOrder, mustMove, slugOf } from '#core/domains/catalog/rules/offerings.ts';
import { Slug, Zone } from '#core/contracts/fields.ts';

describe('a slug', () => {
  test.each([
    ['Soho Loft & Garden', 'soho-loft-garden'],
    ['Färben Große Straße', 'farben-grosse-strasse'],
    ['  --Crème brûlée!  ', 'creme-brulee'],
    ['日本語', 'offering'],
  ])('of %s is %s', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  test('made of any title is a slug', () => {
    for (const title of ['a'.repeat(300), '٣ ساعات', '-', 'ÅÄÖ 1', 'x'.repeat(69) + '- y'])
      expect(Slug.safeParse(slugOf(title)).success).toBe(true);
  });

  test('that is taken gets the next number', () => {
    expect(freeSlug('yoga', new Set(['yoga', 'yoga-2']))).toBe('yoga-3');
  });
});

describe('an offering', () => {
  test('comes back from the archive as a draft, never straight to customers', () => {
    expect(() => mustMove('ARCHIVED', 'PUBLISHED')).toThrow('invalid_transition');
    expect(() => mustMove('ARCHIVED', 'DRAFT')).not.toThrow();
  });

  test('keeps its policy in order, each notice once', () => {
    const steps = [
      { hoursBefore: 4, refundPercent: 50 },
      { hoursBefore: 48, refundPercent: 100 },
      { hoursBefore: 4, refundPercent: 40 },
    ];
    expect(inOrder(steps)).toEqual([
      { hoursBefore: 48, refundPercent: 100 },
      { hoursBefore: 4, refundPercent: 40 },
    ]);
  });
});

describe('a time zone', () => {
  test.each(['Europe/Berlin', 'UTC', 'Asia/Kolkata', 'Europe/Kyiv', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])('is %s', (zone) => {
    expect(Zone.safeParse(zone).success).toBe(true);
  });

  test.each(['europe/berlin', 'EUROPE/Berlin', 'utc', 'Mars/Olympus', '+05:30', ''])(
    'is not %j, which no other place would know',
    (zone) => {
      expect(Zone.safeParse(zone).success).toBe(false);
      expect(Zone.safeParse(zone).success).toBe(false);
    },
  );
});
