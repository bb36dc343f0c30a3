/** The API's own words for what the core keeps: one place for the two names of a field, and for what is read only. */
import { z } from 'zod';
import { scopes } from '#core/contracts/actor.ts';
import { Cents, Currency, Email, idOf, Locale, Name, Phone, Text } from '#core/contracts/fields.ts';
import { LocalException, WeeklyRule } from '#core/domains/availability/model.ts';
import { AddOnWishes, bookingMoves, bookingSources, bookingStatuses, riskReviews, riskSignalKinds } from '#core/domains/bookings/model.ts';
import { Answers, OfferingFields, offeringStatuses, ResourceFields } from '#core/domains/catalog/model.ts';
import { CustomerFields } from '#core/domains/customers/model.ts';
import { TestCard } from '#core/domains/payments/model.ts';
import { TypedCode } from '#core/domains/promotions/model.ts';
import { PriceStep } from '#core/domains/pricing/model.ts';
import { InstantIn, InstantOut } from '../http/schemas.ts';
import { bookingMoney } from './money.ts';

const stamps = { createdAt: InstantOut, updatedAt: InstantOut };

export const Location = z.strictObject({ name: Name(160), address: Name(300).nullable().default(null) });
const PhotoVariant = z.strictObject({ width: z.int(), url: z.string() });
export const PhotoRef = z.strictObject({ id: idOf('pho'), url: z.string(), alt: z.string(), variants: z.array(PhotoVariant) });
export const Rating = z.strictObject({ average: z.number(), count: z.int() });

const OfferingBody = OfferingFields.omit({ locationName: true, locationAddress: true }).extend({
  location: Location.nullable(),
  pendingTakesPlace: OfferingFields.shape.pendingTakesPlace.meta({
    description:
      'Where `approval` is `manual`: whether a request keeps its time from others until it is approved (the usual). Where not, several may ask for one time, and approving all but the first is refused as `booking_conflict`. A request that is asked for money keeps its time either way.',
    examples: [true],
  }),
});

export const NewOffering = OfferingBody.partial()
  .required({ title: true, basePriceCents: true })
  .extend({ status: z.enum(['DRAFT', 'PUBLISHED']).default('DRAFT') })
  .meta({
    id: 'NewOffering',
    examples: [
      { title: 'Soho Loft', slug: 'soho-loft', productTypeKey: 'space', basePriceCents: 12_000, currency: 'USD', status: 'PUBLISHED' },
    ],
  });

export const OfferingChanges = OfferingBody.partial()
  .extend({ status: z.enum(offeringStatuses).optional() })
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'OfferingChanges', examples: [{ basePriceCents: 14_400 }] });

export const OfferingAnswer = OfferingBody.extend({
  id: idOf('off'),
  status: z.enum(offeringStatuses),
  attributes: z.record(z.string(), z.unknown()),
  trashedAt: InstantOut.nullable(),
  photos: z.array(PhotoRef),
  rating: Rating.nullable(),
  ...stamps,
}).meta({ id: 'Offering' });

export const ResourceAnswer = ResourceFields.extend({ id: idOf('res'), active: z.boolean(), ...stamps }).meta({ id: 'Resource' });
export const NewResource = ResourceFields.partial({ memberId: true, quantity: true }).meta({
  id: 'NewResource',
  examples: [{ name: 'Chair 1', kind: 'chair' }],
});
export const ResourceChanges = ResourceFields.extend({ active: z.boolean() })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'ResourceChanges', examples: [{ name: 'Chair by the window' }] });

const RuleIn = WeeklyRule.omit({ id: true }).partial({ slotMinutes: true, capacity: true, validFrom: true, validUntil: true });
export const ScheduleBody = z.strictObject({ rules: z.array(RuleIn).max(200) }).meta({
  id: 'NewSchedule',
  examples: [{ rules: [{ dayOfWeek: 1, startTime: '09:00', endTime: '17:00' }] }],
});
export const ScheduleAnswer = z.strictObject({ rules: z.array(WeeklyRule) }).meta({ id: 'Schedule' });

