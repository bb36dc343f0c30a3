import { z } from 'zod';
import { Cents, Email, idOf, Name, Phone, Text } from '#core/contracts/fields.ts';
import { bookingStatuses } from '#core/domains/bookings/model.ts';
import { paymentPurposes, paymentStatuses } from '#core/domains/payments/model.ts';
import { TypedCode } from '#core/domains/promotions/model.ts';
import { OfferingFields, Plan } from '#core/domains/catalog/model.ts';
import {
  AddOnAnswer,
  AnswersIn,
  CancelNow,
  checkOneOrMore,
  firstHold,
  itemHold,
  Location,
  oneOrMore,
  PhotoRef,
  Rating,
  SpanWish,
} from '../api/shapes.ts';
import { InstantIn, InstantOut } from '../http/schemas.ts';
import { Detail } from './details.ts';

export const TenantAnswer = z
  .strictObject({
    tenant: z.strictObject({
      id: idOf('tnt'),
      name: z.string(),
      subdomain: z.string(),
      timezone: z.string(),
      displayCurrency: z.string(),
      verified: z.boolean(),
      branding: z.strictObject({ color: z.string(), logoUrl: z.string().nullable() }),
      contactEmail: z.string().nullable(),
    }),
  })
  .meta({ id: 'StorefrontTenant' });

export const ShopOffering = OfferingFields.pick({
  ...{ title: true, slug: true, description: true, productTypeKey: true, pricingModel: true, basePriceCents: true, currency: true },
  ...{ taxBps: true, taxIncluded: true, timezone: true, durationMinutes: true, slotMinutes: true, capacity: true, approval: true },
  ...{ minNoticeMinutes: true, maxAdvanceDays: true, cancellationPolicy: true, customerMoveMinutes: true },
  ...{ durations: true, nights: true, addOns: true, questions: true, categories: true, startTimes: true, quantityTiers: true },
})
  .extend({
    id: idOf('off'),
    plan: Plan.pick({ period: true, visits: true }).nullable(),
    details: z
      .array(Detail)
      .meta({ description: 'The attributes that the product type defines, with their labels; of a plan, what it is good for' }),
    leadPrice: z
      .strictObject({
        cents: Cents,
        per: z.enum(['hour', 'day', 'night', 'visit', 'stay', 'week', 'month', 'year']),
        minutes: z.int().nullable().meta({ description: 'Of a `visit`, how long the cheapest is' }),
        isFrom: z.boolean().meta({ description: 'Other lengths or times cost more' }),
      })
      .meta({
        description:
          'What to say before anything is chosen: an hour, a day or a night, or the cheapest visit of one place, with tax and with the add-ons that must be taken',
      }),
    location: Location.nullable(),
    resources: z.array(z.strictObject({ id: idOf('res'), name: z.string() })),
    photos: z.array(PhotoRef),
    rating: Rating.nullable(),
    attributes: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'StorefrontOffering' });

export const HoldBody = SpanWish.extend({ replaces: idOf('hld').optional() }).meta({
  id: 'NewHold',
  examples: [{ offeringId: 'off_0123456789abcdefghjk', startsAt: '2026-05-12T15:00:00Z' }],
});

export const HoldAnswer = z
  .strictObject({
    id: idOf('hld'),
    offeringId: idOf('off'),
    startsAt: InstantOut,
    endsAt: InstantOut,
    quantity: z.int(),
    expiresAt: InstantOut,
  })
  .meta({ id: 'Hold' });

const Deadlines = z.array(z.strictObject({ until: InstantOut, refundPercent: z.int() }));
const sums = { subtotalCents: z.int(), discountCents: z.int(), taxCents: z.int(), totalCents: z.int(), currency: z.string() };

const CheckoutItem = SpanWish.extend({ answers: AnswersIn.optional() });

