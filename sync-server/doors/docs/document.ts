/** The OpenAPI document, generated from the schemas that validate. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Json } from '#core/base/json.ts';
import { refusalCodes } from '#core/base/refusal.ts';
import { type WebhookEvent, webhookEvents } from '#core/domains/webhooks/model.ts';
import { errorTable } from '#server/errors/table.ts';
import { VERSION } from '#server/version.ts';
import { NoBody } from '../http/schemas.ts';
import { complete, keepExamples } from './complete.ts';
import { gettingStarted, idempotencyGuide, sandboxGuide, webhookGuide, widgetGuide } from './guide.ts';
import { tidy } from './tidy.ts';
import { webhookBody } from './webhookShapes.ts';

const errorRows = refusalCodes.map(
  (code) => `| \`${code}\` | ${errorTable[code].status} | ${errorTable[code].message} | ${errorTable[code].retry} |`,
);

const description = `Slotkeeper's HTTP interface. Instants are ISO 8601 in UTC, local dates \`YYYY-MM-DD\`, money in minor units with an ISO 4217 code. Unknown fields are refused by name.

${gettingStarted}

## Credentials
\`/v1/api\` and \`/v1/manage\` take \`Authorization: Bearer slk_live_…\` (or \`slk_test_…\`, which belongs to the sandbox twin). A live key of scope \`admin\` reaches the twin with \`X-Slotkeeper-Sandbox: true\`. \`/v1/storefront\` is public; a customer's own booking opens with the token of its manage link. \`/v1/sync\` and \`/v1/console\` take a device's token.

${idempotencyGuide}

${sandboxGuide}

## Limits
By default 300 requests a minute for a key, 60 bookings a minute for a key and 10 for an address on the public door, which takes 600 requests a minute from one address; 5 sign-ins a minute; 60 reads of a feed an hour. \`RateLimit\` and \`RateLimit-Policy\` say what is left; \`Retry-After\` comes with 429.

## Lists
\`limit\` is 1 to 100. \`nextCursor\` is opaque and stays where it is while new rows come in.

## Errors
\`{error, message, details, requestId}\`. \`retry\`: \`changed\`, the request after it was changed; \`later\`, the same request after a wait; \`never\`.

| code | status | meaning | retry |
| --- | --- | --- | --- |
${errorRows.join('\n')}

${webhookGuide}

${widgetGuide}
`;

const webhookHeaders = [
  'X-Slotkeeper-Event',
  'X-Slotkeeper-Delivery-Id',
  'X-Slotkeeper-Signature',
  'X-Slotkeeper-Body-Signature',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
].map((name) => ({ name, in: 'header', required: true, schema: { type: 'string' }, description: 'See Webhooks, Verifying' }));

function webhookOf(event: WebhookEvent): Json {
  const { $schema: _schema, ...schema } = z.toJSONSchema(webhookBody(event), {
    target: 'draft-2020-12',
    io: 'output',
    unrepresentable: 'any',
  });
  return {
    post: {
      operationId: `on_${event.replace('.', '_')}`,
      tags: ['Webhooks'],
      summary: event,
      parameters: webhookHeaders,
      description: 'Signed by `X-Slotkeeper-Signature`, `X-Slotkeeper-Body-Signature` and `webhook-signature` (Standard Webhooks).',
      requestBody: { required: true, content: { 'application/json': { schema: schema as unknown as Json } } },
      responses: { '2XX': { description: 'Received. Anything else, or nothing within 10 seconds, is tried again.' } },
    },
  };
}

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>;

const idempotencyHeader = {
  'Idempotency-Key': { type: 'string', minLength: 1, maxLength: 128, description: 'One key, one effect, for 24 hours' },
};
const sandboxHeader = {
  'X-Slotkeeper-Sandbox': { type: 'string', enum: ['true', 'false'], description: 'true: the sandbox twin; takes a key of scope `admin`' },
};

const securityOf = (url: string): Record<string, string[]>[] => {
  if (/^\/v1\/(api|manage)\//.test(url)) return [{ apiKey: [] }];
  if (/^\/v1\/storefront\/[^/]+\/(bookings|disputes)\//.test(url)) return [{ manageLink: [] }];
  if (/^\/v1\/(sync\/|console\/(me|run|ask|sign-out|import|export|evidence))/.test(url)) return [{ device: [] }];
  return [];
};

const keepsKeys = (url: string, method: string | readonly string[]): boolean =>
  /^\/v1\/(api|manage|storefront)\//.test(url) && method !== 'GET' && method !== 'HEAD' && !url.endsWith('/quote');

function headersOf(url: string, method: string | readonly string[]): object {
  const properties = {
    ...(keepsKeys(url, method) ? idempotencyHeader : {}),
    ...(/^\/v1\/(api|manage)\//.test(url) ? sandboxHeader : {}),
  };
  return Object.keys(properties).length === 0 ? {} : { headers: { type: 'object', properties } };
}

const operationId = (method: string | readonly string[], url: string): string =>
  `${String(method).toLowerCase()}${url.replace(/^\/v1/, '').replace(/[/:.-]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`;

const transform: Transform = (document) => {
  const { body } = document.schema as { body?: z.ZodType };
  const takesNone = body === NoBody;
  if (body !== undefined) keepExamples(body);
  const said = takesNone ? { ...document, schema: { ...document.schema, body: undefined } } : document;
  const { schema, url } = jsonSchemaTransform(said);
  const { method, config } = document.route;
  const scope = config?.scope;
  const extra = {
    ...headersOf(url, method),
    ...(!takesNone && body?.safeParse(null).success === true ? { 'x-optional-body': true } : {}),
    ...(scope === undefined ? {} : { description: [schema.description, `Scope: \`${scope}\`.`].filter(Boolean).join(' ') }),
  };
  return { schema: { operationId: operationId(method, url), security: securityOf(url), ...schema, ...extra }, url };
};

export const swaggerOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Slotkeeper', version: VERSION, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: [
      'Account',
      'Offerings',
      'Resources',
      'Availability',
      'Bookings',
      'Disputes',
      'Customers',
      'Events',
      'Webhooks',
      'Storefront',
      'Console',
      'Sync',
      'Server',
    ].map((name) => ({ name })),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'slk_live_<prefix>.<secret>' },
        device: { type: 'http', scheme: 'bearer', bearerFormat: 'sld_<tenant>.<device>.<secret>' },
        manageLink: { type: 'http', scheme: 'bearer', bearerFormat: 'the token of a booking’s manage link' },
      },
    },
    webhooks: Object.fromEntries(webhookEvents.map((event) => [event, webhookOf(event)])) as never,
  },
  transform,
  transformObject: (document) => complete(tidy(jsonSchemaTransformObject(document) as never)),
};