export const NewException = LocalException.omit({ id: true })
  .partial({ capacity: true, slotMinutes: true, reason: true, yearly: true })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'expected a time after from' })
  .meta({ id: 'NewException', examples: [{ kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-27T00:00', reason: 'Christmas' }] });
export const ExceptionAnswer = LocalException.meta({ id: 'Exception' });

export const CustomerAnswer = CustomerFields.extend({ id: idOf('cus'), ...stamps }).meta({ id: 'Customer' });
export const NewCustomer = CustomerFields.partial({ email: true, phone: true, notes: true }).meta({
  id: 'NewCustomer',
  examples: [{ name: 'Ada Byron', email: 'ada@example.com' }],
});
export const CustomerChanges = CustomerFields.partial()
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'CustomerChanges', examples: [{ phone: '+49 30 1234567' }] });

/** What is held, quoted or booked. */
export const SpanWish = z.strictObject({
  offeringId: idOf('off'),
  startsAt: InstantIn,
  endsAt: InstantIn.optional(),
  nights: z.int().min(1).max(60).optional().meta({ description: 'Of what is sold by the night, in place of `endsAt`' }),
  quantity: z.int().min(1).max(10_000).optional(),
  resourceId: idOf('res').optional(),
  addOns: AddOnWishes.optional().meta({ description: 'Those that are required are taken once where nothing is said of them' }),
});
/** To the offering's questions, by their keys. */
export const AnswersIn = Answers.meta({ description: 'To the questions of the offering, by their keys' });
export const ItemWish = SpanWish.extend({ answers: AnswersIn.optional(), subscriptionId: idOf('sub').optional() });

/** An item of several may have a hold of its own. */
export const itemHold = {
  holdId: idOf('hld')
    .optional()
    .meta({ description: 'The hold that keeps its time: its price is that of the moment at which it was made' }),
};
/** Beside the items, as it was before each could have one. */
export const firstHold = {
  holdId: idOf('hld').optional().meta({ description: 'The hold of the one slot; of several `items`, of the first' }),
};

/** Somebody known by id, or a name with an address or number. */
const Booker = z
  .strictObject({ id: idOf('cus'), name: Name(), email: Email.nullable(), phone: Phone.nullable() })
  .partial()
  .refine(({ id, name }) => (id === undefined) !== (name === undefined), {
    path: ['name'],
    message: 'expected a name, or the id of a customer',
  });

type OneOrMore = { [K in keyof z.output<typeof ItemWish>]?: unknown } & { items?: unknown };

/** One thing's fields, or a list of things, and not both. */
export function checkOneOrMore(
  body: OneOrMore,
  { addIssue }: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  const wrong = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message });
  const itemFields = ItemWish.keyof().options.filter((field) => body[field] !== undefined);
  if (body.items !== undefined) for (const field of itemFields) wrong(field, 'nothing here where items are given');
  else {
    if (body.offeringId === undefined) wrong('offeringId', 'expected the id of an offering');
    if (body.startsAt === undefined) wrong('startsAt', 'expected an instant like 2026-05-12T15:00:00Z');
  }
}

/** As a JSON schema says it. */
export const oneOrMore = [{ required: ['offeringId', 'startsAt'] }, { required: ['items'] }];

export const NewBookingBody = z
  .strictObject({
    ...ItemWish.partial().shape,
    items: z.array(ItemWish.extend(itemHold)).min(1).max(20).optional(),
    customer: Booker,
    notes: Text(5_000).optional(),
    customerNotes: Text(2_000).optional(),
    ...firstHold,
    confirm: z.boolean().optional(),
    expectedTotalCents: Cents.optional().meta({ description: 'Refused as `edit_conflict` where it would cost another sum by now' }),
    couponCode: TypedCode.optional(),
    locale: Locale.optional().meta({ description: 'The language that the customer is written in, as a BCP 47 tag like `de` or `pt-BR`' }),
    paymentToken: TestCard.optional().meta({
      description: 'The sandbox alone: what the card of its customer does, at once; where left out they choose on the payment’s page',
    }),
  })
  .superRefine(checkOneOrMore)
  .refine(({ confirm, paymentToken }) => confirm === undefined || paymentToken === undefined, {
    path: ['paymentToken'],
    message: 'nothing here where confirm is given',
  })
  .meta({
    id: 'NewBooking',
    description: 'One slot (`offeringId` and `startsAt`), or several (`items`), all or none.',
    anyOf: oneOrMore,
    examples: [
      {
        offeringId: 'off_0123456789abcdefghjk',
        startsAt: '2026-05-12T15:00:00Z',
        customer: { name: 'Ada Byron', email: 'ada@example.com' },
        customerNotes: 'By the window, please',
        addOns: [{ key: 'towels', quantity: 2 }],
        answers: { size: 'M' },
        expectedTotalCents: 5_500,
      },
    ],
  });
export type NewBookingBody = z.output<typeof NewBookingBody>;

export const BookingChanges = z
  .strictObject({
    itemId: idOf('bki'),
    startsAt: InstantIn,
    endsAt: InstantIn,
    resourceId: idOf('res'),
    quantity: z.int().min(1).max(10_000),
    notes: Text(5_000),
  })
  .partial()
  .refine(({ itemId: _item, ...changes }) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'BookingChanges', examples: [{ startsAt: '2026-05-12T17:00:00Z', notes: 'Moved by phone' }] });
export type BookingChanges = z.output<typeof BookingChanges>;

/** As it was booked: its price and minutes are of one. */
export const AddOnAnswer = z.strictObject({
  key: z.string(),
  name: z.string(),
  quantity: z.int(),
  minutes: z.int(),
  priceCents: z.int(),
});

