import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { createParser } from 'eventsource-parser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { customers } from '#core/domains/customers/tables.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { cheapHash } from '../secrets.ts';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let call: TestWorld['call'];
let token: string;
let deviceId: string;

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  call = await strictCaller(world);
  ({ token, deviceId } = await world.signIn());
});
afterEach(() => world.close());

interface Page {
  readonly rev: number;
  readonly nonce: string;
  readonly more: boolean;
  readonly lastSeq: number;
  readonly rows: Record<string, Record<string, unknown>[]>;
  readonly removed: unknown[];
  readonly refused: { seq: number; code: string; facts: Record<string, unknown> }[];
}

const pull = async (query = 'since=0'): Promise<Page> => (await call('GET', `/v1/sync/pull?${query}`, { token })).body as Page;
const push = (commands: readonly object[]) => call('POST', '/v1/sync/push', { token, body: { commands } });
const command = (seq: number, name: string, input: unknown, at = world.now()) => ({ seq, commandId: newCommandId(), name, input, at });
const newCustomer = (seq: number, name: string) => command(seq, 'customers.create', { name, email: null, phone: null });

const walkIn = (seq: number, offeringId: string, startsAt: string) =>
  command(seq, 'bookings.create', {
    ...{ items: [{ offeringId, startsAt: Date.parse(startsAt) }], customer: { name: 'Walk-in', email: null, phone: null }, source: 'desk' },
  });

describe('push', () => {
  test('runs what a device did, in order, as its member', async () => {
    const { body } = await push([newCustomer(1, 'Ada'), newCustomer(2, 'Ben')]);
    expect(body).toEqual({
      results: [
        { seq: 1, ok: true },
        { seq: 2, ok: true },
      ],
      lastSeq: 2,
    });
    const page = await pull();
    expect(page.rows['customers']?.map(({ name }) => name)).toEqual(expect.arrayContaining(['Ada', 'Ben']));
    expect(page.lastSeq).toBe(2);
  });

  test('that comes twice changes nothing the second time', async () => {
    const commands = [newCustomer(1, 'Ada'), newCustomer(2, 'Ben')];
    await push(commands);
    const { rev } = await pull();
    const { body } = await push([...commands, newCustomer(3, 'Cem')]);
    expect(body).toEqual({ results: [{ seq: 3, ok: true }], lastSeq: 3 });
    expect((await pull()).rev).toBe(rev + 1);
  });

  test('with a gap is refused, and what came before the gap stands', async () => {
    const { status, body } = await push([newCustomer(1, 'Ada'), newCustomer(3, 'Cem')]);
    expect([status, body]).toMatchObject([409, { error: 'sequence_gap', details: { expected: 2, got: 3 } }]);
    expect((await pull()).lastSeq).toBe(1);
  });

  test('answers a refused command with its facts, goes on after it, and keeps the answer', async () => {
    const offeringId = await openOffering(world);
    const at = '2026-03-03T09:00:00Z';
    await call('POST', '/v1/api/bookings', { body: { offeringId, startsAt: at, customer: { name: 'First' } } });
    const { body } = await push([walkIn(1, offeringId, at), newCustomer(2, 'Ben')]);
    const facts = { requestedTime: Date.parse(at), nextAvailable: Date.parse('2026-03-03T10:00:00Z') };
    expect(body).toMatchObject({
      results: [
        { seq: 1, ok: false, code: 'booking_conflict', facts },
        { seq: 2, ok: true },
      ],
      lastSeq: 2,
    });
    expect((await pull('since=0&acknowledged=0')).refused).toMatchObject([{ seq: 1, code: 'booking_conflict', facts }]);
    expect((await pull('since=0&acknowledged=1')).refused).toEqual([]);
  });

  test('takes only what may be done offline', async () => {
    const online = command(1, 'members.createApiKey', { name: 'x', scopes: ['admin'], prefix: 'x', secretHash: 'x' });
    const { body } = await push([online, newCustomer(2, 'Ada')]);
    expect(body).toMatchObject({
      results: [
        { seq: 1, ok: false, code: 'invalid_request' },
        { seq: 2, ok: true },
      ],
      lastSeq: 2,
    });
    expect(await world.ask('members.apiKeys', {})).toHaveLength(1);
  });

  test('runs as the member that signed in, whatever a command says', async () => {
    await world.run('members.add', {
      ...{ name: 'Sam Staff', email: 'sam@atlas.test', role: 'STAFF' },
      passwordHash: await cheapHash('correct horse battery'),
    });
    const body = { email: 'sam@atlas.test', password: 'correct horse battery' };
    const sam = ((await call('POST', '/v1/console/sign-in', { token: null, body })).body as { token: string }).token;
    const prices = command(1, 'catalog.createOffering', { title: 'Mine', basePriceCents: 1 });
    const answer = await call('POST', '/v1/sync/push', { token: sam, body: { commands: [prices] } });
    expect(answer.body).toMatchObject({ results: [{ seq: 1, ok: false, code: 'forbidden' }] });
  });
});

