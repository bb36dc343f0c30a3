import { gzipSync } from 'node:zlib';
import { gt } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { headOf } from '#core/data/journals.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { members } from '#core/domains/members/tables.ts';
import { offerings } from '#core/domains/catalog/tables.ts';
import { commandLog } from '#core/engine/tables.ts';
import { deviceToken, newDeviceSecret } from '#server/secrets/devices.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { type Contract, contractOf } from './contract.ts';
import { type RacingDesk, type Racetrack, racetrack } from './racetrack.ts';
import { type Answered, openOffering } from './world.ts';

// What a desktop may send by mistake, by age or by malice: told clearly what was expected, with nothing changed, by a server that lives on.

let track: Racetrack;
let contract: Contract;
let desk: RacingDesk;

let startRev: number;

beforeAll(async () => {
  track = await racetrack();
  contract = await contractOf(track.world);
});
afterAll(() => track.close());
beforeEach(async () => {
  desk = await track.desk();
  startRev = (await head()).rev;
});
afterEach(async () => expectAlive(await track.send('GET', '/status', { token: null })));

const head = () => {
  const { engine, business } = track.world;
  return engine.database.read(business.tenantId, (db) => headOf(db, db.tenantId));
};

function expectAlive({ status }: Answered): void {
  if (status !== 200) throw new Error(`the server answers ${status}`);
}

interface Command {
  readonly seq: number;
  readonly commandId: string;
  readonly name: string;
  readonly input: unknown;
  readonly at: number;
}

const command = (seq: unknown, name: string, input: unknown, more: object = {}) => ({
  ...{ seq, commandId: newCommandId(), name, input, at: track.world.now() },
  ...more,
});
const newCustomer = (seq: number, name = `Customer ${seq}`): Command =>
  command(seq, 'customers.create', { name, email: null, phone: null }) as Command;
const push = (body: unknown, token: string | null = desk.token) => track.send('POST', '/v1/sync/push', { token, body });
const pushAll = (...commands: unknown[]) => push({ commands });
const pull = (query: string, token: string | null = desk.token) => track.send('GET', `/v1/sync/pull?${query}`, { token });

