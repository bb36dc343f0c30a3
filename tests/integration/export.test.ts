import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#core/data/database.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { tenantTables } from '#core/engine/tenantTables.ts';
import { buildApp } from '#server/app.ts';
import { openSqlite } from '#server/drivers/sqlite.ts';
import { exportByHand, importByHand } from '#server/export/commandLine.ts';
import { importBusiness } from '#server/export/import.ts';
import { exportManifest, type ExportManifest } from '#server/export/manifest.ts';
import { openExport } from '#server/export/read.ts';
import { fates } from '#server/export/replace.ts';
import { exportBusiness } from '#server/export/write.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { folderServer, foundBusiness } from './folderServer.ts';
import { openOffering, OWNER, testWorld, type TestWorld } from './world.ts';
import { type Entries, entriesOf, promise, zipOf } from './zips.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let folder: string;
let file: string;
let world: TestWorld;
const opened: TestDatabase[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-export-'));
  file = join(folder, 'export.zip');
  world = await testWorld();
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (
  to = file,
  { database = world.engine.database, now = NOW }: { database?: Database; now?: number } = {},
): Promise<ExportManifest> => exportBusiness({ database, serverKey: world.parts.serverKey, tenantId: world.business.tenantId, to, now });

async function emptyDatabase(): Promise<Database> {
  const made = await openTestDatabase();
  opened.push(made);
  return made.database;
}

async function bring(from: string, database: Database): Promise<ExportManifest> {
  const source = await openExport(from);
  try {
    return await importBusiness({ database, file: source });
  } finally {
    source.close();
  }
}

const dataOf = ({ entries, counts, sandboxCounts, business, sandbox }: ExportManifest) => ({
  entries,
  counts,
  sandboxCounts,
  business,
  sandbox,
});
const rowsIn = async (database: Database): Promise<number> => (await database.across((db) => db.select().from(tenants))).length;
const csv = (entries: Entries, name: string): Record<string, string>[] =>
  Papa.parse<Record<string, string>>(String(entries[`csv/${name}.csv`]).replace('\uFEFF', ''), { header: true, skipEmptyLines: true }).data;

/** Something in every kind of table. */
async function fill(): Promise<{ deviceToken: string; offeringId: string; testKey: string }> {
  const offeringId = await openOffering(world, { timezone: 'America/New_York', capacity: 3 });
  await world.run('catalog.addPhoto', { offeringId, mediaType: 'image/png', base64: PNG });
  await world.run('catalog.addPhoto', { offeringId, mediaType: 'image/webp', base64: 'QQ==' });
  await world.call('POST', `/v1/api/offerings/${offeringId}/exceptions`, {
    body: { kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-27T00:00', reason: '=HYPERLINK("http://evil.test")' },
  });
  await world.call('POST', '/v1/manage/webhooks', { body: { url: 'https://hooks.example.com/x', events: ['booking.created'] } });
  const customer = { name: '=1+1', email: 'ada@example.com', phone: '+49 30 555 0142' };
  const body = {
    offeringId,
    startsAt: '2026-03-08T15:00:00Z',
    quantity: 2,
    customer,
    customerNotes: 'Two lines,\n"quoted"\tand ümläut 🎉',
  };
  await world.call('POST', '/v1/api/bookings', { body, headers: { 'idempotency-key': 'one' } });
  const removed = await world.call('POST', `/v1/api/offerings/${offeringId}/exceptions`, {
    body: { kind: 'BLOCK', from: '2026-12-30T00:00', to: '2026-12-31T00:00', reason: 'gone' },
  });
  await world.call('DELETE', `/v1/api/offerings/${offeringId}/exceptions/${(removed.body as { id: string }).id}`);
  const { token: deviceToken } = await world.signIn();
  const testKey = await world.makeKey({ tenantId: world.business.sandboxTenantId, sandbox: true });
  await openOffering({ ...world, call: (method, url, call) => world.call(method, url, { ...call, token: testKey }) });
  return { deviceToken, offeringId, testKey };
}

describe('an export', () => {
  test('has every table of the business and of its sandbox, and comes back from another database as the same bytes', async () => {
    await fill();
    const first = await write();
    expect(Object.keys(first.counts)).toEqual([...tenantTables.keys()]);
    expect(first.counts).toMatchObject({
      bookings: 1,
      photos: 2,
      devices: 1,
      idempotency: 1,
      tombstones: 1,
      webhook_secrets: 1,
      deliveries: 1,
    });
    expect(first.sandboxCounts).toMatchObject({ offerings: 1, api_keys: 1, tenants: 1 });
    const elsewhere = await emptyDatabase();
    expect(await bring(file, elsewhere)).toEqual(first);
    const second = await write(join(folder, 'second.zip'), { database: elsewhere, now: NOW + 5_000 });
    expect(dataOf(second)).toEqual(dataOf(first));
    // whatever the first database is
    const sqlite = await openSqlite({ file: join(folder, 'third.sqlite') });
    opened.push({ database: sqlite, close: () => sqlite.close() });
    await bring(file, sqlite);
    expect(dataOf(await write(join(folder, 'third.zip'), { database: sqlite }))).toEqual(dataOf(first));
  });

  test('brings back any text that a business can hold', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((name) => !name.includes('\0') && name.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ notes: text, alias: text }), { minLength: 1, maxLength: 20 }), async (people) => {
        for (const { notes, alias } of people) {
          const { customerId } = (await world.run('customers.create', { name: 'Ada', email: null, phone: null })) as { customerId: string };
          await world.engine.database.write(world.business.tenantId, (db) => db.patch(customers, customerId, { notes, name: alias }));
        }
        rmSync(file, { force: true });
        const before = await write();
        const elsewhere = await openTestDatabase();
        await bring(file, elsewhere.database);
        rmSync(file);
        expect(dataOf(await write(file, { database: elsewhere.database }))).toEqual(dataOf(before));
        await elsewhere.close();
      }),
      { numRuns: 8 },
    );
  });

  test('of more rows than fit a page has each of them once', async () => {
    const total = 2_345;
    await world.engine.database.write(world.business.tenantId, async (db) => {
      for (let i = 0; i < total; i++)
        await db.insert(customers, {
          id: `cus_${i}`,
          name: `Customer ${i}`,
          email: null,
          phone: null,
          notes: '',
          createdAt: i,
          updatedAt: i,
        });
    });
    const { counts } = await write();
    expect(counts['customers']).toBe(total);
    const entries = await entriesOf(readFileSync(file));
    const ids = String(entries['data/customers.ndjson'])
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(new Set(ids).size).toBe(total);
    expect(csv(entries, 'customers')).toHaveLength(total);
    const elsewhere = await emptyDatabase();
    await bring(file, elsewhere);
    expect(await elsewhere.read(world.business.tenantId, (db) => db.list(customers))).toHaveLength(total);
  });

  test('is one instant, whatever is written meanwhile', async () => {
    const offeringId = await openOffering(world, { capacity: 50 });
    const enough = new AbortController();
    const writer = (async () => {
      for (let hour = 9; !enough.signal.aborted; hour = hour === 15 ? 9 : hour + 1) {
        const startsAt = `2026-03-0${3 + (hour % 5)}T${String(hour).padStart(2, '0')}:00:00Z`;
        await world.call('POST', '/v1/api/bookings', {
          body: { offeringId, startsAt, customer: { name: 'Ada', email: 'ada@example.com' } },
        });
      }
    })();
    for (let n = 0; n < 2; n++) {
      const { counts } = await write(join(folder, `${n}.zip`));
      const entries = await entriesOf(readFileSync(join(folder, `${n}.zip`)));
      const made = String(entries['data/command_log.ndjson'])
        .split('\n')
        .filter((line) => line.includes('"name":"bookings.create"') && line.includes('"refusal":null'));
      expect([counts['bookings'], counts['booking_items']]).toEqual([made.length, made.length]);
      expect(csv(entries, 'bookings')).toHaveLength(made.length);
    }
    enough.abort();
    await writer;
    expect(csv(await entriesOf(readFileSync(join(folder, '1.zip'))), 'bookings').length).toBeGreaterThan(0);
  });

  test('has sheets for people: local times with their zone, money in its currency, no formulas', async () => {
    await fill();
    const yen = await openOffering(world, { title: 'Tea', currency: 'JPY', basePriceCents: 1_500, timezone: 'Asia/Tokyo' });
    await world.call('POST', '/v1/api/bookings', {
      body: { offeringId: yen, startsAt: '2026-03-09T00:00:00Z', customer: { name: '-2+3', email: 'ada@example.com' } },
    });
    await write();
    const entries = await entriesOf(readFileSync(file));
    expect(Object.keys(entries).filter((name) => name.startsWith('csv/'))).toEqual(
      ['bookings', 'customers', 'exceptions', 'offerings', 'schedules'].map((name) => `csv/${name}.csv`),
    );
    for (const [name, content] of Object.entries(entries))
      if (name.startsWith('csv/')) expect(content.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const [first, second] = csv(entries, 'bookings');
    // The night in which New York's clocks went forward.
    expect(first).toMatchObject({
      ...{ Offering: 'Haircut', Starts: '2026-03-08 11:00', Ends: '2026-03-08 12:00', 'Time zone': 'America/New_York', Quantity: '2' },
      ...{ 'Starts (UTC)': '2026-03-08T15:00:00Z', Price: '80.00', 'Booking total': '80.00', Currency: 'EUR', Through: 'api' },
      ...{ Customer: "'=1+1", Phone: '+49 30 555 0142', 'Customer’s notes': 'Two lines,\n"quoted"\tand ümläut 🎉' },
    });
    expect(second).toMatchObject({
      Starts: '2026-03-09 09:00',
      'Time zone': 'Asia/Tokyo',
      Price: '1500',
      Currency: 'JPY',
      Customer: "'-2+3",
    });
    expect(csv(entries, 'exceptions')).toEqual([
      expect.objectContaining({ From: '2026-12-24 00:00', Reason: '\'=HYPERLINK("http://evil.test")' }),
    ]);
    expect(csv(entries, 'schedules')).toHaveLength(14);
    for (const sheet of ['bookings', 'customers', 'exceptions', 'offerings', 'schedules'])
      for (const line of csv(entries, sheet)) for (const cell of Object.values(line)) expect(cell).not.toMatch(/^[=@\t\r]|^-\D|^\+\D/);
  });

  test('has photos as pictures', async () => {
    await fill();
    await write();
    const entries = await entriesOf(readFileSync(file));
    const pictures = Object.entries(entries).filter(([name]) => name.startsWith('photos/'));
    expect(Object.fromEntries(pictures.map(([name, content]) => [name.split('.')[1], content.toString('base64')]))).toEqual({
      png: PNG,
      webp: 'QQ==',
    });
    expect(String(entries['data/photos.ndjson'])).not.toContain('base64');
  });

  test('is its owner’s file alone, and not made where there is one already', async () => {
    await write();
    await expect(write()).rejects.toThrow(`${file} is there already`);
    expect(readdirSync(folder)).toEqual(['export.zip']);
  });
});

