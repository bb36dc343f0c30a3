import { crc32, deflateSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { photoVariants } from '#core/domains/catalog/tables.ts';
import { startUpkeep } from '#server/workers/upkeep.ts';
import { type Contract, contractOf } from './contract.ts';
import { virtualTime } from './virtualTime.ts';
import { openOffering, testWorld, type Answered, type TestWorld } from './world.ts';

let world: TestWorld;
let contract: Contract;
let offeringId: string;

beforeAll(async () => {
  world = await testWorld();
  contract = await contractOf(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  offeringId = await openOffering(world, { title: 'Loft' });
});

interface PhotoAnswer {
  id: string;
  url: string;
  alt: string;
  variants: { width: number; url: string }[];
}

async function upload(payload: Buffer, { type = 'image/jpeg', query = '', headers = {} } = {}): Promise<Answered> {
  const url = `/v1/api/offerings/${offeringId}/photos${query}`;
  const response = await world.inject({
    ...{ method: 'POST', url, payload },
    headers: { authorization: `Bearer ${world.token}`, 'content-type': type, ...headers },
  });
  const answer = {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    body: JSON.parse(response.body) as unknown,
  };
  expect(contract.problemWith('POST', url, answer)).toBeNull();
  return answer;
}

const added = async (payload: Buffer, query = '') => (await upload(payload, { query })).body as PhotoAnswer;
const bytesAt = async (url: string) => {
  const response = await world.inject({ method: 'GET', url });
  return { status: response.statusCode, headers: response.headers, bytes: response.rawPayload };
};
const shown = async () => ((await world.call('GET', `/v1/api/offerings/${offeringId}`)).body as { photos: PhotoAnswer[] }).photos;
const kept = async () => {
  const mine = eq(photoVariants.tenantId, world.business.tenantId);
  return (await world.engine.database.across((db) => db.select({ id: photoVariants.id }).from(photoVariants).where(mine))).map(
    ({ id }) => id,
  );
};

const noise = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 90 } } });
const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#0F766E' } });

