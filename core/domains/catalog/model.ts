import { z } from 'zod';
import type { Json } from '../../base/json.ts';
import { Cents, Color, Currency, idOf, Key, LocalTime, Name, PageSlug, Text, Zone } from '../../contracts/fields.ts';

export const offeringStatuses = ['DRAFT', 'PUBLISHED', 'ARCHIVED'] as const;
export type OfferingStatus = (typeof offeringStatuses)[number];

export const pricingModels = ['HOURLY', 'DAILY', 'ONE_TIME', 'SUBSCRIPTION'] as const;
export type PricingModel = (typeof pricingModels)[number];

export type Approval = 'auto' | 'manual';

export const startTimes = ['grid', 'backToBack'] as const;
export type StartTimes = (typeof startTimes)[number];

/** Cancelled at least `hoursBefore` hours ahead: `refundPercent` of what was paid comes back. Below the last step: nothing. */
export const CancellationStep = z.strictObject({ hoursBefore: z.int().min(0).max(8_760), refundPercent: z.int().min(0).max(100) });
export type CancellationStep = z.output<typeof CancellationStep>;

/** `amount`: minor units for `fixed`, whole per cent for `percent`. */
export const Deposit = z
  .strictObject({ kind: z.enum(['none', 'fixed', 'percent']), amount: z.int().min(0).max(1_000_000_000) })
  .refine(({ kind, amount }) => kind !== 'percent' || amount <= 100, { path: ['amount'], message: 'expected at most 100 per cent' });
export type Deposit = z.output<typeof Deposit>;

/** A policy that gives more back the later one cancels is a slip. */
function isEverLess(policy: readonly CancellationStep[]): boolean {
  const byNotice = policy.toSorted((a, b) => b.hoursBefore - a.hoursBefore);
  return byNotice.every((step, i) => i === 0 || step.refundPercent <= (byNotice[i - 1]?.refundPercent ?? 100));
}

const keysDiffer = (things: readonly { key: string }[]): boolean => new Set(things.map(({ key }) => key)).size === things.length;

/** Another length to choose from beside the offering's own, for one price, or by the price model where it is null. */
export const DurationChoice = z.strictObject({ minutes: z.int().min(5).max(1_440), priceCents: Cents.nullable() });
export type DurationChoice = z.output<typeof DurationChoice>;

/** From so many at once on, each costs so much: it stands in for the base price. */
export const QuantityTier = z.strictObject({ fromQuantity: z.int().min(2).max(10_000), unitPriceCents: Cents });
export type QuantityTier = z.output<typeof QuantityTier>;

/** What comes with a booking for a price and makes it longer by `minutes`, each time that it is taken. Required: taken at least once. */
export const AddOn = z.strictObject({
  key: Key,
  name: Name(80),
  priceCents: Cents,
  minutes: z.int().min(0).max(480),
  required: z.boolean(),
  maxQuantity: z.int().min(1).max(100),
});
export type AddOn = z.output<typeof AddOn>;

export const fieldKinds = ['text', 'number', 'choice', 'choices', 'yesNo', 'date'] as const;
export type FieldKind = (typeof fieldKinds)[number];

const needsOptions = ({ kind, options }: { kind: FieldKind; options: readonly string[] }): boolean =>
  (kind === 'choice' || kind === 'choices') === options.length > 0;
const OPTIONS = { path: ['options'], message: 'expected options for choice and choices, and none for the other kinds' };
const Options = z
  .array(Name(120))
  .max(100)
  .refine((options) => new Set(options).size === options.length, 'expected options that differ');

/** What the customer is asked when booking. */
export const Question = z
  .strictObject({ key: Key, label: Name(200), kind: z.enum(fieldKinds), required: z.boolean(), options: Options })
  .refine(needsOptions, OPTIONS);
export type Question = z.output<typeof Question>;

/** What a question was answered with, by its key: text, number, choice, choices, true or false, `YYYY-MM-DD`. */
export const Answers = z.record(Key, z.union([Text(2_000), z.number(), z.boolean(), z.array(Text(120)).max(100)]));
export type Answers = z.output<typeof Answers>;