async function sendBytes(bytes: Uint8Array | string, headers: Record<string, string> = {}): Promise<Answered> {
  const response = await fetch(`${track.urls[0]}/v1/sync/push`, {
    ...{ method: 'POST', body: bytes as never },
    headers: { 'content-type': 'application/json', authorization: `Bearer ${desk.token}`, ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), text, body: JSON.parse(text) };
}

interface Issue {
  readonly path: string;
  readonly expected: string;
}

/** In the one shape, promised by the document, with a path and an expectation for whatever is wrong; no word of the inside, and short. */
function expectRefused(
  answer: Answered,
  { status, error, path = '/v1/sync/push' }: { status: number; error: string; path?: string },
): Issue[] {
  expect([answer.status, answer.body]).toMatchObject([status, { error }]);
  expect(contract.problemWith(path.includes('push') ? 'POST' : 'GET', path, answer)).toBeNull();
  expect(answer.text).not.toMatch(/sqlite|postgres|select |insert |\.ts\b|node_modules|\bat [A-Z]\w+\.|stack/i);
  expect(answer.text.length).toBeLessThan(32_000);
  const { details, message } = answer.body as { details: { issues?: Issue[] }; message: string };
  expect(message).not.toBe('');
  const issues = details.issues ?? [];
  if (error === 'invalid_request') expect(issues).not.toEqual([]);
  for (const issue of issues) expect([issue.path, issue.expected]).not.toContain('');
  return issues;
}

/** Everything that a command leaves behind. */
async function fingerprint(): Promise<string> {
  const { engine, business } = track.world;
  const log = await engine.database.read(business.tenantId, (db) => db.list(commandLog));
  return JSON.stringify([await head(), log.length]);
}

/** what this test made or changed */
const rowsOf = <T extends typeof customers | typeof offerings | typeof members>(table: T) =>
  track.world.engine.database.read(track.world.business.tenantId, (db) => db.list(table, gt(table.rev, startRev)));
const lastSeq = async (): Promise<number> => ((await pull('since=0')).body as { lastSeq: number }).lastSeq;
const resultsOf = ({ body }: Answered) =>
  (body as { results: { seq: number; ok: boolean; code?: string; facts?: { issues?: Issue[] } }[] }).results;

describe('a body', () => {
  const of = (bytes: number[]): Uint8Array => Uint8Array.from(bytes);
  const one = (text: string): string => `{"commands":[${text}]}`;
  const deep = (levels: number): string =>
    one(
      `{"seq":1,"commandId":"cmd_00000000000000000001","name":"customers.create","at":1,"input":${'['.repeat(levels)}${']'.repeat(levels)}}`,
    );

  test.each<[string, Uint8Array | string, string]>([
    ['nothing', '', '(whole)'],
    ['half a body', '{"commands":[{"seq":1', '(body)'],
    ['a bare word', 'null', '(whole)'],
    ['no commands', '{}', 'commands'],
    ['commands that are none', '{"commands":"all"}', 'commands'],
    ['an unknown field', '{"commands":[],"force":true}', 'force'],
    ['broken UTF-8', Buffer.concat([Buffer.from('{"commands":[{"name":"'), of([0xff, 0xfe, 0xc0]), Buffer.from('"}]}')]), '(body)'],
    ['half a character at its end', Buffer.concat([Buffer.from('{"commands":[]}'), of([0xe2, 0x82])]), '(body)'],
    ['UTF-16', Buffer.from('{"commands":[]}', 'utf16le'), '(body)'],
    ['a prototype', one('{"__proto__":{"seq":1}}'), '(body)'],
    ['thousands of levels', deep(5_000), '(body)'],
    ['more levels than anybody needs', deep(70), '(body)'],
    ['compressed bytes', gzipSync('{"commands":[]}'), '(body)'],
  ])('of %s is refused whole', async (_, bytes, path) => {
    const before = await fingerprint();
    const issues = expectRefused(await sendBytes(bytes), { status: 400, error: 'invalid_request' });
    expect(issues[0]?.path).toBe(path);
    expect(await fingerprint()).toBe(before);
  });

  test('of more than the server takes at once is refused as too large, and says nothing of a command', async () => {
    const before = await fingerprint();
    const large = { commands: [command(1, 'customers.create', { name: 'x'.repeat(17 * 1024 * 1024) })] };
    expectRefused(await push(large), { status: 413, error: 'payload_too_large' });
    expect(await fingerprint()).toBe(before);
  });

  test('of another type than JSON is refused as such', async () => {
    expectRefused(await sendBytes('commands=1', { 'content-type': 'text/plain' }), { status: 415, error: 'unsupported_media_type' });
  });

  test('of ten thousand commands is refused with the number that goes into one push, and goes through in parts', async () => {
    const before = await fingerprint();
    const commands = Array.from({ length: 10_000 }, (_unused, i) => newCustomer(i + 1));
    const issues = expectRefused(await push({ commands }), { status: 400, error: 'invalid_request' });
    expect(issues).toMatchObject([{ path: 'commands', expected: expect.stringContaining('500') }]);
    expect(await fingerprint()).toBe(before);
    for (const part of [commands.slice(0, 500), commands.slice(500, 520)]) expect((await push({ commands: part })).status).toBe(200);
    expect(await lastSeq()).toBe(520);
    expect(await rowsOf(customers)).toHaveLength(520);
  });
});

describe('a command', () => {
  test.each<[string, object, string]>([
    ['without a number', { seq: undefined }, 'commands.1.seq'],
    ['number 0', { seq: 0 }, 'commands.1.seq'],
    ['a negative number', { seq: -1 }, 'commands.1.seq'],
    ['half a number', { seq: 1.5 }, 'commands.1.seq'],
    ['a number beyond counting', { seq: 2 ** 60 }, 'commands.1.seq'],
    ['a number in words', { seq: '2' }, 'commands.1.seq'],
    ['an id of another kind', { commandId: 'bkg_00000000000000000000' }, 'commands.1.commandId'],
    ['an id with a quote', { commandId: `cmd_0000000000000000000'` }, 'commands.1.commandId'],
    ['a name with NUL', { name: 'customers.create\u0000' }, 'commands.1.name'],
    ['a name without end', { name: 'x'.repeat(100_000) }, 'commands.1.name'],
    ['version 0', { version: 0 }, 'commands.1.version'],
    ['a time before time', { at: -1 }, 'commands.1.at'],
    ['a time after all times', { at: 1e300 }, 'commands.1.at'],
    ['a field that it has not', { actor: { kind: 'system' } }, 'commands.1.actor'],
    ['another tenant', { tenantId: 'tnt_00000000000000000000' }, 'commands.1.tenantId'],
  ])('with %s is refused, and none of its push runs', async (_, field, path) => {
    const before = await fingerprint();
    const issues = expectRefused(await pushAll(newCustomer(1), { ...newCustomer(2), ...field }), { status: 400, error: 'invalid_request' });
    expect(issues[0]?.path).toBe(path);
    expect(await fingerprint()).toBe(before);
  });

  test.each<[string, string, unknown, string]>([
    ['that nobody knows', 'customers.explode', {}, 'name'],
    ['of the prototype', 'constructor', {}, 'name'],
    ['that is a question', 'customers.list', {}, 'name'],
    ['that needs the server', 'calendar.createFeed', { kind: 'tenant', subjectId: 'x' }, 'name'],
    ['that keeps the place of one set aside', 'sync.setAside', {}, 'name'],
    ['with NUL in its text', 'customers.create', { name: 'Nul \u0000', email: null, phone: null }, 'name'],
    ['with half a character', 'customers.create', { name: 'Half \ud83d', email: null, phone: null }, 'name'],
    ['with a field named NUL', 'customers.create', { name: 'Fine', email: null, phone: null, '\u0000': 1 }, '\u0000'],
    ['with five megabytes of name', 'customers.create', { name: 'x'.repeat(5_000_000), email: null, phone: null }, 'name'],
    ['with five megabytes of address', 'customers.create', { name: 'x', email: 'a@'.repeat(2_500_000), phone: null }, 'email'],
    ['with a list in place of an input', 'customers.create', [], '(whole)'],
    ['with nothing for an input', 'customers.create', null, '(whole)'],
  ])('%s is refused with what was expected, counted, and the next one runs', async (_, name, input, path) => {
    const answer = await pushAll(command(1, name, input), newCustomer(2, 'After'));
    const [refused, after] = resultsOf(answer);
    expect(refused).toMatchObject({ seq: 1, ok: false, code: 'invalid_request' });
    expect(refused?.facts?.issues?.[0]).toEqual({ path, expected: expect.stringMatching(/./) });
    expect(after).toEqual({ seq: 2, ok: true });
    expect((await rowsOf(customers)).map((customer) => customer.name)).toEqual(['After']);
    expect((await pull('since=0')).body).toMatchObject({ lastSeq: 2, refused: [{ seq: 1, name, code: 'invalid_request' }] });
  });

  test('with a hundred thousand fields that it has not is told of the first ones, and the answer stays short', async () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_unused, i) => [`field-${i}`, 'x'.repeat(20)]));
    const long = { ['k'.repeat(1_000_000)]: 1 };
    const answer = await pushAll(command(1, 'customers.create', many), command(2, 'customers.create', long), newCustomer(3));
    expect(resultsOf(answer).map(({ ok }) => ok)).toEqual([false, false, true]);
    expect(answer.text.length).toBeLessThan(16_000);
    const { refused } = (await pull('since=0')).body as { refused: object[] };
    expect(JSON.stringify(refused).length).toBeLessThan(16_000);
  });

  test('that is too wrong for a REST route is answered as shortly there', async () => {
    const many = Object.fromEntries(Array.from({ length: 40_000 }, (_unused, i) => [`field-${i}`, 1]));
    const answer = await track.send('POST', '/v1/api/customers', { body: many });
    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(16_000);
  });

  test('of a newer version is refused with the version that is known', async () => {
    const [refused] = resultsOf(await pushAll({ ...newCustomer(1), version: 99 }));
    expect(refused).toMatchObject({ ok: false, code: 'invalid_request', facts: { issues: [{ path: 'version' }], version: 99, known: 1 } });
  });

  test('from the future is judged by the server’s clock, and one from long ago not before the last contact', async () => {
    await pushAll({ ...newCustomer(1), at: track.world.now() + 10 * 365 * 86_400_000 });
    await pushAll({ ...newCustomer(2), at: 0 });
    const now = track.world.now();
    expect((await rowsOf(customers)).map(({ createdAt }) => createdAt)).toEqual([now, now]);
  });

  test('with things of another business is told that there are none, and changes nothing there', async () => {
    const rival = await track.world.otherBusiness('Rival');
    const token = await track.world.makeKey({ tenantId: rival.tenantId });
    const rivals = { ...track.world, call: (method: 'GET', url: string, call = {}) => track.world.call(method, url, { token, ...call }) };
    const offeringId = await openOffering(rivals);
    const idOf = ({ body }: Answered) => (body as { id: string }).id;
    const order = { offeringId, startsAt: '2026-03-05T09:00:00Z', customer: { name: 'Theirs', email: 'theirs@rival.test' } };
    const bookingId = idOf(await track.send('POST', '/v1/api/bookings', { token, body: order }));
    const resourceId = idOf(await track.send('POST', '/v1/api/resources', { token, body: { name: 'Ben', kind: 'stylist' } }));
    const exception = { kind: 'BLOCK', from: '2026-03-06T00:00', to: '2026-03-07T00:00' };
    const exceptionId = idOf(await track.send('POST', `/v1/api/offerings/${offeringId}/exceptions`, { token, body: exception }));
    const [customer] = await track.world.engine.database.read(rival.tenantId, (db) => db.list(customers));
    const customerId = customer?.id ?? '';
    const theirs = () => track.world.engine.database.read(rival.tenantId, (db) => headOf(db, db.tenantId));
    const before = await theirs();
    const contact = { name: 'Eve', email: null, phone: null };
    const wish = { offeringId, startsAt: Date.parse('2026-03-05T10:00:00Z') };
    const attempts: [string, object][] = [
      ['bookings.create', { items: [wish], customer: contact, source: 'desk' }],
      ['bookings.create', { items: [wish], customer: { id: customerId }, source: 'desk' }],
      ...['approve', 'cancel', 'checkIn', 'complete', 'decline', 'noShow', 'refund', 'undoNoShow', 'reschedule'].map(
        (move): [string, object] => [`bookings.${move}`, { bookingId }],
      ),
      ['bookings.editNotes', { bookingId, changes: { notes: 'mine' } }],
      ['customers.update', { customerId, changes: { name: 'Mine' } }],
      ['availability.removeException', { exceptionId }],
      ['availability.addException', { subjectId: offeringId, ...exception }],
      ['availability.addException', { subjectIds: [resourceId], ...exception }],
      ['availability.setSchedule', { subjectId: offeringId, rules: [] }],
      ...['archiveOffering', 'publishOffering', 'unpublishOffering', 'restoreOffering'].map((verb): [string, object] => [
        `catalog.${verb}`,
        { offeringId },
      ]),
      ['catalog.updateOffering', { offeringId, changes: { title: 'Mine' } }],
      ...['archiveResource', 'restoreResource'].map((verb): [string, object] => [`catalog.${verb}`, { resourceId }]),
      ['catalog.addPhoto', { offeringId, mediaType: 'image/png', base64: 'AAAA', alt: '' }],
    ];
    const { token: owner } = await track.world.signIn();
    const answer = await push({ commands: attempts.map(([name, input], i) => command(i + 1, name, input)) }, owner);
    expect(resultsOf(answer).map(({ ok, code }, i) => [attempts[i]?.[0], ok, code])).toEqual(
      attempts.map(([name]) => [name, false, 'not_found']),
    );
    expect(await theirs()).toEqual(before);
    expect((await pull('since=0', owner)).text).not.toMatch(/Theirs|rival\.test/);
  });
});

