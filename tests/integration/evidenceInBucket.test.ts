import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY } from '#core/base/time.ts';
import { openBlobs } from '#server/blobs/open.ts';
import type { Blobs } from '#server/blobs/port.ts';
import { s3Blobs } from '#server/blobs/s3.ts';
import { sweepBlobs } from '#server/blobs/sweep.ts';
import { S3_BUCKET, S3_KEY, S3_REGION, S3_SECRET, type S3Server, s3Server } from '../s3/server.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let s3: S3Server;
let folder: string;
let world: TestWorld;
let blobs: Blobs;
let bookingId: string;

const env = (): NodeJS.ProcessEnv => ({
  SLOTKEEPER_S3_ENDPOINT: s3.endpoint,
  SLOTKEEPER_S3_BUCKET: S3_BUCKET,
  SLOTKEEPER_S3_REGION: S3_REGION,
  SLOTKEEPER_S3_KEY: S3_KEY,
  SLOTKEEPER_S3_SECRET: S3_SECRET,
});

beforeEach(async () => {
  s3 = await s3Server();
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-bucket-'));
  blobs = openBlobs(folder, env());
  world = await testWorld({ blobs });
  const body = { offeringId: await openOffering(world), startsAt: '2026-03-03T09:00:00Z', customer: { name: 'Ada' } };
  bookingId = ((await world.call('POST', '/v1/api/bookings', { body })).body as { id: string }).id;
});
afterEach(async () => {
  await world.close();
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const bytes = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(300_000)]);
const sha256Of = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const path = () => `/v1/api/bookings/${bookingId}/evidence`;

async function upload(payload: Buffer, type = 'image/png') {
  const headers = { authorization: `Bearer ${world.token}`, 'content-type': type };
  const { statusCode, body } = await world.inject({ method: 'POST', url: `${path()}?name=page.png`, payload, headers });
  return { status: statusCode, body: JSON.parse(body) as { id: string; url: string; sha256: string } };
}

