/** A catalogue or bookings from a file over the bridge, between a real desktop and a real server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { offerings } from '#core/domains/catalog/tables.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { DAY, HOUR } from '#core/base/time.ts';
import type { BulkManifest, BulkPreview, ImportPreview } from '#core/engine/bridge.ts';
import { type Host, openHost } from '#host/host.ts';
import { nodePlatform } from '#host/platform.ts';
import { secretFile } from '#host/secrets.ts';
import { type FolderServer, folderServer, foundBusiness, PASSWORD } from './folderServer.ts';
import { type Line, lineTo } from './hostLine.ts';

let folder: string;
let server: FolderServer;
let tenantId: string;
let host: Host;
let line: Line;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-import-'));
  server = await folderServer(join(folder, 'data'));
  const { email, ...business } = await foundBusiness(server, 'Atlas Studios');
  ({ tenantId } = business);
  host = await openHost({
    folder: join(folder, 'desk'),
    secrets: secretFile(join(folder, 'desk', 'token')),
    platform: nodePlatform({ logLevel: 'silent' }),
  });
  line = lineTo(host);
  await line.call('session.signIn', { serverUrl: server.url, email, password: PASSWORD });
  await line.until(() => host.state().phase === 'ready');
});
afterEach(async () => {
  await host.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const kept = async (): Promise<number> => (await server.engine.database.read(tenantId, (db) => db.list(offerings))).length;
const shown = async (): Promise<number> => ((await line.call('ask', { name: 'catalog.offerings', input: {} })) as unknown[]).length;

async function opened(...pieces: readonly string[]): Promise<string> {
  const { id } = (await line.call('import.open')) as { id: string };
  for (const text of pieces) await line.call('import.add', { id, text });
  return id;
}

const rooms = (count: number): string => Array.from({ length: count }, (_, i) => `Room ${i},${i},Mon-Fri 09:00-17:00\n`).join('');

test('a file comes in pieces, is looked through, and stands on the desktop at once', async () => {
  const id = await opened('title,price,hours\nRo', 'om A,12.50,Mon 09:00-10:00\n');
  expect((await line.call('import.check', { id })) as ImportPreview).toMatchObject({
    rows: 1,
    problemCount: 0,
    sample: [{ title: 'Room A' }],
  });
  expect([await kept(), await shown()]).toEqual([0, 0]);
  // Its answer may be lost, and asked for again.
  for (let i = 0; i < 2; i++) expect(await line.call('import.run', { id })).toEqual({ imported: 1, changed: 0 });
  expect([await kept(), await shown()]).toEqual([1, 1]);
  const { text } = (await line.call('import.file', { name: 'offerings' })) as { text: string };
  expect(text).toContain('Room A,room-a,');
  expect(((await line.call('import.file', { name: 'template' })) as { text: string }).text).toContain('Mon-Fri 09:00-17:00');
  await line.call('import.close', { id });
  expect(await line.failure('import.run', { id })).toMatchObject({ code: 'not_found' });
});

test('a file changes what was looked at, and is shown again where somebody has changed it since', async () => {
  const made = await opened('title,slug,price\n', 'Room B,room-b,10\n');
  await line.call('import.check', { id: made });
  expect(await line.call('import.run', { id: made })).toEqual({ imported: 1, changed: 0 });
  const id = await opened('title,slug,price\n', 'Room C,room-b,10\n');
  expect(await line.call('import.check', { id })).toMatchObject({
    changed: 1,
    changes: [{ column: 'title', from: 'Room B', to: 'Room C' }],
  });
  const other = await opened('title,slug,price\n', 'Room B,room-b,20\n');
  expect(await line.call('import.run', { id: other })).toEqual({ imported: 0, changed: 1 });
  expect(await line.call('import.run', { id })).toMatchObject({
    preview: { stale: true, changes: [{ column: 'title' }, { column: 'price' }] },
  });
  expect(await line.call('import.run', { id })).toEqual({ imported: 0, changed: 1 });
});

test('what is called off while it is written leaves nothing', async () => {
  const id = await opened('title,price,hours\n', ...Array.from({ length: 4 }, () => rooms(2_500)));
  const run = line.failure('import.run', { id });
  let phase = '';
  while (phase !== 'writing') {
    await turn();
    ({ phase } = (await line.call('import.share', { id })) as { phase: string });
  }
  await line.call('import.close', { id });
  expect(await run).toMatchObject({ code: 'not_found' });
  // Whoever writes next is behind it: it has been undone by then.
  await line.call('run', { name: 'customers.create', input: { name: 'Ada', email: null, phone: null } });
  await line.call('sync.now');
  expect(await kept()).toBe(0);
});

test('bookings are judged, stopped on the way, and go on without one twice', async () => {
  const run = async (name: string, input: unknown) => (await line.call('run', { name, input })) as { offeringId: string };
  const { offeringId } = await run('catalog.createOffering', {
    title: 'Room',
    basePriceCents: 0,
    minNoticeMinutes: 0,
    maxAdvanceDays: 700,
  });
  const hours = { startTime: '00:00', endTime: '24:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null };
  const rules = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({ ...hours, dayOfWeek }));
  await run('availability.setSchedule', { subjectId: offeringId, rules });
  await run('catalog.publishOffering', { offeringId });
  await line.call('sync.now');
  const start = Math.ceil(Date.now() / DAY) * DAY + DAY;
  const rows = Array.from({ length: 800 }, (_, hour) => `room,${new Date(start + hour * HOUR).toISOString()},Guest ${hour}\n`);
  const id = await opened('offering,startsAt,name\n', ...rows);
  expect((await line.call('import.checkBookings', { id })) as BulkPreview).toMatchObject({ rows: 800, good: 800, rejected: [] });
  const taken = async () => (await server.engine.database.read(tenantId, (db) => db.list(bookings))).length;
  expect(await taken()).toBe(0);
  const first = line.call('import.runBookings', { id }) as Promise<BulkManifest>;
  while ((await taken()) === 0) await turn();
  await line.call('import.stop', { id });
  const broken = await first;
  expect(broken).toMatchObject({ rows: 800, rejected: 0, stopped: true });
  expect(broken.manifest).toHaveLength(broken.created);
  const whole = (await line.call('import.runBookings', { id })) as BulkManifest;
  expect(whole).toMatchObject({ rows: 800, created: 800, rejected: 0, stopped: false });
  expect(whole.manifest.slice(0, broken.created)).toEqual(broken.manifest);
  expect(await taken()).toBe(800);
  expect((await line.call('ask', { name: 'bookings.list', input: { limit: 1 } })) as object).toMatchObject({ total: 800 });
});

test('it says so where the server can’t be reached, and forgets the oldest of too many files', async () => {
  const first = await opened('title,price\nA,1\n');
  for (let i = 0; i < 4; i++) await opened('');
  expect(await line.failure('import.check', { id: first })).toMatchObject({ code: 'not_found' });
  const id = await opened('title,price\nA,1\n');
  await server.app.close();
  expect(await line.failure('import.check', { id })).toMatchObject({ code: 'unavailable' });
  expect(await line.failure('import.file', { name: 'offerings' })).toMatchObject({ code: 'unavailable' });
  expect(await line.failure('import.add', { id, text: 'x'.repeat(250_001) })).toMatchObject({ code: 'invalid_request' });
});
