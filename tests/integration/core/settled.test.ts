/** What a writer remembers of what hardly ever changes: never more than stands. */
import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refuse } from '#core/base/refusal.ts';
import { type Database as Port, roughlyIn, settledIn, type WriteDb } from '#core/data/database.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { resources } from '#core/domains/catalog/tables.ts';
import { openSqlite } from '#server/drivers/sqlite.ts';
import { idFor, NOON } from './world.ts';

const [tenantId, other] = [idFor('tnt', 'settled'), idFor('tnt', 'other')];

let folder: string;
let file: string;
let database: Port;
let asked = 0;

const nameOf = settledIn([resources], async (db, id) => {
  asked += 1;
  return { name: (await db.find(resources, id))?.name ?? 'nobody' };
});

const chair = (name: string) => ({ name, kind: 'chair', memberId: null, quantity: 1, active: true, createdAt: NOON, updatedAt: NOON });
const id = idFor('res', 'chair');

const said = async (db: WriteDb): Promise<string> => (await db.settled(nameOf, id)).name;
const saidTo = (tenant: string): Promise<string> => database.write(tenant, said);
const rename = (name: string) => async (db: WriteDb) => {
  await db.patch(resources, id, { name });
  return said(db);
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-settled-'));
  file = join(folder, 'core.db');
  database = await openSqlite({ file });
  await database.write(tenantId, (db) => db.insert(resources, { id, ...chair('one') }));
  asked = 0;
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

describe('what is settled', () => {
  test('is asked for once, for each tenant, by all who write', async () => {
    expect(await Promise.all([saidTo(tenantId), saidTo(tenantId), saidTo(other)])).toEqual(['one', 'one', 'nobody']);
    expect(await saidTo(tenantId)).toBe('one');
    expect(asked).toBe(2);
  });

  test('is asked for again once a row is written, by whoever and however', async () => {
    await saidTo(tenantId);
    expect(await Promise.all([database.write(tenantId, rename('two')), saidTo(tenantId)])).toEqual(['two', 'two']);
    expect(await saidTo(tenantId)).toBe('two');
    await database.write(
      tenantId,
      async (db) => void (await db.unstamped.update(resources).set({ name: 'three' }).where(eq(resources.id, id))),
    );
    expect(await saidTo(tenantId)).toBe('three');
    await database.work(async (db) => void (await db.delete(resources).where(eq(resources.id, id))));
    expect(await saidTo(tenantId)).toBe('nobody');
    await database.write(tenantId, (db) => db.insert(resources, { id, ...chair('four') }));
    expect(await saidTo(tenantId)).toBe('four');
    await database.write(tenantId, (db) => db.remove(resources, id));
    expect(await saidTo(tenantId)).toBe('nobody');
  });

  test('is what it was before a write that is undone, alone or with all that were written with it', async () => {
    const undone = database.write(tenantId, async (db) => {
      const within = await db.nested(async () => refuse('in_use', { said: await rename('two')(db) })).catch(() => said(db));
      return within;
    });
    expect(await Promise.all([saidTo(tenantId), undone, saidTo(tenantId)])).toEqual(['one', 'one', 'one']);
    const thrown = database.write(tenantId, async (db) => Promise.reject(new Error(await rename('three')(db))));
    expect(await Promise.allSettled([saidTo(tenantId), thrown, saidTo(tenantId)])).toMatchObject([
      { value: 'one' },
      { reason: new Error('three') },
      { value: 'one' },
    ]);
    await expect(database.write(tenantId, async (db) => Promise.reject(new Error(await rename('four')(db))))).rejects.toThrow('four');
    expect(await saidTo(tenantId)).toBe('one');
  });

  test('stays known while other tables are written', async () => {
    await saidTo(tenantId);
    const customer = { name: 'Ada', email: null, phone: null, notes: '', createdAt: NOON, updatedAt: NOON };
    await database.write(tenantId, (db) => db.insert(customers, { id: idFor('cus', 'ada'), ...customer }));
    await saidTo(tenantId);
    expect(asked).toBe(1);
  });

  test('is heard of where another program writes the file', async () => {
    await saidTo(tenantId);
    const beside = new Database(file);
    beside.prepare('UPDATE resources SET name = ?').run('elsewhere');
    beside.close();
    expect(await saidTo(tenantId)).toBe('elsewhere');
  });

  test('where it may be rough, is asked for anew under another key alone', async () => {
    const roughly = roughlyIn([resources], async (db) => [(await db.find(resources, id))?.name]);
    const saidAt = (hour: string) => database.write(tenantId, (db) => db.settled(roughly, hour));
    expect(await saidAt('10')).toEqual(['one']);
    await database.write(tenantId, rename('two'));
    expect([await saidAt('10'), await saidAt('11')]).toEqual([['one'], ['two']]);
    const sly = roughlyIn([resources], (db) => db.list(customers));
    await expect(database.write(tenantId, (db) => db.settled(sly, ''))).rejects.toThrow('customers is not among the tables');
  });

  test('can be changed by nobody, and asks of no table that it does not name', async () => {
    const found = await database.write(tenantId, (db) => db.settled(nameOf, id));
    expect(() => Object.assign(found, { name: 'two' })).toThrow(TypeError);
    const sly = settledIn([resources], (db) => db.list(customers));
    await expect(database.write(tenantId, (db) => db.settled(sly, ''))).rejects.toThrow('customers is not among the tables');
  });
});