describe('a number', () => {
  test('that leaves others out is told which was expected', async () => {
    expectRefused(await pushAll(newCustomer(3)), { status: 409, error: 'sequence_gap' });
    const answer = await pushAll(newCustomer(1), newCustomer(2), newCustomer(4), newCustomer(5));
    expectRefused(answer, { status: 409, error: 'sequence_gap' });
    expect(answer.body).toMatchObject({ details: { expected: 3, got: 4 } });
    expect(await lastSeq()).toBe(2);
    expect(await rowsOf(customers)).toHaveLength(2);
  });

  test('that stands twice in one push is refused before any of it runs: the second command would be lost', async () => {
    const before = await fingerprint();
    for (const seqs of [
      [1, 1],
      [1, 2, 2],
      [2, 1],
      [1, 2, 1],
    ]) {
      const issues = expectRefused(await pushAll(...seqs.map((seq) => newCustomer(seq))), { status: 400, error: 'invalid_request' });
      expect(issues[0]).toMatchObject({ path: expect.stringMatching(/^commands\.\d\.seq$/), expected: 'a number above the one before it' });
    }
    expect(await fingerprint()).toBe(before);
  });

  test('that was answered may come again any number of times', async () => {
    const commands = [newCustomer(1), newCustomer(2), newCustomer(3)];
    for (const part of [commands, commands, commands.slice(1), commands.slice(0, 1), commands])
      expect(await push({ commands: part })).toMatchObject({ status: 200, body: { lastSeq: 3 } });
    expect(await rowsOf(customers)).toHaveLength(3);
  });

  test('under which the same command comes a second time is answered as the first', async () => {
    const first = newCustomer(1);
    const answer = await pushAll(first, { ...first, seq: 2 }, newCustomer(3));
    expect(resultsOf(answer)).toEqual([1, 2, 3].map((seq) => ({ seq, ok: true })));
    expect(await rowsOf(customers)).toHaveLength(2);
  });
});