const BookingItemAnswer = z.strictObject({
  id: idOf('bki'),
  offeringId: idOf('off'),
  offeringTitle: z.string(),
  /** the first of resourceIds */
  resourceId: idOf('res').nullable(),
  resourceIds: z.array(idOf('res')),
  resourceNames: z.array(z.string()),
  startsAt: InstantOut,
  endsAt: InstantOut,
  openToOthers: z.boolean().meta({ description: 'It is requested, and keeps its time from nobody until it is approved' }),
  timezone: z.string(),
  quantity: z.int(),
  priceCents: z.int(),
  discountCents: z.int(),
  taxCents: z.int(),
  steps: z.array(PriceStep),
  addOns: z.array(AddOnAnswer),
  answers: z.record(z.string(), z.unknown()),
  subscriptionId: idOf('sub').nullable(),
});

const HistoryAnswer = z.strictObject({
  id: idOf('evt'),
  event: z.string(),
  at: InstantOut,
  by: z.strictObject({ kind: z.enum(['member', 'key', 'customer', 'system']), name: z.string() }),
  data: z.record(z.string(), z.unknown()),
});

const RiskSignalAnswer = z.strictObject({ kind: z.enum(riskSignalKinds), points: z.int(), value: z.number() }).meta({
  id: 'RiskSignal',
  description: '`value`: what was counted: bookings within the hour, per cent of the usual total, minutes ahead …',
});

/** By its policy, as it stands at this moment. */
export const CancelNow = z.strictObject({
  refundPercent: z.int(),
  refundCents: z.int().meta({ description: 'Of what was paid' }),
  chargeCents: z.int().meta({ description: 'Of what is held on a card, or of a card that is kept: it would be taken' }),
  until: InstantOut.nullable().meta({ description: 'When these terms end; null: they do not change any more' }),
});

const listedBooking = {
  id: idOf('bkg'),
  confirmationCode: z.string(),
  status: z.enum(bookingStatuses),
  source: z.enum(bookingSources),
  seriesId: idOf('ser').nullable().meta({ description: 'Of several that were booked in one go: `GET /v1/api/series/:id` has the others' }),
  customer: z.strictObject({ id: idOf('cus'), name: z.string(), email: z.string().nullable(), phone: z.string().nullable() }),
  startsAt: InstantOut,
  endsAt: InstantOut,
  items: z.array(BookingItemAnswer),
  subtotalCents: Cents,
  discountCents: Cents,
  taxCents: Cents,
  totalCents: Cents,
  currency: Currency,
  couponCode: z.string().nullable(),
  ...bookingMoney,
  cancellationPolicy: OfferingFields.shape.cancellationPolicy,
  refundPercent: z.int().nullable(),
  cancelledBy: z.string().nullable(),
  cancellationReason: z.string().nullable(),
  riskScore: z.int().min(0).max(100).nullable().meta({ description: 'At creation; null where nobody unknown made it' }),
  riskReviewStatus: z.enum(riskReviews).meta({ description: '`held`: PENDING until staff release it or decline it' }),
  cancelNow: CancelNow.nullable().meta({ description: 'What a cancellation would do now; null: it can’t be cancelled' }),
  /** what its state allows now */
  moves: z.array(z.enum(bookingMoves)),
  notes: z.string(),
  customerNotes: z.string(),
  confirmedAt: InstantOut.nullable(),
  checkedInAt: InstantOut.nullable(),
  completedAt: InstantOut.nullable(),
  cancelledAt: InstantOut.nullable(),
  ...stamps,
};

export const ListedBooking = z.strictObject(listedBooking).meta({ id: 'ListedBooking' });

export const BookingAnswer = z
  .strictObject({
    ...listedBooking,
    riskSignals: z.array(RiskSignalAnswer).meta({ description: 'Most points first; the points of all, at most 100, are the score' }),
    lastEvent: z.string().nullable(),
    history: z.array(HistoryAnswer),
  })
  .meta({ id: 'Booking' });

export const EventAnswer = z
  .strictObject({
    id: idOf('evt'),
    event: z.string(),
    timestamp: InstantOut,
    sandbox: z.boolean(),
    actor: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }),
    subject: z.strictObject({ kind: z.string(), id: z.string() }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

export const Me = z
  .strictObject({
    tenant: z.strictObject({
      id: idOf('tnt'),
      name: z.string(),
      subdomain: z.string(),
      displayCurrency: z.string(),
      timezone: z.string(),
      branding: z.strictObject({ color: z.string(), logoUrl: z.string().nullable() }),
      verified: z.boolean(),
    }),
    scopes: z.array(z.enum(scopes)),
    keyId: idOf('key'),
    sandbox: z.boolean(),
  })
  .meta({ id: 'Me' });
