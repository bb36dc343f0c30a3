import * as z from 'zod';
import type { Span } from '../../base/time.ts';
import { idOf, Name, Text } from '../../contracts/fields.ts';
import type { Nights, OfferingStatus } from '../catalog/model.ts';

export type { Span };

const LOCAL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const END_TIME = /^(([0-3]\d|4[0-7]):[0-5]\d|48:00)$/;
const LOCAL_DATE_TIME = /^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/;

/** A date that is in the calendar: 30 February has the shape but not the day. */
function isInCalendar(local: string): boolean {
  const parsed = Date.parse(`${local.slice(0, 10)}T00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(local.slice(0, 10));
}

/** `YYYY-MM-DDTHH:MM` on the wall clock of the offering's zone. */
const LocalDateTime = z
  .string()
  .regex(LOCAL_DATE_TIME, 'expected a local time such as 2026-12-24T09:00')
  .refine(isInCalendar, 'expected a date that is in the calendar');

const StepMinutes = z.int().min(1).max(2880).nullable();
const Seats = z.int().min(1).max(100_000).nullable();

/**
 * Opening hours that come back each week, on the wall clock of the offering's zone. `endTime` may pass midnight, as
 * `24:00` to `48:00` or as a time not after `startTime`, which is then of the next day; the window belongs to the day on
 * which it starts. `slotMinutes` and `capacity` stand in for the offering's. Both validity dates are included.
 */
export const WeeklyRule = z.strictObject({
  id: z.string().min(1),
  dayOfWeek: z.int().min(1).max(7),
  startTime: z.string().regex(LOCAL_TIME, 'expected a time such as 09:00'),
  endTime: z.string().regex(END_TIME, 'expected a time such as 17:00, at most 48:00'),
  slotMinutes: StepMinutes,
  capacity: Seats,
  validFrom: z.iso.date().nullable(),
  validUntil: z.iso.date().nullable(),
});
export type WeeklyRule = z.infer<typeof WeeklyRule>;

/**
 * A day off or an extra opening, `[from, to)` in local time. A BLOCK beats an OPEN; its capacity and step mean nothing. Of what is
 * sold by the night, one from midnight to midnight is of the nights that begin on its days: from check-in to check-in.
 */
export const LocalException = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(['BLOCK', 'OPEN']),
  from: LocalDateTime,
  to: LocalDateTime,
  capacity: Seats,
  slotMinutes: StepMinutes,
  reason: Text(500).nullable(),
  /** comes back each year on these dates; of 29 February, in leap years alone */
  yearly: z.boolean(),
});
export type LocalException = z.infer<typeof LocalException>;

/** How long a hold keeps its place, by the server's clock. */
export const HOLD_MINUTES = 10;

export interface Timetable {
  readonly rules: readonly WeeklyRule[];
  readonly exceptions: readonly LocalException[];
}

/** Time that something holds on an offering or a resource; `[occupiedFrom, occupiedUntil)` is the span with its buffers. */
export interface Taken extends Span {
  readonly subjectId: string;
  readonly offeringId: string | null;
  readonly occupiedFrom: number;
  readonly occupiedUntil: number;
  readonly quantity: number;
  readonly source: 'booking' | 'hold' | 'external';
  readonly sourceId: string;
}

/** What of an offering decides about time. */
export interface SlotPolicy {
  readonly id: string;
  readonly timezone: string;
  readonly durationMinutes: number;
  /** from one start to the next */
  readonly slotMinutes: number;
  readonly capacity: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly minNoticeMinutes: number;
  readonly maxAdvanceDays: number;
  readonly startTimes: 'grid' | 'backToBack';
  /** bookings and holds that start on one local day; null: any number */
  readonly dailyLimit: number | null;
  /** sold by the night; null: by the minute */
  readonly nights: Nights | null;
  /** one resource of each group is needed at once */
  readonly resourceGroups: readonly (readonly string[])[];
}

/** A resource's own hours in the offering's zone, and how many there are of it; 1 when not said. */
export interface ServingResource extends Timetable {
  readonly quantity?: number | undefined;
}

export interface SlotFacts {
  readonly offering: SlotPolicy;
  readonly timetable: Timetable;
  /**
   * Every resource that may serve, with its own hours in the offering's zone. One with no rules follows the offering's
   * hours; one that is missing here serves nobody, whatever the groups say.
   */
  readonly resources: ReadonlyMap<string, ServingResource>;
  /** what is taken on the offering and on its resources, in any order, without expired holds */
  readonly taken: readonly Taken[];
  readonly now: number;
  /** seats wanted; 1 when not said */
  readonly quantity?: number | undefined;
  /** another length than the offering's, e.g. three hours of a studio */
  readonly durationMinutes?: number | undefined;
  /** of an offering that is sold by the night: how many; the fewest that may be had when not said */
  readonly nights?: number | undefined;
  /** only this resource will do */
  readonly resourceId?: string | undefined;
}

export type CapacityCode = 'no_hours' | 'blocked' | 'full' | 'buffer' | 'resource_busy' | 'external';
/** `daily_limit`: that day has its bookings; `stay`: too few or too many nights; `arrival`: not on that weekday; `length`: sold in others. */
export type PolicyCode = 'past' | 'notice' | 'horizon' | 'off_grid' | 'daily_limit' | 'stay' | 'arrival' | 'length';

export interface SlotReason {
  readonly code: CapacityCode | PolicyCode;
  readonly exceptionId?: string;
  readonly exceptionReason?: string | null;
  /** of `resourceIds`, each in its place, where all of them are blocked */
  readonly exceptionIds?: readonly string[];
  /** the bookings, holds and external events in the way */
  readonly sourceIds?: readonly string[];
  readonly resourceIds?: readonly string[];
  /** first instant that the notice allows */
  readonly earliest?: number;
  /** first instant beyond the horizon */
  readonly latest?: number;
  /** bookings that a day takes */
  readonly limit?: number;
  /** the nights that an arrival on that day may stay */
  readonly minNights?: number;
  readonly maxNights?: number;
}

export interface Slot extends Span {
  readonly remaining: number;
  readonly bookable: boolean;
  /** null exactly when bookable */
  readonly reason: SlotReason | null;
  /** the resources with seats enough for it, in the order of the groups; none for an offering without groups */
  readonly resourceIds: readonly string[];
}

export interface Verdict {
  /** open and with room; policy is another question */
  readonly available: boolean;
  readonly remaining: number;
  /** the resource chosen from each group, in the order of the groups; empty when there are no groups or no room */
  readonly resourceIds: readonly string[];
  /** nobody may override these */
  readonly capacityReasons: readonly SlotReason[];
  /** staff may override these */
  readonly policyReasons: readonly SlotReason[];
}

/** Where busy times of a subject are read from: the address of an iCal feed. Nobody's business but the managers'. */
export const ExternalCalendarFields = z.strictObject({
  subjectId: z.union([idOf('off'), idOf('res')]),
  name: Name(120),
  url: z.url({ protocol: /^(https?|webcal)$/, hostname: z.regexes.hostname }).max(2_000),
});
export type ExternalCalendarFields = z.output<typeof ExternalCalendarFields>;

export interface ExternalCalendar extends ExternalCalendarFields {
  id: string;
  active: boolean;
  lastTriedAt: number | null;
  lastSuccessAt: number | null;
  /** what went wrong since the last success; null where nothing did */
  lastError: string | null;
  /** busy times that it has put down */
  events: number;
  /** failing for a day or longer: its busy times are kept, and may be old */
  stale: boolean;
  createdAt: number;
}

/** What decides, beside the clock, whether free time is as it was. */
export interface Freshness {
  /** of the business: whatever anybody changes has another */
  rev: number;
  nonce: string;
  /** when the next hold runs out, which gives time back without a revision */
  nextExpiry: number | null;
}

/** Something that stands in the way of a time, and that somebody may change. */
export interface Thing {
  kind: 'hours' | 'exception' | 'booking' | 'hold' | 'externalCalendar' | 'offering' | 'resource';
  /** of hours: the offering or resource whose they are */
  id: string;
  /** empty where it has none, or none that its reader may know */
  name: string;
  startsAt?: number;
  endsAt?: number;
}

export interface Why extends Span {
  timezone: string;
  /** a draft, or what is archived or in the trash, is shown to no customer */
  status: OfferingStatus;
  /** open and with room */
  available: boolean;
  /** and within the terms that staff may override */
  bookable: boolean;
  reasons: (SlotReason & { things: Thing[] })[];
}

/** An upcoming booking that other hours, or a block, would leave outside. */
export interface AffectedBooking extends Span {
  bookingId: string;
  itemId: string;
  customerName: string;
  offeringTitle: string;
  timezone: string;
}

/** What saving other hours, an exception, or the removal of one would change. */
export interface Impact {
  days: number;
  /** starts that customers could book then and can't now, and the other way round */
  opens: number;
  closes: number;
  /** those that would be left outside the hours or under a block, the first 50; they stand */
  bookings: AffectedBooking[];
  /** how many of them there are */
  affected: number;
  /** holds of customers who are about to book such a time */
  holds: number;
}