describe('pull', () => {
  test('brings what changed since, and what was removed', async () => {
    const before = await pull();
    const { exceptionIds } = (await world.run('availability.addException', {
      ...{ subjectId: await openOffering(world), kind: 'BLOCK', from: '2026-03-03T00:00', to: '2026-03-04T00:00' },
    })) as { exceptionIds: string[] };
    const since = await pull(`since=${before.rev}&nonce=${before.nonce}`);
    expect(Object.keys(since.rows).toSorted()).toEqual(['exceptions', 'offerings', 'schedules']);
    await world.run('availability.removeException', { exceptionId: exceptionIds[0] });
    const after = await pull(`since=${since.rev}&nonce=${since.nonce}`);
    expect(after).toMatchObject({ rows: {}, removed: [{ table: 'exceptions', id: exceptionIds[0] }], more: false });
  });

  test('with a forged nonce or a revision that never was is told that its history is another', async () => {
    const { rev, nonce } = await pull();
    for (const query of [`since=${rev}&nonce=forged`, `since=${rev + 5}&nonce=${nonce}`, `since=${rev}`]) {
      const { status, body } = await call('GET', `/v1/sync/pull?${query}`, { token });
      expect([status, body]).toMatchObject([409, { error: 'history_unknown' }]);
    }
  });

  test('carries no secret of any kind', async () => {
    await call('POST', '/v1/manage/webhooks', { body: { url: 'https://93.184.216.34/', events: ['booking.created'] } });
    const { text } = await call('GET', '/v1/sync/pull?since=0', { token });
    expect(text).not.toMatch(/whsec_|\$2[aby]\$|\$argon2|tokenHash|passwordHash|secretHash/);
  });

  test('is compressed for whoever takes it so', async () => {
    await openOffering(world, { description: 'long '.repeat(500) });
    const { headers } = await world.inject({
      ...{ method: 'GET', url: '/v1/sync/pull?since=0' },
      headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' },
    });
    expect(headers['content-encoding']).toBe('gzip');
  });
});

