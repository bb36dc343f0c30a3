/** Bookings out of a file: through a key, and through the console's door. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#core/contracts/actor.ts';
import { headOf } from '#core/data/journals.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import type { BulkManifest, BulkPreview, BulkRow } from '#core/engine/bridge.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { bringBulkIn } from '#server/sheet/bulk.ts';
import { type Contract, contractOf } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const BULK = '/v1/api/bookings/bulk';
const HEAD = 'offering,startsAt,quantity,name,email';

let world: TestWorld;
let contract: Contract;

beforeEach(async () => {
  world = await testWorld();
  contract = await contractOf(world);
  await openOffering(world, { minNoticeMinutes: 0, maxAdvanceDays: 700 });
});
afterEach(() => world.close());

interface Sent {
  readonly status: number;
  readonly replayed: boolean;
  readonly text: string;
  readonly body: BulkManifest & { error?: string; details?: Record<string, unknown> };
}

async function send(file: string, headers: Record<string, string> = {}): Promise<Sent> {
  const answer = await world.inject({
    ...{ method: 'POST', url: BULK, payload: file },
    headers: { 'content-type': 'text/csv', authorization: `Bearer ${world.token}`, ...headers },
  });
  const status = answer.statusCode;
  const problem = contract.problemWith('POST', BULK, { status, headers: answer.headers, text: answer.payload, body: answer.json() });
  expect(problem).toBeNull();
  return { status, replayed: answer.headers['idempotent-replayed'] === 'true', text: answer.payload, body: answer.json() };
}

const read = async () => world.engine.database.read(world.business.tenantId, (db) => db.list(bookings));
const fileOf = (...rows: string[]): string => [HEAD, ...rows].join('\n');

describe('a file of bookings', () => {
  test('goes in row by row: each good one is booked, and each other says why it was not', async () => {
    const file = [
      'offering;Starts at;ends_at;quantity;name;email;phone;notes;customerNotes;status',
      'haircut;2026-03-05 10:00;;;Ada Byron;ADA@example.com;+49 30 1234567;=1+1;By the window;PENDING',
      'haircut;2026-03-05 10:00;;1;Bob;bob@example.com;;;;',
      'haircut;2026-03-05T11:00:00+01:00;2026-03-05T12:00:00+01:00;1;"Cleo ""C""";;;;;',
      'shave;2026-03-05 12:00;;1;Dora;;;;;',
      'haircut;2026-02-30 12:00;;0;;nobody;;;;MAYBE',
      'haircut;2026-03-05 13:00;;1;Eve;not an address;;;;',
      ';;;;;;;;;',
      'haircut;2026-03-05 14:00;;1;Fay;;;;;',
    ].join('\r\n');
    const { status, body } = await send(file);
    expect(status).toBe(200);
    expect(body).toMatchObject({ rows: 7, created: 3, rejected: 4 });
    const [ada, bob, cleo, dora, slip, eve, fay] = body.manifest;
    expect([ada, cleo, fay].map((row) => row?.status)).toEqual(['created', 'created', 'created']);
    expect(fay?.row).toBe(9);
    expect(bob).toMatchObject({
      ...{ row: 3, status: 'rejected', error: 'booking_conflict' },
      details: { requested_time: '2026-03-05T09:00:00Z', next_available: '2026-03-05T10:00:00Z' },
    });
    expect(dora).toEqual({
      ...{ row: 5, status: 'rejected', error: 'invalid_request' },
      issues: [{ column: 'offering', value: 'shave', expected: 'the id or the slug of an offering' }],
    });
    expect(slip?.issues?.map(({ column }) => column)).toEqual(['startsAt', 'quantity', 'name', 'status']);
    expect(eve).toMatchObject({ error: 'invalid_request', issues: [{ column: 'email', value: 'not an address' }] });
    const made = await world.call('GET', `/v1/api/bookings/${ada?.bookingId}`);
    expect(made.body).toMatchObject({
      ...{ status: 'PENDING', source: 'import', notes: '=1+1', customerNotes: 'By the window', confirmationCode: ada?.confirmationCode },
      customer: { name: 'Ada Byron', email: 'ada@example.com', phone: '+49 30 1234567' },
      items: [{ startsAt: '2026-03-05T09:00:00Z', endsAt: '2026-03-05T10:00:00Z', quantity: 1 }],
    });
    expect(await read()).toHaveLength(3);
  });

  test('is refused as a whole only where it can’t be read', async () => {
    const headings = await send('offering,when,name\nhaircut,2026-03-05 10:00,Ada\n');
    expect([headings.status, headings.body.details]).toMatchObject([
      400,
      { reason: 'headings', issues: [{ path: 'when' }, { path: 'startsAt', expected: 'this column in the file' }] },
    ]);
    const bytes = Buffer.from([...Buffer.from(`${HEAD}\nhaircut,`), 0xff, 0xfe]).toString('latin1');
    const answer = await world.inject({
      ...{ method: 'POST', url: BULK, payload: Buffer.from(bytes, 'latin1') },
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${world.token}` },
    });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: 'invalid_request', details: { reason: 'not_utf8' } }]);
    expect((await world.call('POST', BULK, { body: { csv: '' } })).status).toBe(400);
    expect((await world.call('POST', BULK, { token: await world.makeKey({ scopes: ['read'] }), body: { csv: HEAD } })).status).toBe(403);
  });

  test('is JSON where one likes, and of CSV the same', async () => {
    const { status, body } = await world.call('POST', BULK, { body: { csv: fileOf('haircut,2026-03-05 10:00,1,Ada,') } });
    expect([status, body]).toMatchObject([200, { created: 1 }]);
  });

  test('sent again under its key is answered with the same bytes; another file under it is a conflict', async () => {
    const file = fileOf('haircut,2026-03-05 10:00,1,Ada,', 'haircut,2026-03-05 10:00,1,Bob,');
    const first = await send(file, { 'idempotency-key': 'monday' });
    const again = await send(file, { 'idempotency-key': 'monday' });
    expect([first.replayed, again.replayed, again.text]).toEqual([false, true, first.text]);
    const other = await send(fileOf('haircut,2026-03-06 10:00,1,Ada,'), { 'idempotency-key': 'monday' });
    expect([other.status, other.body.error]).toEqual([409, 'idempotency_conflict']);
    const twins = await Promise.all([1, 2].map(() => send(fileOf('haircut,2026-03-07 10:00,1,Ada,'), { 'idempotency-key': 'twins' })));
    expect(twins[0]?.text).toBe(twins[1]?.text);
    expect(await read()).toHaveLength(2);
  });

  test('broken off, it goes on where it was: no row is booked twice, and none left out', async () => {
    const hours = [9, 10, 11, 12, 13, 14, 15, 16];
    const days = Array.from({ length: 20 }, (_, day) => `2026-04-${String(day + 1).padStart(2, '0')}`);
    const file = fileOf(...days.flatMap((day) => hours.map((hour) => `haircut,${day} ${String(hour).padStart(2, '0')}:00,1,Ada,`)));
    const actor: Actor = { kind: 'system', id: 'system', name: 'Slotkeeper' };
    const stop = new AbortController();
    const heard: BulkRow[] = [];
    const upload = { engine: world.engine, tenantId: world.business.tenantId, actor, uploadId: newCommandId(), onShare: () => {} };
    const onRows = (rows: BulkRow[]) => {
      heard.push(...rows);
      stop.abort();
    };
    const broken = await bringBulkIn(file, { ...upload, signal: stop.signal, onRows });
    expect(broken).toMatchObject({ rows: 160, stopped: true, created: heard.length });
    expect(broken.created).toBeGreaterThan(0);
    expect(broken.created).toBeLessThan(160);
    expect(await read()).toHaveLength(broken.created);
    const whole = await bringBulkIn(file, { ...upload, signal: new AbortController().signal });
    expect(whole).toMatchObject({ rows: 160, stopped: false, created: 160, rejected: 0 });
    expect(whole.manifest.slice(0, heard.length)).toEqual(heard);
    expect(await read()).toHaveLength(160);
  });
});

describe('at the console', () => {
  let token: string;
  beforeEach(async () => {
    ({ token } = await world.signIn());
  });

  type Line = { phase?: string; made?: BulkRow[]; end?: { bookings?: BulkPreview; booked?: Omit<BulkManifest, 'manifest'> } };

  async function post(path: string, file: string): Promise<Line[]> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' };
    const { payload } = await world.inject({ method: 'POST', url: `/v1/console/import/bookings${path}`, headers, payload: file });
    return payload
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  }

  test('it is judged first, row upon row, and nothing of that stays', async () => {
    const file = fileOf('haircut,2026-03-05 10:00,1,Ada,', 'haircut,2026-03-05 10:00,1,Bob,', 'haircut,2026-03-05 11:00,1,Cleo,');
    const before = await world.engine.database.read(world.business.tenantId, (db) => headOf(db, db.tenantId));
    const lines = await post(`/preview?commandId=${newCommandId()}`, file);
    expect(lines.at(-1)?.end?.bookings).toMatchObject({
      ...{ rows: 3, good: 2 },
      rejected: [{ row: 3, error: 'booking_conflict' }],
      sample: [
        {
          row: 2,
          offeringTitle: 'Haircut',
          timezone: 'Europe/Berlin',
          startsAt: Date.parse('2026-03-05T09:00Z'),
          quantity: 1,
          name: 'Ada',
        },
        { row: 4, name: 'Cleo' },
      ],
    });
    expect(await read()).toEqual([]);
    expect(await world.engine.database.read(world.business.tenantId, (db) => headOf(db, db.tenantId))).toEqual(before);
  });

  test('then goes in, tells of each row as it comes, and makes nothing twice under its id', async () => {
    const file = fileOf('haircut,2026-03-05 10:00,1,Ada,', 'haircut,2026-03-05 10:00,1,Bob,');
    const commandId = newCommandId();
    const [first, again] = [await post(`?commandId=${commandId}`, file), await post(`?commandId=${commandId}`, file)];
    expect(first.at(-1)?.end?.booked).toEqual({ rows: 2, created: 1, rejected: 1, stopped: false });
    const made = first.flatMap((line) => line.made ?? []);
    expect(made).toMatchObject([
      { row: 2, status: 'created' },
      { row: 3, status: 'rejected', error: 'booking_conflict' },
    ]);
    expect(again.flatMap((line) => line.made ?? [])).toEqual(made);
    expect(await read()).toHaveLength(1);
  });

  test('against notice and horizon where staff say so, and never against hours; each refused row says what it was for', async () => {
    await openOffering(world, { title: 'Shave', slug: 'shave', minNoticeMinutes: 60 * 24 * 30, maxAdvanceDays: 60 });
    const file = fileOf(
      ...['shave,2026-03-05 10:00,1,Ada,', 'shave,2026-12-03 10:00,1,Bob,', 'shave,2026-04-20 03:00,1,Cleo,', 'shave,soon,1,Dora,'],
    );
    const judged = async (more: string) => (await post(`/preview?commandId=${newCommandId()}${more}`, file)).at(-1)?.end?.bookings;
    const offeringTitle = 'Shave';
    expect(await judged('')).toMatchObject({
      ...{ rows: 4, good: 0 },
      rejected: [
        { details: { reason: 'notice' }, wish: { offeringTitle, timezone: 'Europe/Berlin', startsAt: Date.parse('2026-03-05T09:00Z') } },
        { details: { reason: 'horizon' }, wish: { offeringTitle, startsAt: Date.parse('2026-12-03T09:00Z') } },
        { error: 'booking_conflict', details: { reason: 'no_hours' }, wish: { offeringTitle } },
        { issues: [{ column: 'startsAt' }] },
      ],
    });
    const rejected = [{ row: 4, details: { reason: 'no_hours' } }, { row: 5 }];
    expect(await judged('&override=true')).toMatchObject({ good: 2, rejected });
    const lines = await post(`?commandId=${newCommandId()}&override=true`, file);
    expect(lines.at(-1)?.end?.booked).toMatchObject({ created: 2, rejected: 2 });
    expect(await read()).toHaveLength(2);
    const { body } = await world.call('POST', BULK, { body: { csv: file } });
    expect(JSON.stringify(body)).not.toContain('wish');
    expect(body).toMatchObject({ created: 0, rejected: 4 });
  });

  test('a file to fill in books as it stands', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const { payload } = await world.inject({ url: '/v1/console/import/bookings/template.csv', headers });
    const lines = await post(`?commandId=${newCommandId()}`, payload);
    expect(lines.at(-1)?.end?.booked).toMatchObject({ rows: 1, created: 1 });
  });
});
