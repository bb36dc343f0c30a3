import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { isoOf } from '#core/base/time.ts';
import { idOf, LocalDate } from '#core/contracts/fields.ts';
import type { SubscriptionSummary } from '#core/domains/bookings/model.ts';
import { planPeriods } from '#core/domains/catalog/model.ts';
import type { Reader } from '../http/changes.ts';
import { errorsOf, InstantOut } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { Standing, standingAnswer } from './money.ts';
import { said } from './present.ts';

const tags = ['Pricing'];

const BillingPeriod = z.strictObject({
  ...{ from: LocalDate, until: LocalDate, priceCents: z.int(), currency: z.string() },
  order: Standing.meta({ description: 'What was charged for it, and what is paid; null where it is free, or not charged yet' }),
});

const SubscriptionAnswer = z
  .strictObject({
    id: idOf('sub'),
    customerId: idOf('cus'),
    offeringId: idOf('off').meta({ description: 'The plan' }),
    title: z.string(),
    startsOn: LocalDate,
    endsOn: LocalDate.nullable().meta({ description: 'The last date that is covered' }),
    period: z.enum(planPeriods),
    visits: z.int().nullable().meta({ description: 'In a period; null: any number' }),
    used: z.int(),
    left: z.int().nullable(),
    periodFrom: LocalDate,
    periodUntil: LocalDate.meta({ description: 'The first date of the next period' }),
    priceCents: z.int().meta({ description: 'Of each period, as agreed when it was started' }),
    currency: z.string(),
    periods: z.array(BillingPeriod).meta({
      description: 'Those that have begun, the newest first, at most 24; and what was paid for though the plan was over before it began',
    }),
    nextOn: LocalDate.nullable().meta({ description: 'The date on which the next period begins; null: none does' }),
    createdAt: InstantOut,
  })
  .meta({ id: 'Subscription' });
const SubscriptionList = z.strictObject({ data: z.array(SubscriptionAnswer) }).meta({ id: 'Subscriptions' });

const NewSubscription = z.strictObject({ customerId: idOf('cus'), offeringId: idOf('off'), startsOn: LocalDate }).meta({
  id: 'NewSubscription',
  examples: [{ customerId: 'cus_0123456789abcdefghjk', offeringId: 'off_0123456789abcdefghjk', startsOn: '2026-05-01' }],
});
const SubscriptionEnd = z.strictObject({ endsOn: LocalDate }).meta({ id: 'SubscriptionEnd', examples: [{ endsOn: '2026-12-31' }] });

async function readAll(read: Reader, filter: { customerId?: string | undefined; subscriptionId?: string }) {
  const all = (await read('pricing.subscriptions', said(filter))) as SubscriptionSummary[];
  return all.map(({ createdAt, periods, ...subscription }) => ({
    ...subscription,
    periods: periods.map(({ order, ...period }) => ({ ...period, order: order === null ? null : standingAnswer(order) })),
    createdAt: isoOf(createdAt),
  }));
}

const readOne = async (read: Reader, subscriptionId: string) =>
  (await readAll(read, { subscriptionId }))[0] ?? refuse('not_found', { kind: 'subscription', id: subscriptionId });

export function subscriptionRoutes({ app, ask, change }: ApiDoor): void {
  const listSchema = {
    ...{
      tags,
      summary: 'List subscriptions with what is left of this period',
      querystring: z.strictObject({ customerId: idOf('cus').optional() }),
    },
    response: { 200: SubscriptionList, ...errorsOf({ keyed: true }) },
  };
  app.get('/subscriptions', { config: { scope: 'read' }, schema: listSchema }, async (request) => ({
    data: await readAll((name, input) => ask(request, name, input), request.query),
  }));
  const startSchema = {
    ...{ tags, summary: 'Give a customer a plan from this date on; each period is charged when it begins', body: NewSubscription },
    description: 'Refused as `invalid_request` where more than 24 periods would have begun since then.',
    response: { 201: SubscriptionAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_service'] }) },
  };
  app.post('/subscriptions', { config: { scope: 'write' }, schema: startSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'pricing.startSubscription', input: request.body })],
      status: 201,
      answer: (read, [value]) => readOne(read, (value as { subscriptionId: string }).subscriptionId),
    }),
  );
  const endSchema = {
    ...{ tags, summary: 'End a subscription with this date; visits that are booked stand, periods that begin later cost nothing' },
    ...{ params: z.strictObject({ id: idOf('sub') }), body: SubscriptionEnd },
    response: { 200: SubscriptionAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/subscriptions/:id/end', { config: { scope: 'write' }, schema: endSchema }, (request, reply) => {
    const subscriptionId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'pricing.endSubscription', input: { subscriptionId, endsOn: request.body.endsOn } })],
      answer: (read) => readOne(read, subscriptionId),
    });
  });
}