describe('an imported business', () => {
  test('is open for whoever could come in, and desktops go on where they were', async () => {
    const { deviceToken, testKey } = await fill();
    const since = (await world.call('GET', '/v1/sync/pull?since=0', { token: deviceToken })).body as { rev: number; nonce: string };
    await write();
    const elsewhere = await emptyDatabase();
    await bring(file, elsewhere);
    const app = buildApp({ ...world.parts, engine: { ...world.engine, database: elsewhere } });
    const get = async (url: string, token: string) =>
      (await app.inject({ url, headers: { authorization: `Bearer ${token}` } })).json<unknown>();
    expect(await get('/v1/api/me', world.token)).toMatchObject({ tenant: { subdomain: 'atlas-studios' }, sandbox: false });
    expect(await get('/v1/api/me', testKey)).toMatchObject({ sandbox: true });
    const payload = { email: OWNER.email, password: OWNER.password };
    const session = await app.inject({ method: 'POST', url: '/v1/console/sign-in', payload });
    expect(session.json()).toMatchObject({ member: { role: 'OWNER' } });
    const pulled = await get(`/v1/sync/pull?since=${since.rev}&nonce=${since.nonce}`, deviceToken);
    expect(pulled).toMatchObject({ rev: since.rev, nonce: since.nonce, more: false, rows: {} });
    await app.close();
  });

  test('is refused where there is one of its name or its id, and nothing changes', async () => {
    await fill();
    await write();
    const before = dataOf(await write(join(folder, 'before.zip')));
    await expect(bring(file, world.engine.database)).rejects.toThrow(
      'There is a business "atlas-studios" on this server already: nothing was imported.',
    );
    expect(dataOf(await write(join(folder, 'after.zip')))).toEqual(before);

    const elsewhere = await emptyDatabase();
    const namesake = { tenantId: `tnt_${'0'.repeat(20)}`, subdomain: 'atlas-studios-sandbox', sandboxOf: null, createdAt: NOW };
    await elsewhere.work((db) => db.insert(tenants).values(namesake));
    await expect(bring(file, elsewhere)).rejects.toThrow('There is a business "atlas-studios-sandbox" on this server already');
    expect(await rowsIn(elsewhere)).toBe(1);
  });

  test('takes the place of the sandbox that a broken import left', async () => {
    await fill();
    const first = await write();
    const elsewhere = await emptyDatabase();
    await bring(file, elsewhere);
    await elsewhere.write(world.business.tenantId, async (db) => {
      for (const table of tenantTables.values()) await db.unstamped.delete(table).where(eq(table.tenantId, db.tenantId));
    });
    expect(await rowsIn(elsewhere)).toBe(1);
    await bring(file, elsewhere);
    expect(dataOf(await write(join(folder, 'again.zip'), { database: elsewhere }))).toEqual(dataOf(first));
  });
});

