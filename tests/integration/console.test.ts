import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newCommandId } from '#server/secrets/tokens.ts';
import { strictCaller } from './contract.ts';
import { openOffering, OWNER, testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let call: TestWorld['call'];

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z', options: { openSignup: true } });
  call = await strictCaller(world);
});
afterEach(() => world.close());

const post = (path: string, body: unknown, token: string | null = null) => call('POST', `/v1/console/${path}`, { token, body });
const run = (token: string, name: string, input: unknown, commandId = newCommandId()) => post('run', { commandId, name, input }, token);
const ask = async (token: string, name: string, input: unknown = {}) =>
  (await post('ask', { name, input }, token)).body as { value: unknown };

async function pairingCode(token: string): Promise<string> {
  return ((await run(token, 'members.createPairing', {})).body as { value: { code: string } }).value.code;
}

describe('signing in', () => {
  test('gives a device of its own, which says who it speaks for', async () => {
    const { body } = await post('sign-in', { email: OWNER.email.toUpperCase(), password: OWNER.password, deviceName: 'Front desk' });
    const { token, ...session } = body as { token: string };
    expect(session).toMatchObject({
      tenant: { name: 'Atlas Studios', subdomain: 'atlas-studios' },
      member: { name: OWNER.name, email: OWNER.email, role: 'OWNER' },
      storefrontUrl: 'http://slotkeeper.test/s/atlas-studios',
    });
    expect((await call('GET', '/v1/console/me', { token })).body).toEqual(session);
    expect((await ask(token, 'members.devices')).value).toMatchObject([{ name: 'Front desk', memberName: OWNER.name, revokedAt: null }]);
  });

  test('with a wrong password, an unknown address or somebody who has left is refused alike', async () => {
    const { token } = await world.signIn();
    const { value } = (await run(token, 'members.add', { name: 'Sam', email: 'sam@atlas.test', role: 'STAFF', password: 'battery staple' }))
      .body as {
      value: { memberId: string };
    };
    const tries = [
      { email: OWNER.email, password: 'wrong' },
      { email: 'nobody@atlas.test', password: OWNER.password },
    ];
    expect((await post('sign-in', { email: 'sam@atlas.test', password: 'battery staple' })).status).toBe(200);
    await run(token, 'members.deactivate', { memberId: value.memberId });
    for (const body of [...tries, { email: 'sam@atlas.test', password: 'battery staple' }]) {
      const { status, body: said } = await post('sign-in', body);
      expect([status, said]).toMatchObject([401, { error: 'unauthorized', details: {} }]);
    }
  });

  test('where one address works in two businesses asks which', async () => {
    await post('signup', { businessName: 'Second Shop', email: OWNER.email, password: OWNER.password });
    const { status, body } = await post('sign-in', { email: OWNER.email, password: OWNER.password });
    expect([status, body]).toMatchObject([
      400,
      { details: { issues: [{ path: 'tenant', expected: 'one of atlas-studios, second-shop' }] } },
    ]);
    const named = await post('sign-in', { email: OWNER.email, password: OWNER.password, tenant: 'second-shop' });
    expect(named.body).toMatchObject({ tenant: { name: 'Second Shop' } });
  });

  test('out ends the device, and no other', async () => {
    const [first, second] = [await world.signIn(), await world.signIn()];
    expect((await call('POST', '/v1/console/sign-out', { token: first.token })).status).toBe(204);
    expect((await call('GET', '/v1/console/me', { token: first.token })).status).toBe(401);
    expect((await call('GET', '/v1/console/me', { token: second.token })).status).toBe(200);
  });
});

