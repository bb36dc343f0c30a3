/** Files of evidence in a backup of the server and in the export of a business: they come back with their rows. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Evidence } from '#core/domains/bookings/model.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import { makeBackup } from '#server/backup/backup.ts';
import { restoreBackup } from '#server/backup/restore.ts';
import { diskBlobs } from '#server/blobs/disk.ts';
import { importBusiness } from '#server/export/import.ts';
import { openExport } from '#server/export/read.ts';
import { replaceBusiness } from '#server/export/replace.ts';
import { exportBusiness } from '#server/export/write.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { cheapKey } from '../secrets.ts';
import { type FolderServer, folderServer, foundBusiness } from './folderServer.ts';
import { entriesOf, zipOf } from './zips.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(50_000)]);

let folder: string;
let data: string;
let file: string;
let server: FolderServer;
let tenantId: string;
let token: string;
let bookingId: string;
const opened: FolderServer[] = [];

async function start(at: string): Promise<FolderServer> {
  const started = await folderServer(at);
  opened.push(started);
  return started;
}
async function stop(each: FolderServer): Promise<void> {
  opened.splice(opened.indexOf(each), 1);
  await each.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-copies-'));
  data = join(folder, 'data');
  file = join(folder, 'file.zip');
  server = await start(data);
  ({ tenantId } = await foundBusiness(server, 'Atlas Studios'));
  const made = await cheapKey({ tenantId, sandbox: false });
  ({ token } = made);
  await run('members.createApiKey', { name: 'Key', scopes: ['read', 'write', 'admin'], prefix: made.prefix, secretHash: made.secretHash });
  const { offeringId } = await run('catalog.createOffering', { title: 'Loft', basePriceCents: 100, slotMinutes: 60 });
  await run('catalog.publishOffering', { offeringId });
  const rules = [
    { dayOfWeek: 1, startTime: '00:00', endTime: '24:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null },
  ];
  const everyDay = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({ ...rules[0], dayOfWeek }));
  await run('availability.setSchedule', { subjectId: offeringId, rules: everyDay });
  const startsAt = Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000;
  const customer = { name: 'Ada', email: null, phone: null };
  ({ bookingId = '' } = await run('bookings.create', { items: [{ offeringId, startsAt }], customer, source: 'desk' }));
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(name: string, input: unknown): Promise<Record<string, string>> {
  const outcome = await execute(server.engine, { tenantId, actor: doorkeeper, envelope: { commandId: newCommandId(), name, input } });
  if (!outcome.ok) throw new Error(`${name}: ${outcome.code} ${JSON.stringify(outcome.facts)}`);
  return outcome.value as Record<string, string>;
}

async function upload(content = png): Promise<string> {
  const answer = await fetch(`${server.url}/v1/api/bookings/${bookingId}/evidence?name=page.png`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/png' },
    body: new Uint8Array(content),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

const evidenceAt = async ({ engine }: FolderServer) =>
  (await ask(engine, { tenantId, actor: doorkeeper, name: 'bookings.evidence', input: { bookingId } })) as Evidence[];
const placeOf = (at: string, id: string) => join(at, 'blobs', tenantId, id);
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function expectWhole(at: FolderServer, where: string): Promise<void> {
  const evidence = await evidenceAt(at);
  expect(evidence.length).toBeGreaterThan(0);
  for (const { id, file: said } of evidence) expect(sha256Of(readFileSync(placeOf(where, id)))).toBe(said?.sha256);
}

test('a backup has the files of its rows, and a restore puts them back beside what was there', async () => {
  const id = await upload();
  const { entries } = await makeBackup({ data, to: file, now: NOW });
  expect(Object.keys(entries)).toContain(`blobs/${tenantId}/${id}.bin`);
  const other = join(folder, 'other');
  await restoreBackup({ from: file, data: other, now: NOW });
  await expectWhole(await start(other), other);

  const later = await upload(Buffer.concat([png, png]));
  await stop(server);
  rmSync(placeOf(data, id));
  const { kept } = await restoreBackup({ from: file, data, replace: true, now: NOW });
  await expectWhole(await start(data), data);
  expect(existsSync(placeOf(kept ?? '', later))).toBe(true);
});

test('a backup whose file was changed restores nothing', async () => {
  const id = await upload();
  await makeBackup({ data, to: file, now: NOW });
  const entries = await entriesOf(readFileSync(file));
  const name = `blobs/${tenantId}/${id}.bin`;
  entries[name] = Buffer.from(entries[name] ?? '').fill(1, 100, 101);
  writeFileSync(file, await zipOf(entries));
  const other = join(folder, 'other');
  await expect(restoreBackup({ from: file, data: other, now: NOW })).rejects.toThrow(`${name} is not what was saved`);
  expect(existsSync(placeOf(other, id))).toBe(false);
});

const order = () => ({ database: server.engine.database, serverKey: server.parts.serverKey, blobs: diskBlobs(data), tenantId, now: NOW });

test('an export takes the files along, and an import brings them first', async () => {
  const id = await upload();
  await run('bookings.addEvidence', { bookingId, name: 'Link', url: 'https://portal.example/' });
  const { entries } = await exportBusiness({ ...order(), to: file });
  expect(Object.keys(entries).filter((name) => name.startsWith('files/'))).toEqual([`files/${id}.bin`]);
  const elsewhere = join(folder, 'elsewhere');
  const there = await start(elsewhere);
  const archive = await openExport(file);
  await importBusiness({ database: there.engine.database, blobs: diskBlobs(elsewhere), file: archive });
  archive.close();
  expect(sha256Of(readFileSync(placeOf(elsewhere, id)))).toBe(sha256Of(png));
  expect(await evidenceAt(there)).toEqual(await evidenceAt(server));
});

test('a business that goes back to its export has the files of then', async () => {
  const id = await upload();
  await exportBusiness({ ...order(), to: file });
  await run('bookings.removeEvidence', { evidenceId: id });
  rmSync(placeOf(data, id));
  const archive = await openExport(file);
  const notice = { id: 'ntf_00000000000000000000', title: 'Back', body: '', at: NOW };
  await replaceBusiness({ database: server.engine.database, tenantId, blobs: diskBlobs(data), file: archive, notice });
  archive.close();
  await expectWhole(server, data);
});

test('an export whose file is another than its row names brings nothing', async () => {
  const id = await upload();
  await exportBusiness({ ...order(), to: file });
  const entries = await entriesOf(readFileSync(file));
  const name = `files/${id}.bin`;
  const other = Buffer.from('another file');
  const manifest = JSON.parse(entries['manifest.json']?.toString() ?? '') as { entries: Record<string, object> };
  manifest.entries[name] = { bytes: other.length, sha256: sha256Of(other) };
  writeFileSync(file, await zipOf({ ...entries, [name]: other, 'manifest.json': Buffer.from(JSON.stringify(manifest)) }));
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  const there = await start(elsewhere);
  const archive = await openExport(file);
  await expect(importBusiness({ database: there.engine.database, blobs: diskBlobs(elsewhere), file: archive })).rejects.toThrow(
    'is not the one that its row names',
  );
  archive.close();
  expect([existsSync(placeOf(elsewhere, id)), (await there.engine.database.across((db) => db.select().from(tenants))).length]).toEqual([
    false,
    0,
  ]);
});
