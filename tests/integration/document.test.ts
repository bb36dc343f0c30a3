import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCodes } from '#core/base/refusal.ts';
import { webhookEvents } from '#core/domains/webhooks/model.ts';
import { errorTable } from '#server/errors/table.ts';
import { signatureHeaders } from '#server/workers/signatures.ts';
import { type Contract, contractOf } from './contract.ts';
import { testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let contract: Contract;

beforeAll(async () => {
  world = await testWorld();
  contract = await contractOf(world);
});
afterAll(() => world.close());

interface Described {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: string[];
  readonly requestBody?: { content: { 'application/json'?: { schema: { $ref?: string } } } };
  readonly parameters?: { name: string; description?: string }[];
  readonly responses: Record<string, { description: string }>;
}

const document = () =>
  contract.document as unknown as {
    openapi: string;
    info: { description: string };
    components: { schemas: Record<string, { properties: { error: { enum: string[] } } }> };
    paths: Record<string, Record<string, Described>>;
  };

const operations = () =>
  Object.entries(document().paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the table of errors', () => {
  test('has every code of the business, and no other', () => {
    expect(Object.keys(errorTable).toSorted()).toEqual(refusalCodes.toSorted());
  });

  test('is the docs, code by code', () => {
    const { info, components } = document();
    expect(components.schemas['Error']?.properties.error.enum).toEqual([...refusalCodes]);
    for (const code of refusalCodes) {
      const { status, message, retry } = errorTable[code];
      expect(info.description).toContain(`| \`${code}\` | ${status} | ${message} | ${retry} |`);
    }
    const [, table = ''] = /## Errors\n([^]*?)\n## /.exec(info.description) ?? [];
    expect(table.match(/^\| `/gm)).toHaveLength(refusalCodes.length);
  });

  test('has for each a status of an error and one sentence', () => {
    for (const { status, message } of Object.values(errorTable)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(message).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('the document', () => {
  test('is OpenAPI 3.1 and names each thing once', () => {
    expect(document().openapi).toBe('3.1.0');
    expect(Object.keys(document().components.schemas).filter((name) => name.endsWith('Input'))).toEqual([]);
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('says of every route what it is for, what it answers and how it fails', () => {
    for (const { path, method, operation } of operations()) {
      const what = `${method} ${path}`;
      const statuses = Object.keys(operation.responses).map(Number);
      const answers = path === '/v1/sync/live' || statuses.some((status) => status < 300);
      expect({ what, ...operation, statuses, answers }).toMatchObject({
        ...{ what, summary: expect.stringMatching(/./), tags: [expect.any(String)], answers: true },
        statuses: expect.arrayContaining([500]),
      });
      const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      for (const [status, { description }] of failures) expect(`${what} ${status} ${description}`).toMatch(/ \d{3} `[a-z_]+`: /);
    }
  });

  test('defines every schema, and shows with every named body an example that passes', () => {
    for (const [name, schema] of Object.entries(document().components.schemas)) expect([name, schema]).toEqual([name, expect.any(Object)]);
    for (const { path, method, operation } of operations()) {
      const schema = operation.requestBody?.content['application/json']?.schema;
      const [, name] = /^#\/components\/schemas\/(\w+)$/.exec(schema?.$ref ?? '') ?? [];
      if (schema === undefined || name === undefined) continue;
      const { examples = [] } = document().components.schemas[name] as { examples?: unknown[] };
      const problems = examples.map((example) => contract.schemaOf(schema as never).safeParse(example).error);
      expect([method, path, problems]).toEqual([method, path, [undefined]]);
    }
  });

  test('shows by an example what each route of the business takes', () => {
    const unnamed = operations().filter(({ path, operation }) => {
      const schema = operation.requestBody?.content['application/json']?.schema;
      return /^\/v1\/(api|manage|storefront)\//.test(path) && schema !== undefined && schema.$ref === undefined;
    });
    expect(unnamed.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test('asks for no body where none is needed, and shows both forms of a booking', () => {
    const bodyOf = (path: string, method = 'post') => document().paths[path]?.[method]?.requestBody;
    expect(bodyOf('/v1/api/bookings/{id}/check-in')).toBeUndefined();
    expect(bodyOf('/v1/manage/webhooks/{id}', 'delete')).toBeUndefined();
    expect(bodyOf('/v1/api/bookings/{id}/cancel')).not.toMatchObject({ required: true });
    expect(bodyOf('/v1/api/bookings')).toMatchObject({ required: true });
    const forms = [{ required: ['offeringId', 'startsAt'] }, { required: ['items'] }];
    expect(document().components.schemas['NewBooking']).toMatchObject({ anyOf: forms });
  });

  test('declares the headers of answers, the scope of a key, and what every parameter means', () => {
    for (const { path, method, operation } of operations()) {
      for (const response of Object.values(operation.responses))
        expect(response).toMatchObject({ headers: { RateLimit: {}, 'RateLimit-Policy': {}, 'X-Request-Id': {} } });
      expect(operation.responses['429']).toMatchObject({ headers: { 'Retry-After': {} } });
      expect(operation.responses['503']?.description).toContain('`unavailable`');
      if (/^\/v1\/(api|manage)\//.test(path))
        expect(`${method} ${path}: ${operation.description}`).toMatch(/Scope: `(read|write|admin)`\./);
      for (const { name, description } of operation.parameters ?? [])
        expect([path, name, description]).toEqual([path, name, expect.any(String)]);
    }
  });

  test('says how to get a key, verify a webhook, come from another service and embed the widget', () => {
    for (const part of ['Getting a key', 'Idempotency', 'Verifying', 'Delivery and retries', 'Coming from another service', 'Widget'])
      expect(document().info.description).toContain(`## ${part}\n`);
  });

  test('has the verifier in its text accept what is sent', async () => {
    const [, code = ''] = /```js\n([^]*?)```/.exec(document().info.description) ?? [];
    const { isGenuine } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      isGenuine(body: string, header: string, secret: string): boolean;
    };
    const secret = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;
    const sent = { deliveryId: 'dlv_1', event: 'webhook.test', body: '{"a":"é"}', at: Date.now(), secret };
    const header = signatureHeaders(sent)['X-Slotkeeper-Signature'] ?? '';
    expect(isGenuine(sent.body, header, secret)).toBe(true);
    expect(isGenuine('{}', header, secret)).toBe(false);
    expect(isGenuine(sent.body, header, 'whsec_other')).toBe(false);
  });

  test('points at nothing that is not there', () => {
    const text = JSON.stringify(contract.document);
    const named = new Set([...text.matchAll(/#\/components\/schemas\/([A-Za-z0-9_]+)/g)].map(([, name]) => name ?? ''));
    for (const name of named) expect(Object.keys(document().components.schemas)).toContain(name);
  });

  test('has the schema of every webhook', () => {
    expect(Object.keys(contract.document.webhooks).toSorted()).toEqual(webhookEvents.toSorted());
  });

  test('would notice an answer that breaks it', async () => {
    const me = await world.call('GET', '/v1/api/me');
    expect(contract.problemWith('GET', '/v1/api/me', me)).toBeNull();
    expect(contract.problemWith('GET', '/v1/api/me', { ...me, body: { ...(me.body as object), keyId: 7 } })).toContain('keyId');
    expect(contract.problemWith('GET', '/v1/api/me', { ...me, body: { ...(me.body as object), more: 1 } })).toContain('more');
    expect(contract.problemWith('GET', '/v1/api/me', { ...me, status: 418 })).toContain('418');
  });

  test('is shown at /docs', async () => {
    const page = await world.call('GET', '/docs', { token: null });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

test('the status tells that the database answers', async () => {
  const { status, body } = await world.call('GET', '/status', { token: null });
  expect([status, body]).toEqual([
    200,
    { ok: true, version: expect.stringMatching(/^\d+\.\d+\.\d+$/), time: '2026-03-02T08:00:00Z', database: 'ok' },
  ]);
});

describe('a page of another origin', () => {
  test('may call the API and the storefront, without cookies', async () => {
    const headers = {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,idempotency-key',
    };
    for (const url of ['/v1/api/bookings', '/v1/storefront/atlas-studios/checkout']) {
      const preflight = await world.inject({ method: 'OPTIONS', url, headers });
      expect(preflight.statusCode).toBe(204);
      expect(preflight.headers).toMatchObject({ 'access-control-allow-origin': '*' });
      expect(preflight.headers['access-control-allow-headers']).toContain('if-none-match');
      expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
    }
    const { headers: answered } = await world.call('GET', '/v1/api/me', { headers: { origin: 'https://shop.example' } });
    expect(answered['access-control-expose-headers']).toContain('etag');
    expect(answered['access-control-allow-origin']).toBe('*');
  });

  test('may not call what speaks for a member', async () => {
    for (const url of ['/v1/console/me', '/v1/sync/pull?since=0']) {
      const { headers } = await world.call('GET', url, { headers: { origin: 'https://shop.example' } });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});
