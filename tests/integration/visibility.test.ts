import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTableColumns, getTableName } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Role, roles } from '#core/contracts/actor.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { apiKeys, apiKeySecrets, devices, memberPasswords, members } from '#core/domains/members/tables.ts';
import { webhookEndpoints } from '#core/domains/webhooks/tables.ts';
import * as webhookTables from '#core/domains/webhooks/tables.ts';
import { servePull } from '#core/engine/pull.ts';
import { syncedTables } from '#core/engine/synced.ts';
import { type Host, openHost } from '#host/host.ts';
import { nodePlatform } from '#host/platform.ts';
import { secretFile } from '#host/secrets.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { newPairingCode } from '#server/secrets/pairing.ts';
import { chanceOf } from '../simulation/chance.ts';
import { cheapHash } from '../secrets.ts';
import { type Line, lineTo } from './hostLine.ts';
import { type RacingDesk, type Racetrack, racetrack } from './racetrack.ts';
import { type Answered, openOffering } from './world.ts';

// What a role may not see is not sent, whatever it asks for and however it asks; and what it may see no longer leaves its files.

const staffRoles: readonly Role[] = ['OWNER', 'ADMIN', 'STAFF'];
const managerRoles: readonly Role[] = ['OWNER', 'ADMIN'];

/** What only managers may read, in words that stand nowhere else. */
const HOOK = 'https://93.184.216.34/hook-for-managers-alone';
const KEY_NAME = 'Key for managers alone';
/** What everybody at the desk may read. */
const CUSTOMER = 'Visible Victoria';
const RIVAL = 'Rival Barbershop';
const RIVALS_CUSTOMER = 'Rivals Richard';

let track: Racetrack;
let offeringId: string;
let bookingId: string;
let endpointId: string;
let customerId: string;
let desks: Record<Role, RacingDesk>;

beforeAll(async () => {
  track = await racetrack();
  const { world, send } = track;
  const idOf = ({ body }: Answered) => (body as { id: string }).id;
  offeringId = await openOffering(world);
  const hook = await send('POST', '/v1/manage/webhooks', { body: { url: HOOK, events: ['booking.created', 'booking.cancelled'] } });
  endpointId = idOf(hook);
  const order = { offeringId, startsAt: '2026-03-05T09:00:00Z', customer: { name: CUSTOMER, email: 'victoria@example.com' } };
  const { body: booked } = await send('POST', '/v1/api/bookings', { body: order });
  bookingId = (booked as { id: string }).id;
  customerId = (booked as { customer: { id: string } }).customer.id;
  await world.run('members.createApiKey', { name: KEY_NAME, scopes: ['read'], prefix: 'prefix-of-managers', secretHash: 'x'.repeat(60) });
  const rival = await world.otherBusiness(RIVAL);
  await world.run('customers.create', { name: RIVALS_CUSTOMER, email: 'richard@rival.test', phone: null }, rival);
  const memberId = (await world.run('members.add', {
    ...{ name: 'Petra', email: 'petra@atlas.test', role: 'STAFF', passwordHash: await cheapHash('correct horse battery') },
  })) as { memberId: string };
  await world.run('calendar.createFeed', { kind: 'member', subjectId: memberId.memberId });
  desks = Object.fromEntries(await Promise.all(roles.map(async (role) => [role, await track.desk(role)]))) as Record<Role, RacingDesk>;
});
afterAll(() => track.close());

const inTenant = <T>(fn: Parameters<typeof track.world.engine.database.read<T>>[1]) =>
  track.world.engine.database.read(track.world.business.tenantId, fn);

/** Everything that never leaves the server, as it stands in the database now. */
async function secrets(): Promise<string[]> {
  const hashes = await inTenant(async (db) => [
    ...(await db.list(memberPasswords)).map(({ passwordHash }) => passwordHash),
    ...(await db.list(devices)).map(({ tokenHash }) => tokenHash),
    ...(await db.list(apiKeySecrets)).map(({ secretHash }) => secretHash),
    ...(await db.list(webhookTables.webhookSecrets)).map(({ secret }) => secret),
  ]);
  const [, keySecret = ''] = track.world.token.split('.');
  return [...hashes, keySecret, track.world.parts.serverKey.toString('hex'), track.world.parts.serverKey.toString('base64')];
}