describe('evidence in a bucket', () => {
  test('comes and goes by signed requests alone, byte by byte', async () => {
    const { status, body } = await upload(bytes);
    expect(status).toBe(201);
    const name = `${world.business.tenantId}/${body.id}`;
    expect(sha256Of(s3.objects.get(name)?.body ?? Buffer.alloc(0))).toBe(body.sha256);
    const back = await world.inject({ method: 'GET', url: new URL(body.url).pathname });
    expect([back.statusCode, sha256Of(back.rawPayload)]).toEqual([200, sha256Of(bytes)]);
    const bundle = await world.inject({ method: 'GET', url: `${path()}.zip`, headers: { authorization: `Bearer ${world.token}` } });
    expect(bundle.rawPayload.length).toBeGreaterThan(bytes.length);
    expect(s3.requests).toEqual([
      `PUT /${S3_BUCKET}/${name} 200`,
      `GET /${S3_BUCKET}/${name} 200`,
      `HEAD /${S3_BUCKET}/${name} 200`,
      `GET /${S3_BUCKET}/${name} 200`,
    ]);
    expect(readdirSync(join(folder, 'blobs', '.incoming'))).toEqual([]);
  });

  test('is sent again where the service was busy', async () => {
    s3.failNext(1);
    expect((await upload(bytes)).status).toBe(201);
    expect(s3.requests.map((request) => request.slice(-3))).toEqual(['503', '200']);
  });

  test('of a service that is down can’t be had at the moment, in words, and comes and goes when it is back', async () => {
    const { url } = (await upload(bytes)).body;
    const headers = { authorization: `Bearer ${world.token}`, 'content-type': 'image/png' };
    const asked = [
      { method: 'POST', url: `${path()}?name=later.png`, payload: bytes, headers },
      { method: 'GET', url: new URL(url).pathname },
      { method: 'GET', url: `${path()}.zip`, headers: { authorization: headers.authorization } },
    ] as const;
    for (const request of asked) {
      s3.failNext(3);
      const answer = await world.inject(request);
      expect([request.url, answer.statusCode, answer.headers['retry-after']]).toEqual([request.url, 503, '30']);
      expect(JSON.parse(answer.body)).toMatchObject({
        ...{ error: 'unavailable', message: 'The server cannot do that at the moment.' },
        details: { kind: 'files', retryAfterSeconds: 30 },
      });
    }
    expect((await world.call('GET', path())).body).toMatchObject({ data: [{ name: 'page.png' }] });
    expect([s3.objects.size, readdirSync(blobs.incoming)]).toEqual([1, []]);
    for (const request of asked) expect((await world.inject(request)).statusCode).toBeLessThan(300);
  });

  test('of a service that nobody answers for can’t be had at the moment either', async () => {
    await s3.close();
    const { status, body } = await upload(bytes);
    expect([status, body]).toMatchObject([503, { error: 'unavailable' }]);
    expect(readdirSync(blobs.incoming)).toEqual([]);
    s3 = await s3Server();
  });

  test('leaves nothing in it where the file was refused, the booking too', async () => {
    expect((await upload(Buffer.from('504b0304', 'hex'))).status).toBe(415);
    expect(s3.requests).toEqual([]);
  });

  test('that the service does not let in is a fault, and no row says that it is there', async () => {
    const wrong = s3Blobs({ endpoint: s3.endpoint, bucket: S3_BUCKET, region: S3_REGION, key: S3_KEY, secret: 'wrong' }, blobs.incoming);
    const stranger = await testWorld({ blobs: wrong });
    const body = { offeringId: await openOffering(stranger), startsAt: '2026-03-03T09:00:00Z', customer: { name: 'Ada' } };
    const { id } = (await stranger.call('POST', '/v1/api/bookings', { body })).body as { id: string };
    const headers = { authorization: `Bearer ${stranger.token}`, 'content-type': 'image/png' };
    const { statusCode } = await stranger.inject({
      method: 'POST',
      url: `/v1/api/bookings/${id}/evidence?name=x`,
      payload: bytes,
      headers,
    });
    expect(statusCode).toBe(500);
    expect((await stranger.call('GET', `/v1/api/bookings/${id}/evidence`)).body).toEqual({ data: [] });
    expect([s3.objects.size, readdirSync(blobs.incoming)]).toEqual([0, []]);
    await stranger.close();
  });

  test('that is gone from it is not found, and its removal is none', async () => {
    const { body } = await upload(bytes);
    s3.objects.clear();
    expect((await world.inject({ method: 'GET', url: new URL(body.url).pathname })).statusCode).toBe(404);
    const ref = { tenantId: world.business.tenantId, id: body.id };
    await blobs.remove(ref);
    expect(await blobs.has(ref)).toBe(false);
  });

  test('is swept page by page, of known businesses alone', async () => {
    const kept = (await upload(bytes)).body.id;
    const { tenantId } = world.business;
    const old = { body: Buffer.from('x'), at: new Date(world.now() - 2 * DAY) };
    const names = [1, 2, 3, 4, 5].map((n) => `${tenantId}/evd_0000000000000000000${n}`);
    for (const name of [...names, 'tnt_00000000000000000000/evd_00000000000000000001', 'notes.txt']) s3.objects.set(name, old);
    s3.objects.set(`${tenantId}/${kept}`, { ...old, body: bytes });
    expect(await sweepBlobs({ blobs, database: world.engine.database, now: world.now() })).toBe(5);
    expect([...s3.objects.keys()].toSorted()).toEqual([
      'notes.txt',
      'tnt_00000000000000000000/evd_00000000000000000001',
      `${tenantId}/${kept}`,
    ]);
  });
});

describe('the environment', () => {
  test('names a bucket whole or not at all', () => {
    expect(openBlobs(folder, {}).incoming).toBe(join(folder, 'blobs', '.incoming'));
    for (const missing of ['ENDPOINT', 'BUCKET', 'KEY', 'SECRET'])
      expect(() => openBlobs(folder, { ...env(), [`SLOTKEEPER_S3_${missing}`]: '' })).toThrow(`SLOTKEEPER_S3_${missing} must be set`);
    expect(() => openBlobs(folder, { ...env(), SLOTKEEPER_S3_ENDPOINT: 's3.example.com' })).toThrow('takes an address');
    expect(existsSync(join(folder, 'blobs'))).toBe(false);
  });
});
