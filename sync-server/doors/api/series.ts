/** Several bookings of one rule, in one go. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { Cents, idOf, RecurrenceRule, Text } from '#core/contracts/fields.ts';
import { type BookingSummary, bookingStatuses } from '#core/domains/bookings/model.ts';
import type { Quote } from '#core/domains/pricing/model.ts';
import { limited } from '../http/limits.ts';
import { errorsOf, InstantIn, InstantOut } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';
import { PayNow, payNowAnswer } from './quote.ts';
import { moveSeriesRoutes } from './seriesMove.ts';
import { ItemWish, NewBookingBody } from './shapes.ts';

const tags = ['Series'];
const Ref = z.strictObject({ id: idOf('ser') });
const example = { offeringId: 'off_0123456789abcdefghjk', startsAt: '2026-05-12T15:00:00Z', rrule: 'FREQ=WEEKLY;COUNT=8' };

const RRULE =
  'FREQ=DAILY, WEEKLY or MONTHLY with INTERVAL, BYDAY (weekly `TU,TH`, monthly `2TU` or `-1FR`), BYMONTHDAY (monthly, `-1` is the last), WKST, and COUNT or UNTIL; at most 104 dates within two years. Each keeps the wall time of `startsAt` in the offering’s zone.';
const Rrule = RecurrenceRule.meta({ description: RRULE, examples: ['FREQ=WEEKLY;BYDAY=TU;COUNT=8'] });

export const Take = z
  .enum(['all', 'free'])
  .default('all')
  .meta({ description: '`all`: every date, or none is booked; `free`: those that can be had' });

const couponCode = NewBookingBody.shape.couponCode.meta({ description: 'Each booking redeems one, or none is made' });

const Dates = z
  .array(InstantIn)
  .min(1)
  .max(104)
  .optional()
  .meta({ description: 'The starts themselves, each once, in place of `rrule`: a date that clashes is left out or becomes another time' });

/** A rule or dates. */
export const named = { rrule: Rrule.optional(), dates: Dates };

export const SeriesQuestion = ItemWish.extend({ ...named, couponCode }).meta({ id: 'SeriesQuestion', examples: [example] });

export const SeriesPreviewAnswer = z
  .strictObject({
    timezone: z.string(),
    occurrences: z.array(
      z.strictObject({
        startsAt: InstantOut,
        endsAt: InstantOut,
        free: z.boolean(),
        /** why it can't be had: full, blocked, no_hours, horizon … */
        reason: z.string().nullable(),
        nearest: z.array(InstantOut),
        priceCents: z.int(),
      }),
    ),
    /** of the free ones */
    discountCents: z.int(),
    totalCents: z.int(),
    payNow: PayNow.meta({ description: 'What a customer pays while they book it online: for the first of the dates' }),
    currency: z.string(),
  })
  .meta({ id: 'SeriesPreview' });

export interface PreviewValue {
  readonly occurrences: readonly {
    readonly startsAt: number;
    readonly endsAt: number;
    readonly free: boolean;
    readonly reason: { readonly code: string } | null;
    readonly nearest: readonly number[];
    readonly priceCents: number;
  }[];
  readonly discountCents: number;
  readonly totalCents: number;
  readonly payNow: Quote['payNow'];
  readonly currency: string;
  readonly timezone: string;
}

export const previewAnswer = ({ occurrences, discountCents, totalCents, payNow, currency, timezone }: PreviewValue) => ({
  ...{ timezone, discountCents, totalCents, payNow: payNowAnswer(payNow), currency },
  occurrences: occurrences.map(({ startsAt, endsAt, free, reason, nearest, priceCents }) => ({
    ...{ startsAt: isoOf(startsAt), endsAt: isoOf(endsAt), free, reason: reason?.code ?? null },
    ...{ nearest: nearest.map(isoOf), priceCents },
  })),
});

const NewSeriesBody = ItemWish.extend({
  ...{ ...named, take: Take, customer: NewBookingBody.shape.customer },
  couponCode,
  locale: NewBookingBody.shape.locale,
  ...{ notes: Text(5_000).optional(), customerNotes: Text(2_000).optional() },
  expectedTotalCents: Cents.optional().meta({ description: 'Of all that is booked: `edit_conflict` where it would be another by now' }),
}).meta({ id: 'NewSeries', examples: [{ ...example, take: 'free', customer: { name: 'Ada Byron', email: 'ada@example.com' } }] });

const SeriesAnswer = z
  .strictObject({
    seriesId: idOf('ser'),
    bookings: z.array(
      z.strictObject({
        id: idOf('bkg'),
        confirmationCode: z.string(),
        status: z.enum(bookingStatuses),
        startsAt: InstantOut,
        endsAt: InstantOut,
      }),
    ),
    /** the dates that were left out */
    skipped: z.array(InstantOut),
  })
  .meta({ id: 'Series' });