describe('pairing', () => {
  test('lets a second device in by the code that the first shows, however it is typed', async () => {
    const { token } = await world.signIn();
    const code = await pairingCode(token);
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const typed = code.toLowerCase().replace('-', ' ').replaceAll('0', 'o');
    expect((await post('pair', { code: typed, deviceName: 'Tablet' })).body).toMatchObject({ member: { email: OWNER.email } });
  });

  test('is good once', async () => {
    const code = await pairingCode((await world.signIn()).token);
    const answers = await Promise.all([1, 2, 3].map(() => post('pair', { code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(2);
  });

  test('is good for ten minutes', async () => {
    const code = await pairingCode((await world.signIn()).token);
    world.advance(10 * 60_000);
    expect((await post('pair', { code })).status).toBe(401);
  });
});

describe('signing up', () => {
  test('opens a business with its owner and its sandbox', async () => {
    const { status, body } = await post('signup', {
      ...{ businessName: 'Café Zürich', email: 'zoe@cafe.test', password: 'long enough', timezone: 'Europe/Zurich', currency: 'CHF' },
    });
    expect(status).toBe(201);
    const { token, tenant } = body as { token: string; tenant: unknown };
    expect(tenant).toMatchObject({ name: 'Café Zürich', subdomain: 'cafe-zuerich', timezone: 'Europe/Zurich', displayCurrency: 'CHF' });
    const made = await run(token, 'members.createApiKey', { name: 'Sandbox', scopes: ['read'], sandbox: true });
    const key = (made.body as { value: { token: string } }).value.token;
    expect(key).toMatch(/^slk_test_/);
    expect((await call('GET', '/v1/api/me', { token: key })).body).toMatchObject({ sandbox: true });
    expect((await ask(token, 'members.apiKeys', { sandbox: true })).value).toHaveLength(1);
    expect((await ask(token, 'members.apiKeys')).value).toEqual([]);
  });

  test('of a name that is taken gets another address; a wished address that is taken is refused', async () => {
    const shop = { businessName: 'Atlas Studios', email: 'a@b.test', password: 'long enough' };
    expect((await post('signup', shop)).body).toMatchObject({ tenant: { subdomain: 'atlas-studios-2' } });
    const wished = await post('signup', { ...shop, subdomain: 'atlas-studios' });
    expect([wished.status, wished.body]).toMatchObject([409, { error: 'already_exists', details: { field: 'subdomain' } }]);
  });

  test('is closed unless the server opens it', async () => {
    const closed = await testWorld();
    const { status, body } = await closed.call('POST', '/v1/console/signup', {
      token: null,
      body: { businessName: 'X', email: 'a@b.test', password: 'long enough' },
    });
    expect([status, body]).toMatchObject([403, { error: 'forbidden' }]);
    await closed.close();
  });
});

describe('a command at the server', () => {
  test('tells its secret once: the same command again has its value without it', async () => {
    const { token } = await world.signIn();
    const commandId = newCommandId();
    const input = { name: 'CRM', scopes: ['read', 'write'] };
    const first = (await run(token, 'members.createApiKey', input, commandId)).body as { value: { keyId: string; token: string } };
    expect((await call('GET', '/v1/api/me', { token: first.value.token })).body).toMatchObject({ keyId: first.value.keyId });
    expect((await run(token, 'members.createApiKey', input, commandId)).body).toEqual({ value: { keyId: first.value.keyId } });
    expect((await ask(token, 'members.apiKeys')).value).toHaveLength(2);
  });

  test('makes its own secrets: nobody sends the hash of one they know', async () => {
    const { token } = await world.signIn();
    const forged: [string, object][] = [
      ['members.createApiKey', { name: 'x', scopes: ['admin'], prefix: 'x'.repeat(28), secretHash: 'h'.repeat(60) }],
      ['members.createPairing', { codeHash: 'h'.repeat(64), expiresAt: 7e12 }],
      ['members.add', { name: 'x', email: 'x@y.test', role: 'OWNER', passwordHash: 'h'.repeat(60) }],
      ['webhooks.createEndpoint', { url: 'https://93.184.216.34/', events: ['booking.created'], description: '', secret: 'whsec_known' }],
    ];
    for (const [name, input] of forged) {
      const { status, body } = await run(token, name, input);
      expect([name, status, body]).toMatchObject([name, 400, { error: 'invalid_request' }]);
      expect((body as { details: { issues: unknown[] } }).details.issues).toContainEqual({
        path: expect.any(String),
        expected: 'no such field',
      });
    }
  });

  test('of the system is nobody’s to run', async () => {
    const { token } = await world.signIn();
    for (const name of ['members.registerDevice', 'tenants.create', 'bookings.completeEnded', 'availability.expireHolds']) {
      const input = name === 'members.registerDevice' ? { memberId: 'mbr_00000000000000000000', name: 'x', tokenHash: 'h'.repeat(64) } : {};
      expect([name, (await run(token, name, input)).status]).toEqual([name, 403]);
    }
    expect((await post('ask', { name: 'members.passwordCredential', input: {} }, token)).status).toBe(403);
  });

  test('that is refused answers with its facts as they are', async () => {
    const { token } = await world.signIn();
    const offeringId = await openOffering(world);
    const startsAt = Date.parse('2026-03-03T09:00:00Z');
    const input = { items: [{ offeringId, startsAt }], customer: { name: 'Ada', email: null, phone: null }, source: 'desk' };
    await run(token, 'bookings.create', input);
    const { status, body } = await run(token, 'bookings.create', input);
    expect([status, body]).toMatchObject([
      409,
      { error: 'booking_conflict', details: { requestedTime: startsAt, nextAvailable: startsAt + 3_600_000 } },
    ]);
  });

  test('checks an address before the server may call it', async () => {
    const { token } = await world.signIn();
    const endpoint = { url: 'http://127.0.0.1:9/', events: ['booking.created'], description: '' };
    expect((await run(token, 'webhooks.createEndpoint', endpoint)).body).toMatchObject({ details: { issues: [{ path: 'url' }] } });
    const made = await run(token, 'webhooks.createEndpoint', { ...endpoint, url: 'https://93.184.216.34/' });
    const { endpointId, secret } = (made.body as { value: { endpointId: string; secret: string } }).value;
    expect(secret).toMatch(/^whsec_/);
    const changed = await run(token, 'webhooks.updateEndpoint', { endpointId, changes: { url: 'http://10.0.0.1/' } });
    expect(changed.body).toMatchObject({ details: { issues: [{ path: 'url' }] } });
  });

  test('and a feed has an address that opens it', async () => {
    const { token } = await world.signIn();
    await run(token, 'calendar.createFeed', { kind: 'tenant', subjectId: world.business.tenantId });
    const [feed] = (await ask(token, 'calendar.feedUrls')).value as { url: string }[];
    const { pathname } = new URL(feed?.url ?? '');
    expect((await world.call('GET', pathname, { token: null })).text).toContain('BEGIN:VCALENDAR');
  });
});
