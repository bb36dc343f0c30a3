import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '#core/base/refusal.ts';
import type { WriteDb } from '#core/data/database.ts';
import { headOf } from '#core/data/journals.ts';
import { resources } from '#core/domains/catalog/tables.ts';
import { pairings } from '#core/domains/members/tables.ts';
import { openPostgres } from '#server/drivers/postgres/open.ts';
import type { Break } from '../../postgres/wire.ts';
import { coreWorld, wish } from '../core/world.ts';
import { addChair, chair, CHAIR, chairs, lengthen, openPlace, type Place, tenantId } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = await openPlace();
  await place.database.write(tenantId, (db) => db.insert(resources, chair('')));
});
afterEach(() => place.close());

const head = () => place.database.read(tenantId, (db) => headOf(db, tenantId));
const nameOf = async () => (await chairs(place.database))[0];
/** Every session of this database but the one that asks. */
const endSessions = () =>
  place.ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`);

/** The next `times` writes of a chair fail so, and count. */
async function failing(state: string, times: number): Promise<void> {
  await place.ask(`CREATE SEQUENCE failures;
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('failures') <= ${times} THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '${state}'; END IF;
      RETURN new; END $$;
    CREATE TRIGGER failing BEFORE UPDATE ON resources FOR EACH ROW EXECUTE FUNCTION fail()`);
}

describe('a transaction that another was in the way of', () => {
  test.each(['40001', '40P01'])('(%s) runs again until it is done, and once', async (state) => {
    await failing(state, 3);
    let runs = 0;
    const name = await place.database.write(tenantId, (db) => {
      runs++;
      return lengthen(db);
    });
    expect([name, await nameOf(), runs]).toEqual(['+', '+', 4]);
    expect((await head()).rev).toBe(2);
  });

  test('though the write swallows what went wrong', async () => {
    await failing('40001', 1);
    const swallowing = async (db: WriteDb) => {
      await db.nested(() => lengthen(db)).catch(() => {});
      return addChair('beside')(db);
    };
    await place.database.write(tenantId, swallowing);
    expect(await chairs(place.database)).toEqual(['+', 'beside']);
  });

  test('for ever is told that the server is not available, and the next is served', async () => {
    await failing('40001', 1_000);
    const refused = await place.database.write(tenantId, lengthen).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ code: 'unavailable' });
    expect(await nameOf()).toBe('');
    await place.ask('DROP TRIGGER failing ON resources');
    expect(await place.database.write(tenantId, lengthen)).toBe('+');
  });

  test('by a deadlock is undone and run again: both are done', async () => {
    const [a, b] = ['a', 'b'];
    await place.database.work((db) =>
      db.insert(pairings).values([a, b].map((codeHash) => ({ codeHash, tenantId, memberId: 'nobody', expiresAt: 0 }))),
    );
    let arrived = 0;
    let bothHere = () => {};
    const both = new Promise<void>((resolve) => (bothHere = resolve));
    const swap = (first: string, second: string) =>
      place.database.work(async (db) => {
        await db.update(pairings).set({ memberId: first }).where(eq(pairings.codeHash, first));
        if (++arrived === 2) bothHere();
        await both;
        await db.update(pairings).set({ memberId: first }).where(eq(pairings.codeHash, second));
      });
    await Promise.all([swap('a', 'b'), swap('b', 'a')]);
    expect(arrived).toBeGreaterThan(2);
    const rows = await place.database.across((db) => db.select({ memberId: pairings.memberId }).from(pairings));
    expect(new Set(rows.map(({ memberId }) => memberId)).size).toBe(1);
  });
});

describe('a connection that is lost', () => {
  test('in the middle of a write: it is run again on another', async () => {
    let runs = 0;
    const name = await place.database.write(tenantId, async (db) => {
      const lengthened = await lengthen(db);
      if (runs++ === 0) await endSessions();
      await addChair('after')(db);
      return lengthened;
    });
    expect([name, runs]).toEqual(['+', 2]);
    expect(await chairs(place.database)).toEqual(['+', 'after']);
  });

  test('while nobody uses it, is noticed by nobody', async () => {
    await Promise.all([chairs(place.database), chairs(place.database), place.database.write(tenantId, lengthen)]);
    await endSessions();
    expect(await chairs(place.database)).toEqual(['+']);
    expect(await place.database.write(tenantId, lengthen)).toBe('++');
  });

  test('in the middle of a read, is told: what was read is of no use', async () => {
    const read = place.database.read(tenantId, async (db) => {
      await db.list(resources);
      await endSessions();
      return db.list(resources);
    });
    await expect(read).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('for as long as the server is away, is told, and served when it is back', async () => {
    place.wire.cut();
    await expect(place.database.write(tenantId, lengthen)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(chairs(place.database)).rejects.toMatchObject({ code: 'unavailable' });
    place.wire.mend();
    expect(await place.database.write(tenantId, lengthen)).toBe('+');
  });

  test('and comes back in time, is noticed by nobody', async () => {
    const patient = await openPostgres({ url: place.wire.url, pause: async () => place.wire.mend() });
    place.wire.cut();
    expect(await patient.write(tenantId, lengthen)).toBe('+');
    await patient.close();
  });
});

const breaks: Break[] = ['before', 'after', 'late'];

describe('a COMMIT whose answer is lost', () => {
  test.each(breaks)('(%s it was carried out) is found out: the write is done once, and answered', async (how) => {
    const broken = place.wire.breakAt('; COMMIT', how);
    const name = await place.database.write(tenantId, lengthen);
    await broken;
    expect([name, await nameOf()]).toEqual(['+', '+']);
    expect((await head()).rev).toBe(2);
  });

  test.each(breaks)('(%s it was carried out) of work without a tenant is found out as well', async (how) => {
    const pairing = { codeHash: 'code', tenantId, memberId: 'nobody', expiresAt: 0 };
    await place.database.work((db) => db.insert(pairings).values(pairing));
    const broken = place.wire.breakAt('; COMMIT', how);
    const used = await place.database.work((db) => db.delete(pairings).where(eq(pairings.codeHash, 'code')).returning());
    await broken;
    expect(used).toEqual([pairing]);
  });

  test.each(breaks)('(%s it was carried out) answers each of those who shared it', async (how) => {
    const letGo: (() => void)[] = [];
    const shared = await place.another({ url: place.wire.url, defer: (fn) => letGo.push(fn), pause: async () => {} });
    const heard: string[] = [];
    shared.onCommit(({ tables }) => heard.push(...tables));
    const writes = [
      shared.write(tenantId, lengthen),
      shared.write(tenantId, async (db) => {
        await lengthen(db);
        throw new Error('broken');
      }),
      shared.write(tenantId, addChair('a')),
    ];
    const broken = place.wire.breakAt('; COMMIT', how);
    for (const fn of letGo) fn();
    const settled = await Promise.allSettled(writes);
    await broken;
    expect(settled).toMatchObject([
      { status: 'fulfilled', value: '+' },
      { status: 'rejected', reason: new Error('broken') },
      { status: 'fulfilled', value: 'a' },
    ]);
    expect(await chairs(place.database)).toEqual(['+', 'a']);
    expect(heard).toEqual(['resources', 'resources']);
  });

  test('twice in a row, too', async () => {
    const again = place.wire.breakAt('; COMMIT', 'after').then(() => place.wire.breakAt('; COMMIT', 'before'));
    const first = await place.database.write(tenantId, lengthen);
    const second = await place.database.write(tenantId, lengthen);
    await again;
    expect([first, second, await nameOf()]).toEqual(['+', '++', '++']);
  });

  test.each(breaks)('(%s it was carried out) makes one booking, and tells whoever booked', async (how) => {
    const world = await coreWorld({ open: async () => ({ database: place.database, close: async () => {} }) });
    const offeringId = await world.offer();
    const broken = place.wire.breakAt('; COMMIT', how);
    const answer = await world.run('bookings.create', wish(offeringId, Date.parse('2026-11-23T10:00:00Z')));
    await broken;
    const { data, total } = await world.ask('bookings.list');
    expect([total, data[0].id]).toEqual([1, answer['bookingId']]);
    const created = await place.ask(`SELECT id FROM events WHERE name = 'booking.created'`);
    expect(created).toHaveLength(1);
  });
});

test('a text with NUL is refused, and nothing of its write stands', async () => {
  const write = place.database.write(tenantId, async (db) => {
    await lengthen(db);
    await db.patch(resources, CHAIR, { name: 'a\0b' });
  });
  await expect(write).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(place.database.read(tenantId, (db) => db.find(resources, '\0'))).rejects.toMatchObject({ code: 'invalid_request' });
  expect(await nameOf()).toBe('');
});

test('a command that is given NUL where no door looks is refused and recorded, as any other', async () => {
  const world = await coreWorld({ open: async () => ({ database: place.database, close: async () => {} }) });
  const outcome = await world.outcome('members.createApiKey', { name: 'Key', prefix: 'slk_live\0', secretHash: 'x'.repeat(20) });
  expect(outcome).toMatchObject({ ok: false, code: 'invalid_request' });
  expect(await place.ask(`SELECT refusal FROM command_log WHERE name = 'members.createApiKey'`)).toEqual([{ refusal: 'invalid_request' }]);
});