describe('a device', () => {
  test('that is none, or says that it is another, is let in nowhere', async () => {
    const other = await track.desk();
    const [, device = '', secret = ''] = desk.token.split('.');
    const [tenant = '', otherDevice = ''] = other.token.split('.');
    const rival = await track.world.otherBusiness('Rival');
    const forged = [
      null,
      'x',
      `${tenant}.${otherDevice}.${secret}`,
      `${tenant}.${device}.${secret.slice(1)}`,
      `sld_${rival.tenantId.slice(4)}.${device}.${secret}`,
      deviceToken({ tenantId: track.world.business.tenantId, deviceId: desk.deviceId, secret: newDeviceSecret().secret }),
      track.world.token,
    ];
    const before = await fingerprint();
    for (const token of forged) {
      expectRefused(await push({ commands: [newCustomer(1)] }, token), { status: 401, error: 'unauthorized' });
      expectRefused(await pull('since=0', token), { status: 401, error: 'unauthorized', path: '/v1/sync/pull' });
    }
    expect(await fingerprint()).toBe(before);
  });

  test('that hands in another member’s command is told nothing of it, and takes nothing from them', async () => {
    const other = await track.desk();
    const refused = command(1, 'customers.explode', { secret: 'theirs' });
    const made = newCustomer(2, 'Theirs');
    await push({ commands: [refused, made] }, other.token);
    for (const stolen of [refused, made]) {
      const answer = await pushAll({ ...stolen, seq: 1 });
      expectRefused(answer, { status: 409, error: 'idempotency_conflict' });
      expect(answer.text).not.toMatch(/explode|Theirs|cus_/);
    }
    expect(await lastSeq()).toBe(0);
    expect((await pull('since=0', other.token)).body).toMatchObject({ lastSeq: 2, refused: [{ seq: 1, commandId: refused.commandId }] });
    const run = { commandId: made.commandId, name: 'customers.create', input: made.input };
    const atTheConsole = await track.send('POST', '/v1/console/run', { token: desk.token, body: run });
    expect([atTheConsole.status, atTheConsole.body]).toMatchObject([409, { error: 'idempotency_conflict' }]);
  });

  test('of the same member hears what was answered to the one before it', async () => {
    const { token: first } = await track.world.signIn();
    const commands = [newCustomer(1), command(2, 'customers.explode', {})];
    await push({ commands }, first);
    const { token: second } = await track.world.signIn();
    expect(resultsOf(await push({ commands }, second))).toMatchObject([{ ok: true }, { ok: false, code: 'invalid_request' }]);
    expect(await rowsOf(customers)).toHaveLength(1);
  });

  test('that was revoked, or whose member has left, is told so and changes nothing', async () => {
    const other = await track.desk();
    await track.world.run('members.revokeDevice', { deviceId: desk.deviceId });
    await track.world.run('members.deactivate', { memberId: other.memberId });
    const before = await fingerprint();
    for (const [token, reason] of [
      [desk.token, 'revoked'],
      [other.token, 'deactivated'],
    ] as const) {
      const answer = await push({ commands: [newCustomer(1)] }, token);
      expectRefused(answer, { status: 401, error: 'unauthorized' });
      expect(answer.body).toMatchObject({ details: { reason } });
      expectRefused(await pull('since=0', token), { status: 401, error: 'unauthorized', path: '/v1/sync/pull' });
    }
    expect(await fingerprint()).toBe(before);
  });

  test('of a copied profile is found out at the first number that two copies fill, and neither changes more', async () => {
    const copies = (seq: number) => [newCustomer(seq, `Here ${seq}`), newCustomer(seq, `There ${seq}`)] as const;
    const [[here, there], [hereToo]] = [copies(1), copies(2)];
    expect((await pushAll(here)).status).toBe(200);
    const answer = await pushAll(there, newCustomer(2, 'There 2'));
    expectRefused(answer, { status: 401, error: 'device_copied' });
    for (const later of [pushAll(hereToo), pushAll(there), pushAll(here)])
      expectRefused(await later, { status: 401, error: 'device_copied' });
    expectRefused(await pull('since=0'), { status: 401, error: 'device_copied', path: '/v1/sync/pull' });
    expect((await rowsOf(customers)).map(({ name }) => name)).toEqual(['Here 1']);
  });

  test('that speaks no language of this server is told to update', async () => {
    const before = await fingerprint();
    for (const protocol of ['0', '-1', 'x', '', '0.5', 'NaN']) {
      const headers = { 'slotkeeper-protocol': protocol };
      const answer = await track.send('POST', '/v1/sync/push', { token: desk.token, body: { commands: [newCustomer(1)] }, headers });
      expectRefused(answer, { status: 426, error: 'upgrade_required' });
      expect(answer.body).toMatchObject({ details: { oldest: 1 } });
    }
    expect(await fingerprint()).toBe(before);
  });
});