describe('a file that is no good export is refused in one sentence, and nothing of it is there', () => {
  /** Puts other contents into it, and a manifest that swears to them. */
  async function forged(changes: Record<string, string | Buffer | null>, more: Partial<ExportManifest> = {}): Promise<void> {
    const entries: Entries = await entriesOf(readFileSync(file));
    const { mark: _, ...manifest } = JSON.parse(String(entries['manifest.json'])) as ExportManifest;
    delete entries['manifest.json'];
    for (const [name, content] of Object.entries(changes)) {
      if (content === null) delete entries[name];
      else entries[name] = Buffer.from(content);
    }
    const promised = Object.fromEntries(Object.entries(entries).map(([name, content]) => [name, promise(content)]));
    const said = { ...exportManifest({ ...manifest, entries: promised, at: NOW }, world.parts.serverKey), ...more };
    writeFileSync(file, await zipOf({ ...entries, 'manifest.json': Buffer.from(JSON.stringify(said)) }));
  }

  const lines = async (name: string): Promise<Record<string, unknown>[]> =>
    String((await entriesOf(readFileSync(file)))[name])
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const ndjson = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  const changing = (name: string, change: (row: Record<string, unknown>) => unknown) => async () => {
    const [first, ...rest] = await lines(name);
    await forged({ [name]: ndjson([change(first ?? {}), ...rest]) });
  };

  const cases: [string, () => Promise<void>, RegExp][] = [
    [
      'with a field that no table has',
      changing('data/customers.ndjson', (row) => ({ ...row, password: 'x' })),
      /is damaged: line 1 of data\/customers\.ndjson has an unknown field "password"\.$/,
    ],
    [
      'with another tenant’s id in a row',
      changing('data/customers.ndjson', (row) => ({ ...row, tenantId: 'tnt_x' })),
      /has an unknown field "tenantId"\.$/,
    ],
    ['that lacks a field', changing('data/customers.ndjson', (row) => ({ ...row, name: undefined })), /lacks "name"\.$/],
    ['with a number for a name', changing('data/customers.ndjson', (row) => ({ ...row, name: 1 })), /has a wrong "name"\.$/],
    ['with nothing for a name', changing('data/customers.ndjson', (row) => ({ ...row, name: null })), /has a wrong "name"\.$/],
    ['with a NUL in a name', changing('data/customers.ndjson', (row) => ({ ...row, name: 'a\0b' })), /has a wrong "name"\.$/],
    ['with half a character in a name', changing('data/customers.ndjson', (row) => ({ ...row, name: '\ud800' })), /has a wrong "name"\.$/],
    ['with a broken number', changing('data/customers.ndjson', (row) => ({ ...row, createdAt: 1.5 })), /has a wrong "createdAt"\.$/],
    ['with a list for a row', changing('data/customers.ndjson', (row) => [row]), /is no object\.$/],
    [
      'with a line that is no JSON',
      () => forged({ 'data/customers.ndjson': 'nonsense\n' }),
      /line 1 of data\/customers\.ndjson is no object\.$/,
    ],
    ['with a line that breaks off', () => forged({ 'data/customers.ndjson': '{"id":' }), /data\/customers\.ndjson breaks off\.$/],
    [
      'with text that is no UTF-8',
      () => forged({ 'data/customers.ndjson': Buffer.from([0x22, 0xff, 0x22, 0x0a]) }),
      /data\/customers\.ndjson is not in UTF-8\.$/,
    ],
    [
      'with a row twice',
      async () => {
        const rows = await lines('data/customers.ndjson');
        await forged({ 'data/customers.ndjson': ndjson([...rows, ...rows]) });
      },
      /is damaged: it has a row twice\.$/,
    ],
    ['without a table', () => forged({ 'data/customers.ndjson': null }), /is damaged: it lacks data\/customers\.ndjson\.$/],
    [
      'without a picture',
      async () => {
        const [photo] = await lines('data/photos.ndjson');
        await forged({ [String(photo?.['file'])]: null });
      },
      /is damaged: a photo lacks its picture\.$/,
    ],
    [
      'with a picture that is elsewhere',
      changing('data/photos.ndjson', (row) => ({ ...row, file: '../../etc/passwd' })),
      /is damaged: a photo lacks its picture\.$/,
    ],
    [
      'with a huge picture',
      async () => {
        const [photo] = await lines('data/photos.ndjson');
        await forged({ [String(photo?.['file'])]: Buffer.alloc(500_000) });
      },
      /holds a photo that is too large\.$/,
    ],
    [
      'of another name in its rows',
      changing('data/tenants.ndjson', (row) => ({ ...row, subdomain: 'bella' })),
      /its rows are not of the business that it names\.$/,
    ],
    [
      'whose sandbox is another’s',
      changing('sandbox/data/tenants.ndjson', (row) => ({ ...row, sandboxOf: null })),
      /its rows are not of the business that it names\.$/,
    ],
    ['without itself', () => forged({ 'data/tenants.ndjson': '' }), /its rows are not of the business that it names\.$/],
    [
      'of a table that is none',
      () => forged({ 'data/secrets.ndjson': '' }),
      /holds "data\/secrets\.ndjson", which Slotkeeper does not put there\.$/,
    ],
    [
      'of a desktop',
      () => forged({ 'data/local_commands.ndjson': '' }),
      /holds "data\/local_commands\.ndjson", which Slotkeeper does not put there\.$/,
    ],
    ['of newer tables', () => forged({}, { migration: '9999_of_the_future' }), /was made by a newer Slotkeeper/],
    ['of a newer format', () => forged({}, { format: 2 as 1 }), /was made by a newer Slotkeeper/],
    [
      'changed behind its manifest',
      async () => {
        const entries = await entriesOf(readFileSync(file));
        const more = Buffer.concat([entries['data/events.ndjson']!, Buffer.from('\n')]);
        writeFileSync(file, await zipOf({ ...entries, 'data/events.ndjson': more }));
      },
      /is damaged: data\/events\.ndjson is not what was saved\.$/,
    ],
    [
      'changed in as many bytes',
      async () => {
        const entries = await entriesOf(readFileSync(file));
        const other = Buffer.from(String(entries['data/events.ndjson']).replace('desk', 'desx').replace('api', 'apj'));
        writeFileSync(file, await zipOf({ ...entries, 'data/events.ndjson': other }));
      },
      /is damaged: data\/events\.ndjson is not what was saved\.$/,
    ],
  ];

  test('each of them', async () => {
    await fill();
    await write();
    const good = readFileSync(file);
    const elsewhere = await emptyDatabase();
    for (const [what, spoil, sentence] of cases) {
      writeFileSync(file, good);
      await spoil();
      const said = await bring(file, elsewhere).then(
        () => 'was taken',
        (error: unknown) => `${(error as Error).message}.`,
      );
      expect(`${what}: it ${said}`).toMatch(sentence);
      for (const id of [world.business.tenantId, world.business.sandboxTenantId])
        for (const table of tenantTables.values())
          expect(await elsewhere.read(id, (db) => db.select({ id: table.tenantId }).from(table).where(eq(table.tenantId, id)))).toEqual([]);
    }
    writeFileSync(file, good);
    await bring(file, elsewhere);
    expect(await rowsIn(elsewhere)).toBe(2);
  });

  test('holding what the forger left alone is taken', async () => {
    await fill();
    await write();
    await forged({});
    await bring(file, await emptyDatabase());
  });
});

