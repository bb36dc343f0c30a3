import { eq } from 'drizzle-orm';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '#core/base/time.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { members } from '#core/domains/members/tables.ts';
import { mails, notifications } from '#core/domains/notifications/tables.ts';
import { profiles } from '#core/domains/tenants/tables.ts';
import { deliveries } from '#core/domains/webhooks/tables.ts';
import { revisions } from '#core/data/tables.ts';
import { nightlyBackups } from '#server/backup/nightly.ts';
import { PART_BYTES } from '#server/export/desk.ts';
import { exportManifest, type ExportManifest } from '#server/export/manifest.ts';
import { jobsIn } from '#server/export/jobs.ts';
import { exportBusiness } from '#server/export/write.ts';
import { cheapHash } from '../secrets.ts';
import { type Answered, everyDay, openOffering, OWNER, testWorld, type TestWorld } from './world.ts';
import { type Entries, entriesOf, promise, zipOf } from './zips.ts';

let folder: string;
let world: TestWorld;
/** the owner's device */
let token: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-desk-'));
  world = await testWorld({ folder });
  ({ token } = await world.signIn());
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Job {
  readonly id: string;
  readonly state: string;
  readonly bytes: number;
  readonly name: string;
  readonly rows: number;
  readonly total: number;
  readonly failure: { code: string; facts: Record<string, unknown> } | null;
}

const call = (method: 'GET' | 'POST', path: string, { body, as = token }: { body?: unknown; as?: string | null } = {}): Promise<Answered> =>
  world.call(method, `/v1/console/data${path}`, { token: as, ...(method === 'POST' ? { body: body ?? {} } : {}) });

async function ended(kind: 'exports' | 'restores', id: string): Promise<Job> {
  for (;;) {
    const job = (await call('GET', `/${kind}/${id}`)).body as Job;
    if (job.state !== 'running') return job;
  }
}

async function exported(): Promise<{ job: Job; content: Buffer }> {
  const started = await call('POST', '/exports');
  expect(started.status).toBe(202);
  const job = await ended('exports', (started.body as Job).id);
  const answer = await world.inject({ url: `/v1/console/data/exports/${job.id}/file`, headers: { authorization: `Bearer ${token}` } });
  expect(answer.headers).toMatchObject({ 'content-type': 'application/zip', 'content-length': String(job.bytes) });
  return { job, content: answer.rawPayload };
}

async function uploaded(content: Buffer): Promise<string> {
  const { id } = (await call('POST', '/restores', { body: { bytes: content.length } })).body as Job;
  for (let offset = 0; offset < content.length; offset += PART_BYTES) {
    const base64 = content.subarray(offset, offset + PART_BYTES).toString('base64');
    const answer = await call('POST', `/restores/${id}/part`, { body: { offset, base64 } });
    expect(answer.body).toEqual({ received: Math.min(offset + PART_BYTES, content.length) });
  }
  return id;
}

async function restored(content: Buffer): Promise<Job> {
  const id = await uploaded(content);
  const started = await call('POST', `/restores/${id}/run`, { body: { businessName: 'Atlas Studios' } });
  expect([started.status, started.text]).toEqual([202, expect.any(String)]);
  return ended('restores', id);
}

async function newMember(role: string): Promise<{ memberId: string; as: string }> {
  const email = `${role.toLowerCase()}@atlas.test`;
  const passwordHash = await cheapHash(OWNER.password);
  const { memberId } = (await world.run('members.add', { name: role, email, role, passwordHash })) as { memberId: string };
  const { body } = await world.call('POST', '/v1/console/sign-in', { token: null, body: { email, password: OWNER.password } });
  return { memberId, as: (body as { token: string }).token };
}

const namesNow = async (): Promise<string[]> =>
  (await world.engine.database.read(world.business.tenantId, (db) => db.list(customers))).map(({ name }) => name).toSorted();
const addCustomer = (name: string) => world.run('customers.create', { name, email: null, phone: null });

