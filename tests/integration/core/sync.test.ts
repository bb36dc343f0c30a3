import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { Refusal } from '#core/base/refusal.ts';
import { roles, type Role } from '#core/contracts/actor.ts';
import { resources } from '#core/domains/catalog/tables.ts';
import { PAGE_ROWS, PullQuery, type PullPage, servePull } from '#core/engine/pull.ts';
import { cursorOf, PushBody, receivePush } from '#core/engine/push.ts';
import { coreWorld, type CoreWorld, idFor, member, newCommandId, NOON, system, wish } from './world.ts';

let world: CoreWorld;
beforeEach(async () => {
  world = await coreWorld();
});
afterEach(() => world.close());

const till = (name = 'till', role: Role = 'OWNER') => ({ tenantId: world.tenantId, deviceId: idFor('dev', name), actor: member(role) });
const queued = (seq: number, name: string, input: unknown, at = world.clock.now) => ({
  seq,
  commandId: newCommandId(),
  name,
  version: 1,
  input: input as never,
  at,
});
const chair = (seq: number, name: string) => queued(seq, 'catalog.createResource', { name, kind: 'chair' });

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof Refusal) return error;
  throw new Error(`not refused: ${JSON.stringify(error)}`);
}

const chairs = async (): Promise<string[]> => (await world.ask('catalog.resources')).map(({ name }: { name: string }) => name);