const byHand = { env: {}, now: () => NOW, signal: new AbortController().signal };

describe('by hand', () => {
  test('a business goes from a running server to another', async () => {
    const data = join(folder, 'data');
    const server = await folderServer(data);
    await foundBusiness(server, 'Bella');
    const to = ['--data', data, '--to', file];
    expect(await exportByHand([...to, '--tenant', 'bella'], byHand)).toMatch(
      /^Exported Bella to .*export\.zip: \d+ kB, 0 bookings, 0 customers\.$/,
    );
    await expect(exportByHand([...to, '--tenant', 'bella'], byHand)).rejects.toThrow('is there already');
    const again = [...to, '--force', '--tenant'];
    await expect(exportByHand([...again, 'nobody'], byHand)).rejects.toThrow(`There is no business "nobody" in ${data}.`);
    await expect(exportByHand([...again, 'bella-sandbox'], byHand)).rejects.toThrow(
      '"bella-sandbox" is a sandbox: it goes along with its business.',
    );
    await expect(importByHand(['--from', file, '--data', data], byHand)).rejects.toThrow(/is using .*data: stop it/);
    const other = join(folder, 'other');
    expect(await importByHand(['--from', file, '--data', other], byHand)).toMatch(/^Imported Bella \(bella\): 0 bookings/);
    await expect(importByHand(['--from', file, '--data', other], byHand)).rejects.toThrow(
      'There is a business "bella" on this server already',
    );
    await server.close();
    expect(readdirSync(folder).toSorted()).toEqual(['data', 'export.zip', 'other']);
  });

  test.each([
    [exportByHand, ['--to', 'x.zip'], 2, /^--tenant is needed/],
    [exportByHand, ['--tenant', 'x', '--to', '/nowhere/x.zip'], 1, /^There is no folder \/nowhere\.$/],
    [importByHand, [], 2, /^--from is needed/],
    [importByHand, ['--from', '/nowhere/x.zip'], 1, /^There is no file \/nowhere\/x\.zip\.$/],
  ])('a wrong command line (%o, %j) is told what is wrong with it', async (run, args, exitCode, message) => {
    await expect(run(args, byHand)).rejects.toMatchObject({ exitCode, message: expect.stringMatching(message) as string });
  });
});

test('what becomes of each table at a restore is decided, not forgotten', () => {
  expect(Object.keys(fates)).toEqual([...tenantTables.keys()]);
});