describe('in the middle of a push', () => {
  /** Once the push has begun to commit, `deed` happens between two of its commands. */
  function duringPush(deed: () => Promise<unknown>): () => Promise<unknown> {
    let done: Promise<unknown> | undefined;
    const { engine, business } = track.world;
    const stop = engine.database.onCommit(({ tenantId, tables }) => {
      if (tenantId === business.tenantId && (tables.includes('customers') || tables.includes('offerings'))) done ??= deed();
    });
    return async () => {
      stop();
      await done;
    };
  }

  const revOfMember = async (memberId: string) => (await rowsOf(members)).find(({ id }) => id === memberId)?.rev ?? 0;

  test('a member who is turned out does nothing more', async () => {
    const finish = duringPush(() => track.world.run('members.deactivate', { memberId: desk.memberId }));
    const answer = await push({ commands: Array.from({ length: 200 }, (_unused, i) => newCustomer(i + 1)) });
    await finish();
    expectRefused(answer, { status: 401, error: 'unauthorized' });
    expect(answer.body).toMatchObject({ details: { reason: 'deactivated' } });
    const turnedOut = await revOfMember(desk.memberId);
    const made = await rowsOf(customers);
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter(({ rev }) => rev > turnedOut)).toEqual([]);
  });

  test('a device that is revoked does nothing more', async () => {
    const finish = duringPush(() => track.world.run('members.revokeDevice', { deviceId: desk.deviceId }));
    const answer = await push({ commands: Array.from({ length: 200 }, (_unused, i) => newCustomer(i + 1)) });
    await finish();
    expect([answer.status, answer.body]).toMatchObject([401, { details: { reason: 'revoked' } }]);
    const made = await rowsOf(customers);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThan(200);
  });

  test('a manager who is made staff is staff from the next command on', async () => {
    await track.world.run('members.update', { memberId: desk.memberId, changes: { role: 'ADMIN' } });
    const finish = duringPush(() => track.world.run('members.update', { memberId: desk.memberId, changes: { role: 'STAFF' } }));
    const commands = Array.from({ length: 100 }, (_unused, i) =>
      command(i + 1, 'catalog.createOffering', { title: `Offering ${i}`, basePriceCents: 100 }),
    );
    const results = resultsOf(await push({ commands }));
    await finish();
    const demoted = await revOfMember(desk.memberId);
    const made = await rowsOf(offerings);
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter(({ rev }) => rev > demoted)).toEqual([]);
    expect(results.map(({ code }) => code ?? 'done')).toEqual([
      ...made.map(() => 'done'),
      ...commands.slice(made.length).map(() => 'forbidden'),
    ]);
  });
});

