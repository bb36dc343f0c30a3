/** A catalogue from a file over the bridge, between a real desktop and a real server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { offerings } from '#core/domains/catalog/tables.ts';
import type { ImportPreview } from '#core/engine/bridge.ts';
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
  for (let i = 0; i < 2; i++) expect(await line.call('import.run', { id })).toEqual({ imported: 1 });
  expect([await kept(), await shown()]).toEqual([1, 1]);
  const { text } = (await line.call('import.file', { name: 'offerings' })) as { text: string };
  expect(text).toContain('Room A,room-a,');
  expect(((await line.call('import.file', { name: 'template' })) as { text: string }).text).toContain('Mon-Fri 09:00-17:00');
  await line.call('import.close', { id });
  expect(await line.failure('import.run', { id })).toMatchObject({ code: 'not_found' });
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