export const CheckoutBody = z
  .strictObject({
    ...CheckoutItem.partial().shape,
    items: z.array(CheckoutItem.extend(itemHold)).min(1).max(20).optional(),
    expectedTotalCents: Cents.optional().meta({ description: 'Refused as `edit_conflict` where it would cost another sum by now' }),
    ...firstHold,
    customer: z.strictObject({ name: Name(), email: Email, phone: Phone.nullish() }),
    customerNotes: Text(2_000).optional(),
    couponCode: TypedCode.optional(),
  })
  .superRefine(checkOneOrMore)
  .meta({
    id: 'Checkout',
    description:
      'One slot (`offeringId` and `startsAt`), or several (`items`), all or none: where any is refused, `details.items` names each that is, and nothing is paid.',
    anyOf: oneOrMore,
    examples: [
      {
        offeringId: 'off_0123456789abcdefghjk',
        startsAt: '2026-05-12T15:00:00Z',
        customer: { name: 'Ada Byron', email: 'ada@example.com' },
      },
    ],
  });

const ShopPayment = z.strictObject({
  id: idOf('pay'),
  status: z.enum(paymentStatuses),
  purpose: z.enum(paymentPurposes),
  amountCents: z.int().meta({ description: 'Asked for; once it is paid, what was received' }),
  hold: z.boolean().meta({ description: 'Held on the card, not charged' }),
  checkoutUrl: z.string().nullable().meta({ description: 'Where the customer pays; comes a moment after the booking' }),
  authoriseAt: InstantOut.nullable().meta({ description: 'The card is kept, and held at this instant' }),
  dueAt: InstantOut.nullable().meta({ description: 'Until when it is to be paid, or the booking lapses' }),
  owedCents: z.int().meta({ description: 'Of a booking that is over: what is kept of it and was not received' }),
  payAgain: z.boolean().meta({ description: 'The card was declined, and another page may be asked for: `POST …/bookings/{id}/pay`' }),
});

export const ShopBooking = z
  .strictObject({
    id: idOf('bkg'),
    confirmationCode: z.string(),
    status: z.enum(bookingStatuses),
    offering: z
      .strictObject({
        id: idOf('off'),
        title: z.string(),
        slug: z.string(),
        timezone: z.string(),
        durationMinutes: z.int(),
        slotMinutes: z.int(),
      })
      .nullable(),
    customer: z.strictObject({ name: z.string(), email: z.string().nullable(), phone: z.string().nullable() }),
    items: z.array(
      z.strictObject({
        id: idOf('bki'),
        offeringId: idOf('off'),
        offeringTitle: z.string(),
        resourceName: z.string().nullable(),
        startsAt: InstantOut,
        endsAt: InstantOut,
        quantity: z.int(),
        priceCents: z.int(),
        addOns: z.array(AddOnAnswer),
        answers: z.record(z.string(), z.unknown()),
      }),
    ),
    ...sums,
    couponCode: z.string().nullable(),
    refundPercent: z.int().nullable(),
    refundCents: z.int().meta({ description: 'What went back of what was paid, or is on its way' }),
    customerNotes: z.string(),
    createdAt: InstantOut,
    tenant: z.strictObject({ name: z.string(), timezone: z.string() }),
    location: Location.nullable(),
    may: z.strictObject({
      cancel: z.boolean(),
      reschedule: z.boolean(),
      dispute: z.boolean().meta({ description: 'Say that something went wrong with it' }),
    }),
    moveUntil: InstantOut.nullable().meta({ description: 'Until when its customer may move it; null: they ask the business' }),
    disputeId: idOf('dsp').nullable().meta({ description: 'The newest that was said to have gone wrong with it; null: nothing was' }),
    cancelNow: CancelNow.nullable(),
    policy: Deadlines,
    calendar: z.strictObject({ icsUrl: z.string(), googleUrl: z.string(), outlookUrl: z.string() }),
    payment: ShopPayment.nullable().meta({ description: 'What was asked for online, the newest; null: nothing was' }),
  })
  .meta({ id: 'StorefrontBooking' });

export const CheckoutAnswer = z
  .strictObject({ booking: ShopBooking, manageToken: z.string(), manageUrl: z.string() })
  .meta({ id: 'CheckoutAnswer' });

export const CancelBody = z
  .strictObject({ expectedRefundPercent: z.int().min(0).max(100), reason: Text(500).optional() })
  .meta({ id: 'CustomerCancellation', examples: [{ expectedRefundPercent: 100 }] });

export const MoveBody = z
  .strictObject({ startsAt: InstantIn, endsAt: InstantIn.optional(), itemId: idOf('bki').optional() })
  .meta({ id: 'CustomerMove', examples: [{ startsAt: '2026-05-12T17:00:00Z' }] });
