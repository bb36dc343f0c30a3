/**
 * An offering being edited: what the author changed, and what stood there when they did. The rest follows the database, so that a
 * colleague's change shows at once and only the same field twice is a conflict.
 */
import { sameJson } from '#core/base/json.ts';
import { minorDigits } from '#core/base/money.ts';
import type { Offering, OfferingFields } from '#core/domains/catalog/model.ts';

export interface Draft {
  edits: Partial<OfferingFields>;
  seen: Partial<OfferingFields>;
}

export type Field = keyof OfferingFields;

/** `addOns.0.name`: a field of one of a list, as deep as it goes. */
export type FieldPath = Field | `${Field}.${string}`;
export type FieldErrors = Partial<Record<FieldPath, string>>;

/** Of one of a list's. */
export const errorAt = (errors: FieldErrors, field: Field, index: number) => (path: string) => errors[`${field}.${index}.${path}`];

export const emptyDraft: Draft = { edits: {}, seen: {} };

const fields = [
  'title',
  'slug',
  'description',
  'productTypeKey',
  'categories',
  'attributes',
  'color',
  'locationName',
  'locationAddress',
  'pricingModel',
  'basePriceCents',
  'quantityTiers',
  'floorCents',
  'ceilingCents',
  'plan',
  'currency',
  'taxBps',
  'taxIncluded',
  'timezone',
  'durationMinutes',
  'durations',
  'slotMinutes',
  'startTimes',
  'capacity',
  'bufferBeforeMinutes',
  'bufferAfterMinutes',
  'minNoticeMinutes',
  'maxAdvanceDays',
  'dailyLimit',
  'customerDailyLimit',
  'customerOpenLimit',
  'nights',
  'addOns',
  'questions',
  'approval',
  'pendingTakesPlace',
  'resourceGroups',
  'customerMoveMinutes',
  'cancellationPolicy',
  'deposit',
] as const satisfies readonly Field[];

export function fieldsOf(offering: Offering): OfferingFields {
  return Object.fromEntries(fields.map((field) => [field, offering[field]])) as unknown as OfferingFields;
}

export const palette = [
  '#0F766E',
  '#2563EB',
  '#7C3AED',
  '#DB2777',
  '#DC2626',
  '#EA580C',
  '#CA8A04',
  '#16A34A',
  '#0891B2',
  '#475569',
] as const;

export function defaultFields({ currency, timezone, color }: { currency: string; timezone: string; color: string }): OfferingFields {
  return {
    title: '',
    slug: '',
    description: '',
    productTypeKey: 'service',
    categories: [],
    attributes: {},
    color,
    locationName: null,
    locationAddress: null,
    pricingModel: 'ONE_TIME',
    basePriceCents: 0,
    quantityTiers: [],
    floorCents: null,
    ceilingCents: null,
    plan: null,
    currency,
    taxBps: 0,
    taxIncluded: true,
    timezone,
    durationMinutes: 60,
    durations: [],
    slotMinutes: 60,
    startTimes: 'grid',
    dailyLimit: null,
    customerDailyLimit: null,
    customerOpenLimit: null,
    nights: null,
    addOns: [],
    questions: [],
    capacity: 1,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    minNoticeMinutes: 120,
    maxAdvanceDays: 90,
    approval: 'auto',
    pendingTakesPlace: true,
    resourceGroups: [],
    customerMoveMinutes: 0,
    cancellationPolicy: [{ hoursBefore: 24, refundPercent: 100 }],
    deposit: { kind: 'none', amount: 0 },
  };
}

/** Every amount keeps the digits that its author typed. */
export function inCurrency(values: OfferingFields, currency: string): Partial<OfferingFields> {
  const shift = 10 ** (minorDigits(currency) - minorDigits(values.currency));
  const to = (cents: number) => Math.round(cents * shift);
  const toOrNone = (cents: number | null) => (cents === null ? null : to(cents));
  return {
    currency,
    basePriceCents: to(values.basePriceCents),
    floorCents: toOrNone(values.floorCents),
    ceilingCents: toOrNone(values.ceilingCents),
    durations: values.durations.map((choice) => ({ ...choice, priceCents: toOrNone(choice.priceCents) })),
    quantityTiers: values.quantityTiers.map((tier) => ({ ...tier, unitPriceCents: to(tier.unitPriceCents) })),
    addOns: values.addOns.map((addOn) => ({ ...addOn, priceCents: to(addOn.priceCents) })),
    ...(values.deposit.kind === 'fixed' ? { deposit: { kind: 'fixed', amount: to(values.deposit.amount) } } : {}),
  };
}

export function edit<F extends Field>(
  draft: Draft,
  current: OfferingFields,
  changes: Pick<OfferingFields, F> | Partial<OfferingFields>,
): Draft {
  const edits = { ...draft.edits, ...changes };
  const seen = { ...draft.seen };
  for (const field of Object.keys(changes) as Field[]) {
    if (!(field in draft.edits)) Object.assign(seen, { [field]: current[field] });
    if (sameJson(edits[field], current[field])) {
      delete edits[field];
      delete seen[field];
    }
  }
  return { edits, seen };
}

/** The author saw the other's value and stays with their own. */
export function keepMine(draft: Draft, current: OfferingFields, field: Field): Draft {
  return { edits: draft.edits, seen: { ...draft.seen, [field]: current[field] } };
}

export function takeTheirs(draft: Draft, field: Field): Draft {
  const { [field]: _edit, ...edits } = draft.edits;
  const { [field]: _seen, ...seen } = draft.seen;
  return { edits, seen };
}

/** What of the draft differs from the database. */
export function changesOf(draft: Draft, current: OfferingFields): Partial<OfferingFields> {
  return Object.fromEntries(Object.entries(draft.edits).filter(([field, value]) => !sameJson(value, current[field as Field])));
}

export function isDirty(draft: Draft): boolean {
  return Object.keys(draft.edits).length > 0;
}
