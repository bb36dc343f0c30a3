/** A file of evidence over the bridge, between a real desktop and a real server. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Evidence } from '#core/domains/bookings/model.ts';
import { type Host, openHost } from '#host/host.ts';
import { nodePlatform } from '#host/platform.ts';
import { secretFile } from '#host/secrets.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { type FolderServer, folderServer, foundBusiness, PASSWORD } from './folderServer.ts';
import { type Line, lineTo } from './hostLine.ts';

let folder: string;
let server: FolderServer;
let tenantId: string;
let host: Host;
let line: Line;
let bookingId: string;

const everyDay = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({
  ...{ dayOfWeek, startTime: '00:00', endTime: '24:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null },
}));
const run = (name: string, input: unknown) => line.call('run', { name, input }) as Promise<Record<string, string>>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-proof-'));
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
  const { offeringId } = await run('catalog.createOffering', { title: 'Loft', basePriceCents: 100, slotMinutes: 60 });
  await run('availability.setSchedule', { subjectId: offeringId, rules: everyDay });
  await run('catalog.publishOffering', { offeringId });
  const startsAt = Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000;
  const items = [{ offeringId, startsAt }];
  ({ bookingId = '' } = await run('bookings.create', { items, customer: { name: 'Ada', email: null, phone: null }, source: 'desk' }));
  await line.call('sync.now');
});
afterEach(async () => {
  await host.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** a machine may be busy */
const PATIENTLY = { timeout: 20_000 };

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(2_500_000)]);
const PIECE = 1024 * 1024;

async function opened(bytes: Buffer): Promise<string> {
  const { id } = (await line.call('evidence.open')) as { id: string };
  for (let at = 0; at < bytes.length; at += PIECE)
    await line.call('evidence.add', { id, base64: bytes.subarray(at, at + PIECE).toString('base64') });
  return id;
}
const sending = (id: string, fields: object = {}) => ({ id, bookingId, name: 'page.png', type: 'image/png', ...fields });
const shown = async () => (await line.call('ask', { name: 'bookings.evidence', input: { bookingId } })) as Evidence[];
const stored = () => readdirSync(join(folder, 'data', 'blobs', tenantId));
const links = async () => {
  const said = await line.call('askServer', { name: 'bookings.evidenceLinks', input: { bookingId } });
  return said as { files: Record<string, string>; bundle: string };
};

test('a file goes up in pieces, stands on the desktop at once, and opens in a browser', async () => {
  const id = await opened(png);
  // Its answer may be lost, and asked for again.
  const first = await line.call('evidence.send', sending(id));
  expect(await line.call('evidence.send', sending(id))).toEqual(first);
  const [evidence, ...others] = await shown();
  expect([evidence, others]).toMatchObject([
    { name: 'page.png', kind: 'file', addedBy: 'Owner of Atlas Studios', file: { mediaType: 'image/png', size: png.length } },
    [],
  ]);
  await expect.poll(stored, PATIENTLY).toEqual([evidence?.id]);
  await line.call('evidence.close', { id });
  expect(await line.failure('evidence.send', sending(id))).toMatchObject({ code: 'not_found' });
  await run('bookings.addEvidence', { bookingId, name: 'Portal', url: 'https://portal.example/' });
  await line.call('sync.now');
  const { files, bundle } = await links();
  expect(Object.keys(files)).toEqual([evidence?.id]);
  const answer = await fetch(`${server.url}${files[evidence?.id ?? '']}`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(png)).toBe(true);
  const zip = await fetch(`${server.url}${bundle}`);
  expect([zip.status, zip.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect((await zip.arrayBuffer()).byteLength).toBeGreaterThan(png.length);
});

test('what is no such file is refused, and leaves nothing', async () => {
  const id = await opened(Buffer.from('504b0304', 'hex'));
  expect(await line.failure('evidence.send', sending(id))).toMatchObject({ code: 'unsupported_media_type' });
  const other = await opened(png);
  expect(await line.failure('evidence.send', sending(other, { bookingId: 'bkg_00000000000000000000' }))).toMatchObject({
    code: 'not_found',
  });
  expect(await line.failure('evidence.send', sending(other, { type: 'application/zip' }))).toMatchObject({
    code: 'unsupported_media_type',
  });
  expect(await shown()).toEqual([]);
});

test('of more than 25 MiB the rest is not taken, and the oldest of too many is forgotten', async () => {
  const { id } = (await line.call('evidence.open')) as { id: string };
  const base64 = Buffer.alloc(PIECE).toString('base64');
  for (let i = 0; i < 25; i++) await line.call('evidence.add', { id, base64 });
  expect(await line.failure('evidence.add', { id, base64 })).toMatchObject({ code: 'payload_too_large' });
  for (let i = 0; i < 2; i++) await line.call('evidence.open');
  expect(await line.failure('evidence.add', { id, base64 })).toMatchObject({ code: 'not_found' });
});

test('a row of a file that nobody stored can’t be made up', async () => {
  const file = { bookingId, name: 'x', mediaType: 'image/png', size: 1, sha256: 'a'.repeat(64), evidenceId: 'evd_00000000000000000001' };
  expect(await line.failure('run', { name: 'bookings.addEvidenceFile', input: file })).toMatchObject({ code: 'invalid_request' });
  const { token } = await deviceOf();
  const push = {
    commands: [{ seq: 1, commandId: newCommandId(), name: 'bookings.addEvidenceFile', version: 1, input: file, at: Date.now() }],
  };
  const answer = await fetch(`${server.url}/v1/sync/push`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'slotkeeper-protocol': '1' },
    body: JSON.stringify(push),
  });
  expect(JSON.stringify(await answer.json())).not.toContain('"ok":true');
  expect(await shown()).toEqual([]);
});

async function deviceOf(): Promise<{ token: string }> {
  const answer = await fetch(`${server.url}/v1/console/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'slotkeeper-protocol': '1' },
    body: JSON.stringify({ email: 'owner@atlas-studios.test', password: PASSWORD, deviceName: 'Other' }),
  });
  return (await answer.json()) as { token: string };
}

test('offline a link goes on, and a file says that it needs the server', async () => {
  await server.app.close();
  const id = await opened(png);
  expect(await line.failure('evidence.send', sending(id))).toMatchObject({ code: 'unavailable' });
  await run('bookings.addEvidence', { bookingId, name: 'Portal', url: 'https://portal.example/' });
  expect(await shown()).toMatchObject([{ kind: 'link', name: 'Portal' }]);
});