const theirs = [RIVAL, RIVALS_CUSTOMER, 'richard@rival.test', 'rival-barbershop'];
const managersOnly = [HOOK, KEY_NAME, 'prefix-of-managers'];

async function expectNothingOf(text: string, words: readonly string[], what: string): Promise<void> {
  for (const word of [...words, ...theirs, ...(await secrets())]) expect(text.includes(word), `${what} tells ${word}`).toBe(false);
}

const mayManage = (role: Role): boolean => managerRoles.includes(role);
const hiddenFrom = (role: Role): readonly string[] =>
  mayManage(role) ? [] : role === 'STAFF' ? managersOnly : [...managersOnly, CUSTOMER];

describe('a question', () => {
  /** Who may ask what. A new query takes its place here by a decision. */
  const mayAsk: Record<string, readonly Role[]> = {
    'tenants.profile': staffRoles,
    'tenants.clock': staffRoles,
    'members.deviceCredential': [],
    'members.keyCredential': [],
    'members.passwordCredential': [],
    'members.apiKeys': managerRoles,
    'members.devices': staffRoles,
    'members.list': staffRoles,
    'catalog.offering': staffRoles,
    'catalog.offerings': staffRoles,
    'catalog.photo': staffRoles,
    'catalog.photos': staffRoles,
    'catalog.resources': staffRoles,
    'catalog.shown': staffRoles,
    'catalog.productTypes': staffRoles,
    'catalog.categories': staffRoles,
    'customers.page': staffRoles,
    'customers.record': staffRoles,
    'customers.find': staffRoles,
    'customers.customer': staffRoles,
    'customers.duplicates': managerRoles,
    'customers.export': managerRoles,
    'customers.list': staffRoles,
    'availability.calendar': staffRoles,
    'availability.holdById': staffRoles,
    'availability.subjectsWithHours': staffRoles,
    'availability.timetable': staffRoles,
    'availability.slots': staffRoles,
    'availability.why': staffRoles,
    'availability.things': staffRoles,
    'availability.impact': staffRoles,
    'availability.freshness': staffRoles,
    'availability.externalCalendars': managerRoles,
    'availability.externalCalendar': managerRoles,
    'availability.sheet': managerRoles,
    'availability.sheetFacts': managerRoles,
    'pricing.quote': staffRoles,
    'pricing.leadPrices': staffRoles,
    'pricing.rules': staffRoles,
    'pricing.simulate': staffRoles,
    'pricing.impact': staffRoles,
    'pricing.subscriptions': staffRoles,
    'pricing.due': staffRoles,
    'pricing.dues': staffRoles,
    'pricing.duesOwed': staffRoles,
    'promotions.coupons': staffRoles,
    'promotions.coupon': staffRoles,
    'promotions.redemptions': staffRoles,
    'payments.order': staffRoles,
    'payments.orders': staffRoles,
    'payments.settings': staffRoles,
    'payments.books': managerRoles,
    'bookings.calendar': staffRoles,
    'bookings.booking': staffRoles,
    'bookings.list': staffRoles,
    'bookings.page': staffRoles,
    'bookings.today': staffRoles,
    'bookings.series': staffRoles,
    'bookings.evidence': staffRoles,
    'bookings.evidenceById': staffRoles,
    'bookings.previewSeries': staffRoles,
    'bookings.previewSeriesMove': staffRoles,
    'bookings.quota': staffRoles,
    'bookings.riskQueue': staffRoles,
    'bookings.riskSettings': staffRoles,
    'disputes.list': staffRoles,
    'disputes.dispute': staffRoles,
    'disputes.ofBooking': staffRoles,
    'disputes.evidence': staffRoles,
    'disputes.counts': staffRoles,
    'waitlist.entries': staffRoles,
    'waitlist.entry': staffRoles,
    'waitlist.due': [],
    'search.all': staffRoles,
    'notifications.list': staffRoles,
    'notifications.mailTexts': staffRoles,
    'notifications.previewMail': staffRoles,
    'notifications.mails': staffRoles,
    'notifications.mail': [],
    'notifications.ownWords': [],
    'webhooks.deliveries': managerRoles,
    'webhooks.endpoint': managerRoles,
    'webhooks.endpoints': managerRoles,
    'events.page': staffRoles,
    'calendar.bookingEntries': staffRoles,
    'calendar.entries': [],
    'calendar.feeds': staffRoles,
    'calendar.feedVersion': [],
  };

  const spans = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-03-30T00:00:00Z') };

  /** Inputs that find what there is; a query without one here is asked with nothing. */
  const inputs = (): Record<string, object> => ({
    'members.deviceCredential': { deviceId: desks.OWNER.deviceId },
    'members.keyCredential': { prefix: 'prefix-of-managers' },
    'members.passwordCredential': { memberId: desks.OWNER.memberId },
    'catalog.offering': { idOrSlug: offeringId },
    'catalog.shown': { idOrSlug: offeringId },
    'catalog.photo': { photoId: 'pho_00000000000000000000' },
    'customers.record': { customerId },
    'customers.customer': { customerId },
    'customers.export': { customerId },
    'availability.calendar': spans,
    'availability.holdById': { holdId: 'hld_00000000000000000000' },
    'availability.timetable': { subjectId: offeringId },
    'availability.slots': { offeringId, from: '2026-03-05', to: '2026-03-06', explain: true },
    'availability.why': { offeringId, startsAt: Date.parse('2026-03-05T10:00:00Z') },
    'availability.things': { sourceIds: ['hld_00000000000000000000'] },
    'availability.impact': { subjectId: offeringId },
    'availability.externalCalendar': { externalCalendarId: 'xcl_00000000000000000000' },
    'pricing.quote': { offeringId, startsAt: Date.parse('2026-03-05T10:00:00Z') },
    'pricing.simulate': { offeringId, month: '2026-03' },
    'pricing.impact': { rules: [] },
    'promotions.coupon': { couponId: 'cpn_00000000000000000000' },
    'promotions.redemptions': { couponId: 'cpn_00000000000000000000' },
    'payments.order': { orderId: 'ord_00000000000000000000' },
    'payments.books': spans,
    'bookings.calendar': spans,
    'bookings.booking': { bookingId },
    'bookings.evidence': { bookingId },
    'bookings.evidenceById': { evidenceId: 'evd_00000000000000000000' },
    'bookings.series': { seriesId: 'ser_00000000000000000000' },
    'bookings.previewSeriesMove': { seriesId: 'ser_00000000000000000000' },
    'bookings.previewSeries': { offeringId, startsAt: Date.parse('2026-03-05T10:00:00Z'), rrule: 'FREQ=WEEKLY;COUNT=2' },
    'pricing.due': { orderId: 'ord_00000000000000000000' },
    'disputes.dispute': { disputeId: 'dsp_00000000000000000000' },
    'disputes.ofBooking': { bookingId },
    'disputes.evidence': { disputeId: 'dsp_00000000000000000000' },
    'waitlist.entry': { waitlistId: 'wtl_00000000000000000000' },
    'notifications.previewMail': { template: 'booking_confirmed', locale: 'de', own: null },
    'notifications.mail': { mailId: 'mai_00000000000000000000' },
    'notifications.ownWords': { template: 'booking_confirmed' },
    'webhooks.deliveries': { endpointId },
    'webhooks.endpoint': { endpointId },
    'calendar.bookingEntries': { bookingId },
    'calendar.entries': { feedId: 'fed_00000000000000000000' },
    'calendar.feedVersion': { feedId: 'fed_00000000000000000000' },
    'search.all': { q: 'Vi' },
  });

  const askAs = (role: Role, name: string, input: object) =>
    track.send('POST', '/v1/console/ask', { token: desks[role].token, body: { name, input } });

  test('of every name has its audience written down here', () => {
    expect([...track.world.engine.registry.queries.keys()].toSorted()).toEqual(Object.keys(mayAsk).toSorted());
  });

  test.each(roles)('is answered to %s where it may ask, and tells neither secrets nor other businesses', async (role) => {
    for (const [name, audience] of Object.entries(mayAsk)) {
      const answer = await askAs(role, name, inputs()[name] ?? {});
      // A live business has no clock to move: that is forbidden to everybody, as to what it is.
      const isForbidden = answer.status === 403 && !answer.text.includes('"reason":"live"');
      expect([name, isForbidden, answer.text], `${name} by ${role}`).toEqual([name, !audience.includes(role), answer.text]);
      expect([200, 403, 404].includes(answer.status), `${name}: ${answer.text.slice(0, 300)}`).toBe(true);
      await expectNothingOf(answer.text, hiddenFrom(role), `${name} to ${role}`);
    }
  });

  test.each(roles)('about the sandbox, its keys or its feeds opens no way round for %s', async (role) => {
    for (const name of ['members.apiKeys', 'calendar.feedUrls'])
      for (const input of [{}, { sandbox: true }, { sandbox: 'true' }, { tenantId: 'tnt_00000000000000000000' }]) {
        const answer = await askAs(role, name, input);
        await expectNothingOf(answer.text, hiddenFrom(role), `${name} to ${role}`);
        if (!mayManage(role) && name === 'members.apiKeys') expect(answer.status).toBe(403);
      }
  });

  test('about calendars tells staff their own address alone', async () => {
    const urls = (await askAs('STAFF', 'calendar.feedUrls', {})).body as { value: unknown[] };
    expect(urls.value).toEqual([]);
    expect(((await askAs('ADMIN', 'calendar.feedUrls', {})).body as { value: unknown[] }).value).toHaveLength(1);
    expect((await askAs('CLIENT', 'calendar.feedUrls', {})).status).toBe(403);
  });

  test('of a name that is none is told so', async () => {
    for (const name of ['', '__proto__', 'constructor', 'members', 'members.list\u0000', 'MEMBERS.LIST', 'bookings.create'])
      expect((await askAs('STAFF', name, {})).status, name).toBe(400);
  });
});