describe('the server’s backups', () => {
  test('are told to whoever works here', async () => {
    const { as } = await newMember('STAFF');
    const none = { by: 'off', keepDays: 0, lastAt: null, lastBytes: null, running: false, failure: null, nextAt: null };
    expect((await call('GET', '', { as })).body).toMatchObject({ backups: none });
    expect((await call('GET', '', { as: null })).status).toBe(401);
    const { as: client } = await newMember('CLIENT');
    expect((await call('GET', '', { as: client })).body).toMatchObject({ error: 'forbidden', details: { role: 'STAFF' } });
  });

  test('with their age and what went wrong', async () => {
    const { clock } = world.engine;
    const { serverKey, logger } = world.parts;
    const backups = nightlyBackups({ data: folder, by: 'server', keepDays: 14, serverKey, clock, logger });
    const withBackups = await testWorld({ backups });
    const { token: as } = await withBackups.signIn();
    const { body } = await withBackups.call('GET', '/v1/console/data', { token: as });
    expect(body).toEqual({
      backups: { by: 'server', keepDays: 14, lastAt: null, lastBytes: null, running: false, failure: null, nextAt: null },
      payments: { stripe: 'absent' },
    });
    await withBackups.close();
  });
});

describe('an export from the console', () => {
  test('is made behind the request, and fetched whole or in parts', async () => {
    await addCustomer('Ada');
    const { job, content } = await exported();
    expect(job).toMatchObject({ state: 'done', bytes: content.length, name: 'atlas-studios-2026-03-02.zip', failure: null });
    expect(job.rows).toBe(job.total);
    expect(String((await entriesOf(content))['csv/customers.csv'])).toContain('Ada');
    const parts: Buffer[] = [];
    for (let at = 0; ; at = Buffer.concat(parts).length) {
      const part = (await call('GET', `/exports/${job.id}/part?offset=${at}`)).body as { base64: string; bytes: number };
      expect(part.bytes).toBe(content.length);
      if (part.base64 === '') break;
      parts.push(Buffer.from(part.base64, 'base64'));
    }
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    expect((await call('POST', `/exports/${job.id}/discard`)).status).toBe(204);
    for (const path of ['', '/file', '/part?offset=0']) expect((await call('GET', `/exports/${job.id}${path}`)).status).toBe(404);
    expect(readdirSync(join(folder, 'passing'))).toEqual([]);
  });

  test('makes room for the next, and is gone after an hour', async () => {
    const { job: first } = await exported();
    const { job: second } = await exported();
    expect((await call('GET', `/exports/${first.id}`)).status).toBe(404);
    world.advance(HOUR + MINUTE);
    await uploaded(Buffer.from('x'));
    expect((await call('GET', `/exports/${second.id}`)).status).toBe(404);
  });
});

describe('all of it is the owners’ alone', () => {
  test('not an admin’s, not the staff’s, nobody’s without a token, and no other business’s', async () => {
    const { job } = await exported();
    const upload = await uploaded(Buffer.from('x'));
    const routes: ['GET' | 'POST', string, unknown?][] = [
      ['POST', '/exports'],
      ['GET', `/exports/${job.id}`],
      ['GET', `/exports/${job.id}/file`],
      ['GET', `/exports/${job.id}/part?offset=0`],
      ['POST', `/exports/${job.id}/discard`],
      ['POST', '/restores', { bytes: 1 }],
      ['GET', `/restores/${upload}`],
      ['POST', `/restores/${upload}/part`, { offset: 0, base64: 'QQ==' }],
      ['POST', `/restores/${upload}/inspect`],
      ['POST', `/restores/${upload}/run`, { businessName: 'Atlas Studios' }],
      ['POST', `/restores/${upload}/discard`],
    ];
    for (const role of ['ADMIN', 'STAFF', 'CLIENT']) {
      const { as } = await newMember(role);
      for (const [method, path, body] of routes)
        expect([path, (await call(method, path, { body, as })).body]).toMatchObject([
          path,
          { error: 'forbidden', details: { role: 'OWNER' } },
        ]);
    }
    for (const as of [null, world.token, 'sld_nonsense'])
      for (const [method, path, body] of routes) expect([path, (await call(method, path, { body, as })).status]).toEqual([path, 401]);

    await world.otherBusiness('Bella');
    const credentials = { email: 'owner@bella.test', password: OWNER.password };
    const bella = (await world.call('POST', '/v1/console/sign-in', { token: null, body: credentials })).body as { token: string };
    for (const [method, path, body] of routes.filter(([, each]) => each.includes('_') || each.includes(job.id) || each.includes(upload)))
      expect([path, (await call(method, path, { body, as: bella.token })).status]).toEqual([path, 404]);
    expect((await call('GET', `/exports/${job.id}`)).status).toBe(200);
  });

  test('by an id that is one: no path leads out of the folder', async () => {
    for (const id of ['..', '..%2F..%2Fserver', '%2Fetc%2Fpasswd', 'x'.repeat(80), '\u0000'])
      expect((await call('GET', `/exports/${encodeURIComponent(decodeURIComponent(id))}/file`)).status).toBe(404);
  });
});