const Cancellation = z
  .strictObject({ from: InstantIn.optional(), reason: Text(500).optional() })
  .nullish()
  .meta({ id: 'SeriesCancellation', examples: [{ from: '2026-06-01T00:00:00Z', reason: 'Moving away' }] });

const CancelledAnswer = z
  .strictObject({
    seriesId: idOf('ser'),
    cancelled: z.array(z.strictObject({ bookingId: idOf('bkg'), startsAt: InstantOut, refundPercent: z.int() })),
  })
  .meta({ id: 'CancelledSeries' });

export function seriesRoutes(door: ApiDoor): void {
  previewRoute(door);
  createRoute(door);
  readRoute(door);
  moveSeriesRoutes(door);
  cancelRoute(door);
}

function previewRoute({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'The dates of a rule, which of them are free, and what they cost', body: SeriesQuestion },
    response: {
      200: SeriesPreviewAnswer,
      ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_service', 'coupon_invalid'] }),
    },
  };
  app.post('/series/preview', { config: { scope: 'read' }, schema }, async (request) => {
    const { answers: _answers, subscriptionId: _subscription, ...question } = request.body;
    return previewAnswer((await ask(request, 'bookings.previewSeries', said(question))) as PreviewValue);
  });
}

interface SeriesValue {
  readonly seriesId: string;
  readonly skipped: readonly number[];
}

const seriesAnswer = (seriesId: string, { bookings, skipped }: { bookings: readonly BookingSummary[]; skipped: readonly number[] }) => ({
  seriesId,
  bookings: bookings.map(({ id, confirmationCode, status, startsAt, endsAt }) => ({
    ...{ id, confirmationCode, status, startsAt: isoOf(startsAt), endsAt: isoOf(endsAt) },
  })),
  skipped: skipped.map(isoOf),
});

function createRoute({ app, change, callerOf, parts }: ApiDoor): void {
  const codes = ['not_found', 'booking_conflict', 'invalid_service', 'coupon_invalid', 'edit_conflict', 'quota_exceeded'] as const;
  const schema = {
    ...{ tags, summary: 'Book every date of a rule, or the free ones', body: NewSeriesBody },
    description: 'A date that is taken is in `details.clashes` with the times nearest to it, or, with `take: free`, in `skipped`.',
    response: { 201: SeriesAnswer, ...errorsOf({ keyed: true, changes: true, codes }) },
  };
  app.post('/series', { config: { scope: 'write' }, schema }, async (request, reply) => {
    const who = callerOf(request).key.keyId;
    const { rrule, dates, take, customer, notes, customerNotes, expectedTotalCents, couponCode, locale, ...item } = request.body;
    const words = { notes, customerNotes, expectedTotalCents, couponCode, locale };
    const input = said({ item: said(item), rrule, dates, take, customer: said(customer), ...words, source: 'api' });
    return change(request, reply, {
      admit: () => limited(parts, { reply, name: 'bookings', who, limit: parts.options.limits.bookingsPerKey }),
      steps: [() => ({ name: 'bookings.createSeries', input })],
      status: 201,
      async answer(read, [value]) {
        const { seriesId, skipped } = value as unknown as SeriesValue;
        return seriesAnswer(seriesId, { bookings: (await read('bookings.series', { seriesId })) as BookingSummary[], skipped });
      },
    });
  });
}

function readRoute({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Read the bookings of a series', params: Ref },
    response: { 200: SeriesAnswer.omit({ skipped: true }), ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/series/:id', { config: { scope: 'read' }, schema }, async (request) => {
    const bookings = (await ask(request, 'bookings.series', { seriesId: request.params.id })) as BookingSummary[];
    const { skipped: _none, ...answer } = seriesAnswer(request.params.id, { bookings, skipped: [] });
    return answer;
  });
}

interface CancelledValue {
  readonly seriesId: string;
  readonly cancelled: readonly { readonly bookingId: string; readonly startsAt: number; readonly refundPercent: number }[];
}

function cancelRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Cancel what is left of a series, each booking by its policy', params: Ref, body: Cancellation },
    description: 'Those that start at `from` or later; now, where nothing is said.',
    response: { 200: CancelledAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_transition'] }) },
  };
  app.post('/series/:id/cancel', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'bookings.cancelSeries', input: { seriesId: request.params.id, ...said(request.body ?? {}) } })],
      async answer(_read, [value]) {
        const { seriesId, cancelled } = value as unknown as CancelledValue;
        return { seriesId, cancelled: cancelled.map((one) => ({ ...one, startsAt: isoOf(one.startsAt) })) };
      },
    }),
  );
}