/** A typed attribute of a product type. `unit` (`m²`, `kg`) is of numbers alone. */
export const AttributeDefinition = z
  .strictObject({
    key: Key,
    label: Name(80),
    kind: z.enum(fieldKinds),
    unit: Name(20).nullable(),
    options: Options,
    /** asked for before publishing; a draft may lack it */
    required: z.boolean(),
    /** customers may narrow the list by it */
    filter: z.boolean(),
  })
  .refine(needsOptions, OPTIONS);
export type AttributeDefinition = z.output<typeof AttributeDefinition>;

export const ProductTypeFields = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'expected a key like service, space or class'),
  name: Name(60),
  attributes: z.array(AttributeDefinition).max(60).refine(keysDiffer, 'expected keys that differ'),
});
export type ProductTypeFields = z.output<typeof ProductTypeFields>;

/** `id` is null for one of the five that every business begins with and that it has not changed. */
export interface ProductType extends ProductTypeFields {
  id: string | null;
}

export const CategoryFields = z.strictObject({ name: Name(60), description: Text(1_000) });
export type CategoryFields = z.output<typeof CategoryFields>;

export interface Category extends CategoryFields {
  id: string;
  position: number;
}

const NightCount = z.int().min(1).max(60);

/** Null: the usual. */
const NightsOfDay = z
  .strictObject({ dayOfWeek: z.int().min(1).max(7), minNights: NightCount.nullable(), maxNights: NightCount.nullable() })
  .refine(({ minNights, maxNights }) => minNights !== null || maxNights !== null, {
    path: ['minNights'],
    message: 'expected minNights or maxNights',
  });

/**
 * Sold by the night: from `checkInTime` of the day of arrival to `checkOutTime`, not later in the day, of the day of departure.
 * A night is open where the hours of its date are. `arrivalDays` (ISO weekdays) empty: every day.
 */
export const Nights = z
  .strictObject({
    checkInTime: LocalTime,
    checkOutTime: LocalTime,
    minNights: NightCount,
    maxNights: NightCount,
    arrivalDays: z.array(z.int().min(1).max(7)).max(7),
    /** the fewest and the most nights for arrivals on this weekday, where they are other numbers */
    byDay: z.array(NightsOfDay).max(7),
  })
  .refine(({ minNights, maxNights }) => minNights <= maxNights, { path: ['maxNights'], message: 'expected at least minNights' })
  .refine((usual) => usual.byDay.every((day) => (day.minNights ?? usual.minNights) <= (day.maxNights ?? usual.maxNights)), {
    path: ['byDay'],
    message: 'expected at least as many nights at most as at least on every weekday',
  })
  .refine(({ byDay }) => new Set(byDay.map(({ dayOfWeek }) => dayOfWeek)).size === byDay.length, {
    path: ['byDay'],
    message: 'expected each weekday once',
  })
  .refine(({ checkInTime, checkOutTime }) => checkOutTime <= checkInTime, {
    path: ['checkOutTime'],
    message: 'expected a time not after checkInTime: who leaves makes room for who comes',
  });
export type Nights = z.output<typeof Nights>;

export const planPeriods = ['week', 'month', 'year'] as const;

/** A plan: the base price is billed for each period, and that many visits to these offerings are in it; null: as many as they like. */
export const Plan = z.strictObject({
  period: z.enum(planPeriods),
  visits: z.int().min(1).max(1_000).nullable(),
  offeringIds: z.array(idOf('off')).min(1).max(200),
});
export type Plan = z.output<typeof Plan>;

const areRising = (tiers: readonly QuantityTier[]): boolean =>
  tiers.every((tier, i) => i === 0 || tier.fromQuantity > (tiers[i - 1]?.fromQuantity ?? 0));

const Limit = z.int().min(1).max(10_000).nullable();

const AttributeValue = z.union([Text(500), z.number(), z.boolean(), z.array(Text(120)).max(50)]);

