/** All of the business's data over the bridge, between real desktops and a real server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataFile, DataJob } from '#core/engine/bridge.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { execute } from '#core/engine/execute.ts';
import { type Host, openHost } from '#host/host.ts';
import { nodePlatform } from '#host/platform.ts';
import { secretFile } from '#host/secrets.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { cheapHash } from '../secrets.ts';
import { type FolderServer, folderServer, foundBusiness, PASSWORD } from './folderServer.ts';
import { type Line, lineTo } from './hostLine.ts';
import { entriesOf } from './zips.ts';

let folder: string;
let server: FolderServer;
let tenantId: string;
let email: string;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-desktop-'));
  server = await folderServer(join(folder, 'data'));
  closing.push(() => server.close());
  ({ tenantId, email } = await foundBusiness(server, 'Atlas Studios'));
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function desk(name: string, as = email): Promise<{ host: Host } & Line> {
  const home = join(folder, name);
  const host = await openHost({ folder: home, secrets: secretFile(join(home, 'token')), platform: nodePlatform({ logLevel: 'silent' }) });
  closing.push(() => host.close());
  const line = lineTo(host);
  await line.call('session.signIn', { serverUrl: server.url, email: as, password: PASSWORD });
  await line.until(() => host.state().phase === 'ready');
  return { host, ...line };
}

const add = ({ call }: Line, name: string) => call('run', { name: 'customers.create', input: { name, email: null, phone: null } });

async function inStep({ call }: Line): Promise<void> {
  for (;;) if (((await call('sync.now')) as { state: string }).state === 'synced') return;
}

const shown = async ({ call }: Line): Promise<string[]> =>
  ((await call('ask', { name: 'customers.list', input: {} })) as { name: string }[]).map(({ name }) => name).toSorted();
const kept = async (): Promise<string[]> =>
  (await server.engine.database.read(tenantId, (db) => db.list(customers))).map(({ name }) => name).toSorted();

async function ended({ call }: Line, kind: 'exports' | 'restores', id: string): Promise<DataJob> {
  for (;;) {
    const job = (await call('data.job', { kind, id })) as DataJob;
    if (job.state !== 'running') return job;
  }
}

async function download(line: Line): Promise<Buffer> {
  const { id } = (await line.call('data.startExport')) as DataJob;
  const job = await ended(line, 'exports', id);
  const parts: Buffer[] = [];
  for (let offset = 0; offset < job.bytes;) {
    const { base64 } = (await line.call('data.readPart', { id, offset })) as { base64: string };
    parts.push(Buffer.from(base64, 'base64'));
    offset += Buffer.from(base64, 'base64').length;
  }
  await line.call('data.discard', { kind: 'exports', id });
  return Buffer.concat(parts);
}

async function upload(line: Line, content: Buffer): Promise<string> {
  const { id } = (await line.call('data.startUpload', { bytes: content.length })) as DataJob;
  await line.call('data.writePart', { id, offset: 0, base64: content.toString('base64') });
  return id;
}

describe('an owner’s desktop', () => {
  test('fetches everything, and brings the business back to it; every desktop follows', async () => {
    const front = await desk('front');
    const back = await desk('back');
    await add(front, 'Ada');
    await inStep(front);
    await inStep(back);
    const content = await download(front);
    expect(String((await entriesOf(content))['csv/customers.csv'])).toContain('Ada');

    await add(front, 'Undone 1');
    await add(back, 'Undone 2');
    await inStep(front);
    await inStep(back);
    expect(await kept()).toEqual(['Ada', 'Undone 1', 'Undone 2']);

    const id = await upload(front, content);
    expect((await front.call('data.inspect', { id })) as DataFile).toMatchObject({
      ...{ business: 'Atlas Studios', inFile: { bookings: 0, customers: 1, offerings: 0 }, now: { customers: 3 } },
    });
    await front.call('data.restore', { id, businessName: 'Atlas Studios' });
    expect(await ended(front, 'restores', id)).toMatchObject({ state: 'done' });
    expect(await kept()).toEqual(['Ada']);
    for (const line of [front, back]) {
      await line.until(async () => (await shown(line)).length === 1);
      expect(await shown(line)).toEqual(['Ada']);
      await inStep(line);
    }
    // Nothing that was undone comes back, and both work on.
    await add(back, 'Grace');
    await inStep(back);
    await inStep(front);
    expect([await kept(), await shown(front), await shown(back)]).toEqual(Array.from({ length: 3 }, () => ['Ada', 'Grace']));
    expect(await front.call('sync.state')).toMatchObject({ state: 'synced', attention: 0 });
  });

  test('is told what its member may not do, and what is not there', async () => {
    const staff = 'staff@atlas.test';
    const input = { name: 'Sam', email: staff, role: 'STAFF', passwordHash: await cheapHash(PASSWORD) };
    await execute(server.engine, { tenantId, actor: doorkeeper, envelope: { commandId: newCommandId(), name: 'members.add', input } });
    const line = await desk('staff', staff);
    expect(await line.call('data.state')).toMatchObject({ backups: { by: 'off' } });
    expect(await line.failure('data.startExport')).toMatchObject({ code: 'forbidden', facts: { role: 'OWNER' } });
    expect(await line.failure('data.startUpload', { bytes: 1 })).toMatchObject({ code: 'forbidden' });
    const owner = await desk('owner');
    expect(await owner.failure('data.job', { kind: 'exports', id: '0'.repeat(20) })).toMatchObject({ code: 'not_found' });
    for (const id of ['../../server.key', '', 'A/B'])
      expect(await owner.failure('data.readPart', { id, offset: 0 })).toMatchObject({ code: 'invalid_request' });
    const id = await upload(owner, Buffer.from('holiday photos'));
    expect(await owner.failure('data.inspect', { id })).toMatchObject({ code: 'invalid_request', facts: { reason: 'not_zip' } });
  });

  test('says so when it is offline, or signed out', async () => {
    const line = await desk('front');
    await server.app.close();
    expect(await line.failure('data.state')).toMatchObject({ code: 'unavailable' });
    expect(await line.failure('data.startExport')).toMatchObject({ code: 'unavailable' });
    await line.call('session.signOut');
    expect(await line.failure('data.state')).toMatchObject({ code: 'unauthorized' });
  });
});
