import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesOf, defaultFields, edit, emptyDraft, keepMine, takeTheirs } from '../../../renderer/screens/catalogue/draft.ts';
import { parseLength } from '../../../renderer/screens/catalogue/length.ts';
import { problemsOf } from '../../../renderer/screens/catalogue/problems.ts';
import { centsOf, lengthText, policyText } from '../../../renderer/screens/catalogue/words.ts';
import { snippetOf } from '../../../renderer/screens/integrations/snippet.ts';

describe('a cancellation policy in words', () => {
  it.each([
    [[], 'No refund after booking.'],
    [[{ hoursBefore: 24, refundPercent: 100 }], 'Free cancellation until 24 h before; after that no refund.'],
    [
      [
        { hoursBefore: 2, refundPercent: 50 },
        { hoursBefore: 48, refundPercent: 100 },
      ],
      'Free cancellation until 2 days before; then 50 % refund until 2 h before; after that no refund.',
    ],
    [[{ hoursBefore: 0, refundPercent: 100 }], 'Free cancellation until the start.'],
    [[{ hoursBefore: 24, refundPercent: 0 }], 'No refund after booking.'],
  ])('%j', (steps, sentence) => {
    expect(policyText(steps)).toBe(sentence);
  });
});

describe('lengths of time', () => {
  it.each([
    ['45', 45],
    ['1:30', 90],
    ['1 h 30', 90],
    ['1.5 hours', 90],
    ['1,5 h', 90],
    ['2 days', 2_880],
    ['none', 0],
    ['soon', null],
    ['5 apples', null],
  ])('“%s” is %s minutes', (text, minutes) => {
    expect(parseLength(text)).toBe(minutes);
  });

  it('are read back as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (minutes) => {
        expect(parseLength(lengthText(minutes))).toBe(minutes);
      }),
    );
  });
});

describe('prices', () => {
  it.each([
    [45.5, 'EUR', 4_550],
    [0.29, 'EUR', 29],
    [4_500, 'JPY', 4_500],
    [1.234, 'BHD', 1_234],
  ])('%s %s is %s minor units', (price, currency, cents) => {
    expect(centsOf(price, currency)).toBe(cents);
  });
});

describe('an offering being edited', () => {
  const base = { ...defaultFields({ currency: 'EUR', timezone: 'UTC', color: '#0F766E' }), title: 'Loft', slug: 'loft' };

  it('sends what changed, with what its author saw', () => {
    const draft = edit(edit(emptyDraft, base, { title: 'Big loft' }), base, { title: 'Bigger loft' });
    expect(changesOf(draft, base)).toEqual({ title: 'Bigger loft' });
    expect(draft.seen).toEqual({ title: 'Loft' });
  });

  it('forgets a change that was taken back by hand', () => {
    const draft = edit(edit(emptyDraft, base, { capacity: 4 }), base, { capacity: 1 });
    expect(draft).toEqual(emptyDraft);
  });

  it('still saw the old value when a colleague changes the same field', () => {
    const draft = edit(emptyDraft, base, { title: 'Mine' });
    const theirs = { ...base, title: 'Theirs' };
    expect(edit(draft, theirs, { title: 'Mine too' }).seen).toEqual({ title: 'Loft' });
    expect(keepMine(draft, theirs, 'title').seen).toEqual({ title: 'Theirs' });
    expect(takeTheirs(draft, 'title')).toEqual(emptyDraft);
  });

  it('says which fields need a look', () => {
    expect(problemsOf({ ...base, title: ' ', slug: 'Not a slug', capacity: 0, resourceGroups: [[]] })).toMatchObject({
      title: expect.any(String) as string,
      slug: expect.any(String) as string,
      capacity: expect.any(String) as string,
      resourceGroups: expect.any(String) as string,
    });
    expect(problemsOf(base)).toEqual({});
  });
});

describe('the snippet', () => {
  const given = {
    serverUrl: 'https://book.example/',
    tenant: 'atlas',
    offering: 'soho-loft',
    label: 'Book now',
    color: '#0F172A',
    mode: 'modal',
  } as const;

  it('is one line that names business, offering, words and colour', () => {
    expect(snippetOf(given)).toBe(
      '<script src="https://book.example/embed/v1/widget.js" data-tenant="atlas" data-offering="soho-loft" data-label="Book now" data-color="#0F172A" async></script>',
    );
  });

  it('lets no word on the button break out of it', () => {
    expect(snippetOf({ ...given, label: '"><script>alert(1)</script>' })).toContain(
      'data-label="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"',
    );
  });
});