export const OfferingFields = z.strictObject({
  title: Name(160),
  slug: PageSlug,
  description: Text(5_000),
  productTypeKey: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'expected a key like service, space or class'),
  categories: z.array(Name(60)).max(20),
  attributes: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'expected a name like sqft'), AttributeValue)
    .refine((attributes) => Object.keys(attributes).length <= 100, 'expected at most 100 attributes'),
  color: Color,
  locationName: Name(160).nullable(),
  locationAddress: Name(300).nullable(),
  pricingModel: z.enum(pricingModels),
  basePriceCents: Cents,
  quantityTiers: z.array(QuantityTier).max(20).refine(areRising, 'expected tiers from few to many, each once'),
  /** what price rules may bring a line's unit down and up to; null: as far as they go */
  floorCents: Cents.nullable(),
  ceilingCents: Cents.nullable(),
  plan: Plan.nullable(),
  currency: Currency,
  taxBps: z.int().min(0).max(10_000),
  taxIncluded: z.boolean(),
  timezone: Zone,
  durationMinutes: z.int().min(5).max(1_440),
  durations: z
    .array(DurationChoice)
    .max(20)
    .refine((choices) => new Set(choices.map(({ minutes }) => minutes)).size === choices.length, 'expected lengths that differ'),
  slotMinutes: z.int().min(5).max(1_440),
  capacity: z.int().min(1).max(10_000),
  bufferBeforeMinutes: z.int().min(0).max(1_440),
  bufferAfterMinutes: z.int().min(0).max(1_440),
  minNoticeMinutes: z.int().min(0).max(525_600),
  maxAdvanceDays: z.int().min(1).max(730),
  /** `grid`: every slotMinutes from the opening on; `backToBack`: right after the opening or after what is booked, so that no gaps stay */
  startTimes: z.enum(startTimes),
  /** bookings that start on one local day */
  dailyLimit: Limit,
  /** of one customer: on one local day, and still to come */
  customerDailyLimit: Limit,
  customerOpenLimit: Limit,
  nights: Nights.nullable(),
  addOns: z.array(AddOn).max(30).refine(keysDiffer, 'expected keys that differ'),
  questions: z.array(Question).max(30).refine(keysDiffer, 'expected keys that differ'),
  approval: z.enum(['auto', 'manual']),
  /** of `manual`: whether a request keeps its time from others until staff answer it; where not, its approval checks again */
  pendingTakesPlace: z.boolean(),
  resourceGroups: z.array(z.array(idOf('res')).min(1).max(100)).max(5),
  /** until how long before its start a customer may move a booking; null: customers may not */
  customerMoveMinutes: z.int().min(0).max(525_600).nullable(),
  cancellationPolicy: z.array(CancellationStep).max(10).refine(isEverLess, 'expected steps that give back less the later it is'),
  deposit: Deposit,
});
export type OfferingFields = z.output<typeof OfferingFields>;

export interface Photo {
  id: string;
  offeringId: string;
  mediaType: string;
  base64: string;
  alt: string;
  position: number;
}

/** Without its bytes. */
export type NamedPhoto = Pick<Photo, 'id' | 'offeringId' | 'alt' | 'position'>;

export interface Offering extends Omit<OfferingFields, 'attributes'> {
  id: string;
  status: OfferingStatus;
  attributes: Record<string, Json>;
  /** in the trash since; an ARCHIVED one can be restored from either */
  trashedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface ShownOffering extends Offering {
  photos: NamedPhoto[];
}

export interface OfferingSummary extends Offering {
  photoId: string | null;
}

/** `quantity`: how many there are of it, such as bicycles. One serves a session at a time, whole; of several, each place booked takes one. */
export const ResourceFields = z.strictObject({
  name: Name(),
  kind: Name(40),
  memberId: idOf('mbr').nullable(),
  quantity: z.int().min(1).max(10_000),
});
export type ResourceFields = z.output<typeof ResourceFields>;

export interface Resource extends ResourceFields {
  id: string;
  active: boolean;
  createdAt: number;
  updatedAt: number;
}