describe('a command', () => {
  test('that its role may not run is forbidden at the console and in a push, whatever its input', async () => {
    for (const role of roles)
      for (const { name, allow } of track.world.engine.registry.commands.values()) {
        if (allow.roles.includes(role)) continue;
        const body = { commandId: newCommandId(), name, input: { sandbox: true } };
        expect([role, name, (await track.send('POST', '/v1/console/run', { token: desks[role].token, body })).status]).toEqual([
          role,
          name,
          403,
        ]);
        const pushed = await desks[role].push({ name, input: {} });
        expect([role, name, pushed.body]).toMatchObject([role, name, { results: [{ ok: false, code: 'forbidden' }] }]);
      }
  });
});

describe('a sync', () => {
  const pull = (role: Role, query: string) => track.send('GET', `/v1/sync/pull?${query}`, { token: desks[role].token });
  const copy = (role: Role, query = '') => track.send('GET', `/v1/sync/snapshot${query}`, { token: desks[role].token });
  const tablesOf = ({ text }: Answered): string[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{"table"'))
      .map((line) => (JSON.parse(line) as { table: string }).table);

  test('names each table’s audience as it was decided', () => {
    const audience = Object.fromEntries([...syncedTables].map(([name, { visibleTo }]) => [name, visibleTo]));
    const forAll = ['profiles', 'members', 'offerings', 'resources', 'photos', 'customers', 'schedules', 'exceptions', 'occupancies'];
    const catalogue = ['product_types', 'categories', 'former_slugs', 'customer_merges', 'price_rules', 'subscriptions', 'waitlist'];
    const money = ['coupons', 'coupon_redemptions', 'payment_settings', 'orders', 'ledger_entries', 'payments', 'refunds'];
    const proof = ['risk_settings', 'evidence', 'disputes', 'dispute_messages', 'mail_texts', 'mail_settings'];
    const more = [...catalogue, ...money, ...proof, 'bookings', 'booking_items', 'events', 'notifications', 'feeds'];
    expect(audience).toEqual({
      ...Object.fromEntries([...forAll, ...more].map((name) => [name, staffRoles])),
      ...{ api_keys: managerRoles, webhook_endpoints: managerRoles, external_calendars: managerRoles },
    });
  });

  test('carries no column that could hold a secret', () => {
    for (const { table } of syncedTables.values())
      for (const column of Object.keys(getTableColumns(table)))
        expect(`${getTableName(table)}.${column}`).not.toMatch(/secret|hash|token|password/i);
  });

  test.each(roles)('brings %s what it may see, by page and by stream', async (role) => {
    const [page, stream] = [await pull(role, 'since=0'), await copy(role)];
    for (const answer of [page, stream]) {
      expect(answer.status).toBe(200);
      await expectNothingOf(answer.text, hiddenFrom(role), `sync to ${role}`);
      expect(answer.text.includes(CUSTOMER)).toBe(role !== 'CLIENT');
      expect(answer.text.includes(HOOK)).toBe(mayManage(role));
    }
    const names = Object.keys((page.body as { rows: object }).rows);
    const allowed = [...syncedTables].filter(([, { visibleTo }]) => visibleTo.includes(role)).map(([name]) => name);
    expect(tablesOf(stream)).toEqual(allowed);
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
    expect((page.body as { total: number }).total === 0).toBe(role === 'CLIENT');
  });

  test.each(['STAFF', 'CLIENT'] as const)('begins in no table that %s may not see', async (role) => {
    const forged = [
      ...['api_keys', 'webhook_endpoints', 'webhook_secrets', 'member_passwords', 'api_key_secrets', 'devices', 'sign_ins', 'pairings'],
      ...['command_log', 'idempotency', 'heads', 'tenants', 'sqlite_master', 'pg_catalog.pg_shadow', 'API_KEYS', 'api_keys ', ' api_keys'],
      ...['api_keys;--', "bookings' UNION SELECT * FROM api_keys --", '__proto__', 'constructor', 'toString', 'x'.repeat(65)],
    ];
    for (const table of forged)
      for (const after of ['', 'key_', "' OR 1=1 --"]) {
        const answer = await copy(role, `?${new URLSearchParams({ table, after }).toString()}`);
        expect([table, answer.status, answer.body]).toMatchObject([table, 400, { details: { issues: [{ path: 'table' }] } }]);
        await expectNothingOf(answer.text, hiddenFrom(role), table);
      }
    for (const query of ['?role=OWNER', '?table=bookings&table=api_keys', '?tenantId=x', '?columns=secret'])
      expect((await copy(role, query)).status, query).toBe(400);
  });

  test('gone on with after any key stays within its tables', async () => {
    expect((await copy('STAFF', '?table=events&after=%00')).status).toBe(400);
    for (const after of ['', 'a', 'zzzz', 'bkg_', "' OR '1'='1", 'x'.repeat(80)]) {
      const answer = await copy('STAFF', `?${new URLSearchParams({ table: 'events', after }).toString()}`);
      expect(answer.status).toBe(200);
      expect(tablesOf(answer)).toEqual(['events', 'notifications', 'feeds']);
      await expectNothingOf(answer.text, managersOnly, `after ${after}`);
    }
  });

  test('from a manager’s place in history brings staff no manager’s rows, nor the names of what was removed', async () => {
    const { rev, nonce } = (await pull('OWNER', 'since=0')).body as { rev: number; nonce: string };
    const made = await track.send('POST', '/v1/manage/webhooks', { body: { url: `${HOOK}/2`, events: ['booking.created'] } });
    const secondId = (made.body as { id: string }).id;
    await track.world.run('members.createApiKey', {
      name: `${KEY_NAME} 2`,
      scopes: ['read'],
      prefix: 'prefix-of-managers-2',
      secretHash: 'y'.repeat(60),
    });
    await track.send('DELETE', `/v1/manage/webhooks/${secondId}`);
    const since = `since=${rev}&nonce=${nonce}`;
    for (const role of ['STAFF', 'CLIENT'] as const) {
      const answer = await pull(role, since);
      expect(answer.status).toBe(200);
      await expectNothingOf(answer.text, [...managersOnly, secondId, 'webhook_endpoints', 'api_keys'], `${since} to ${role}`);
    }
    const owners = (await pull('OWNER', since)).body as { removed: object[] };
    expect(owners.removed).toContainEqual({ table: 'webhook_endpoints', id: secondId });
  });

  test('is as visible as its member is in the rows that it brings, however the two cross', async () => {
    const desk = await track.desk('ADMIN');
    const tenantId = track.world.business.tenantId;
    const stale = {
      tenantId,
      deviceId: desk.deviceId,
      actor: { kind: 'member', id: desk.memberId, role: 'ADMIN', name: 'Stale' },
    } as const;
    const whole = { since: 0, nonce: '', acknowledged: 0 };
    expect(Object.keys((await servePull(track.world.engine, stale, whole)).rows)).toContain('api_keys');
    await track.world.run('members.update', { memberId: desk.memberId, changes: { role: 'STAFF' } });
    // The door has let a manager in; by the time that the rows are read they are one no more.
    const page = await servePull(track.world.engine, stale, whole);
    expect([page.role, Object.keys(page.rows)]).toEqual(['STAFF', expect.not.arrayContaining(['api_keys', 'webhook_endpoints'])]);
    await track.world.run('members.deactivate', { memberId: desk.memberId });
    await expect(servePull(track.world.engine, stale, whole)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  /** A stream that is cut off is no failure here: what came of it counts. */
  async function copySoFar(token: string): Promise<Answered> {
    const { status, headers, body } = await fetch(`${track.urls[0]}/v1/sync/snapshot`, { headers: { authorization: `Bearer ${token}` } });
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of body ?? []) pieces.push(piece as Uint8Array);
    } catch {
      pieces.push(Buffer.from('{"cut":true}\n'));
    }
    return { status, headers: Object.fromEntries(headers), text: Buffer.concat(pieces).toString(), body: null };
  }

  test.each([1, 2, 3])('racing with a demotion brings no manager’s row of after it (seed %i)', async (seed) => {
    const desk = await track.desk('ADMIN');
    const chance = chanceOf(seed);
    const look = () => (chance.happens(0.5) ? track.send('GET', '/v1/sync/pull?since=0', { token: desk.token }) : copySoFar(desk.token));
    const change = (n: number) => () =>
      track.send('PATCH', `/v1/manage/webhooks/${endpointId}`, { body: { description: `turn ${n} of seed ${seed}` } });
    const demote = async (): Promise<Answered> => {
      await track.world.run('members.update', { memberId: desk.memberId, changes: { role: 'STAFF' } });
      return change(1_000)();
    };
    const answers = await track.race(seed, [...Array.from({ length: 12 }, () => look), demote, change(1), change(2), change(3)]);
    const demotedAt = (await inTenant((db) => db.find(members, desk.memberId)))?.rev ?? 0;
    for (const { text, body } of answers.slice(0, 12)) {
      const rows = (body as { rows?: Record<string, { rev: number }[]> } | null)?.rows?.['webhook_endpoints'] ?? [];
      for (const { rev } of rows) expect(rev).toBeLessThan(demotedAt);
      expect(text).not.toContain(`turn 1000 of seed ${seed}`);
    }
    expect((await look()).text).not.toContain(HOOK);
  });
});

describe('a desktop’s files', () => {
  let folder: string;
  let host: Host;
  let line: Line;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slotkeeper-desk-'));
  });
  afterEach(async () => {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const url = () => track.urls[0] ?? '';

  async function open(): Promise<void> {
    host = await openHost({ folder, secrets: secretFile(join(folder, 'token')), platform: nodePlatform({ logLevel: 'silent' }) });
    line = lineTo(host);
  }

  /** A new desktop of this member, signed in and with everything fetched. */
  async function signIn(desk: RacingDesk): Promise<void> {
    await open();
    const { code, codeHash } = newPairingCode();
    await track.world.run('members.createPairing', { codeHash, expiresAt: track.world.now() + 60_000, memberId: desk.memberId });
    await host.pair({ serverUrl: url(), code });
    await line.until(() => host.state().phase === 'ready');
  }

  /** Everything that stands on this desktop's disk, the database's log and whatever lies beside it included; its own token apart. */
  function bytes(): Buffer {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'token');
    expect(files.map(({ name }) => name)).toContainEqual(expect.stringMatching(/\.sqlite-wal$/));
    return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
  }

  /** SQLite keeps text as UTF-8; what is JSON may escape it. */
  const holds = (all: Buffer, word: string): boolean => all.includes(word) || all.includes(JSON.stringify(word).slice(1, -1));

  async function expectOnDisk({ there, gone }: { there: readonly string[]; gone: readonly string[] }): Promise<void> {
    const all = bytes();
    expect(there.filter((word) => !holds(all, word))).toEqual([]);
    expect([...gone, ...theirs, ...(await secrets())].filter((word) => holds(all, word))).toEqual([]);
  }

  test.each(['OWNER', 'ADMIN'] as const)('hold what %s may see, and no secret of any kind', async (role) => {
    await signIn(desks[role]);
    await expectOnDisk({ there: [CUSTOMER, HOOK, KEY_NAME], gone: [] });
  });

  test('hold nothing of managers where staff sit', async () => {
    await signIn(desks.STAFF);
    await expectOnDisk({ there: [CUSTOMER], gone: managersOnly });
  });

  test('hold nothing at all for a client', async () => {
    await signIn(desks.CLIENT);
    await expectOnDisk({ there: [], gone: [...managersOnly, CUSTOMER, 'victoria@example.com'] });
  });

  test('lose to the last byte what a manager who is made staff may see no longer, and keep what they have not sent', async () => {
    const manager = await track.desk('ADMIN');
    await signIn(manager);
    await expectOnDisk({ there: [CUSTOMER, HOOK, KEY_NAME], gone: [] });
    await track.world.run('members.update', { memberId: manager.memberId, changes: { role: 'STAFF' } });
    await line.call('run', { name: 'customers.create', input: { name: 'Unsent Ulla', email: null, phone: null } });
    await line.until(() => host.state().member?.role === 'STAFF');
    await host.standsWith(url());
    await expectOnDisk({ there: [CUSTOMER, 'Unsent Ulla'], gone: managersOnly });
    expect((await inTenant((db) => db.list(customers))).map(({ name }) => name)).toContain('Unsent Ulla');
    await line.call('sync.now');
    expect(await line.failure('ask', { name: 'members.apiKeys', input: {} })).toMatchObject({ code: 'forbidden' });
    expect(await line.failure('ask', { name: 'webhooks.endpoints', input: {} })).toMatchObject({ code: 'forbidden' });
    expect(await line.failure('askServer', { name: 'members.apiKeys', input: {} })).toMatchObject({ code: 'forbidden' });
  });

  test('lose all that staff may see, too, of whoever is made a client', async () => {
    const former = await track.desk('ADMIN');
    await signIn(former);
    await expectOnDisk({ there: [CUSTOMER, HOOK], gone: [] });
    await track.world.run('members.update', { memberId: former.memberId, changes: { role: 'CLIENT' } });
    await line.until(() => host.state().member?.role === 'CLIENT');
    await host.standsWith(url());
    await expectOnDisk({ there: [], gone: [...managersOnly, CUSTOMER, 'victoria@example.com', 'Haircut'] });
    expect(await line.failure('ask', { name: 'customers.list', input: {} })).toMatchObject({ code: 'forbidden' });
  });

  test('lose it also where the desktop was shut when the role changed', async () => {
    const manager = await track.desk('ADMIN');
    await signIn(manager);
    await host.close();
    await track.world.run('members.update', { memberId: manager.memberId, changes: { role: 'STAFF' } });
    await open();
    await line.until(() => host.state().member?.role === 'STAFF');
    await host.standsWith(url());
    await expectOnDisk({ there: [CUSTOMER], gone: managersOnly });
  });

  test('lose what a manager removed, where a manager removed it', async () => {
    await signIn(desks.OWNER);
    const made = await track.send('POST', '/v1/manage/webhooks', { body: { url: `${HOOK}/passing`, events: ['booking.created'] } });
    const { id, secret } = made.body as { id: string; secret: string };
    await host.standsWith(url());
    expect(holds(bytes(), `${HOOK}/passing`)).toBe(true);
    expect(holds(bytes(), secret)).toBe(false);
    await track.send('DELETE', `/v1/manage/webhooks/${id}`);
    await host.standsWith(url());
    expect(await line.call('ask', { name: 'webhooks.endpoints', input: {} })).not.toContainEqual(expect.objectContaining({ id }));
  });

  test('lose everything of a business whose member has left it', async () => {
    const leaver = await track.desk('ADMIN');
    await signIn(leaver);
    await track.world.run('members.deactivate', { memberId: leaver.memberId });
    await host.standsWith(url());
    await line.until(() => host.state().phase === 'signed_out');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const all = Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
    expect([CUSTOMER, 'victoria@example.com', ...managersOnly, ...(await secrets())].filter((word) => holds(all, word))).toEqual([]);
  });
});

test('the words by which this file looks for managers’ rows stand in those rows', async () => {
  const [hooks, keys] = await inTenant(async (db) => [await db.list(webhookEndpoints), await db.list(apiKeys)] as const);
  const text = JSON.stringify([hooks, keys]);
  for (const word of managersOnly) expect(text).toContain(word);
});