describe('push', () => {
  test('runs commands in their order and counts each, a refused one too', async () => {
    const offeringId = await world.offer();
    const results = await receivePush(world.engine, till(), [
      chair(1, 'A'),
      queued(2, 'bookings.create', wish(offeringId, NOON + DAY)),
      queued(3, 'bookings.create', wish(offeringId, NOON + DAY)),
      chair(4, 'B'),
    ]);
    expect(results).toMatchObject([
      { seq: 1, ok: true },
      { seq: 2, ok: true },
      { seq: 3, ok: false, code: 'booking_conflict' },
      { seq: 4, ok: true },
    ]);
    expect(await cursorOf(world.engine, till())).toMatchObject({ lastSeq: 4, lastContactAt: NOON });
  });

  test('repeated, whole or in part, changes nothing', async () => {
    const batch = [chair(1, 'A'), chair(2, 'B')];
    await receivePush(world.engine, till(), batch.slice(0, 1));
    await receivePush(world.engine, till(), batch);
    expect(await receivePush(world.engine, till(), batch)).toEqual([]);
    expect(await chairs()).toEqual(['A', 'B']);
  });

  test('refuses a gap, and keeps what came before it', async () => {
    const refusal = await refusalOf(receivePush(world.engine, till(), [chair(1, 'A'), chair(3, 'C')]));
    expect(refusal).toMatchObject({ code: 'sequence_gap', facts: { expected: 2, got: 3 } });
    expect(await chairs()).toEqual(['A']);
    expect((await cursorOf(world.engine, till())).lastSeq).toBe(1);
  });

  test('twice at once is one push', async () => {
    const batch = [chair(1, 'A'), chair(2, 'B'), chair(3, 'C')];
    await Promise.all([receivePush(world.engine, till(), batch), receivePush(world.engine, till(), batch)]);
    expect(await chairs()).toEqual(['A', 'B', 'C']);
    expect((await cursorOf(world.engine, till())).lastSeq).toBe(3);
  });

  test('two copies of one device that say different things under one number: one stands, the other is told', async () => {
    const outcomes = await Promise.allSettled([
      receivePush(world.engine, till(), [chair(1, 'A')]),
      receivePush(world.engine, till(), [chair(1, 'B')]),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await chairs()).toHaveLength(1);
  });

  test('an unknown command, one that needs the server, a forbidden one and a malformed one are refused and counted', async () => {
    const results = await receivePush(world.engine, till('staff', 'STAFF'), [
      queued(1, 'bookings.steal', {}),
      queued(2, 'members.createPairing', { codeHash: 'c'.repeat(64), expiresAt: NOON }),
      chair(3, 'A'),
      queued(4, 'customers.create', { nmae: 'Anna' }),
      queued(5, 'customers.create', { name: 'Anna' }),
    ]);
    expect(results.map(({ code }) => code)).toEqual(['invalid_request', 'invalid_request', 'forbidden', 'invalid_request', undefined]);
    expect(results[3]?.facts).toEqual({
      issues: [
        { path: 'name', expected: expect.any(String) as string },
        { path: 'nmae', expected: 'no such field' },
      ],
    });
  });

  test('is judged at the time at which its author acted', async () => {
    const offeringId = await world.offer();
    world.clock.now = NOON + 3 * HOUR;
    const walkIn = queued(1, 'bookings.create', wish(offeringId, NOON + HOUR), NOON + 30 * MINUTE);
    expect(await receivePush(world.engine, till(), [walkIn])).toMatchObject([{ ok: true }]);
  });

  test('but never before the last contact nor in the future', async () => {
    const offeringId = await world.offer({ capacity: 9 });
    world.clock.now = NOON + 2 * HOUR;
    await receivePush(world.engine, till(), []);
    world.clock.now = NOON + 4 * HOUR;
    const early = queued(1, 'bookings.create', wish(offeringId, NOON + HOUR), NOON);
    const late = queued(2, 'bookings.create', wish(offeringId, NOON + 5 * HOUR), NOON + 365 * DAY);
    const results = await receivePush(world.engine, till(), [early, late]);
    expect(results).toMatchObject([{ ok: false, code: 'invalid_service', facts: { reason: 'past' } }, { ok: true }]);
    const { data } = await world.ask('bookings.list');
    expect(data[0].createdAt).toBe(NOON + 4 * HOUR);
  });

  test('a batch is a list of numbered, dated commands and nothing else', () => {
    const good = chair(1, 'A');
    expect(PushBody.safeParse({ commands: [good] }).success).toBe(true);
    for (const bad of [
      { seq: 0 },
      { seq: 1.5 },
      { commandId: 'cmd_1' },
      { at: -1 },
      { at: 1e30 },
      { name: 'x'.repeat(81) },
      { name: 'a\u0000b' },
      { more: 1 },
    ])
      expect(PushBody.safeParse({ commands: [{ ...good, ...bad }] }).success, JSON.stringify(bad)).toBe(false);
    expect(PushBody.safeParse({ commands: Array(501).fill(good) }).success).toBe(false);
  });
});

/** Everything since a revision, page after page, as a desktop's rows. */
async function pullAll(
  device: ReturnType<typeof till>,
  from: { rev: number; nonce: string } = { rev: 0, nonce: '' },
  rows = new Map<string, object>(),
) {
  const pages: PullPage[] = [];
  let [since, nonce] = [from.rev, from.nonce];
  for (let more = true; more;) {
    const page = await servePull(world.engine, device, { since, nonce, acknowledged: 0 });
    pages.push(page);
    for (const { table, id } of page.removed) rows.delete(`${table}/${id}`);
    for (const [table, found] of Object.entries(page.rows))
      for (const row of found) rows.set(`${table}/${(row as { id: string }).id}`, row);
    ({ rev: since, nonce, more } = page);
  }
  return { pages, rows, rev: since, nonce };
}

const addChairs = (count: number, name: string) =>
  world.database.write(world.tenantId, async (db) => {
    for (let i = 0; i < count; i++) {
      const row = { name, kind: 'chair', memberId: null, quantity: 1, active: true, createdAt: NOON, updatedAt: NOON };
      await db.insert(resources, { id: idFor('res', `${name}/${i}`), ...row });
    }
  });

describe('pull', () => {
  test('pages end at whole revisions, and a revision that is bigger than a page comes whole', async () => {
    for (let i = 0; i < 5; i++) await addChairs(900, `small${i}`);
    await addChairs(PAGE_ROWS + 500, 'big');
    await addChairs(10, 'last');
    const { pages, rows } = await pullAll(till());
    expect([...rows.keys()].filter((name) => name.startsWith('resources/'))).toHaveLength(4_500 + PAGE_ROWS + 510);
    const sizes = pages.map((page) => (page.rows['resources'] ?? []).length);
    expect(sizes).toEqual([1_800, 1_800, 900, PAGE_ROWS + 500, 10]);
    expect(pages[0]?.total).toBe(rows.size);
    expect(pages.slice(1).every(({ total }) => total === null)).toBe(true);
  });

  test('pictures make a page sooner full', async () => {
    const offeringIds = [await world.offer(), await world.offer({ title: 'Second' }), await world.offer({ title: 'Third' })];
    for (const offeringId of offeringIds)
      for (let i = 0; i < 12; i++) await world.run('catalog.addPhoto', { offeringId, mediaType: 'image/png', base64: 'aGVsbG8=' });
    const { pages } = await pullAll(till());
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect((page.rows['photos'] ?? []).length).toBeLessThanOrEqual(20);
  });

  test('many removals are paged too', async () => {
    await addChairs(10, 'kept');
    const { rev, nonce, rows } = await pullAll(till());
    for (let i = 0; i < 3; i++) {
      await addChairs(PAGE_ROWS - 100, `gone${i}`);
      await world.database.write(world.tenantId, async (db) => {
        for (let n = 0; n < PAGE_ROWS - 100; n++) await db.remove(resources, idFor('res', `gone${i}/${n}`));
      });
    }
    const after = await pullAll(till(), { rev, nonce }, rows);
    for (const page of after.pages) expect(page.removed.length).toBeLessThanOrEqual(PAGE_ROWS);
    expect([...after.rows.keys()].filter((name) => name.startsWith('resources/'))).toHaveLength(10);
  });

  test('a removed row is removed, one that came back is there', async () => {
    await addChairs(2, 'row');
    const device = till();
    const start = await pullAll(device);
    const [back, gone] = [idFor('res', 'row/0'), idFor('res', 'row/1')];
    const row = { id: back, name: 'again', kind: 'chair', memberId: null, quantity: 1, active: true, createdAt: NOON, updatedAt: NOON };
    await world.database.write(world.tenantId, async (db) => {
      await db.remove(resources, back);
      await db.remove(resources, gone);
    });
    const between = await pullAll(device, start, new Map(start.rows));
    expect([...between.rows.keys()].filter((name) => name.startsWith('resources/'))).toEqual([]);
    await world.database.write(world.tenantId, (db) => db.insert(resources, row));
    for (const known of [start, between]) {
      const { rows } = await pullAll(device, known, new Map(known.rows));
      expect([...rows.keys()].filter((name) => name.startsWith('resources/'))).toEqual([`resources/${back}`]);
    }
    await world.database.write(world.tenantId, async (db) => {
      await db.remove(resources, back);
      await db.insert(resources, { ...row, name: 'in one go' });
    });
    const { rows } = await pullAll(device, between, new Map(between.rows));
    expect(rows.get(`resources/${back}`)).toMatchObject({ name: 'in one go' });
  });

  test('a row that changes between two pages comes with the later one', async () => {
    for (let i = 0; i < 3; i++) await addChairs(1_500, `part${i}`);
    const device = till();
    const first = await servePull(world.engine, device, { since: 0, nonce: '', acknowledged: 0 });
    expect(first.more).toBe(true);
    const moved = idFor('res', 'part2/7');
    await world.database.write(world.tenantId, (db) => db.patch(resources, moved, { name: 'moved' }));
    const rest = await pullAll(device, first);
    expect(rest.rows.get(`resources/${moved}`)).toMatchObject({ name: 'moved' });
    expect(rest.rows.size + Object.values(first.rows).flat().length).toBe((await pullAll(device)).rows.size);
  });

  test('a history that is not this server’s is refused', async () => {
    await addChairs(3, 'row');
    const { rev, nonce } = await pullAll(till());
    for (const known of [
      { since: rev, nonce: 'forged' },
      { since: rev, nonce: '' },
      { since: rev + 1, nonce },
      { since: rev - 1, nonce },
    ])
      expect((await refusalOf(servePull(world.engine, till(), { ...known, acknowledged: 0 }))).code, `${known.since}`).toBe(
        'history_unknown',
      );
    expect((await servePull(world.engine, till(), { since: rev, nonce, acknowledged: 0 })).rows).toEqual({});
    for (const bad of [{ since: -1 }, { since: 1.5 }, { since: 'x' }, { since: 1, nonce: 'n'.repeat(65) }, { since: 1, acknowledged: -1 }])
      expect(PullQuery.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
  });

  test('shows each role what it may see, and nobody a secret', async () => {
    const secrets = {
      passwordHash: `argon2-${'p'.repeat(40)}`,
      secretHash: `bcrypt-${'k'.repeat(40)}`,
      tokenHash: `token-${'t'.repeat(40)}`,
    };
    const signing = `whsec_${'S'.repeat(44)}`;
    const codeHash = `pairing-${'c'.repeat(40)}`;
    const { memberId } = await world.run('members.add', {
      name: 'Bo',
      email: 'bo@example.org',
      role: 'STAFF',
      passwordHash: secrets.passwordHash,
    });
    await world.run('members.registerDevice', { memberId, name: 'Till', tokenHash: secrets.tokenHash }, system);
    await world.run('members.createPairing', { codeHash, expiresAt: NOON + HOUR });
    await world.run('members.createApiKey', { name: 'Site', prefix: 'prefix-of-it', secretHash: secrets.secretHash });
    const { endpointId } = await world.run('webhooks.createEndpoint', {
      url: 'https://example.org/hook',
      events: ['booking.created'],
      secret: signing,
    });
    await world.run('webhooks.rotateSecret', { endpointId, secret: `whsec_${'T'.repeat(44)}` });
    await world.run('bookings.create', wish(await world.offer(), NOON + DAY));
    const seen: Partial<Record<Role, string[]>> = {};
    for (const role of roles) {
      const { pages, rows } = await pullAll(till('any', role));
      const text = JSON.stringify(pages);
      for (const secret of [...Object.values(secrets), signing, `whsec_${'T'.repeat(44)}`, codeHash]) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/secret|password|tokenHash|codeHash/i);
      seen[role] = [...new Set([...rows.keys()].map((name) => name.split('/')[0] ?? ''))].toSorted();
    }
    expect(seen.OWNER).toContain('api_keys');
    expect(seen.ADMIN).toEqual(seen.OWNER);
    expect(seen.STAFF).toEqual(seen.OWNER?.filter((name) => !['api_keys', 'webhook_endpoints'].includes(name)));
    expect(seen.CLIENT).toEqual([]);
  });

  test('tells what was refused, until the device has taken note', async () => {
    await receivePush(world.engine, till(), [chair(1, 'A'), queued(2, 'bookings.steal', {}), chair(3, 'B')]);
    const pull = (acknowledged: number, device = till()) => servePull(world.engine, device, { since: 0, nonce: '', acknowledged });
    expect(await pull(0)).toMatchObject({ lastSeq: 3, refused: [{ seq: 2, name: 'bookings.steal', code: 'invalid_request' }] });
    expect((await pull(2)).refused).toEqual([]);
    expect(await pull(0, till('other'))).toMatchObject({ lastSeq: 0, refused: [] });
  });
});
