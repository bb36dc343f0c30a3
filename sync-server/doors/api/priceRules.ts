import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import { type PriceRule, PriceRuleShape } from '#core/domains/pricing/model.ts';
import type { Reader } from '../http/changes.ts';
import { errorsOf, NoAnswer, NoBody } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';

const tags = ['Pricing'];
const Ref = z.strictObject({ id: idOf('prl') });

const RuleAnswer = PriceRuleShape.extend({ id: idOf('prl') }).meta({ id: 'PriceRule' });
const RuleList = z.strictObject({ data: z.array(RuleAnswer) }).meta({ id: 'PriceRules' });
const NewRule = PriceRuleShape.partial()
  .required({ name: true, kind: true, value: true })
  .meta({
    id: 'NewPriceRule',
    description: 'What is left out fits always. `value` is in basis points for `percent`, in minor units of `currency` for `amount`.',
    examples: [{ name: 'Friday evenings', kind: 'percent', value: 1_500, weekdays: [5], timeFrom: '17:00', timeTo: '22:00' }],
  });
const RuleChanges = PriceRuleShape.partial()
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'PriceRuleChanges', examples: [{ value: 2_000 }] });
const RuleOrder = z
  .strictObject({ priceRuleIds: z.array(idOf('prl')).min(1).max(200) })
  .meta({ id: 'PriceRuleOrder', examples: [{ priceRuleIds: ['prl_0123456789abcdefghjk'] }] });

const readAll = async (read: Reader) => ((await read('pricing.rules', {})) as PriceRule[]).map(({ position: _position, ...rule }) => rule);

const readOne = async (read: Reader, id: string) =>
  (await readAll(read)).find((rule) => rule.id === id) ?? refuse('not_found', { kind: 'priceRule', id });

export function priceRuleRoutes(door: ApiDoor): void {
  listRoutes(door);
  createRoute(door);
  changeRoutes(door);
}

function listRoutes({ app, ask, change }: ApiDoor): void {
  const listSchema = {
    ...{ tags, summary: 'List the price rules in the order in which they are taken' },
    response: { 200: RuleList, ...errorsOf({ keyed: true }) },
  };
  app.get('/price-rules', { config: { scope: 'read' }, schema: listSchema }, async (request) => ({
    data: await readAll((name, input) => ask(request, name, input)),
  }));
  const orderSchema = {
    ...{ tags, summary: 'Put price rules in order; those left out stay behind', body: RuleOrder },
    response: { 200: RuleList, ...errorsOf({ keyed: true, changes: true }) },
  };
  app.put('/price-rules/order', { config: { scope: 'write' }, schema: orderSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'pricing.orderRules', input: request.body })],
      answer: async (read) => ({ data: await readAll(read) }),
    }),
  );
}

function createRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Create a price rule, behind the others', body: NewRule },
    response: { 201: RuleAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'in_use'] }) },
  };
  app.post('/price-rules', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'pricing.createRule', input: said(request.body) })],
      status: 201,
      answer: (read, [value]) => readOne(read, (value as { priceRuleId: string }).priceRuleId),
    }),
  );
}

function changeRoutes({ app, change }: ApiDoor): void {
  const changeSchema = {
    ...{ tags, summary: 'Change a price rule; what is booked keeps its price', params: Ref, body: RuleChanges },
    response: { 200: RuleAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.patch('/price-rules/:id', { config: { scope: 'write' }, schema: changeSchema }, (request, reply) => {
    const priceRuleId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'pricing.updateRule', input: { priceRuleId, changes: said(request.body) } })],
      answer: (read) => readOne(read, priceRuleId),
    });
  });
  const removeSchema = {
    ...{ tags, summary: 'Remove a price rule; what is booked keeps its price', params: Ref, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.delete('/price-rules/:id', { config: { scope: 'write' }, schema: removeSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'pricing.removeRule', input: { priceRuleId: request.params.id } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
}
