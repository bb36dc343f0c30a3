/** A coupon while it is being written: fields as typed, days on the business's wall, and what is wrong with them. */
import { sameJson } from '#core/base/json.ts';
import { minorDigits } from '#core/base/money.ts';
import { addDays, instantToWall, startOfDay } from '#core/base/zone.ts';
import type { Coupon, CouponFields } from '#core/domains/promotions/model.ts';
import { PERCENT } from '../catalogue/unit.ts';

export type Typed = number | '';

export interface Draft {
  code: string;
  amount: Typed;
  /** `%` or a currency */
  unit: string;
  /** local dates, both included */
  from: string | null;
  until: string | null;
  maxRedemptions: Typed;
  maxPerCustomer: Typed;
  /** not a number: none */
  minSubtotalCents: number;
  offeringIds: string[];
  active: boolean;
}

export const blank: Draft = {
  ...{ code: '', amount: '', unit: PERCENT, from: null, until: null, maxRedemptions: '', maxPerCustomer: '' },
  ...{ minSubtotalCents: Number.NaN, offeringIds: [], active: true },
};

const dateOf = (zone: string, at: number | null): string | null => (at === null ? null : instantToWall(zone, at).date);

export function draftOf(coupon: CouponFields, zone: string): Draft {
  const unit = coupon.kind === 'PERCENT' ? PERCENT : (coupon.currency ?? PERCENT);
  return {
    ...{ code: coupon.code, amount: coupon.amount / scaleOf(unit), unit, active: coupon.active, offeringIds: coupon.offeringIds },
    ...{ from: dateOf(zone, coupon.validFrom), until: dateOf(zone, coupon.validUntil) },
    ...{ maxRedemptions: coupon.maxRedemptions ?? '', maxPerCustomer: coupon.maxPerCustomer ?? '' },
    minSubtotalCents: coupon.minSubtotalCents ?? Number.NaN,
  };
}

const scaleOf = (unit: string): number => (unit === PERCENT ? 1 : 10 ** minorDigits(unit));

export type Field = 'code' | 'amount' | 'until';
export type Problems = Partial<Record<Field, string>>;

/** What keeps it from being saved. */
export function problemsOf(draft: Draft): Problems {
  const problems: Problems = {};
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{1,39}$/.test(draft.code.trim()))
    problems.code = 'At least two letters or digits; hyphens and underscores may follow.';
  if (draft.amount === '' || draft.amount <= 0) problems.amount = 'How much does it take off?';
  else if (draft.unit === PERCENT && (draft.amount > 100 || !Number.isInteger(draft.amount))) problems.amount = 'Whole per cent, 1 to 100.';
  if (draft.from !== null && draft.until !== null && draft.until < draft.from) problems.until = 'Before the first day.';
  return problems;
}

interface Terms {
  readonly zone: string;
  /** in which a minimum is meant where the discount has no currency */
  readonly currency: string;
  /** as it is saved: what its days don't say of its instants stays as it was */
  readonly saved: CouponFields | null;
}

/** Of a draft without problems. */
export function fieldsOf(draft: Draft, { zone, currency, saved }: Terms): CouponFields {
  const minSubtotalCents = Number.isFinite(draft.minSubtotalCents) && draft.minSubtotalCents > 0 ? draft.minSubtotalCents : null;
  const isPercent = draft.unit === PERCENT;
  const keeps = (at: number | null | undefined, date: string | null) => at !== undefined && dateOf(zone, at) === date;
  const from = draft.from === null ? null : startOfDay(zone, draft.from);
  const until = draft.until === null ? null : startOfDay(zone, addDays(draft.until, 1)) - 1;
  return {
    ...{ code: draft.code.trim().toUpperCase(), kind: isPercent ? 'PERCENT' : 'FIXED', active: draft.active },
    amount: Math.round(Number(draft.amount) * scaleOf(draft.unit)),
    currency: isPercent ? (minSubtotalCents === null ? null : (saved?.currency ?? currency)) : draft.unit,
    validFrom: keeps(saved?.validFrom, draft.from) ? (saved?.validFrom ?? null) : from,
    validUntil: keeps(saved?.validUntil, draft.until) ? (saved?.validUntil ?? null) : until,
    maxRedemptions: draft.maxRedemptions === '' ? null : draft.maxRedemptions,
    maxPerCustomer: draft.maxPerCustomer === '' ? null : draft.maxPerCustomer,
    minSubtotalCents,
    offeringIds: draft.offeringIds,
  };
}

/** The fields that are to be another, and what they were when they were looked at. */
export function editBetween(seen: Coupon, next: CouponFields): { changes: Partial<CouponFields>; seen: Partial<CouponFields> } {
  const names = (Object.keys(next) as (keyof CouponFields)[]).filter((name) => !sameJson(next[name], seen[name]));
  const pick = (fields: CouponFields) => Object.fromEntries(names.map((name) => [name, fields[name]]));
  return { changes: pick(next), seen: pick(seen) };
}

/** Without what is misread when it is told on the phone. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

export function suggestedCode(random: Uint8Array): string {
  const text = [...random].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${text.slice(0, 4)}-${text.slice(4, 8)}`;
}
