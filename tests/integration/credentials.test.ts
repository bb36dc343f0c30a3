import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tenants } from '#core/domains/tenants/tables.ts';
import { testWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeEach(async () => {
  world = await testWorld({ options: { openSignup: true } });
});
afterEach(() => world.close());

const me = (token: string, sandbox?: string) =>
  world.call('GET', '/v1/api/me', { token, headers: sandbox === undefined ? {} : { 'x-slotkeeper-sandbox': sandbox } });

const live = () => world.business.tenantId;
const twin = () => world.business.sandboxTenantId;

describe('the word in a key', () => {
  test('is part of it: the other one opens nothing', async () => {
    const testKey = await world.makeKey({ tenantId: twin(), sandbox: true });
    expect((await me(world.token)).body).toMatchObject({ tenant: { id: live() }, sandbox: false });
    expect((await me(testKey)).body).toMatchObject({ tenant: { id: twin() }, sandbox: true });
    expect((await me(world.token.replace('live', 'test'))).status).toBe(401);
    expect((await me(testKey.replace('test', 'live'))).status).toBe(401);
  });
});

describe('the sandbox header', () => {
  test.each(['true', 'TRUE', ' True ', '1'])('leads to the twin when it says %j', async (said) => {
    expect((await me(world.token, said)).body).toMatchObject({ tenant: { id: twin() }, sandbox: true });
  });

  test.each(['false', '0'])('stays with the business when it says %j', async (said) => {
    expect((await me(world.token, said)).body).toMatchObject({ tenant: { id: live() }, sandbox: false });
  });

  test.each(['yes', 'true, true', 'on', ''])('that says %j is refused by name', async (said) => {
    const { status, body } = await me(world.token, said);
    expect([status, body]).toMatchObject([400, { details: { issues: [{ path: 'X-Slotkeeper-Sandbox', expected: 'true or false' }] } }]);
  });

  test('asks for a key of scope admin', async () => {
    const token = await world.makeKey({ scopes: ['read', 'write'] });
    expect((await me(token, 'true')).status).toBe(403);
  });

  test('where there is no twin never leads to the business itself', async () => {
    await world.engine.database.work(async (db) => void (await db.delete(tenants).where(eq(tenants.tenantId, twin()))));
    const { status, body } = await me(world.token, 'true');
    expect([status, body]).toMatchObject([404, { details: { kind: 'sandbox' } }]);
  });
});

describe('a new business', () => {
  const signUp = async (subdomain: string) =>
    world.call('POST', '/v1/console/signup', {
      token: null,
      body: { businessName: 'Foo', email: 'foo@example.com', password: 'long enough', subdomain },
    });

  test("can't take the name of another one's sandbox", async () => {
    const { status, body } = await signUp('foo-sandbox');
    expect([status, body]).toMatchObject([409, { details: { field: 'subdomain', value: 'foo-sandbox' } }]);
    expect((await signUp('foo')).status).toBe(201);
    expect((await signUp('foo')).status).toBe(409);
  });

  test('whose sandbox has no name left is not opened by half', async () => {
    const at = { tenantId: 'tnt_00000000000000000001' };
    const profile = { name: 'Squatter', timezone: 'UTC', displayCurrency: 'EUR', brandColor: '#0F766E', logoUrl: null, contactEmail: null };
    await world.run('tenants.create', { subdomain: 'foo-sandbox', profile, sandboxOf: null }, at);
    expect((await signUp('foo')).status).toBe(409);
    expect((await world.call('GET', '/v1/storefront/foo', { token: null })).status).toBe(404);
  });
});
