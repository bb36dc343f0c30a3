import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headOf } from '#core/data/journals.ts';
import { type Contract, contractOf } from './contract.ts';
import { openOffering, testWorld, type Answered, type TestWorld } from './world.ts';

// Whatever comes in at any door is answered in the one shape, tells nothing of the inside, and changes nothing.

let world: TestWorld;
let contract: Contract;
let device: string;
let offeringId: string;

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
}

beforeAll(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z', options: { openSignup: true } });
  contract = await contractOf(world);
  device = (await world.signIn()).token;
  offeringId = await openOffering(world);
});
afterAll(() => world.close());

const routes = (): Route[] =>
  Object.entries(contract.document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({ path, method: method.toUpperCase() as Route['method'] })),
  );

const mutating = (): Route[] =>
  routes().filter(
    ({ method, path }) =>
      method !== 'GET' &&
      method !== 'DELETE' &&
      !/approve|decline|check-in|complete|no-show|\/test$|rotate|redeliver|sign-out|refresh$|\/photos$|console\/(import|evidence)/.test(
        path,
      ),
  );

/** An id of the right form for each place in the path, of nothing that exists. */
const nowhere: Record<string, string> = {
  tenant: 'atlas-studios',
  idOrSlug: 'nothing-here',
  slugOrId: 'nothing-here',
  exceptionId: 'exc_00000000000000000000',
  key: 'nothing',
  token: 'nothing',
};

/** Whose id stands in a path: the first that it names. */
const prefixes: readonly (readonly [RegExp, string])[] = [
  [/bookings/, 'bkg'],
  [/disputes/, 'dsp'],
  [/orders/, 'ord'],
  [/payments/, 'pay'],
  [/refunds/, 'rfd'],
  [/holds/, 'hld'],
  [/resources/, 'res'],
  [/customers/, 'cus'],
  [/deliveries\/\{id\}/, 'dlv'],
  [/webhooks/, 'whk'],
  [/categories/, 'cat'],
  [/photos\/\{id\}/, 'pho'],
  [/price-rules/, 'prl'],
  [/coupons/, 'cpn'],
  [/subscriptions/, 'sub'],
  [/series/, 'ser'],
  [/waitlist/, 'wtl'],
  [/external-calendars/, 'xcl'],
];

function urlOf(path: string, id?: string): string {
  const prefix = prefixes.find(([form]) => form.test(path))?.[1] ?? 'off';
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => nowhere[name] ?? id ?? `${prefix}_00000000000000000000`);
}

const tokenFor = (path: string): string | null =>
  /^\/v1\/(sync|console)/.test(path) ? device : /^\/v1\/(api|manage)/.test(path) ? world.token : null;

/** In the one shape, by the document, and without a word of the inside. */
function expectRefused(answer: Answered, what: string, statuses: readonly number[] = [400, 401, 403, 404, 409, 413, 415, 422, 426]): void {
  expect(statuses, `${what} answered ${answer.status}: ${answer.text.slice(0, 300)}`).toContain(answer.status);
  const { requestId } = answer.body as { requestId: string };
  expect({ what, type: answer.headers['content-type'], id: answer.headers['x-request-id'], body: answer.body }).toEqual({
    what,
    type: 'application/json; charset=utf-8',
    id: requestId,
    body: {
      error: expect.stringMatching(/^[a-z_]+$/),
      message: expect.any(String),
      details: expect.any(Object),
      requestId: expect.stringMatching(/^req_[0-9a-z]{20}$/),
    },
  });
  expect(answer.text).not.toMatch(/sqlite|select |insert |\.ts\b|node_modules|\/work|\bat [A-Z]\w+\.|stack/i);
}

const issuesOf = (answer: Answered): { path: string; expected: string }[] =>
  (answer.body as { details: { issues: { path: string; expected: string }[] } }).details.issues;

const fingerprint = async (): Promise<string> =>
  JSON.stringify(await world.engine.database.read(world.business.tenantId, (db) => headOf(db, db.tenantId)));

