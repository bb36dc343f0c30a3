/** A customer books a series: all of its dates, or the free ones, as they choose. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import { type BookingSummary, bookingStatuses } from '#core/domains/bookings/model.ts';
import { manageToken } from '#server/secrets/manage.ts';
import { originOf } from '#server/secrets/origins.ts';
import { said } from '../api/present.ts';
import { named, type PreviewValue, previewAnswer, SeriesPreviewAnswer, SeriesQuestion, Take } from '../api/series.ts';
import { ItemWish } from '../api/shapes.ts';
import { manageUrl } from '../calendar/single.ts';
import { languageOf } from '../http/language.ts';
import { limited } from '../http/limits.ts';
import { errorsOf, InstantOut } from '../http/schemas.ts';
import { passerBy, type StorefrontDoor } from './door.ts';
import { CheckoutBody } from './shapes.ts';

const tags = ['Storefront'];
const Shop = z.strictObject({ tenant: z.string().max(64) });

const { customer, customerNotes, expectedTotalCents, couponCode } = CheckoutBody.shape;
const SeriesBody = ItemWish.extend({ ...named, take: Take, customer, customerNotes, expectedTotalCents, couponCode }).meta({
  id: 'CustomerSeries',
  examples: [
    {
      ...{ offeringId: 'off_0123456789abcdefghjk', startsAt: '2026-05-12T15:00:00Z', rrule: 'FREQ=WEEKLY;COUNT=8', take: 'free' },
      customer: { name: 'Ada Byron', email: 'ada@example.com' },
    },
  ],
});

const SeriesAnswer = z
  .strictObject({
    seriesId: idOf('ser'),
    bookings: z.array(
      z.strictObject({
        ...{ id: idOf('bkg'), confirmationCode: z.string(), status: z.enum(bookingStatuses), startsAt: InstantOut, endsAt: InstantOut },
        ...{ manageToken: z.string(), manageUrl: z.string() },
      }),
    ),
    skipped: z.array(InstantOut),
  })
  .meta({ id: 'CustomerSeriesAnswer' });

export function shopSeriesRoutes(door: StorefrontDoor): void {
  previewRoute(door);
  createRoute(door);
}

function previewRoute({ app, ask, parts }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'The dates of a rule, which of them are free, and what they cost', params: Shop, body: SeriesQuestion },
    response: { 200: SeriesPreviewAnswer, ...errorsOf({ changes: true, codes: ['not_found', 'invalid_service', 'coupon_invalid'] }) },
  };
  app.post('/series/preview', { schema }, async (request, reply) => {
    await limited(parts, { reply, name: 'series', who: request.ip, limit: parts.options.limits.holdsPerAddress });
    const { answers: _answers, subscriptionId: _subscription, ...question } = request.body;
    return previewAnswer((await ask(request, 'bookings.previewSeries', said(question))) as PreviewValue);
  });
}

interface SeriesValue {
  readonly seriesId: string;
  readonly skipped: readonly number[];
}

function createRoute({ app, parts, change, tenantOf }: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'Book every date of a rule, or the free ones', params: Shop, body: SeriesBody },
    response: {
      201: SeriesAnswer,
      ...errorsOf({
        changes: true,
        codes: ['not_found', 'booking_conflict', 'edit_conflict', 'invalid_service', 'coupon_invalid', 'quota_exceeded'],
      }),
    },
  };
  app.post('/series', { schema }, async (request, reply) => {
    const { tenantId, subdomain } = tenantOf(request);
    const {
      rrule,
      dates,
      take,
      customer: booker,
      customerNotes: words,
      expectedTotalCents: expected,
      couponCode: code,
      ...item
    } = request.body;
    const person = { ...booker, phone: booker.phone ?? null };
    const input = said({
      item: said(item),
      rrule,
      dates,
      take,
      customer: person,
      customerNotes: words,
      source: 'widget',
      expectedTotalCents: expected,
      couponCode: code,
      origin: originOf(request, { serverKey: parts.serverKey, tenantId }),
      locale: languageOf(request),
    });
    const linked = ({ id: bookingId, confirmationCode, status, startsAt, endsAt }: BookingSummary) => {
      const ref = { tenantId, bookingId, subdomain };
      return {
        ...{ id: bookingId, confirmationCode, status, startsAt: isoOf(startsAt), endsAt: isoOf(endsAt) },
        ...{ manageToken: manageToken(parts.serverKey, ref), manageUrl: manageUrl(parts, ref) },
      };
    };
    return change(request, reply, {
      actor: { ...passerBy, name: booker.name },
      change: {
        admit: () => limited(parts, { reply, name: 'bookings', who: request.ip, limit: parts.options.limits.bookingsPerAddress }),
        steps: [() => ({ name: 'bookings.createSeries', input })],
        status: 201,
        async answer(read, [value]) {
          const { seriesId, skipped } = value as unknown as SeriesValue;
          const bookings = (await read('bookings.series', { seriesId })) as BookingSummary[];
          return { seriesId, bookings: bookings.map(linked), skipped: skipped.map(isoOf) };
        },
      },
    });
  });
}