describe('a pull', () => {
  test.each([
    ['', 'since'],
    ['since=', 'since'],
    ['since=-1', 'since'],
    ['since=0x10', 'since'],
    ['since=%20', 'since'],
    ['since=1.5', 'since'],
    ['since=1e400', 'since'],
    ['since=99999999999999999999', 'since'],
    ['since=%00', 'since'],
    ['since=x', 'since'],
    ['since=1&since=2', 'since'],
    ['since=0&acknowledged=-1', 'acknowledged'],
    ['since=0&acknowledged=x', 'acknowledged'],
    [`since=1&nonce=${'x'.repeat(65)}`, 'nonce'],
    ['since=1&nonce=%00', 'nonce'],
    ['since=0&seen=', 'seen'],
    ['since=0&seen=-1', 'seen'],
    ['since=0&seenNonce=%00', 'seenNonce'],
    ['since=0&table=member_passwords', 'table'],
    ['since=0&role=OWNER', 'role'],
  ])('with "%s" is refused by its name', async (query, path) => {
    const issues = expectRefused(await pull(query), { status: 400, error: 'invalid_request', path: '/v1/sync/pull' });
    expect(issues[0]?.path).toBe(path);
  });

  test('from a revision that never was, or under another’s mark, is told that this is another history', async () => {
    await pushAll(newCustomer(1));
    const { rev, nonce } = (await pull('since=0')).body as { rev: number; nonce: string };
    const queries = [
      `since=${rev + 1}&nonce=${nonce}`,
      `since=${Number.MAX_SAFE_INTEGER}&nonce=${nonce}`,
      `since=${rev}&nonce=${'0'.repeat(20)}`,
      `since=${rev - 1}&nonce=${nonce}`,
      `since=${rev}&nonce=%27%20OR%201%3D1`,
      `since=${rev}`,
    ];
    for (const query of queries) expectRefused(await pull(query), { status: 409, error: 'history_unknown', path: '/v1/sync/pull' });
    expect((await pull(`since=${rev}&nonce=${nonce}`)).body).toMatchObject({ rows: {}, more: false });
  });

  test('whose acknowledgement is forged hides refusals from nobody but itself', async () => {
    const other = await track.desk();
    await pushAll(command(1, 'customers.explode', {}));
    expect((await pull(`since=0&acknowledged=${Number.MAX_SAFE_INTEGER}`, other.token)).body).toMatchObject({ refused: [] });
    expect((await pull('since=0')).body).toMatchObject({ refused: [{ seq: 1 }] });
  });
});
