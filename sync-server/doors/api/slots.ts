/** Free time as both the API and the storefront tell it. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf, LocalDate } from '#core/contracts/fields.ts';
import type { Slot, SlotReason } from '#core/domains/availability/model.ts';
import { AddOnWishes } from '#core/domains/bookings/model.ts';
import { Flag, InstantOut, isoOrNull } from '../http/schemas.ts';

const MAX_DAYS = 62;
const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** `oil:2,towels` */
export const AddOnsText = z
  .string()
  .max(2_000)
  .meta({
    description:
      'What comes with it, by the keys of the offering’s add-ons, each with its quantity where that is not 1. Slots are then long enough for them and cost what they do together, and `durationMinutes` is without them',
    examples: ['oil:2,towels'],
  })
  .transform((text) => text.split(',').filter((one) => one !== ''))
  .transform((wishes) => wishes.map((one) => ({ key: one.split(':')[0] ?? '', quantity: Number(/:(.*)$/.exec(one)?.[1] ?? 1) })))
  .pipe(AddOnWishes);

/** Local dates of the offering's zone, `to` exclusive. */
export const DatesAsked = z
  .strictObject({ from: LocalDate, to: LocalDate })
  .refine(({ from, to }) => from < to && days(from, to) <= MAX_DAYS, {
    path: ['to'],
    message: `expected a date after from, at most ${MAX_DAYS} days later`,
  });

export const AvailabilityQuery = DatesAsked.safeExtend({
  offeringId: z.string().min(1).max(80),
  quantity: z.coerce.number('expected a whole number').int().min(1).max(10_000).optional(),
  durationMinutes: z.coerce.number('expected a whole number').int().min(5).max(1_440).optional(),
  nights: z.coerce.number('expected a whole number').int().min(1).max(60).optional(),
  addOns: AddOnsText.optional(),
  resourceId: idOf('res').optional(),
  explain: Flag.optional(),
});

const Link = z
  .strictObject({
    kind: z.enum(['hours', 'exception', 'booking', 'externalCalendar', 'offering', 'resource']),
    id: z.string(),
    href: z.string(),
  })
  .meta({ id: 'ReasonLink', description: 'The thing to change, and where it is in this API' });
export type Link = z.output<typeof Link>;

export const ReasonAnswer = z.strictObject({
  code: z.string(),
  exceptionId: z.string().optional(),
  exceptionReason: z.string().nullable().optional(),
  sourceIds: z.array(z.string()).optional(),
  resourceIds: z.array(z.string()).optional(),
  earliest: InstantOut.optional(),
  latest: InstantOut.optional(),
  limit: z.int().optional(),
  minNights: z.int().optional(),
  maxNights: z.int().optional(),
  links: z.array(Link),
});

export const SlotAnswer = z
  .strictObject({
    startsAt: InstantOut,
    endsAt: InstantOut,
    remaining: z.int(),
    priceCents: z.int(),
    bookable: z.boolean(),
    reason: ReasonAnswer.nullable(),
    resourceIds: z.array(idOf('res')),
  })
  .meta({ id: 'Slot' });

export interface FoundSlots {
  readonly timezone: string;
  readonly slots: readonly (Slot & { readonly priceCents: number })[];
  readonly nextAvailable: number | null;
}

type LinksOf = (reason: SlotReason) => Link[];

export function reasonAnswer(whole: SlotReason, linksOf: LinksOf): z.output<typeof ReasonAnswer> {
  const { earliest, latest, sourceIds, resourceIds, exceptionIds: _linked, ...reason } = whole;
  return {
    ...reason,
    ...(sourceIds === undefined ? {} : { sourceIds: [...sourceIds] }),
    ...(resourceIds === undefined ? {} : { resourceIds: [...resourceIds] }),
    ...(earliest === undefined ? {} : { earliest: isoOf(earliest) }),
    ...(latest === undefined ? {} : { latest: isoOf(latest) }),
    links: linksOf(whole),
  };
}

export function slotAnswers({ timezone, slots, nextAvailable }: FoundSlots, linksOf: LinksOf = () => []) {
  return {
    timezone,
    slots: slots.map(({ startsAt, endsAt, remaining, priceCents, bookable, reason, resourceIds }) => ({
      ...{ startsAt: isoOf(startsAt), endsAt: isoOf(endsAt), remaining, priceCents, bookable },
      reason: reason === null ? null : reasonAnswer(reason, linksOf),
      resourceIds: [...resourceIds],
    })),
    nextAvailable: isoOrNull(nextAvailable),
  };
}
