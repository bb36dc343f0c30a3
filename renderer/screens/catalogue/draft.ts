/**
 * An offering being edited: what the author changed, and what stood there when they did. The rest follows the database, so that a
 * colleague's change shows at once and only the same field twice is a conflict.
 */
import { sameJson } from '#core/base/json.ts';
import type { Offering, OfferingFields } from '#core/domains/catalog/model.ts';

export interface Draft {
  edits: Partial<OfferingFields>;
  seen: Partial<OfferingFields>;
}

export type Field = keyof OfferingFields;
export type FieldErrors = Partial<Record<Field, string>>;

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
  'currency',
  'taxBps',
  'taxIncluded',
  'timezone',
  'durationMinutes',
  'slotMinutes',
  'capacity',
  'bufferBeforeMinutes',
  'bufferAfterMinutes',
  'minNoticeMinutes',
  'maxAdvanceDays',
  'approval',
  'resourceGroups',
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
    resourceGroups: [],
    cancellationPolicy: [{ hoursBefore: 24, refundPercent: 100 }],
    deposit: { kind: 'none', amount: 0 },
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

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export function problemsOf(values: OfferingFields): FieldErrors {
  const errors: FieldErrors = {};
  if (values.title.trim() === '') errors.title = 'Give it a title that customers understand.';
  else if (values.title.length > 160) errors.title = 'At most 160 characters.';
  if (!SLUG.test(values.slug)) errors.slug = 'Lower-case letters, digits and single hyphens, like city-walk.';
  else if (values.slug.length > 80) errors.slug = 'At most 80 characters.';
  if (!Number.isFinite(values.basePriceCents) || values.basePriceCents < 0) errors.basePriceCents = 'Enter a price, or 0 when it is free.';
  if (values.durationMinutes < 5 || values.durationMinutes > 1_440) errors.durationMinutes = 'Between 5 minutes and a day.';
  if (values.slotMinutes < 5 || values.slotMinutes > 1_440) errors.slotMinutes = 'Between 5 minutes and a day.';
  if (!Number.isInteger(values.capacity) || values.capacity < 1) errors.capacity = 'At least one.';
  if (values.resourceGroups.some((group) => group.length === 0))
    errors.resourceGroups = 'Choose at least one in each group, or remove the group.';
  const hours = values.cancellationPolicy.map((step) => step.hoursBefore);
  if (new Set(hours).size !== hours.length) errors.cancellationPolicy = 'Two steps are for the same time: change one.';
  return errors;
}
