import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { newCommandId } from '#server/secrets/tokens.ts';
import { contractOf } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

// Text that no database keeps (NUL, half a character) is refused wherever it can be said, and never reaches a statement.

let world: TestWorld;
let device: string;
let paths: [string, string][];
let offeringId: string;

beforeAll(async () => {
  world = await testWorld({ options: { openSignup: true } });
  device = (await world.signIn()).token;
  offeringId = await openOffering(world);
  const { document } = await contractOf(world);
  paths = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method): [string, string] => [method.toUpperCase(), path]),
  );
});
afterAll(() => world.close());

const tokenFor = (path: string): string | null =>
  /^\/v1\/(sync|console)/.test(path) ? device : /^\/v1\/(api|manage)/.test(path) ? world.token : null;

/** percent-encoded: NUL alone and within, half a character, an escape sequence that is no UTF-8 */
const strange = ['%00', 'a%00b', 'off_%00', '%ED%A0%80', '%F0%9F', '%C0%80', '%EF%BF%BE'];

const parametersOf = (
  method: string,
  path: string,
  documented: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>,
) => documented[path]?.[method.toLowerCase()]?.parameters ?? [];

async function mustNotBreak(method: string, url: string): Promise<void> {
  const { status, text } = await world.call(method as 'GET', url, { token: tokenFor(url) });
  expect(status, `${method} ${url}: ${text.slice(0, 300)}`).toBeLessThan(500);
}

describe('in an address', () => {
  test('breaks no route, in whatever part of its path it stands', async () => {
    for (const [method, path] of paths)
      for (const word of strange)
        for (const hole of path.match(/\{\w+\}/g) ?? []) {
          const filled = path.replace(hole, word).replace('{tenant}', 'atlas-studios').replace('{token}', 'x');
          await mustNotBreak(method, filled.replaceAll(/\{(offering|idOrSlug|slugOrId|id)\w*\}/g, offeringId).replaceAll(/\{\w+\}/g, 'x'));
        }
  });

  test('breaks no page', async () => {
    for (const word of strange)
      for (const url of [
        `/s/${word}`,
        `/s/atlas-studios/${word}`,
        `/s/atlas-studios/manage/${word}`,
        `/calendar/${word}.ics`,
        `/embed/v1/${word}`,
        `/${word}`,
      ])
        await mustNotBreak('GET', url);
    for (const word of strange) await mustNotBreak('GET', `/embed/v1/frame?tenant=${word}&offering=${word}`);
  });

  test('breaks no query, in whatever parameter it stands', async () => {
    const { document } = (await contractOf(world)) as unknown as { document: { paths: Parameters<typeof parametersOf>[2] } };
    const needed: Record<string, string> = { offeringId, from: '2026-03-05', to: '2026-03-06', since: '0' };
    let asked = 0;
    for (const [method, path] of paths) {
      const names = parametersOf(method, path, document.paths)
        .filter(({ in: where }) => where === 'query')
        .map(({ name }) => name);
      const filled = path.replace('{tenant}', 'atlas-studios').replaceAll(/\{\w+\}/g, offeringId);
      if (path === '/v1/sync/live') continue;
      for (const name of names)
        for (const word of strange) {
          const rest = names.filter((other) => other !== name && other in needed).map((other) => `&${other}=${needed[other]}`);
          asked += 1;
          await mustNotBreak(method, `${filled}?${name}=${word}${rest.join('')}`);
        }
    }
    expect(asked).toBeGreaterThan(100);
  });

  test('breaks no cursor', async () => {
    for (const list of ['offerings', 'bookings', 'customers', 'resources', 'events'])
      for (const position of [
        [0, '\u0000'],
        ['\u0000', '\u0000'],
        [0, '\ud800'],
        [1e308, 'x'],
        [-1, ''],
        [Number.MAX_SAFE_INTEGER, "' OR 1=1 --"],
      ]) {
        const cursor = Buffer.from(JSON.stringify(position)).toString('base64url');
        await mustNotBreak('GET', `/v1/api/${list}?cursor=${cursor}`);
        await mustNotBreak('GET', `/v1/storefront/atlas-studios/offerings?cursor=${cursor}`);
      }
  });
});

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
}

/** Something that the schema takes, as far as a schema says; `text` for every text that is bound to no form. */
function sampleOf(schema: JsonSchema, text: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return sampleOf(choices.find(({ type }) => type !== 'null') ?? {}, text);
  if (schema.type === 'object')
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, sampleOf(field, text)]));
  if (schema.type === 'array') return [sampleOf(schema.items ?? {}, text)];
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return false;
  return schema.type === 'string' ? textOf(schema, text) : text;
}

