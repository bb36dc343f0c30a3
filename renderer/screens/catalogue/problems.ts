/** What of an offering needs a look before it is saved, each at its field. */
import { slugPattern } from '#core/base/slugs.ts';
import type { AddOn, DurationChoice, Nights, OfferingFields, QuantityTier, Question } from '#core/domains/catalog/model.ts';
import type { Field, FieldErrors, FieldPath } from './draft.ts';
import { hasOptions } from './words.ts';

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const A_PRICE = 'Enter a price, or 0 when it is free.';

const isPrice = (cents: number) => Number.isFinite(cents) && cents >= 0;
const isWhole = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most;

/** Of one of a list: what is wrong with which of its fields. */
type Wrong = readonly (readonly [path: string, text: string])[];

const perOne = <T>(field: Field, list: readonly T[], wrongWith: (one: T, index: number) => Wrong): [FieldPath, string][] =>
  list.flatMap((one, index) => wrongWith(one, index).map(([path, text]): [FieldPath, string] => [`${field}.${index}.${path}`, text]));

export function problemsOf(values: OfferingFields): FieldErrors {
  return Object.fromEntries([
    ...basics(values),
    ...prices(values),
    ...times(values),
    ...perOne('addOns', values.addOns, addOn),
    ...perOne('questions', values.questions, question),
    ...bookingRules(values),
  ]);
}

function* basics({ title, slug }: OfferingFields): Generator<[FieldPath, string]> {
  if (title.trim() === '') yield ['title', 'Give it a title that customers understand.'];
  else if (title.length > 160) yield ['title', 'At most 160 characters.'];
  if (!slugPattern.test(slug)) yield ['slug', 'Lower-case letters, digits and single hyphens, like city-walk.'];
  else if (slug.length > 80) yield ['slug', 'At most 80 characters.'];
}

function* prices(values: OfferingFields): Generator<[FieldPath, string]> {
  const { floorCents, ceilingCents, plan } = values;
  if (!isPrice(values.basePriceCents)) yield ['basePriceCents', A_PRICE];
  yield* perOne('quantityTiers', values.quantityTiers, (tier, index) => quantityTier(tier, values.quantityTiers[index - 1]));
  if (floorCents !== null && ceilingCents !== null && floorCents > ceilingCents)
    yield ['ceilingCents', 'The highest price can’t be below the lowest.'];
  if (plan === null) return;
  if (plan.offeringIds.length === 0) yield ['plan.offeringIds', 'Choose what can be booked with it.'];
  if (plan.visits !== null && !isWhole(plan.visits, 1, 1_000)) yield ['plan.visits', 'From 1 to 1 000, or empty.'];
}

function quantityTier(tier: QuantityTier, before: QuantityTier | undefined): Wrong {
  const problems: [string, string][] = [];
  if (!isWhole(tier.fromQuantity, 2, 10_000)) problems.push(['fromQuantity', 'From 2 to 10 000.']);
  else if (before && tier.fromQuantity <= before.fromQuantity) problems.push(['fromQuantity', 'More than the line above.']);
  if (!isPrice(tier.unitPriceCents)) problems.push(['unitPriceCents', 'Enter a price, or 0.']);
  return problems;
}

function* times(values: OfferingFields): Generator<[FieldPath, string]> {
  if (!isWhole(values.durationMinutes, 5, 1_440)) yield ['durationMinutes', 'Between 5 minutes and a day.'];
  if (!isWhole(values.slotMinutes, 5, 1_440)) yield ['slotMinutes', 'Between 5 minutes and a day.'];
  if (!isWhole(values.capacity, 1, 10_000)) yield ['capacity', 'At least one.'];
  const all = [values.durationMinutes, ...values.durations.map(({ minutes }) => minutes)];
  yield* perOne('durations', values.durations, (choice, index) => duration(choice, all.slice(0, index + 1)));
  for (const field of ['dailyLimit', 'customerDailyLimit', 'customerOpenLimit'] as const) {
    const limit = values[field];
    if (limit !== null && !isWhole(limit, 1, 10_000)) yield [field, 'At least one, or empty for no limit.'];
  }
  if (values.nights) for (const [path, text] of nights(values.nights)) yield [`nights.${path}`, text];
}

