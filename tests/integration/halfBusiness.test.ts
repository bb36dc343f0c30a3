import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completeBusinesses, openBusiness } from '#server/businesses.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { twinOf } from '#server/directory.ts';
import type { Engine } from '#core/engine/engine.ts';
import { cheapHash } from '../secrets.ts';
import { testWorld, type TestWorld } from './world.ts';

// A business and its sandbox are two transactions: whatever dies between them, its owner ends up with both.

let world: TestWorld;
const password = 'correct horse battery';

beforeEach(async () => {
  world = await testWorld({ options: { openSignup: true } });
});
afterEach(() => world.close());

const salon = async (name = 'Salon') => ({
  ...{ name, timezone: 'Europe/Berlin', displayCurrency: 'EUR' },
  owner: { name: 'Sara', email: 'sara@salon.test', passwordHash: await cheapHash(password) },
});

/** The engine of a process that dies at its nth write, as far as the database can tell. */
function dyingAt(engine: Engine, nth: number): Engine {
  let writes = 0;
  const { database } = engine;
  const write: typeof database.write = (tenantId, fn) =>
    ++writes >= nth ? Promise.reject(new Error('the process is gone')) : database.write(tenantId, fn);
  return { ...engine, database: { ...database, write } };
}

const allTenants = () => world.engine.database.across((db) => db.select().from(tenants));

async function halfOpened(): Promise<string> {
  await expect(openBusiness(dyingAt(world.engine, 2), await salon())).rejects.toThrow('gone');
  const half = (await allTenants()).find(({ subdomain }) => subdomain === 'salon');
  if (half === undefined) throw new Error('not even half of a business');
  expect(await twinOf(world.engine.database, half.tenantId)).toBeUndefined();
  return half.tenantId;
}

async function expectWhole(tenantId: string): Promise<void> {
  const twinId = (await twinOf(world.engine.database, tenantId)) ?? '';
  const token = await world.makeKey({ tenantId, scopes: ['admin'] });
  const { body } = await world.call('GET', '/v1/api/me', { token, headers: { 'x-slotkeeper-sandbox': 'true' } });
  expect(body).toMatchObject({
    tenant: { id: twinId, name: 'Salon', subdomain: 'salon-sandbox', timezone: 'Europe/Berlin' },
    sandbox: true,
  });
  const knock = { email: 'sara@salon.test', password, tenant: 'salon-sandbox' };
  expect((await world.call('POST', '/v1/console/sign-in', { token: null, body: knock })).body).toMatchObject({ tenant: { id: twinId } });
  expect((await allTenants()).filter(({ sandboxOf }) => sandboxOf === tenantId)).toHaveLength(1);
}

test('a sign-up that dies before its first write leaves nothing', async () => {
  const before = await allTenants();
  await expect(openBusiness(dyingAt(world.engine, 1), await salon())).rejects.toThrow('gone');
  expect(await allTenants()).toEqual(before);
});

describe('a business that was opened by half', () => {
  test('is whole when its owner signs in', async () => {
    const tenantId = await halfOpened();
    const body = { email: 'sara@salon.test', password };
    expect((await world.call('POST', '/v1/console/sign-in', { token: null, body })).body).toMatchObject({ tenant: { id: tenantId } });
    await expectWhole(tenantId);
  });

  test('is whole when the server starts', async () => {
    const tenantId = await halfOpened();
    await completeBusinesses(world.engine);
    await expectWhole(tenantId);
  });

  test('is completed once, however many processes start at once', async () => {
    const tenantId = await halfOpened();
    await Promise.all([1, 2, 3, 4].map(() => completeBusinesses(world.engine)));
    await expectWhole(tenantId);
  });

  test('leaves whole ones and sandboxes as they are', async () => {
    const before = await allTenants();
    await completeBusinesses(world.engine);
    expect(await allTenants()).toEqual(before);
  });
});

test('businesses of one name that open at one instant get an address each', async () => {
  const opened = await Promise.all(Array.from({ length: 6 }, async () => openBusiness(world.engine, await salon('Café Salon'))));
  expect(opened.map(({ subdomain }) => subdomain).toSorted()).toEqual([
    ...['cafe-salon', 'cafe-salon-2', 'cafe-salon-3', 'cafe-salon-4', 'cafe-salon-5', 'cafe-salon-6'],
  ]);
});
