/** What every route shares and no schema says: headers of answers, what parameters mean, examples that were lost on the way. */
import { z } from 'zod';
import type { Json } from '#core/base/json.ts';

type Obj = { [key: string]: Json };

const text = { type: 'string' };

const headers: Obj = {
  XRequestId: { description: 'Names this request in the server’s log', schema: text },
  RateLimit: { description: 'What is left: `"requests";r=299;t=60` (IETF draft), one a budget', schema: text },
  RateLimitPolicy: { description: 'What there is: `"requests";q=300;w=60`', schema: text },
  RetryAfter: { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } },
  IdempotentReplayed: { description: 'Only on a replay of an earlier answer', schema: { type: 'string', const: 'true' } },
};

const ref = (name: string): Obj => ({ $ref: `#/components/headers/${name}` });

const parameterMeanings: Readonly<Record<string, string>> = {
  id: 'The id of the thing',
  idOrSlug: 'The id of an offering, or its slug',
  exceptionId: 'The id of an exception of these hours',
  tenant: 'The subdomain of a business, or its id',
  limit: 'How many at most',
  cursor: '`nextCursor` of the page before',
  from: 'Where the range begins (inclusive)',
  to: 'Where the range ends',
  offeringId: 'The id of an offering, or its slug where slots are asked for',
  resourceId: 'Only what this resource serves',
  customerId: 'Only this customer’s',
  quantity: 'How many places',
  status: 'Only of this status',
  slugOrId: 'The slug of an offering, or its id',
  durationMinutes: 'How long, where the offering leaves it open',
  nights: 'How many nights, of what is sold by the night; each arrival’s fewest where left out',
  since: 'The revision up to which everything is known; 0 for nothing',
  offset: 'The byte at which to begin',
  nonce: 'The mark of that revision',
  acknowledged: 'The last own command whose refusal is known',
  table: 'The table that was under way when a first sync broke; left out at its beginning',
  after: 'The last id of that table which came',
  seen: 'The newest revision that any page of this fetch was read at',
  seenNonce: 'The mark of that one',
  explain: 'Also what can’t be booked, with the reason',
  holdId: 'A hold of one’s own, which is not in one’s way',
  commandId: 'Made once by whoever asks: asked again under it, nothing happens twice',
  override: 'Also against notice, horizon and start times, which staff may set aside',
  q: 'Part of a name, an address or a code',
};

const successes: Readonly<Record<string, string>> = { 200: 'The answer', 201: 'Made', 202: 'Taken on', 204: 'Done; no body' };

const objects = (value: Json | undefined): [string, Obj][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (Object.entries(value) as [string, Obj][]) : [];

function headersOf(status: string, isKeyed: boolean): Obj {
  return {
    'X-Request-Id': ref('XRequestId'),
    RateLimit: ref('RateLimit'),
    'RateLimit-Policy': ref('RateLimitPolicy'),
    ...(status === '429' || status === '503' ? { 'Retry-After': ref('RetryAfter') } : {}),
    ...(isKeyed && status !== '429' ? { 'Idempotent-Replayed': ref('IdempotentReplayed') } : {}),
  };
}

function completeOperation(operation: Obj): void {
  const parameters = (operation['parameters'] ?? []) as Obj[];
  const isKeyed = parameters.some(({ name }) => name === 'Idempotency-Key');
  for (const parameter of parameters) parameter['description'] ??= parameterMeanings[parameter['name'] as string] ?? null;
  for (const [status, response] of objects(operation['responses'])) {
    response['headers'] = headersOf(status, isKeyed);
    if (response['description'] === 'Default Response') response['description'] = successes[status] ?? 'The answer';
  }
  const { 'x-optional-body': mayLack, requestBody } = operation;
  if (mayLack === true && requestBody !== undefined) (requestBody as Obj)['required'] = false;
  delete operation['x-optional-body'];
}

/** By the name of a body's schema. zod leaves them out of a schema that it also transforms. */
const bodyExamples = new Map<string, Json>();

export function keepExamples(body: z.ZodType): void {
  const { id, examples } = z.globalRegistry.get(body) ?? {};
  if (id !== undefined && examples !== undefined) bodyExamples.set(id, examples as Json);
}

function completeSchema(name: string, schema: Obj): void {
  const examples = bodyExamples.get(name);
  if (examples !== undefined) schema['examples'] ??= examples;
}

/** Fills the document in, in place. */
export function complete(document: Obj): Obj {
  const components = document['components'] as Obj;
  components['headers'] = headers;
  for (const [name, schema] of objects(components['schemas'])) completeSchema(name, schema);
  for (const [, path] of objects(document['paths'])) for (const [, operation] of objects(path)) completeOperation(operation);
  return document;
}