describe('a restore from the console', () => {
  test('puts everything back, and leaves who may come in as it is', async () => {
    const { database } = world.engine;
    const { tenantId, sandboxTenantId } = world.business;
    const offeringId = await openOffering(world, { capacity: 5 });
    await addCustomer('Ada');
    const { memberId: goneId, as: goneToken } = await newMember('STAFF');
    const lostKey = await world.makeKey();
    const before = (await world.call('GET', '/v1/sync/pull?since=0', { token })).body as { rev: number; nonce: string };
    const { content } = await exported();

    // Meanwhile: bookings, a customer fewer, another name, a member less and one more, a key revoked, hours changed, another plan.
    const customer = { name: 'Eve', email: 'eve@example.com' };
    await world.call('POST', '/v1/api/bookings', { body: { offeringId, startsAt: '2026-03-03T10:00:00Z', customer } });
    await world.call('PATCH', `/v1/api/offerings/${offeringId}`, { body: { title: 'Another' } });
    await world.call('PUT', `/v1/api/offerings/${offeringId}/schedule`, { body: { rules: everyDay.slice(0, 1) } });
    await world.run('members.deactivate', { memberId: goneId });
    const { as: adminToken } = await newMember('ADMIN');
    const lostId = ((await world.call('GET', '/v1/api/me', { token: lostKey })).body as { keyId: string }).keyId;
    await world.run('members.revokeApiKey', { keyId: lostId });
    await database.write(tenantId, (db) => db.patch(profiles, tenantId, { verified: true, planQuota: 50 }));
    const { token: secondDevice } = await world.signIn();
    const testKey = await world.makeKey({ tenantId: sandboxTenantId, sandbox: true });
    await world.call('POST', '/v1/api/customers', { body: { name: 'Sandbox Eve' }, token: testKey });

    const id = await uploaded(content);
    const looked = await call('POST', `/restores/${id}/inspect`);
    expect(looked.body).toMatchObject({
      ...{ business: 'Atlas Studios', madeAt: world.now() },
      ...{ inFile: { bookings: 0, customers: 1, offerings: 1 }, now: { bookings: 1, customers: 2, offerings: 1 } },
    });
    const wrong = await call('POST', `/restores/${id}/run`, { body: { businessName: 'atlas studios' } });
    expect([wrong.status, wrong.body]).toMatchObject([400, { details: { issues: [{ path: 'businessName' }] } }]);
    expect(await namesNow()).toEqual(['Ada', 'Eve']);
    expect((await call('POST', `/restores/${id}/run`, { body: { businessName: 'Atlas Studios' } })).status).toBe(202);
    const job = await ended('restores', id);
    expect(job).toMatchObject({ state: 'done', failure: null });
    expect(job.rows).toBe(job.total);

    expect(await namesNow()).toEqual(['Ada']);
    const offering = (await world.call('GET', `/v1/api/offerings/${offeringId}`)).body;
    expect(offering).toMatchObject({ title: 'Haircut' });
    expect((await world.call('GET', `/v1/api/offerings/${offeringId}/schedule`)).body).toMatchObject({ rules: everyDay });
    expect(await database.read(sandboxTenantId, (db) => db.list(customers))).toEqual([]);
    expect(await database.read(tenantId, (db) => db.list(bookings))).toEqual([]);

    const statusAs = async (as: string) => (await world.call('GET', '/v1/console/me', { token: as })).status;
    expect(await Promise.all([token, secondDevice, adminToken, goneToken].map(statusAs))).toEqual([200, 200, 200, 401]);
    const signInAs = (email: string) =>
      world.call('POST', '/v1/console/sign-in', { token: null, body: { email, password: OWNER.password } });
    expect([(await signInAs('admin@atlas.test')).status, (await signInAs('staff@atlas.test')).status]).toEqual([200, 401]);
    const statusOf = async (as: string) => (await world.call('GET', '/v1/api/me', { token: as })).status;
    expect([await statusOf(world.token), await statusOf(lostKey)]).toEqual([200, 401]);
    expect(await database.read(tenantId, (db) => db.find(profiles, tenantId))).toMatchObject({ verified: true, planQuota: 50 });
    const [told] = await database.read(tenantId, (db) => db.list(notifications, eq(notifications.kind, 'GENERIC')));
    expect(told?.body).toBe('Olivia Owner put everything back to how it was on Monday, 2 March 2026 at 09:00.');

    // Nobody's history is known any more, and what is fetched afresh is all there is.
    expect((await world.call('GET', `/v1/sync/pull?since=${before.rev}&nonce=${before.nonce}`, { token })).body).toMatchObject({
      error: 'history_unknown',
    });
    const afresh = (await world.call('GET', '/v1/sync/pull?since=0', { token })).body as {
      rev: number;
      rows: Record<string, { rev: number }[]>;
    };
    expect(afresh.rows['customers']).toHaveLength(1);
    expect(afresh.rows['members']).toHaveLength(3);
    expect(afresh.rev).toBeGreaterThan(before.rev);
    const revs = (await database.read(tenantId, (db) => db.select().from(revisions).where(eq(revisions.tenantId, tenantId)))).map(
      ({ rev }) => rev,
    );
    for (const rows of Object.values(afresh.rows)) for (const { rev } of rows) expect(revs).toContain(rev);
    expect(Math.max(...revs) - Math.min(...revs)).toBe(revs.length - 1);
    expect(Math.max(...revs)).toBe(afresh.rev);
    // And it goes on from there.
    await addCustomer('Grace');
    expect(await namesNow()).toEqual(['Ada', 'Grace']);
  });

  test('done twice is done once more', async () => {
    await addCustomer('Ada');
    const { content } = await exported();
    await addCustomer('Eve');
    for (let n = 0; n < 2; n++) {
      expect(await restored(content)).toMatchObject({ state: 'done' });
      expect(await namesNow()).toEqual(['Ada']);
    }
  });

  test('takes only what this server made of this business', async () => {
    await addCustomer('Ada');
    const { content } = await exported();
    const bella = await world.otherBusiness('Bella');
    const others = join(folder, 'bella.zip');
    await exportBusiness({
      ...world,
      database: world.engine.database,
      serverKey: world.parts.serverKey,
      tenantId: bella.tenantId,
      to: others,
      now: world.now(),
    });
    const entries: Entries = await entriesOf(content);
    const manifest = JSON.parse(String(entries['manifest.json'])) as ExportManifest;
    // As whoever has a server of their own would sign it.
    const scripted = Buffer.from(String(entries['data/customers.ndjson']).replace('Ada', '<script>'));
    const forgery = exportManifest(
      { ...manifest, entries: { ...manifest.entries, 'data/customers.ndjson': promise(scripted) }, at: world.now() },
      Buffer.alloc(32, 9),
    );
    const cases: [string, Buffer][] = [
      ['not_zip', Buffer.from('no ZIP at all')],
      ['foreign', await zipOf({ 'holiday.jpg': Buffer.from('x') })],
      ['other_business', readFileSync(others)],
      ['not_ours', await zipOf({ ...entries, 'data/customers.ndjson': scripted, 'manifest.json': Buffer.from(JSON.stringify(forgery)) })],
      [
        'not_ours',
        await zipOf({ ...entries, 'manifest.json': Buffer.from(JSON.stringify({ ...manifest, madeAt: '2026-01-01T00:00:00Z' })) }),
      ],
      ['newer', await zipOf({ ...entries, 'manifest.json': Buffer.from(JSON.stringify({ ...manifest, format: 2 })) })],
    ];
    for (const [reason, bad] of cases) {
      const id = await uploaded(bad);
      for (const step of ['inspect', 'run']) {
        const answer = await call('POST', `/restores/${id}/${step}`, { body: step === 'run' ? { businessName: 'Atlas Studios' } : {} });
        expect([reason, answer.body]).toMatchObject([reason, { error: 'invalid_request', details: { reason } }]);
        expect(answer.text).not.toContain(folder);
      }
    }
    expect(await namesNow()).toEqual(['Ada']);
  });

  test('of a file that is damaged inside changes nothing, and says so', async () => {
    await addCustomer('Ada');
    const { content } = await exported();
    const entries = await entriesOf(content);
    const spoilt = Buffer.from(String(entries['data/members.ndjson']).replace('Olivia', 'Oliver'));
    await addCustomer('Eve');
    const job = await restored(await zipOf({ ...entries, 'data/members.ndjson': spoilt }));
    expect(job).toMatchObject({ state: 'failed', failure: { code: 'invalid_request', facts: { reason: 'damaged' } } });
    expect(await namesNow()).toEqual(['Ada', 'Eve']);
    expect((await world.engine.database.read(world.business.tenantId, (db) => db.list(members)))[0]?.name).toBe('Olivia Owner');
  });

  test('waits for the whole file, part after part', async () => {
    const { content } = await exported();
    const { id } = (await call('POST', '/restores', { body: { bytes: content.length } })).body as Job;
    const part = (offset: number, bytes: Buffer) =>
      call('POST', `/restores/${id}/part`, { body: { offset, base64: bytes.toString('base64') } });
    expect((await part(10, content.subarray(10, 20))).body).toMatchObject({
      error: 'invalid_request',
      details: { issues: [{ path: 'offset' }] },
    });
    expect((await part(0, content.subarray(0, 100))).body).toEqual({ received: 100 });
    expect((await call('POST', `/restores/${id}/inspect`)).body).toMatchObject({
      details: { issues: [{ path: 'file', expected: 'all of its bytes first' }] },
    });
    // Its answer was lost: it comes again.
    expect((await part(0, content.subarray(0, 100))).body).toEqual({ received: 100 });
    expect((await part(100, Buffer.alloc(content.length))).body).toMatchObject({ error: 'payload_too_large' });
    expect((await part(100, content.subarray(100))).body).toEqual({ received: content.length });
    expect((await call('POST', `/restores/${id}/inspect`)).status).toBe(200);
    expect((await call('POST', `/restores/${id}/discard`)).status).toBe(204);
    expect(readdirSync(join(folder, 'passing')).filter((name) => name.startsWith(id))).toEqual([]);
  });

  test('of a file that the server has no room for is refused at once', async () => {
    expect((await call('POST', '/restores', { body: { bytes: 1e15 } })).body).toMatchObject({ error: 'payload_too_large' });
    for (const bytes of [0, -1, 1.5, 'many', null]) expect((await call('POST', '/restores', { body: { bytes } })).status).toBe(400);
    const { id } = (await call('POST', '/restores', { body: { bytes: 10_000_000 } })).body as Job;
    const large = { offset: 0, base64: 'QUFB'.repeat(700_000) };
    expect((await call('POST', `/restores/${id}/part`, { body: large })).status).toBe(413);
    expect((await call('POST', `/restores/${id}/part`, { body: { offset: 0, base64: 'no base64!' } })).status).toBe(400);
  });

  test('does not send the mails and webhooks of that time again', async () => {
    const offeringId = await openOffering(world);
    await world.call('POST', '/v1/manage/webhooks', { body: { url: 'https://hooks.example.com/x', events: ['booking.created'] } });
    const customer = { name: 'Ada', email: 'ada@example.com' };
    await world.call('POST', '/v1/api/bookings', { body: { offeringId, startsAt: '2026-03-03T10:00:00Z', customer } });
    const { content } = await exported();
    const { tenantId } = world.business;
    const { database } = world.engine;
    const outboxes = () => database.read(tenantId, async (db) => [await db.list(deliveries), await db.list(mails)]);
    await database.work((db) => db.update(deliveries).set({ status: 'DELIVERED' }).where(eq(deliveries.tenantId, tenantId)));
    const before = await outboxes();
    // A mail that it is confirmed, and one that reminds of it.
    expect(before.map((rows) => rows.length)).toEqual([1, 2]);
    expect(await restored(content)).toMatchObject({ state: 'done' });
    expect(await outboxes()).toEqual(before);
  });
});

