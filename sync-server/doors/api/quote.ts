/** What things cost, line by line, as the API, the storefront and a booking tell it. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import { paymentPurposes } from '#core/domains/payments/model.ts';
import { TypedCode } from '#core/domains/promotions/model.ts';
import { PriceStep, type Quote } from '#core/domains/pricing/model.ts';
import { errorsOf, InstantOut, isoOrNull } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';
import { checkOneOrMore, firstHold, itemHold, oneOrMore, SpanWish } from './shapes.ts';

const couponCode = TypedCode.optional().meta({ description: '`coupon_invalid` where it does not apply' });
const description = 'One slot (`offeringId` and `startsAt`), or several (`items`) that are booked together.';
const several = <S extends z.ZodObject>(item: S) => z.array(item.extend(itemHold)).min(1).max(20).optional();

const QuoteItem = SpanWish.extend({ subscriptionId: idOf('sub').optional() });
const QuoteRequest = z
  .strictObject({ ...QuoteItem.partial().shape, items: several(QuoteItem), ...firstHold, couponCode })
  .superRefine(checkOneOrMore)
  .meta({
    ...{ id: 'QuoteRequest', description, anyOf: oneOrMore },
    examples: [
      { offeringId: 'off_0123456789abcdefghjk', startsAt: '2026-05-12T15:00:00Z', quantity: 2, addOns: [{ key: 'towels', quantity: 1 }] },
    ],
  });

/** A customer's, who has no say about subscriptions. */
export const ShopQuoteRequest = z
  .strictObject({ ...SpanWish.partial().shape, items: several(SpanWish), ...firstHold, couponCode })
  .superRefine(checkOneOrMore)
  .meta({
    ...{ id: 'StorefrontQuoteRequest', description, anyOf: oneOrMore },
    examples: [{ offeringId: 'off_0123456789abcdefghjk', startsAt: '2026-05-12T15:00:00Z' }],
  });

/** As `pricing.quote` asks; who serves is no matter of the price. */
export function quoteInput({ items, holdId: hold, couponCode: code, ...one }: z.output<typeof QuoteRequest>) {
  const wishes = (items ?? [one]).map(({ resourceId: _resource, ...wish }) => said(wish));
  return said({ items: wishes, holdId: hold, couponCode: code });
}

const sums = { subtotalCents: z.int(), discountCents: z.int(), taxCents: z.int(), totalCents: z.int(), currency: z.string() };

export const PayNow = z
  .strictObject({
    purpose: z.enum(paymentPurposes),
    amountCents: z.int(),
    hold: z.boolean().meta({ description: 'Held on the card, not charged' }),
    authoriseAt: InstantOut.nullable().meta({ description: 'The card is kept, and held at this instant; null: at once' }),
  })
  .nullable();

export const QuoteAnswer = z
  .strictObject({
    lines: z.array(
      z.strictObject({
        offeringId: idOf('off'),
        title: z.string(),
        startsAt: InstantOut,
        endsAt: InstantOut,
        quantity: z.int(),
        priceCents: z.int(),
        discountCents: z.int().meta({ description: 'Its share of what the coupon takes off; the tax is of what is left' }),
        taxCents: z.int(),
        taxBps: z.int(),
        steps: z.array(PriceStep).meta({ description: 'How the price came about; their `cents` add up to it' }),
      }),
    ),
    ...sums,
    couponCode: z.string().nullable(),
    taxIncluded: z.boolean(),
    policy: z.array(z.strictObject({ until: InstantOut, refundPercent: z.int() })),
    payNow: PayNow.meta({ description: 'What a customer pays while they book it online' }),
  })
  .meta({ id: 'Quote' });

export const payNowAnswer = (payNow: Quote['payNow']) => payNow && { ...payNow, authoriseAt: isoOrNull(payNow.authoriseAt) };

export const quoteAnswer = ({ lines, policy, payNow, ...quote }: Quote) => ({
  ...quote,
  lines: lines.map((line) => ({ ...line, startsAt: isoOf(line.startsAt), endsAt: isoOf(line.endsAt) })),
  policy: policy.map(({ until, refundPercent }) => ({ until: isoOf(until), refundPercent })),
  payNow: payNowAnswer(payNow),
});

export function quoteRoutes({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags: ['Pricing'], summary: 'What a slot costs, or several together, step by step, whether free or not', body: QuoteRequest },
    description: 'Send the total along with the booking as `expectedTotalCents`, and it is made at this price or not at all.',
    response: {
      200: QuoteAnswer,
      ...errorsOf({
        keyed: true,
        codes: ['not_found', 'invalid_service', 'coupon_invalid', 'payload_too_large', 'unsupported_media_type'],
      }),
    },
  };
  app.post('/quote', { config: { scope: 'read' }, schema }, async (request) =>
    quoteAnswer((await ask(request, 'pricing.quote', quoteInput(request.body))) as Quote),
  );
}
