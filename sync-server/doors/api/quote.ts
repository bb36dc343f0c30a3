/** What things cost, line by line, as the API, the storefront and a booking tell it. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import { PriceStep, type Quote } from '#core/domains/pricing/model.ts';
import { errorsOf, InstantOut } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';
import { SpanWish } from './shapes.ts';

const QuoteRequest = SpanWish.extend({
  subscriptionId: idOf('sub').optional(),
  holdId: idOf('hld').optional().meta({ description: 'A hold on it: the price is then that of the moment at which it was made' }),
}).meta({
  id: 'QuoteRequest',
  examples: [
    { offeringId: 'off_0123456789abcdefghjk', startsAt: '2026-05-12T15:00:00Z', quantity: 2, addOns: [{ key: 'towels', quantity: 1 }] },
  ],
});

const sums = { subtotalCents: z.int(), discountCents: z.int(), taxCents: z.int(), totalCents: z.int(), currency: z.string() };

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
        taxCents: z.int(),
        taxBps: z.int(),
        steps: z.array(PriceStep).meta({ description: 'How the price came about; their `cents` add up to it' }),
      }),
    ),
    ...sums,
    taxIncluded: z.boolean(),
    policy: z.array(z.strictObject({ until: InstantOut, refundPercent: z.int() })),
  })
  .meta({ id: 'Quote' });

export const quoteAnswer = ({ lines, policy, ...quote }: Quote) => ({
  ...quote,
  lines: lines.map((line) => ({ ...line, startsAt: isoOf(line.startsAt), endsAt: isoOf(line.endsAt) })),
  policy: policy.map(({ until, refundPercent }) => ({ until: isoOf(until), refundPercent })),
});

export function quoteRoutes({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags: ['Pricing'], summary: 'What a slot costs, step by step, whether it is free or not', body: QuoteRequest },
    description: 'Send the total along with the booking as `expectedTotalCents`, and it is made at this price or not at all.',
    response: {
      200: QuoteAnswer,
      ...errorsOf({ keyed: true, codes: ['not_found', 'invalid_service', 'payload_too_large', 'unsupported_media_type'] }),
    },
  };
  app.post('/quote', { config: { scope: 'read' }, schema }, async (request) => {
    const { resourceId: _resource, ...wish } = request.body;
    return quoteAnswer((await ask(request, 'pricing.quote', said(wish))) as Quote);
  });
}
