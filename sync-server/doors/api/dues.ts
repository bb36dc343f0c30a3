/** What customers owe for their plans: listed, let off, owed again. */
import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf, LocalDate, Text } from '#core/contracts/fields.ts';
import type { Due, DueDetail } from '#core/domains/bookings/model.ts';
import type { Reader } from '../http/changes.ts';
import { madeAfter, type MadePage, madePageOf } from '../http/cursor.ts';
import { errorsOf, InstantOut, NoBody, Paging, pageSchema } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { Standing, standingAnswer } from './money.ts';
import { said } from './present.ts';

const tags = ['Pricing'];

const DueAnswer = z
  .strictObject({
    orderId: idOf('ord'),
    subscriptionId: idOf('sub'),
    customerId: idOf('cus'),
    customerName: z.string(),
    title: z.string().meta({ description: 'The plan’s' }),
    from: LocalDate,
    until: LocalDate.meta({ description: 'The first date of the next period' }),
    payBy: LocalDate.meta({ description: 'The last date on which it is paid in time' }),
    order: Standing.unwrap(),
    waived: z
      .strictObject({ amountCents: z.int(), reason: z.string(), by: z.string(), at: InstantOut })
      .nullable()
      .meta({ description: 'What was let off of it' }),
    trouble: z
      .enum(['payment_failed', 'refund_failed'])
      .nullable()
      .meta({ description: 'A card that was declined, or money that did not reach the customer' }),
  })
  .meta({ id: 'Due' });

const ListQuery = Paging.extend({
  which: z.enum(['owed', 'toGiveBack', 'all']).default('owed').meta({
    description: '`owed`: the oldest first; `toGiveBack`: of which money is on its way back, or did not arrive; `all`: the newest first',
  }),
  subscriptionId: idOf('sub').optional().meta({ description: 'Of this one alone' }),
});

function dueAnswer({ order, waived, ...due }: Due): z.output<typeof DueAnswer> {
  return { ...due, order: standingAnswer(order), waived: waived === null ? null : { ...waived, at: isoOf(waived.at) } };
}

async function readDue(read: Reader, orderId: string) {
  const detail = (await read('pricing.due', { orderId })) as DueDetail;
  const { customerEmail: _email, payments: _payments, refunds: _refunds, history: _history, online: _online, ...due } = detail;
  return dueAnswer(due);
}

export function dueRoutes({ app, ask, change }: ApiDoor): void {
  const listSchema = {
    ...{ tags, summary: 'List what customers owe for periods of their plans', querystring: ListQuery },
    response: { 200: pageSchema(DueAnswer), ...errorsOf({ keyed: true }) },
  };
  app.get('/dues', { config: { scope: 'read' }, schema: listSchema }, async (request) => {
    const { cursor, ...filter } = request.query;
    const page = (await ask(request, 'pricing.dues', said({ ...filter, after: madeAfter(cursor) }))) as MadePage<Due>;
    return madePageOf(page, dueAnswer);
  });
  const params = z.strictObject({ id: idOf('ord') });
  const errors = errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_transition'] });
  const waiveSchema = {
    ...{ tags, summary: 'Let off what is still due for a period of a plan', params, response: { 200: DueAnswer, ...errors } },
    body: z.strictObject({ reason: Text(500).min(1) }).meta({ id: 'Waiving', examples: [{ reason: 'Was ill for two weeks' }] }),
    description: 'What was paid of it stays paid. The books hold it as reversals.',
  };
  app.post('/orders/:id/waive', { config: { scope: 'write' }, schema: waiveSchema }, (request, reply) => {
    const orderId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'pricing.waiveDue', input: { orderId, ...request.body } })],
      answer: (read) => readDue(read, orderId),
    });
  });
  const restoreSchema = {
    ...{ tags, summary: 'Charge again what was let off of a due', params, body: NoBody, response: { 200: DueAnswer, ...errors } },
  };
  app.post('/orders/:id/unwaive', { config: { scope: 'write' }, schema: restoreSchema }, (request, reply) => {
    const orderId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'pricing.restoreDue', input: { orderId } })],
      answer: (read) => readDue(read, orderId),
    });
  });
}
