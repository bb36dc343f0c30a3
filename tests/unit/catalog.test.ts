import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freeSlug, inOrder, mustMove, slugOf } from '#core/domains/catalog/rules/offerings.ts';
import { asciiSlugOf } from '#core/base/slugs.ts';
import { PageSlug, Zone } from '#core/contracts/fields.ts';

describe('a slug', () => {
  test.each([
    ['Soho Loft & Garden', 'soho-loft-garden'],
    ['Färben Große Straße', 'faerben-grosse-strasse'],
    ['Fa\u0308rben', 'faerben'],
    ['  --Crème brûlée!  ', 'creme-brulee'],
    ['Smørrebrød i Łódź, Zoë’s', 'smorrebrod-i-lodz-zoes'],
    ['İstanbul Işığı', 'istanbul-isigi'],
    ['日本語', '日本語'],
    ['ヨガ　クラス（朝）', 'ヨガ-クラス-朝'],
    ['Чай вдвоём й', 'чай-вдвоём-й'],
    ['ΑΘΗΝΑ: Ξενάγηση', 'αθηνα-ξενάγηση'],
    ['حصة يوغا ٣', 'حصة-يوغا-٣'],
    ['요가 수업', '요가-수업'],
    ['योग कक्षा', 'योग-कक्षा'],
    ['🧘‍♀️ — !', 'offering'],
  ])('of %s is %s', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  test('made of any title is a slug', () => {
    for (const title of ['a'.repeat(300), '٣ ساعات', '-', 'ÅÄÖ 1', 'x'.repeat(69) + '- y', '𠮷'.repeat(90), `x${'𠮷'.repeat(90)}`])
      expect(PageSlug.safeParse(slugOf(title)).success, title).toBe(true);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 90 }), (title) => {
        const slug = slugOf(title);
        expect(PageSlug.safeParse(slug).success, slug).toBe(true);
        expect(PageSlug.safeParse(freeSlug(slug, new Set([slug]))).success, slug).toBe(true);
        expect(slugOf(slug)).toBe(slug);
        expect(decodeURIComponent(encodeURIComponent(slug))).toBe(slug);
      }),
      { numRuns: 500 },
    );
  });

  test('of a host or a key has Latin letters alone', () => {
    expect(['Ärzte 東京 Berlin', '東京', 'Café'].map(asciiSlugOf)).toEqual(['aerzte-berlin', '', 'cafe']);
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