function duration({ minutes, priceCents }: DurationChoice, others: readonly number[]): Wrong {
  const problems: [string, string][] = [];
  if (!isWhole(minutes, 5, 1_440)) problems.push(['minutes', 'Between 5 minutes and a day.']);
  else if (others.includes(minutes)) problems.push(['minutes', 'This length is there already.']);
  if (priceCents !== null && !isPrice(priceCents)) problems.push(['priceCents', 'Enter a price.']);
  return problems;
}

function nights({ checkInTime, checkOutTime, minNights, maxNights, byDay }: Nights): Wrong {
  const problems: [string, string][] = [];
  if (!CLOCK.test(checkInTime)) problems.push(['checkInTime', 'A time, like 15:00.']);
  if (!CLOCK.test(checkOutTime)) problems.push(['checkOutTime', 'A time, like 11:00.']);
  else if (CLOCK.test(checkInTime) && checkOutTime > checkInTime)
    problems.push(['checkOutTime', 'Not after check-in, so that who leaves makes room.']);
  if (!isWhole(minNights, 1, 60)) problems.push(['minNights', 'From 1 to 60.']);
  if (!isWhole(maxNights, 1, 60)) problems.push(['maxNights', 'From 1 to 60.']);
  else if (maxNights < minNights) problems.push(['maxNights', 'At least the fewest.']);
  const isOff = byDay.some(
    (day) => !isWhole(day.minNights ?? minNights, 1, day.maxNights ?? maxNights) || !isWhole(day.maxNights ?? maxNights, 1, 60),
  );
  if (isOff) problems.push(['byDay', 'From 1 to 60, and the fewest not above the most.']);
  return problems;
}

function addOn({ name, priceCents, minutes, maxQuantity }: AddOn): Wrong {
  const problems: [string, string][] = [];
  if (name.trim() === '') problems.push(['name', 'Give it a name.']);
  if (!isPrice(priceCents)) problems.push(['priceCents', A_PRICE]);
  if (!isWhole(minutes, 0, 480)) problems.push(['minutes', 'At most 8 hours.']);
  if (!isWhole(maxQuantity, 1, 100)) problems.push(['maxQuantity', 'From 1 to 100.']);
  return problems;
}

function question({ label, kind, options }: Question): Wrong {
  const problems: [string, string][] = [];
  if (label.trim() === '') problems.push(['label', 'Write the question.']);
  if (hasOptions(kind) && options.length === 0) problems.push(['options', 'Add at least one answer.']);
  return problems;
}

function* bookingRules({
  resourceGroups,
  cancellationPolicy,
  customerMoveMinutes,
  deposit,
}: OfferingFields): Generator<[FieldPath, string]> {
  if (resourceGroups.some((group) => group.length === 0))
    yield ['resourceGroups', 'Choose at least one in each group, or remove the group.'];
  const hours = cancellationPolicy.map((step) => step.hoursBefore);
  if (new Set(hours).size !== hours.length) yield ['cancellationPolicy', 'Two steps are for the same time: change one.'];
  if (customerMoveMinutes !== null && !isWhole(customerMoveMinutes, 0, 525_600)) yield ['customerMoveMinutes', 'At most a year before.'];
  if (deposit.kind === 'percent' && !isWhole(deposit.amount, 1, 100)) yield ['deposit', 'From 1 to 100 per cent.'];
  if (deposit.kind === 'fixed' && !(isPrice(deposit.amount) && deposit.amount > 0)) yield ['deposit', 'Enter a sum, or choose no deposit.'];
}
