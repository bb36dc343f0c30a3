import { describe, expect, test } from 'vitest';
import type { Coupon } from '#core/domains/promotions/model.ts';
import { SoundCoupon } from '#core/domains/promotions/model.ts';
import { blank, type Draft, draftOf, editBetween, fieldsOf, problemsOf, suggestedCode } from '../../../renderer/screens/coupons/draft.ts';
import { limitsText, redeemedText, stateOf, windowText, worthText } from '../../../renderer/screens/coupons/words.ts';

const zone = 'Europe/Berlin';
const terms = { zone, currency: 'EUR', saved: null };
const NOW = Date.parse('2026-06-15T12:00Z');

const saved: Coupon = {
  ...{ id: 'cpn_1', code: 'SUMMER25', kind: 'PERCENT', amount: 25, currency: null, active: true, offeringIds: [], redeemedCount: 3 },
  ...{ validFrom: null, validUntil: null, maxRedemptions: null, maxPerCustomer: null, minSubtotalCents: null },
  ...{ trashedAt: null, createdAt: 0, updatedAt: 0 },
};
const draft = (part: Partial<Draft> = {}): Draft => ({ ...blank, code: 'summer25', amount: 25, ...part });

describe('a coupon while it is written', () => {
  test('says what is missing and what can’t be', () => {
    expect(Object.keys(problemsOf(blank))).toEqual(['code', 'amount']);
    expect(problemsOf(draft())).toEqual({});
    expect(problemsOf(draft({ code: 'no spaces' }))).toHaveProperty('code');
    expect(problemsOf(draft({ amount: 101 }))).toHaveProperty('amount');
    expect(problemsOf(draft({ amount: 2.5 }))).toHaveProperty('amount');
    expect(problemsOf(draft({ amount: 250.5, unit: 'EUR' }))).toEqual({});
    expect(problemsOf(draft({ from: '2026-06-02', until: '2026-06-01' }))).toHaveProperty('until');
  });

  test('is what the business takes, in minor units of its currency', () => {
    expect(fieldsOf(draft(), terms)).toMatchObject({ code: 'SUMMER25', kind: 'PERCENT', amount: 25, currency: null });
    const amounts = ['EUR', 'JPY', 'BHD'].map((unit) => fieldsOf(draft({ amount: 12, unit }), terms).amount);
    expect(amounts).toEqual([1_200, 12, 12_000]);
    expect(fieldsOf(draft({ minSubtotalCents: 5_000 }), terms)).toMatchObject({ minSubtotalCents: 5_000, currency: 'EUR' });
    expect(fieldsOf(draft({ minSubtotalCents: 0 }), terms)).toMatchObject({ minSubtotalCents: null, currency: null });
    for (const one of [draft(), draft({ amount: 12, unit: 'JPY' })]) expect(SoundCoupon.safeParse(fieldsOf(one, terms)).success).toBe(true);
  });

  test('holds from the beginning of its first day to the end of its last, on the business’s wall', () => {
    const { validFrom, validUntil } = fieldsOf(draft({ from: '2026-03-28', until: '2026-03-29' }), terms);
    expect([validFrom, validUntil]).toEqual([Date.parse('2026-03-27T23:00Z'), Date.parse('2026-03-29T22:00Z') - 1]);
  });

  test('keeps the hour that a program gave, unless its day is changed', () => {
    const given: Coupon = { ...saved, validUntil: Date.parse('2026-06-30T10:30Z') };
    const shown = draftOf(given, zone);
    expect(editBetween(given, fieldsOf(shown, { ...terms, saved: given }))).toEqual({ changes: {}, seen: {} });
    const later = fieldsOf({ ...shown, until: '2026-07-01' }, { ...terms, saved: given });
    expect(editBetween(given, later)).toEqual({
      changes: { validUntil: Date.parse('2026-07-01T22:00Z') - 1 },
      seen: { validUntil: given.validUntil },
    });
  });

  test('comes back as it was typed', () => {
    for (const one of [draft(), draft({ amount: 9.99, unit: 'EUR', minSubtotalCents: 5_000, maxRedemptions: 3, from: '2026-06-01' })]) {
      const fields = fieldsOf({ ...one, code: 'SUMMER25' }, terms);
      expect(fieldsOf(draftOf(fields, zone), { ...terms, saved: fields })).toEqual(fields);
    }
  });

  test('may have a code suggested that nobody misreads', () => {
    const all = Array.from({ length: 256 }, (_, byte) => suggestedCode(new Uint8Array(8).fill(byte)));
    for (const code of all) expect(problemsOf(draft({ code }))).toEqual({});
    expect(all.join('')).not.toMatch(/[01IOL]/);
  });
});

describe('a coupon in the list', () => {
  test('is in the state that a customer would find it in', () => {
    const states = [
      {},
      { validFrom: NOW + 1 },
      { validUntil: NOW - 1 },
      { maxRedemptions: 3 },
      { active: false, validUntil: NOW - 1 },
      { active: false, trashedAt: 1 },
      { validFrom: NOW, validUntil: NOW },
    ].map((part) => stateOf({ ...saved, ...part }, NOW));
    expect(states).toEqual(['live', 'planned', 'over', 'used', 'off', 'trash', 'live']);
  });

  test('is told in a few words', () => {
    expect([worthText(saved), worthText({ kind: 'FIXED', amount: 1_000, currency: 'JPY' })]).toEqual(['25 %', '¥1,000']);
    expect([redeemedText(saved), redeemedText({ ...saved, maxRedemptions: 1_000 })]).toEqual(['3', '3 of 1,000']);
    expect(windowText(saved, zone)).toBe('Always');
    expect(limitsText({ ...saved, maxPerCustomer: 1, offeringIds: ['off_a'] }, 'KWD')).toBe('1 per customer, 1 offering');
    const from = (currency: string | null) => limitsText({ ...saved, minSubtotalCents: 5_000, currency }, 'KWD').replaceAll(/\s/g, ' ');
    expect([from('EUR'), from('JPY'), from(null)]).toEqual(['From €50.00', 'From ¥5,000', 'From KWD 5.000']);
  });
});