describe('snapshot', () => {
  type Line =
    { head?: { rev: number; nonce: string; role: string; total: number }; table?: string; columns?: string[]; end?: true } | unknown[];
  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  const words = (lines: readonly Line[]) => lines.filter((line): line is Exclude<Line, unknown[]> => !Array.isArray(line));
  const streamed = (query: string, as: string) =>
    world.inject({ method: 'GET', url: `/v1/sync/snapshot${query}`, headers: { authorization: `Bearer ${as}` } });
  const fetchLines = async (query = '', as = token) => linesOf((await streamed(query, as)).body);

  async function staffToken(): Promise<string> {
    const passwordHash = await cheapHash('correct horse battery');
    await world.run('members.add', { name: 'Sam Staff', email: 'sam@atlas.test', role: 'STAFF', passwordHash });
    const body = { email: 'sam@atlas.test', password: 'correct horse battery' };
    return ((await call('POST', '/v1/console/sign-in', { token: null, body })).body as { token: string }).token;
  }

  test('has a head, each table’s rows in the order of their keys as the database has them, and an end', async () => {
    for (const name of ['Ada', 'Ben', 'Cem']) await world.run('customers.create', { name, email: null, phone: null });
    const { rev, nonce, rows } = await pull();
    const lines = await fetchLines();
    const [first] = lines;
    const total = Object.values(rows).reduce((sum, { length }) => sum + length, 0);
    expect(first).toEqual({ head: { rev, nonce, role: 'OWNER', total, protocol: 1 } });
    expect(lines.at(-1)).toEqual({ end: true });
    expect(lines.filter((line) => Array.isArray(line))).toHaveLength(total);
    const at = lines.findIndex((line) => !Array.isArray(line) && line.table === 'customers');
    const { columns = [] } = lines[at] as { columns?: string[] };
    const customers = lines.slice(at + 1, at + 4) as unknown[][];
    const ids = customers.map((row) => String(row[columns.indexOf('id')]));
    expect(ids).toEqual(ids.toSorted());
    expect(customers.map((row) => row[columns.indexOf('name')])).toEqual(expect.arrayContaining(['Ada', 'Ben', 'Cem']));
    expect(columns).toContain('created_at');
    expect(columns).not.toContain('tenant_id');
  });

  test('goes on after the last key that came', async () => {
    for (const name of ['Ada', 'Ben', 'Cem']) await world.run('customers.create', { name, email: null, phone: null });
    const ids = (await pull()).rows['customers']?.map(({ id }) => String(id)).toSorted() ?? [];
    const lines = await fetchLines(`?table=customers&after=${ids[1]}`);
    expect(words(lines).find(({ table }) => table !== undefined)?.table).toBe('customers');
    expect(JSON.stringify(lines)).toContain(ids[2]);
    expect(JSON.stringify(lines)).not.toContain(ids[1]);
  });

  test('names no table that the role may not see, and begins in none', async () => {
    await world.makeKey();
    const staff = await staffToken();
    expect(words(await fetchLines()).map(({ table }) => table)).toEqual(expect.arrayContaining(['api_keys', 'webhook_endpoints']));
    const lines = await fetchLines('', staff);
    expect(words(lines).map(({ table }) => table)).not.toContain('api_keys');
    expect(words(lines)[0]?.head?.role).toBe('STAFF');
    for (const table of ['api_keys', 'member_passwords', 'heads', 'nonsense'])
      expect((await streamed(`?table=${table}&after=`, staff)).statusCode).toBe(400);
  });

  test('is compressed lightly for whoever takes it so, and carries no secret', async () => {
    await call('POST', '/v1/manage/webhooks', { body: { url: 'https://93.184.216.34/', events: ['booking.created'] } });
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip, deflate, br' };
    const answer = await world.inject({ method: 'GET', url: '/v1/sync/snapshot', headers });
    expect(answer.headers['content-encoding']).toBe('gzip');
    const text = gunzipSync(answer.rawPayload).toString();
    expect(linesOf(text).at(-1)).toEqual({ end: true });
    expect(text).not.toMatch(/whsec_|\$2[aby]\$|\$argon2|token_hash|password_hash|secret_hash/);
  });

  test('stops before its end for whoever is turned out meanwhile', async () => {
    // more than what a line holds on its way
    const blank = { email: null, phone: null, notes: 'x'.repeat(10_000), createdAt: 0, updatedAt: 0 };
    await world.engine.database.write(world.business.tenantId, async (db) => {
      for (let i = 0; i < 3_200; i++) await db.insert(customers, { ...blank, id: `cus_${i}`, name: 'x' });
    });
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}/v1/sync/snapshot`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' } });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader?.read())?.value ?? '';
    await world.run('members.revokeDevice', { deviceId });
    const rest = async () => {
      for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) text += chunk.value;
    };
    await expect(rest()).rejects.toThrow('terminated');
    expect(text).toContain('"head"');
    expect(text).not.toContain('"end"');
  });
});

describe('a device of which there are two', () => {
  test('is turned out with its reason at the first number that stands for two commands', async () => {
    await push([newCustomer(1, 'Ada')]);
    const { status, body } = await push([newCustomer(1, 'Ben'), newCustomer(2, 'Cem')]);
    expect([status, body]).toMatchObject([401, { error: 'device_copied' }]);
    for (const path of ['/v1/sync/pull?since=0', '/v1/console/me'])
      expect(await call('GET', path, { token })).toMatchObject({ status: 401, body: { error: 'device_copied' } });
    expect((await world.ask('customers.list', {})) as object[]).toHaveLength(1);
  });

  test('may say so itself', async () => {
    expect((await call('POST', '/v1/sync/copied', { token })).status).toBe(204);
    expect((await push([newCustomer(1, 'Ada')])).body).toMatchObject({ error: 'device_copied' });
  });

  test('whose commands crossed loses none of them to the other', async () => {
    const [mine, theirs] = [newCustomer(1, 'Mine'), newCustomer(1, 'Theirs')];
    const answers = await Promise.all([push([mine]), push([theirs])]);
    expect(answers.map(({ status }) => status)).toContain(401);
    ({ token, deviceId } = await world.signIn());
    await push([mine, { ...theirs, seq: 2 }]);
    const names = ((await world.ask('customers.list', {})) as { name: string }[]).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['Mine', 'Theirs']);
  });
});

test('a member who has left is told so, and one whose device was revoked is told that', async () => {
  const second = await world.signIn();
  await world.run('members.revokeDevice', { deviceId });
  expect((await call('GET', '/v1/sync/pull?since=0', { token })).body).toMatchObject({ details: { reason: 'revoked' } });
  const passwordHash = await cheapHash('correct horse battery');
  await world.run('members.add', { name: 'Otto', email: 'otto@atlas.test', role: 'OWNER', passwordHash });
  const [olivia] = ((await world.ask('members.list', {})) as { id: string; email: string }[]).filter(({ email }) =>
    email.startsWith('olivia'),
  );
  await world.run('members.deactivate', { memberId: olivia?.id });
  expect((await call('GET', '/v1/sync/pull?since=0', { token: second.token })).body).toMatchObject({ details: { reason: 'deactivated' } });
  const forged = `${second.token.slice(0, -4)}zzzz`;
  expect((await call('GET', '/v1/sync/pull?since=0', { token: forged })).body).toMatchObject({ details: {} });
});

test('a command of a newer app is refused with the version that is known, and the queue goes on', async () => {
  const { body } = await push([{ ...newCustomer(1, 'Ada'), version: 2 }, newCustomer(2, 'Ben')]);
  expect(body).toMatchObject({
    results: [
      { seq: 1, ok: false, code: 'invalid_request', facts: { command: 'customers.create', version: 2, known: 1 } },
      { seq: 2, ok: true },
    ],
    lastSeq: 2,
  });
});

test('a device of another protocol is told to update', async () => {
  const headers = { 'slotkeeper-protocol': '0' };
  for (const url of ['/v1/sync/pull?since=0', '/v1/sync/live', '/v1/console/me']) {
    const { status, body } = await world.call('GET', url, { token, headers });
    expect([status, body]).toMatchObject([426, { error: 'upgrade_required' }]);
  }
});

describe('live', () => {
  let url: string;

  beforeEach(async () => {
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}/v1/sync/live`;
  });

  async function listen(): Promise<{ next(): Promise<number>; ended: Promise<unknown> }> {
    const request = httpRequest(url, { headers: { authorization: `Bearer ${token}` } });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const revs: number[] = [];
    const waiting: ((rev: number) => void)[] = [];
    const parser = createParser({
      onEvent({ event, data }) {
        if (event !== 'rev') return;
        const { rev } = JSON.parse(data) as { rev: number };
        const taker = waiting.shift();
        if (taker === undefined) revs.push(rev);
        else taker(rev);
      },
    });
    response.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
    const next = (): Promise<number> => {
      const known = revs.shift();
      return known === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(known);
    };
    return { next, ended: once(response, 'close') };
  }

  test('tells the revision at once and after every commit', async () => {
    const line = await listen();
    const first = await line.next();
    await world.run('customers.create', { name: 'Ada', email: null, phone: null });
    expect(await line.next()).toBe(first + 1);
    await world.run('customers.create', { name: 'Ben', email: null, phone: null });
    expect(await line.next()).toBe(first + 2);
  });

  test('hears nothing of other businesses', async () => {
    const line = await listen();
    const first = await line.next();
    const rival = await world.otherBusiness('Rival');
    await world.run('customers.create', { name: 'Theirs', email: null, phone: null }, rival);
    await world.run('customers.create', { name: 'Ours', email: null, phone: null });
    expect(await line.next()).toBe(first + 1);
  });

  test('ends when its device is revoked, and stays shut', async () => {
    const line = await listen();
    await line.next();
    await world.run('members.revokeDevice', { deviceId });
    await line.ended;
    expect((await call('GET', '/v1/sync/pull?since=0', { token })).status).toBe(401);
  });

  test('ends with the server', async () => {
    const line = await listen();
    await line.next();
    await Promise.all([world.app.close(), line.ended]);
  });
});