/** A PNG that says how large it is and has next to nothing in it. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1_000))), chunk('IEND', Buffer.alloc(0))]);
}

describe('a photo', () => {
  test('is kept upright, without a word of its camera, in a size that travels', async () => {
    const camera = await noise(2_000, 1_300)
      .withExif({ IFD0: { Copyright: 'Mara' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 90 })
      .toBuffer();
    expect((await sharp(camera).metadata()).exif).toBeDefined();
    const { url, alt } = await added(camera, '?alt=The%20loft%20at%20noon');
    expect(alt).toBe('The loft at noon');
    const { headers, bytes } = await bytesAt(url);
    const made = await sharp(bytes).metadata();
    expect([headers['content-type'], made.format, made.width, made.height]).toEqual([
      'image/webp',
      'webp',
      expect.any(Number),
      expect.any(Number),
    ]);
    expect(made.height).toBeGreaterThan(made.width);
    expect(Math.max(made.width, made.height)).toBeLessThanOrEqual(1_600);
    expect(bytes.toString('base64').length).toBeLessThanOrEqual(400_000);
    expect([made.exif, made.xmp, made.iptc, made.icc, made.orientation]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  test('of a draft is shown to keys that may read it, and to nobody else', async () => {
    offeringId = await openOffering(world, { title: 'Secret', status: 'DRAFT' });
    const { id, url } = await added(await plain(1_000, 700).jpeg().toBuffer());
    const at = async (path: string, token: string | null) => {
      const headers = token === null ? {} : { authorization: `Bearer ${token}` };
      const answer = await world.inject({ method: 'GET', url: path, headers });
      return { status: answer.statusCode, cache: answer.headers['cache-control'], type: answer.headers['content-type'] };
    };
    const reader = await world.makeKey({ scopes: ['read'] });
    for (const path of [url, `/v1/storefront/atlas-studios/photos/${id}`])
      expect(await at(path, reader)).toEqual({ status: 200, cache: 'private, no-store', type: 'image/webp' });
    for (const [token, status] of [
      [null, 404],
      ['slk_live_nobody.nothing', 401],
      [await world.makeKey({ scopes: ['write'] }), 403],
    ] as const)
      expect((await at(url, token)).status).toBe(status);
    const rival = await testWorld();
    const theirs = await rival.inject({ method: 'GET', url, headers: { authorization: `Bearer ${reader}` } });
    expect(theirs.statusCode).toBe(404);
    await rival.close();
    await world.call('PATCH', `/v1/api/offerings/${offeringId}`, { body: { status: 'PUBLISHED' } });
    expect(await at(url, 'slk_live_nobody.nothing')).toMatchObject({ status: 200, cache: 'public, max-age=31536000, immutable' });
  });

  test('more than an offering holds is refused in words that say so', async () => {
    const photo = await plain(30, 20).png().toBuffer();
    for (let i = 0; i < 12; i++) await upload(photo, { type: 'image/png' });
    expect(await upload(photo, { type: 'image/png' })).toMatchObject({
      status: 409,
      body: {
        error: 'in_use',
        message: 'There are 12 photos of an offering, and there may be no more.',
        details: { kind: 'photos', count: 12 },
      },
    });
  });

  test.each([
    ['image/png', () => plain(300, 200).png().toBuffer()],
    ['image/webp', () => plain(300, 200).webp().toBuffer()],
    ['image/avif', () => plain(300, 200).avif({ effort: 0 }).toBuffer()],
    ['image/jpeg', () => plain(300, 200).jpeg().toBuffer()],
  ])('comes as %s and is never enlarged', async (type, make) => {
    const { status, body } = await upload(await make(), { type });
    expect(status).toBe(201);
    expect(await sharp((await bytesAt((body as PhotoAnswer).url)).bytes).metadata()).toMatchObject({
      format: 'webp',
      width: 300,
      height: 200,
    });
  });

  test('keeps its colours, whatever they were written in', async () => {
    const orange = () => sharp({ create: { width: 40, height: 30, channels: 3, background: '#ff8000' } });
    const written = [
      await orange().toColourspace('rgb16').png().toBuffer(),
      await orange().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      await orange().withIccProfile('p3').png().toBuffer(),
    ];
    for (const bytes of written) {
      const kept = sharp((await bytesAt((await added(bytes)).url)).bytes);
      const [red = 0, green = 0, blue = 0] = await kept.raw().toBuffer();
      expect([Math.abs(red - 255) < 16, Math.abs(green - 128) < 16, blue < 16]).toEqual([true, true, true]);
    }
  });

  test('that is broken, something else or a bomb is refused with what was expected, and nothing is kept', async () => {
    const jpeg = await noise(400, 300).jpeg().toBuffer();
    const wrong: [string, Buffer][] = [
      ['nothing', Buffer.alloc(0)],
      ['text', Buffer.from('hello')],
      ['half a photo', jpeg.subarray(0, jpeg.length / 2)],
      ['a drawing with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
      ['a moving GIF', Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64')],
      ['a bomb', pngOf(60_000, 60_000)],
      ['one of no size', pngOf(0, 0)],
      ['a head alone', Buffer.from('ffd8ff', 'hex')],
    ];
    for (const [what, bytes] of wrong) {
      const { status, body } = await upload(bytes);
      expect([what, status, body]).toMatchObject([
        what,
        400,
        { error: 'invalid_request', details: { issues: [{ path: expect.any(String), expected: expect.stringMatching(/photo/) }] } },
      ]);
    }
    expect(await shown()).toEqual([]);
  });

  test('of too many bytes, of another kind or as JSON is refused', async () => {
    expect((await upload(Buffer.alloc(25 * 1024 * 1024 + 1))).status).toBe(413);
    expect(await upload(Buffer.from('GIF89a'), { type: 'image/gif' })).toMatchObject({
      status: 415,
      body: { details: { expected: 'image/jpeg, image/png, image/webp, image/avif' } },
    });
    expect((await upload(Buffer.from('{}'), { type: 'application/json' })).status).toBe(400);
  });

  test('sent twice under one key is there once; another one under it is refused', async () => {
    const headers = { 'idempotency-key': 'photo-1' };
    const bytes = await plain(100, 100).png().toBuffer();
    const first = await upload(bytes, { headers });
    expect(await upload(bytes, { headers })).toMatchObject({ status: 201, text: first.text, headers: { 'idempotent-replayed': 'true' } });
    expect((await upload(await plain(100, 99).png().toBuffer(), { headers })).status).toBe(409);
    expect(await shown()).toHaveLength(1);
  });

  test('is not added by a key that may only read, nor to another business’s offering', async () => {
    const bytes = await plain(100, 100).png().toBuffer();
    const rival = await world.otherBusiness('Rival');
    for (const [token, status] of [
      [await world.makeKey({ scopes: ['read'] }), 403],
      [await world.makeKey({ tenantId: rival.tenantId }), 404],
      ['slk_live_x.y', 401],
    ] as const)
      expect((await upload(bytes, { headers: { authorization: `Bearer ${token}` } })).status).toBe(status);
    expect(await shown()).toEqual([]);
  });

  test('has its words changed, its place moved, and goes', async () => {
    const bytes = await plain(100, 100).png().toBuffer();
    const [first, second] = [await added(bytes), await added(bytes)];
    const call = world.call;
    expect(await call('PATCH', `/v1/api/photos/${first.id}`, { body: { alt: 'Noon' } })).toMatchObject({
      status: 200,
      body: { alt: 'Noon' },
    });
    const order = await call('PUT', `/v1/api/offerings/${offeringId}/photos/order`, { body: { photoIds: [second.id] } });
    expect(order.body).toMatchObject({ data: [{ id: second.id }, { id: first.id, alt: 'Noon' }] });
    expect((await shown()).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect((await call('DELETE', `/v1/api/photos/${second.id}`)).status).toBe(204);
    expect((await call('DELETE', `/v1/api/photos/${second.id}`)).status).toBe(404);
    expect((await call('PATCH', `/v1/api/photos/${second.id}`, { body: { alt: 'x' } })).status).toBe(404);
    expect((await shown()).map(({ id }) => id)).toEqual([first.id]);
  });
});

describe('a photo in another width', () => {
  test('is made when it is asked for, kept, and may be kept by everybody', async () => {
    const photo = await added(await noise(1_600, 800).jpeg().toBuffer());
    expect(photo.variants.map(({ width, url }) => [width, url])).toEqual(
      [320, 640, 960, 1_280].map((width) => [width, `${photo.url}?w=${width}`]),
    );
    const answers = await Promise.all([0, 1, 2].map(() => bytesAt(`${photo.url}?w=640`)));
    for (const { status, headers, bytes } of answers) {
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'image/webp',
        'public, max-age=31536000, immutable',
      ]);
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 640, height: 320 });
    }
    expect(await kept()).toEqual([`${photo.id}-640`]);
    const again = await world.inject({
      method: 'GET',
      url: `/v1/storefront/atlas-studios/photos/${photo.id}?w=640`,
      headers: { 'if-none-match': `"${photo.id}-640"` },
    });
    expect(again.statusCode).toBe(304);
    expect((await bytesAt(`${photo.url}?w=641`)).status).toBe(400);
  });

  test('is never wider than the photo is, and what cannot be drawn goes out as it is', async () => {
    const small = await added(await plain(300, 300).png().toBuffer());
    expect(await sharp((await bytesAt(`${small.url}?w=320`)).bytes).metadata()).toMatchObject({ width: 300 });
    const base64 = Buffer.from('not a picture').toString('base64');
    const { photoId } = (await world.run('catalog.addPhoto', { offeringId, mediaType: 'image/png', base64 })) as { photoId: string };
    const { status, bytes } = await bytesAt(`/v1/storefront/atlas-studios/photos/${photoId}?w=320`);
    expect([status, bytes.toString()]).toEqual([200, 'not a picture']);
    // What was tried once is not tried again.
    expect((await kept()).filter((id) => id.startsWith(photoId))).toEqual([`${photoId}-320`]);
    expect((await bytesAt(`/v1/storefront/atlas-studios/photos/${photoId}?w=320`)).bytes.toString()).toBe('not a picture');
  });

  test('goes with its photo', async () => {
    const [gone, stays] = [await added(await noise(700, 700).png().toBuffer()), await added(await noise(700, 700).png().toBuffer())];
    for (const { url } of [gone, stays]) await bytesAt(`${url}?w=320`);
    await world.call('DELETE', `/v1/api/photos/${gone.id}`);
    const missing = await bytesAt(`${gone.url}?w=320`);
    expect([missing.status, missing.headers['cache-control']]).toEqual([404, 'no-store']);
    const upkeep = startUpkeep({ ...world.parts, timer: virtualTime(world.now()).timer });
    await upkeep.stop();
    expect(await kept()).toContain(`${stays.id}-320`);
    expect(await kept()).not.toContain(`${gone.id}-320`);
  });

  test('of what is not for sale is shown to nobody', async () => {
    const photo = await added(await noise(700, 700).png().toBuffer());
    await bytesAt(`${photo.url}?w=320`);
    await world.call('POST', `/v1/api/offerings/${offeringId}/trash`);
    expect((await bytesAt(`${photo.url}?w=320`)).status).toBe(404);
  });
});