function textOf({ pattern = '', format }: JsonSchema, text: string): string {
  const [, prefix] = /^\^(\w{3})_\[/.exec(pattern) ?? [];
  if (prefix !== undefined) return `${prefix}_00000000000000000000`;
  const [, start] = /^\^\((\w{3})\|/.exec(pattern) ?? [];
  if (start !== undefined) return `${start}_${text}`;
  if (format === 'date') return '2026-03-05';
  if (format === 'email') return 'a@example.com';
  if (pattern.includes('#')) return '#0F766E';
  return text;
}

describe.each([
  ['NUL', 'a\u0000b'],
  ['half a character', 'a\ud83d'],
  ['NUL alone', '\u0000'],
])('%s in an input', (_, text) => {
  test('breaks no question', async () => {
    for (const { name, input } of world.engine.registry.queries.values()) {
      const body = { name, input: sampleOf(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as JsonSchema, text) };
      const answer = await world.call('POST', '/v1/console/ask', { token: device, body });
      expect(answer.status, `${name} ${JSON.stringify(body)}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
    }
  });

  test('breaks no command', async () => {
    for (const { name, input } of world.engine.registry.commands.values()) {
      const whole = sampleOf(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as JsonSchema, text);
      const body = { commandId: newCommandId(), name, input: whole };
      const answer = await world.call('POST', '/v1/console/run', { token: device, body });
      expect(answer.status, `${name} ${JSON.stringify(body)}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
    }
  });

  test('breaks neither a feed nor an edit', async () => {
    for (const kind of ['tenant', 'member', 'resource', 'offering'])
      for (const prefix of ['tnt', 'mbr', 'res', 'off']) {
        const body = { commandId: newCommandId(), name: 'calendar.createFeed', input: { kind, subjectId: `${prefix}_${text}` } };
        const answer = await world.call('POST', '/v1/console/run', { token: device, body });
        expect(answer.status, answer.text).toBeLessThan(500);
      }
    const rule = {
      id: text,
      dayOfWeek: 1,
      startTime: '09:00',
      endTime: '10:00',
      slotMinutes: null,
      capacity: null,
      validFrom: null,
      validUntil: null,
    };
    const seen = { commandId: newCommandId(), name: 'availability.setSchedule', input: { subjectId: offeringId, rules: [], seen: [rule] } };
    expect((await world.call('POST', '/v1/console/run', { token: device, body: seen })).status).toBeLessThan(500);
  });
});

test('in a sign-in or a sign-up is refused like any other mistake', async () => {
  const bodies: [string, object][] = [
    ['sign-in', { email: 'olivia@atlas.test', password: 'a\u0000b', tenant: 'atlas-studios' }],
    ['sign-in', { email: 'olivia@atlas.test\u0000', password: 'x' }],
    ['sign-in', { email: 'olivia@atlas.test', password: 'x', tenant: '\u0000' }],
    ['pair', { code: 'ABCD\u0000EFG' }],
    ['pair', { code: '\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800' }],
    ['signup', { businessName: 'Nul \u0000', email: 'a@b.test', password: 'long enough' }],
    ['signup', { businessName: 'Fine', email: 'a@b.test', password: 'long \u0000 enough' }],
    ['signup', { businessName: 'Fine', email: 'a@b.test', password: 'long enough', deviceName: '\u0000' }],
  ];
  for (const [path, body] of bodies) {
    const { status, text } = await world.call('POST', `/v1/console/${path}`, { token: null, body });
    expect(status, `${path} ${JSON.stringify(body)}: ${text}`).toBeLessThan(500);
  }
});

test('in a header is refused or means nothing', async () => {
  for (const [name, value] of [
    ['idempotency-key', 'a\u0001b'],
    ['idempotency-key', 'ÿ'.repeat(100)],
    ['x-slotkeeper-sandbox', 'tr\u0001ue'],
    ['slotkeeper-protocol', '1\u0001'],
    ['authorization', `Bearer ${'\u0001'.repeat(20)}`],
    ['accept-encoding', '\u0001'],
  ] as const) {
    const response = await world.inject({
      ...{ method: 'POST', url: '/v1/api/customers', payload: { name: 'Ada' } },
      headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json', [name]: value },
    });
    expect(response.statusCode, `${name}: ${response.body}`).toBeLessThan(500);
  }
});