describe('bodies', () => {
  const bodies: [string, string | Buffer][] = [
    ['nothing like JSON', '{"title": '],
    ['a bare word', 'true'],
    ['a number', '42'],
    ['a list', '[1,2,3]'],
    ['ten thousand levels', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['a thousand nested objects', '{"a":'.repeat(1_000) + '1' + '}'.repeat(1_000)],
    ['broken UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ['a prototype', '{"__proto__": {"admin": true}}'],
    ['a prototype in disguise', '{"\\u005f_proto__": {"admin": true}}'],
    ['only unknown fields', '{"constructor": 1, "surprise": true}'],
  ];

  test.each(bodies)('%s change nothing at any door', async (_, payload) => {
    const before = await fingerprint();
    for (const { method, path } of mutating()) {
      const token = tokenFor(path);
      const response = await world.inject({
        ...{ method, url: urlOf(path), payload },
        headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      });
      const text = response.body;
      expectRefused(
        { status: response.statusCode, headers: response.headers, text, body: JSON.parse(text) },
        `${method} ${path}`,
        [400, 401],
      );
    }
    expect(await fingerprint()).toBe(before);
  });

  test('an unknown field is refused by its name, at every door', async () => {
    for (const { method, path } of mutating()) {
      const answer = await world.call(method, urlOf(path), { token: tokenFor(path), body: { surprise: true } });
      if (answer.status === 401) continue;
      expectRefused(answer, `${method} ${path}`, [400]);
      expect(issuesOf(answer), `${method} ${path}`).toContainEqual({ path: 'surprise', expected: 'no such field' });
    }
  });

  test('of another kind than JSON are refused as such', async () => {
    // Evidence comes in kinds of its own, which its own test holds to what they are.
    for (const { method, path } of mutating().filter((route) => !route.path.endsWith('/evidence')))
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        const token = tokenFor(path);
        const response = await world.inject({
          ...{ method, url: urlOf(path), payload: 'title=x' },
          headers: { 'content-type': type, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
        });
        const text = response.body;
        expectRefused(
          { status: response.statusCode, headers: response.headers, text, body: JSON.parse(text) },
          `${method} ${path} ${type}`,
          [415],
        );
      }
  });

  /** doors that take more, in mebibytes */
  const larger: [string, number][] = [
    ['/v1/sync/push', 16],
    ['/v1/api/bookings/bulk', 10],
    ['/v1/console/run', 2],
    ['/v1/console/data/restores/{id}/part', 2],
  ];

  test('of more than a mebibyte are refused as too large, but where more is wanted', async () => {
    expect(routes().map(({ path }) => path)).toEqual(expect.arrayContaining(larger.map(([path]) => path)));
    for (const { method, path } of mutating()) {
      const mebibytes = larger.find(([known]) => known === path)?.[1] ?? 1;
      const answer = await world.call(method, urlOf(path), { token: tokenFor(path), body: { title: 'x'.repeat(mebibytes * 1_100_000) } });
      expectRefused(answer, `${method} ${path}`, [413]);
    }
  });

  test('with text that no database keeps are refused where it stands', async () => {
    const good = { title: 'Fine', basePriceCents: 1 };
    for (const description of ['nul \u0000', 'half \ud83d'])
      expect(issuesOf(await world.call('POST', '/v1/api/offerings', { body: { ...good, description } }))[0]?.path).toBe('description');
  });
});

describe('fields', () => {
  const wrong: unknown[] = [null, true, -1, 1.5, 1e308, '', 'x'.repeat(10_000), [], {}, '2026-02-30', "' OR 1=1 --", '<script>'];

  test.each([
    [
      '/v1/api/offerings',
      { title: 'Fine', basePriceCents: 100, slug: 'fine', timezone: 'UTC', currency: 'EUR', capacity: 1, durationMinutes: 60 },
    ],
    ['/v1/api/bookings', { offeringId: 'ID', startsAt: '2026-03-03T09:00:00Z', quantity: 1, resourceId: 'res_00000000000000000000' }],
    ['/v1/api/resources', { name: 'Fine', kind: 'chair' }],
    ['/v1/storefront/atlas-studios/holds', { offeringId: 'ID', startsAt: '2026-03-03T09:00:00Z' }],
    ['/v1/manage/webhooks', { url: 'https://93.184.216.34/', events: ['booking.created'] }],
  ])('of %s that hold something else are named', async (url, body) => {
    for (const field of Object.keys(body))
      for (const value of wrong) {
        const answer = await world.call('POST', url, {
          body: { ...body, ...('offeringId' in body ? { offeringId } : {}), [field]: value },
        });
        if (answer.status === 201) continue;
        expectRefused(answer, `${url} ${field} ${JSON.stringify(value)?.slice(0, 40)}`);
        if (answer.status === 400) expect(issuesOf(answer).every(({ path, expected }) => path !== '' && expected !== '')).toBe(true);
      }
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'cursor=forged',
    'cursor=W10',
    'limit=1&limit=2',
    'surprise=1',
    'status=NOPE',
    'from=yesterday',
    'customerId=1',
  ])('of a query such as %s are named', async (query) => {
    const answer = await world.call('GET', `/v1/api/bookings?${query}`);
    expectRefused(answer, query, [400]);
    expect(issuesOf(answer)[0]?.path).toMatch(new RegExp(`^${query.split('=')[0]}(\\.|$)`));
  });

  test.each([
    'from=2026-03-05&to=2026-03-05',
    'from=2026-03-05&to=2026-03-04',
    'from=2026-01-01&to=2026-12-31',
    'from=x&to=y',
    'from=2026-02-30&to=2026-03-05',
    '',
  ])('of an availability query such as "%s" are named', async (query) => {
    expectRefused(await world.call('GET', `/v1/api/availability?offeringId=${offeringId}&${query}`), query, [400]);
    expectRefused(
      await world.call('GET', `/v1/storefront/atlas-studios/availability?offeringId=${offeringId}&${query}`, { token: null }),
      query,
      [400],
    );
  });
});

describe('addresses', () => {
  const strange = [
    '/v1/api/nothing',
    '/v1',
    '/v1/storefront',
    '/nothing',
    '/v1/api/offerings/%00',
    '/v1/api/offerings/..%2f..%2fetc',
    '/calendar/x',
    '/embed/v1/nothing.js',
  ];

  test.each(strange)('%s is nowhere', async (url) => expectRefused(await world.call('GET', url), url, [400, 404]));

  test('that are no UTF-8 are refused in the same shape', async () =>
    expectRefused(await world.call('GET', '/v1/api/offerings/%E0%A4%A'), 'bad url', [400]));

  test('asked with a method that they do not know are nowhere', async () => {
    for (const [method, url] of [
      ['DELETE', '/v1/api/me'],
      ['PUT', '/v1/api/offerings'],
      ['POST', '/status'],
      ['PATCH', '/v1/sync/pull'],
    ] as const)
      expectRefused(await world.call(method, url, { body: {} }), `${method} ${url}`, [404]);
  });

  test('with an id of nothing say so, at every route', async () => {
    for (const { method, path } of routes().filter(
      (route) => takesJson(route) && /\{/.test(route.path) && /^\/v1\/(api|manage)/.test(route.path),
    )) {
      const answer = await world.call(method, urlOf(path), {
        ...(method === 'GET' || method === 'DELETE' ? {} : { body: goodBodyFor(path) }),
      });
      expectRefused(answer, `${method} ${path}`, [404]);
    }
  });

  test('with an id of another form are refused by its name', async () => {
    for (const { method, path } of routes().filter(({ path }) => /\{id\}/.test(path)))
      // A job's id is no thing's: one of another form is as unknown as any.
      expectRefused(
        await world.call(method, urlOf(path, 'x_1'), { token: tokenFor(path) }),
        `${method} ${path}`,
        path.includes('/console/data/') ? [400, 404] : [400],
      );
  });
});

/** A photo's bytes are sent in its own test. */
const takesJson = ({ path }: Route): boolean => !path.endsWith('/photos');

/** A body that the route would take. */
function goodBodyFor(path: string): unknown {
  if (path.endsWith('/photos/order')) return { photoIds: ['pho_00000000000000000000'] };
  if (path.endsWith('photos/{id}')) return { alt: 'x' };
  if (path.endsWith('/schedule')) return { rules: [] };
  if (path.endsWith('/exceptions')) return { kind: 'BLOCK', from: '2026-04-01T00:00', to: '2026-04-02T00:00' };
  if (path.endsWith('/evidence')) return { url: 'https://portal.example/', name: 'x' };
  if (path.endsWith('bookings/{id}')) return { notes: 'x' };
  if (path.endsWith('offerings/{id}')) return { title: 'x' };
  if (/(resources|customers|categories)\/\{id\}$|product-types/.test(path)) return { name: 'x' };
  if (path.endsWith('coupons/{id}')) return { amount: 2 };
  if (path.endsWith('orders/{id}/payments')) return { method: 'cash', amountCents: 1 };
  if (path.endsWith('payments/{id}/refund')) return { amountCents: 1 };
  if (path.endsWith('/messages')) return { text: 'x' };
  if (path.endsWith('/resolve')) return { outcome: 'keep', note: 'x' };
  if (path.includes('series/{id}/move')) return { bookingId: 'bkg_00000000000000000000', startsAt: '2026-04-01T09:00:00Z' };
  if (path.endsWith('/waive')) return { reason: 'x' };
  if (path.endsWith('/hand-back')) return { method: 'cash' };
  if (path.endsWith('webhooks/{id}')) return { active: false };
  if (path.endsWith('price-rules/{id}')) return { value: 2 };
  if (path.endsWith('waitlist/{id}/offer')) return { startsAt: '2026-03-04T09:00:00Z' };
  if (path.endsWith('external-calendars/{id}')) return { name: 'x' };
  if (path.endsWith('subscriptions/{id}/end')) return { endsOn: '2026-12-31' };
  return undefined;
}

describe('another business', () => {
  test('can neither see nor change nor remove anything of this one', async () => {
    const rival = await world.otherBusiness('Rival');
    const token = await world.makeKey({ tenantId: rival.tenantId });
    const idIn = async (url: string, body: unknown): Promise<string> =>
      ((await world.call('POST', url, { body })).body as { id: string }).id;
    const seriesIn = async (body: unknown): Promise<string> =>
      ((await world.call('POST', '/v1/api/series', { body })).body as { seriesId: string }).seriesId;
    const ids: Record<string, string> = {
      offerings: offeringId,
      resources: await idIn('/v1/api/resources', { name: 'Ben', kind: 'stylist' }),
      customers: await idIn('/v1/api/customers', { name: 'Ada' }),
      bookings: await idIn('/v1/api/bookings', { offeringId, startsAt: '2026-03-04T09:00:00Z', customer: { name: 'Ada' } }),
      categories: await idIn('/v1/api/categories', { name: 'Rooms' }),
      coupons: await idIn('/v1/api/coupons', { code: 'SUMMER25', kind: 'PERCENT', amount: 25 }),
      'price-rules': await idIn('/v1/api/price-rules', { name: 'Peak', kind: 'percent', value: 1 }),
      waitlist: await idIn('/v1/api/waitlist', { offeringId, fromDate: '2026-03-04', toDate: '2026-03-04', customer: { name: 'Ada' } }),
      series: await seriesIn({ offeringId, startsAt: '2026-03-06T09:00:00Z', rrule: 'FREQ=DAILY;COUNT=2', customer: { name: 'Ada' } }),
      webhooks: await idIn('/v1/manage/webhooks', { url: 'https://93.184.216.34/', events: ['booking.created'] }),
    };
    const { order } = (await world.call('GET', `/v1/api/bookings/${ids['bookings']}`)).body as { order: { id: string } };
    ids['orders'] = order.id;
    ids['disputes'] = await idIn('/v1/api/disputes', { bookingId: ids['bookings'], reason: 'x' });
    const paid = await world.call('POST', `/v1/api/orders/${order.id}/payments`, { body: { method: 'cash', amountCents: 100 } });
    ids['payments'] = (paid.body as { payments: { id: string }[] }).payments[0]?.id ?? '';
    const given = await world.call('POST', `/v1/api/payments/${ids['payments']}/refund`, { body: { amountCents: 50 } });
    ids['refunds'] = (given.body as { refundId: string }).refundId;
    const before = await fingerprint();
    for (const { method, path } of routes().filter(
      (route) => takesJson(route) && /\{id(OrSlug)?\}/.test(route.path) && /^\/v1\/(api|manage)/.test(route.path),
    )) {
      const kind = path.split('/')[3] ?? '';
      const url = urlOf(path.replace('{idOrSlug}', '{id}'), ids[kind]);
      const body = method === 'GET' || method === 'DELETE' ? undefined : goodBodyFor(path);
      expectRefused(
        await world.call(method, url, { token, ...(body === undefined ? {} : { body }) }),
        `${method} ${path}`,
        path.includes('deliveries/{id}') ? [400] : [404],
      );
    }
    const booking = { offeringId, startsAt: '2026-03-05T09:00:00Z', customer: { name: 'Eve' } };
    expectRefused(await world.call('POST', '/v1/api/bookings', { token, body: booking }), 'their booking of our offering', [404]);
    const theirs = await openOffering({ ...world, call: (method, url, options) => world.call(method, url, { token, ...options }) });
    const byOurCustomer = { ...booking, offeringId: theirs, customer: { id: ids['customers'] } };
    expectRefused(await world.call('POST', '/v1/api/bookings', { token, body: byOurCustomer }), 'their booking by our customer', [404]);
    expectRefused(
      await world.call('POST', '/v1/storefront/rival/holds', { token: null, body: { offeringId, startsAt: booking.startsAt } }),
      'a hold',
      [404],
    );
    expect(await fingerprint()).toBe(before);
    for (const list of ['resources', 'customers', 'bookings'])
      expect([list, (await world.call('GET', `/v1/api/${list}`, { token })).body]).toMatchObject([list, { data: [] }]);
  });
});

describe('tokens', () => {
  const forged = () => {
    const [name = '', secret = ''] = world.token.split('.');
    const [tenant = '', deviceId = ''] = device.split('.');
    return [
      null,
      'x',
      `${name}.${'0'.repeat(32)}`,
      `${name}.${secret.slice(0, 31)}`,
      `${name}.${secret}0`,
      name,
      `slk_live_${'0'.repeat(28)}.${secret}`,
      `slk_live_${'0'.repeat(28)}.${'0'.repeat(32)}`,
      `${tenant}.${deviceId}.${'0'.repeat(32)}`,
      `${tenant}.${'0'.repeat(20)}.${'0'.repeat(32)}`,
      'slk_live_%00.%00',
    ];
  };

  test('that were not given out open no route at all', async () => {
    for (const { method, path } of routes().filter(({ path }) => /^\/v1\/(api|manage|sync|console\/(me|run|ask|sign-out))/.test(path)))
      for (const token of forged()) expectRefused(await world.call(method, urlOf(path), { token }), `${method} ${path} ${token}`, [401]);
  });

  test('of one door open no other', async () => {
    expectRefused(await world.call('GET', '/v1/api/me', { token: device }), 'a device at the API', [401]);
    expectRefused(await world.call('GET', '/v1/sync/pull?since=0', { token: world.token }), 'a key at the sync', [401]);
    expectRefused(
      await world.call('GET', '/v1/api/me', { token: null, headers: { authorization: `Basic ${world.token}` } }),
      'another scheme',
      [401],
    );
  });

  test('are in no log line', async () => {
    const lines: string[] = [];
    const watched = await testWorld({ log: (line) => lines.push(line) });
    await watched.call('GET', '/v1/api/me');
    await watched.call('GET', '/v1/api/me', { token: `${watched.token.slice(0, -1)}0` });
    const { token } = await watched.signIn();
    await watched.call('GET', '/v1/sync/pull?since=0', { token });
    await watched.close();
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [watched.token, token, 'correct horse battery']) expect(lines.join('')).not.toContain(secret);
  });
});

describe('a fault', () => {
  test('tells its caller nothing but the number under which the log has it', async () => {
    const lines: string[] = [];
    const broken = await testWorld({ log: (line) => lines.push(line) });
    const { database } = broken.engine;
    const select = (): never => {
      throw new Error('SELECT secret FROM webhook_secrets: /work/server.ts:1');
    };
    const read: typeof database.read = (tenantId, fn) => database.read(tenantId, (db) => fn({ ...db, select }));
    Object.assign(broken.engine, { database: { ...database, read } });
    const answer = await broken.call('GET', '/v1/api/customers');
    expectRefused(answer, 'a fault', [500]);
    expect(lines.join('')).toContain((answer.body as { requestId: string }).requestId);
    await broken.close();
  });
});

describe('what is not HTTP', () => {
  test.each([
    '\u0000\u0001\u0002\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n',
  ])('is told so and let go (%#)', async (bytes) => {
    if (!world.app.server.listening) await world.app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((world.app.server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    let said = '';
    socket.setEncoding('utf8').on('data', (text: string) => (said += text));
    socket.on('error', () => {});
    socket.write(bytes);
    await once(socket, 'close');
    expect(said).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(said).toContain('"error":"invalid_request"');
  });
});
