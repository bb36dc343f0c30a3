import { z } from 'zod';
import type { Json } from '../../base/json.ts';
import { Cents, Color, Currency, idOf, Name, Slug, Text, Zone } from '../../contracts/fields.ts';

export const offeringStatuses = ['DRAFT', 'PUBLISHED', 'ARCHIVED'] as const;
export type OfferingStatus = (typeof offeringStatuses)[number];

export const pricingModels = ['HOURLY', 'DAILY', 'ONE_TIME', 'SUBSCRIPTION'] as const;
export type PricingModel = (typeof pricingModels)[number];

export type Approval = 'auto' | 'manual';

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

const AttributeValue = z.union([Text(500), z.number(), z.boolean(), z.array(Text(120)).max(50)]);

export const OfferingFields = z.strictObject({
  title: Name(160),
  slug: Slug,
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
  currency: Currency,
  taxBps: z.int().min(0).max(10_000),
  taxIncluded: z.boolean(),
  timezone: Zone,
  durationMinutes: z.int().min(5).max(1_440),
  slotMinutes: z.int().min(5).max(1_440),
  capacity: z.int().min(1).max(10_000),
  bufferBeforeMinutes: z.int().min(0).max(1_440),
  bufferAfterMinutes: z.int().min(0).max(1_440),
  minNoticeMinutes: z.int().min(0).max(525_600),
  maxAdvanceDays: z.int().min(1).max(730),
  approval: z.enum(['auto', 'manual']),
  resourceGroups: z.array(z.array(idOf('res')).min(1).max(100)).max(5),
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

export interface Offering extends Omit<OfferingFields, 'attributes'> {
  id: string;
  status: OfferingStatus;
  attributes: Record<string, Json>;
  createdAt: number;
  updatedAt: number;
}

export interface OfferingSummary extends Offering {
  photoId: string | null;
}

export const ResourceFields = z.strictObject({ name: Name(), kind: Name(40), memberId: idOf('mbr').nullable() });
export type ResourceFields = z.output<typeof ResourceFields>;

export interface Resource extends ResourceFields {
  id: string;
  active: boolean;
  createdAt: number;
  updatedAt: number;
}
