import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { Delivery, WebhookEndpoint } from '#core/domains/webhooks/model.ts';
import { checkOutboundUrl } from '#server/outbound/guard.ts';
import type { ServerParts } from '#server/parts.ts';
import { newWebhookSecret } from '#server/secrets/prepare.ts';
import type { ApiDoor } from '../api/door.ts';
import { said } from '../api/present.ts';
import type { Reader } from '../http/changes.ts';
import { errorsOf, isoOrNull, NoAnswer, NoBody } from '../http/schemas.ts';
import { DeliveryAnswer, NewWebhook, WebhookAnswer, WebhookChanges, WebhookWithSecret } from './shapes.ts';

const tags = ['Webhooks'];
const Ref = z.strictObject({ id: idOf('whk') });

function webhookAnswer({ createdAt, updatedAt, ...endpoint }: WebhookEndpoint) {
  return { ...endpoint, createdAt: isoOf(createdAt), updatedAt: isoOf(updatedAt) };
}

const readWebhook = async (read: Reader, endpointId: string) =>
  webhookAnswer((await read('webhooks.endpoint', { endpointId })) as WebhookEndpoint);

/** @throws Refusal `invalid_request` for an address that this server may not call */
export async function mustBeCallable({ options }: ServerParts, url: string | undefined): Promise<void> {
  if (url === undefined) return;
  const problem = await checkOutboundUrl(url, { allowPrivate: options.allowPrivateWebhooks });
  if (problem !== null) refuse('invalid_request', { issues: [{ path: 'url', expected: 'a public http or https address' }], problem });
}

export function webhookRoutes(door: ApiDoor): void {
  readRoutes(door);
  createRoute(door);
  updateRoute(door);
  removeRoute(door);
  secretRoute(door);
  testRoute(door);
}

function readRoutes({ app, ask }: ApiDoor): void {
  const Listed = z.strictObject({ data: z.array(WebhookAnswer) });
  const listSchema = { tags, summary: 'List webhook endpoints', response: { 200: Listed, ...errorsOf({ keyed: true }) } };
  app.get('/webhooks', { config: { scope: 'read' }, schema: listSchema }, async (request) => ({
    data: ((await ask(request, 'webhooks.endpoints', {})) as WebhookEndpoint[]).map(webhookAnswer),
  }));
  const schema = {
    tags,
    summary: 'Read one webhook endpoint',
    params: Ref,
    response: { 200: WebhookAnswer, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/webhooks/:id', { config: { scope: 'read' }, schema }, async (request) =>
    webhookAnswer((await ask(request, 'webhooks.endpoint', { endpointId: request.params.id })) as WebhookEndpoint),
  );
}

function createRoute({ app, change, parts }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Register a webhook endpoint; its secret is shown once', body: NewWebhook },
    response: { 201: WebhookWithSecret, ...errorsOf({ keyed: true, changes: true }) },
  };
  app.post('/webhooks', { config: { scope: 'write' }, schema }, async (request, reply) => {
    await mustBeCallable(parts, request.body.url);
    const secret = newWebhookSecret();
    return change(request, reply, {
      steps: [() => ({ name: 'webhooks.createEndpoint', input: { ...said(request.body), secret } })],
      status: 201,
      answer: async (read, [value]) => ({ ...(await readWebhook(read, (value as { endpointId: string }).endpointId)), secret }),
    });
  });
}

function updateRoute({ app, change, parts }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Change a webhook endpoint', params: Ref, body: WebhookChanges },
    response: { 200: WebhookAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'edit_conflict'] }) },
  };
  app.patch('/webhooks/:id', { config: { scope: 'write' }, schema }, async (request, reply) => {
    await mustBeCallable(parts, request.body.url);
    const endpointId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'webhooks.updateEndpoint', input: { endpointId, changes: said(request.body) } })],
      answer: (read) => readWebhook(read, endpointId),
    });
  });
}

function removeRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Remove a webhook endpoint with its secret and log', params: Ref, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.delete('/webhooks/:id', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'webhooks.removeEndpoint', input: { endpointId: request.params.id } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
}

function secretRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Make a new signing secret; the old one signs beside it for 24 hours', params: Ref, body: NoBody },
    response: { 200: WebhookWithSecret, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/webhooks/:id/rotate-secret', { config: { scope: 'write' }, schema }, (request, reply) => {
    const endpointId = request.params.id;
    const secret = newWebhookSecret();
    return change(request, reply, {
      steps: [() => ({ name: 'webhooks.rotateSecret', input: { endpointId, secret } })],
      answer: async (read) => ({ ...(await readWebhook(read, endpointId)), secret }),
    });
  });
}

function testRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Send `webhook.test` to the endpoint', params: Ref, body: NoBody },
    response: { 202: z.strictObject({ deliveryId: idOf('dlv') }), ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/webhooks/:id/test', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'webhooks.sendTest', input: { endpointId: request.params.id } })],
      status: 202,
      answer: async (_read, [value]) => value,
    }),
  );
}

const deliveryAnswer = ({ id, endpointId, event, status, attempts, nextAttemptAt, body, createdAt }: Delivery) => ({
  ...{ id, webhookId: endpointId, event, status, body },
  attempts: attempts.map(({ at, ...attempt }) => ({ at: isoOf(at), ...attempt })),
  ...{ nextAttemptAt: isoOrNull(nextAttemptAt), createdAt: isoOf(createdAt) },
});

export function deliveryRoutes({ app, ask, change }: ApiDoor): void {
  const Query = z.strictObject({ limit: z.coerce.number('expected a number from 1 to 100').int().min(1).max(100).default(50) });
  const Listed = z.strictObject({ data: z.array(DeliveryAnswer) });
  const listSchema = {
    ...{ tags, summary: "List an endpoint's deliveries, newest first, with every attempt", params: Ref, querystring: Query },
    response: { 200: Listed, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/webhooks/:id/deliveries', { config: { scope: 'read' }, schema: listSchema }, async (request) => {
    const input = { endpointId: request.params.id, limit: request.query.limit };
    return { data: ((await ask(request, 'webhooks.deliveries', input)) as Delivery[]).map(deliveryAnswer) };
  });
  const schema = {
    ...{ tags, summary: 'Send a delivery again, under its own id', params: z.strictObject({ id: idOf('dlv') }), body: NoBody },
    response: { 202: z.strictObject({ deliveryId: idOf('dlv') }), ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/webhooks/deliveries/:id/redeliver', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'webhooks.redeliver', input: { deliveryId: request.params.id } })],
      status: 202,
      answer: async (_read, [value]) => value,
    }),
  );
}