describe('a job', () => {
  const owner = { tenantId: `tnt_${'1'.repeat(20)}`, bytes: 0, name: '' };

  test('is one of its kind and business at a time, until it has died', async () => {
    let now = Date.parse('2026-03-02T08:00:00Z');
    const jobs = jobsIn(join(folder, 'jobs'), { now: () => now });
    const first = await jobs.open({ ...owner, kind: 'export' });
    await jobs.save(first, { state: 'running' });
    await expect(jobs.open({ ...owner, kind: 'export' })).rejects.toMatchObject({ code: 'in_use' });
    await jobs.open({ ...owner, kind: 'restore' });
    await jobs.open({ ...owner, tenantId: `tnt_${'2'.repeat(20)}`, kind: 'export' });
    now += 3 * MINUTE;
    expect(await jobs.mustFind(first)).toMatchObject({ state: 'failed', failure: { code: 'unavailable' } });
    await jobs.open({ ...owner, kind: 'export' });
    await expect(jobs.mustFind(first)).rejects.toMatchObject({ code: 'not_found' });
    expect(await jobs.save(first, { rows: 1 })).toBe(false);
    expect(await jobs.sweep()).toHaveLength(3);
    now = Date.now() + 2 * HOUR;
    writeFileSync(join(jobs.folder, `${'0'.repeat(20)}.zip`), 'left by a process that died');
    expect(await jobs.sweep()).toEqual([]);
    expect(readdirSync(jobs.folder)).toEqual([]);
  });
});
