import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { DAY, HOUR } from '#core/base/time.ts';
import { evidence } from '#core/domains/bookings/tables.ts';
import { diskBlobs } from '#server/blobs/disk.ts';
import { MOST_FILE_BYTES } from '#server/blobs/receive.ts';
import { sweepBlobs } from '#server/blobs/sweep.ts';
import { type Contract, contractOf } from './contract.ts';
import { type Answered, openOffering, testWorld, type TestWorld } from './world.ts';

let folder: string;
let world: TestWorld;
let contract: Contract;
let offeringId: string;
let bookingId: string;
let hour = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-evidence-'));
  world = await testWorld({ blobs: diskBlobs(folder) });
  contract = await contractOf(world);
  offeringId = await openOffering(world, { capacity: 1_000 });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const startsAt = new Date(Date.parse('2026-03-03T09:00:00Z') + (hour++ % 7) * HOUR).toISOString();
  const body = { offeringId, startsAt, customer: { name: 'Ada' } };
  bookingId = ((await world.call('POST', '/v1/api/bookings', { body })).body as { id: string }).id;
});

interface EvidenceAnswer {
  id: string;
  kind: string;
  name: string;
  url: string;
  mediaType: string | null;
  size: number | null;
  sha256: string | null;
}

/** a machine may be busy */
const PATIENTLY = { timeout: 20_000 };

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('what a screen showed')]);
const pdf = Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj', 'latin1');
const html = Buffer.from('<!-- saved --><!DOCTYPE html><html><script>alert(1)</script></html>');
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

interface Upload {
  readonly type?: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly token?: string;
}

const path = () => `/v1/api/bookings/${bookingId}/evidence`;

async function upload(payload: Buffer, { type = 'image/png', query = '?name=page.png', headers = {}, token = world.token }: Upload = {}) {
  const url = `${path()}${query}`;
  const response = await world.inject({
    ...{ method: 'POST', url, payload },
    headers: { authorization: `Bearer ${token}`, 'content-type': type, ...headers },
  });
  const answer: Answered = { status: response.statusCode, headers: response.headers, text: response.body, body: JSON.parse(response.body) };
  expect(contract.problemWith('POST', url, answer)).toBeNull();
  return answer;
}

const added = async (payload: Buffer, options?: Upload) => {
  // so that they have an order
  world.advance(1_000);
  const { status, body, text } = await upload(payload, options);
  expect([status, text]).toEqual([201, text]);
  return body as EvidenceAnswer;
};
const addLink = (body: object) => {
  world.advance(1_000);
  return world.call('POST', path(), { body });
};
const listed = async () => {
  const answer = await world.call('GET', path());
  expect(contract.problemWith('GET', path(), answer)).toBeNull();
  return (answer.body as { data: EvidenceAnswer[] }).data;
};
const fetched = async (url: string) => {
  const response = await world.inject({ method: 'GET', url: new URL(url).pathname });
  return { status: response.statusCode, headers: response.headers, bytes: response.rawPayload };
};
const stored = () => {
  try {
    return readdirSync(join(folder, 'blobs', world.business.tenantId)).toSorted();
  } catch {
    return [];
  }
};
/** the files that a row names */
const named = async () => {
  const rows = await world.engine.database.read(world.business.tenantId, (db) => db.list(evidence));
  return rows.flatMap(({ id, sha256 }) => (sha256 === null ? [] : [id])).toSorted();
};
const underWay = () => readdirSync(join(folder, 'blobs', '.incoming'));

describe('evidence', () => {
  test('comes back byte by byte under an address that needs no key', async () => {
    const files: [Buffer, string, string, string, string][] = [
      [png, 'image/png', '?name=page.png&kind=screenshot', 'screenshot', 'image/png'],
      [pdf, 'application/octet-stream', '?name=receipt', 'pdf', 'application/pdf'],
      [html, 'text/html; charset=utf-8', '?name=page.html', 'dom_snapshot', 'text/html'],
      [Buffer.from('Grüße\n'), 'text/plain', '?name=note.txt&note=As%20read%20out', 'file', 'text/plain'],
      [Buffer.from('GIF89a…'), 'image/gif', '?name=a.gif', 'file', 'image/gif'],
      [Buffer.from('RIFF1234WEBPVP8 '), 'image/webp', '?name=a.webp', 'file', 'image/webp'],
      [Buffer.from('ffd8ffe000104a464946', 'hex'), 'image/jpeg', '?name=a.jpg', 'file', 'image/jpeg'],
    ];
    for (const [bytes, type, query, kind, mediaType] of files) {
      const answer = await added(bytes, { type, query });
      expect(answer).toMatchObject({ kind, mediaType, size: bytes.length, sha256: sha256Of(bytes) });
      const { status, bytes: back } = await fetched(answer.url);
      expect([mediaType, status, sha256Of(back)]).toEqual([mediaType, 200, answer.sha256]);
    }
    expect((await listed()).map(({ name }) => name)).toEqual(files.map(([, , query]) => new URLSearchParams(query).get('name')));
    expect(underWay()).toEqual([]);
  });

  test('is only ever saved, never shown on the server’s address', async () => {
    const { url } = await added(html, { type: 'text/html', query: '?name=page.html' });
    expect((await fetched(url)).headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': `attachment; filename="page.html"; filename*=UTF-8''page.html`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-length': String(html.length),
    });
  });

  test('may be a link, which is kept and never followed', async () => {
    const { status, body } = await addLink({ kind: 'link', url: 'http://127.0.0.1:1/secret', name: 'Receipt' });
    expect([status, body]).toMatchObject([
      201,
      {
        kind: 'link',
        url: 'http://127.0.0.1:1/secret',
        urlExpiresAt: null,
        mediaType: null,
        size: null,
        sha256: null,
        addedBy: 'Test key',
      },
    ]);
    for (const [field, value] of [
      ['url', 'javascript:alert(1)'],
      ['kind', 'file'],
      ['surprise', true],
    ] as const) {
      const refused = await addLink({ url: 'https://portal.example', name: 'x', [field]: value });
      expect([field, refused.status, refused.body]).toMatchObject([field, 400, { details: { issues: [{ path: field }] } }]);
    }
  });

  test('under one Idempotency-Key is kept once, and another file under it is refused', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await upload(png, { headers });
    const second = await upload(png, { headers });
    expect([second.status, second.text, second.headers['idempotent-replayed']]).toEqual([201, first.text, 'true']);
    expect((await upload(Buffer.concat([png, png]), { headers })).body).toMatchObject({ error: 'idempotency_conflict' });
    expect((await upload(png, { headers, query: '?name=other.png' })).body).toMatchObject({ error: 'idempotency_conflict' });
    expect(await listed()).toHaveLength(1);
    await expect.poll(stored, PATIENTLY).toEqual(await named());
    const links = [await world.call('POST', path(), linkOnce), await world.call('POST', path(), linkOnce)];
    expect(links.map(({ text }) => text)).toEqual([links[0]?.text, links[0]?.text]);
    expect(await listed()).toHaveLength(2);
  });
  const linkOnce = { body: { url: 'https://portal.example/', name: 'Link' }, headers: { 'idempotency-key': 'link once' } };

  test('sent twice at once under one key is there once, as row and as file', async () => {
    const headers = { 'idempotency-key': 'twins' };
    const twins = await Promise.all([upload(png, { headers }), upload(png, { headers }), upload(png, { headers })]);
    expect(new Set(twins.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(twins[0]?.status).toBe(201);
    expect(await listed()).toHaveLength(1);
    await expect.poll(stored, PATIENTLY).toEqual(await named());
  });

  test('that is removed is nowhere any more, and its file goes within the day', async () => {
    const { id, url } = await added(png);
    await world.run('bookings.removeEvidence', { evidenceId: id });
    expect((await fetched(url)).status).toBe(404);
    expect(await listed()).toEqual([]);
    expect(stored()).toContain(id);
    const old = (world.now() - DAY) / 1_000 - 1;
    utimesSync(join(folder, 'blobs', world.business.tenantId, id), old, old);
    const sweeping = { blobs: world.parts.blobs ?? diskBlobs(folder), database: world.engine.database, now: world.now() };
    expect(await sweepBlobs(sweeping)).toBe(1);
    expect(stored()).not.toContain(id);
  });

  test('of a sandbox, a key that only reads, and a booking of nothing is kept apart', async () => {
    const reader = await world.makeKey({ scopes: ['read'] });
    const before = stored();
    expect((await upload(png, { token: reader })).status).toBe(403);
    expect((await upload(png, { headers: { 'x-slotkeeper-sandbox': 'true' } })).status).toBe(404);
    expect((await world.call('GET', path(), { token: reader })).status).toBe(200);
    expect(stored()).toEqual(before);
  });
});

describe('a file', () => {
  test('of another kind than it says, or than we keep, is refused and leaves nothing', async () => {
    const zip = Buffer.from('504b0304140000000800', 'hex');
    const wrong: [string, Buffer, string, number][] = [
      ['a program', Buffer.from('7f454c46020101', 'hex'), 'image/png', 415],
      ['a page that says it is a picture', html, 'image/png', 415],
      ['a picture that says it is a page', png, 'text/html', 415],
      ['a drawing with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'image/svg+xml', 415],
      ['an archive', zip, 'application/octet-stream', 415],
      ['a compressed bomb', deflateSync(Buffer.alloc(1_000_000)), 'application/octet-stream', 415],
      ['text with NULs', Buffer.from('a\u0000b'), 'text/plain', 415],
      ['text in UTF-16', Buffer.from('hello', 'utf16le'), 'text/plain', 415],
      ['a form', Buffer.from('--x\r\n'), 'multipart/form-data; boundary=x', 415],
      ['nothing', Buffer.alloc(0), 'image/png', 400],
      ['a page that claims to be a screenshot', html, 'text/html', 400],
    ];
    const before = stored();
    for (const [what, bytes, type, status] of wrong) {
      const answer = await upload(bytes, { type, query: what.includes('screenshot') ? '?name=x&kind=screenshot' : '?name=x' });
      expect([what, answer.status, answer.text]).toEqual([what, status, answer.text]);
    }
    // What the booking does not take is removed behind the answer.
    await expect.poll(stored, PATIENTLY).toEqual(before);
    expect([await listed(), underWay()]).toEqual([[], []]);
  });

  test('that would unfold to gigabytes is kept as it came and never opened', async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(60_000, 0);
    header.writeUInt32BE(60_000, 4);
    const bomb = Buffer.concat([png.subarray(0, 8), header, deflateRawSync(Buffer.alloc(5_000_000))]);
    const { url, size } = await added(bomb);
    expect(size).toBe(bomb.length);
    expect((await fetched(url)).bytes.equals(bomb)).toBe(true);
  });

  test('is taken up to 25 MiB, and cut off behind', async () => {
    const whole = Buffer.concat([png, Buffer.alloc(MOST_FILE_BYTES - png.length)]);
    const { size, url } = await added(whole);
    expect([size, sha256Of((await fetched(url)).bytes)]).toEqual([MOST_FILE_BYTES, sha256Of(whole)]);
    const before = stored();
    const over = await upload(Buffer.concat([whole, Buffer.alloc(1)]));
    expect([over.status, over.body]).toMatchObject([413, { error: 'payload_too_large', details: { mostBytes: MOST_FILE_BYTES } }]);
    expect([stored(), underWay()]).toEqual([before, []]);
  });

  test('must have a name of one line; one that looks like a path is a name', async () => {
    for (const query of ['', '?name=', '?name=two%0Alines', '?name=x&surprise=1', '?name=x&kind=nothing'])
      expect([query, (await upload(png, { query })).status]).toEqual([query, 400]);
    const before = stored().length;
    const name = '../../../etc/"passwd"\\..\\windows.png';
    const { url } = await added(png, { query: `?name=${encodeURIComponent(name)}` });
    expect((await fetched(url)).headers['content-disposition']).toBe(
      `attachment; filename=".._.._.._etc__passwd__.._windows.png"; filename*=UTF-8''.._.._.._etc_%22passwd%22_.._windows.png`,
    );
    expect(stored()).toHaveLength(before + 1);
  });

  test('of which only a part comes leaves nothing', async () => {
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = world.app.server.address() as AddressInfo;
    const before = stored();
    const socket = connect(port, '127.0.0.1');
    const head = `POST ${path()}?name=half.png HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.token}\r\ncontent-type: image/png\r\n`;
    socket.write(`${head}content-length: ${MOST_FILE_BYTES}\r\n\r\n`);
    socket.write(Buffer.concat([png, Buffer.alloc(100_000)]));
    await expect.poll(underWay, PATIENTLY).toHaveLength(1);
    socket.destroy();
    await expect.poll(underWay, PATIENTLY).toEqual([]);
    expect([await listed(), stored()]).toEqual([[], before]);
  });

  test('that is too large is told so over a real line while it is still being sent', async () => {
    const { port } = world.app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (data) => (heard += data.toString('latin1')));
    socket.on('error', () => {});
    const head = `POST ${path()}?name=huge.png HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.token}\r\ncontent-type: image/png\r\n`;
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    const block = Buffer.concat([png, Buffer.alloc(1024 * 1024 - png.length)]);
    const send = () => {
      while (socket.writable && socket.write(Buffer.concat([Buffer.from('100000\r\n'), block, Buffer.from('\r\n')])));
      if (heard === '') socket.once('drain', send);
    };
    send();
    await expect.poll(() => heard, PATIENTLY).toContain('payload_too_large');
    socket.destroy();
    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
    await expect.poll(underWay, PATIENTLY).toEqual([]);
  });
});

describe('a signed address', () => {
  test('dies after 24 hours', async () => {
    const { url } = await added(png);
    world.advance(DAY - 1_000);
    expect((await fetched(url)).status).toBe(200);
    world.advance(1_000);
    expect((await fetched(url)).status).toBe(404);
    const [again] = await listed();
    expect((await fetched(again?.url ?? '')).status).toBe(200);
  });

  test('that was forged, stretched, or made for something else opens nothing, all alike', async () => {
    const { url } = await added(png);
    const other = await added(pdf, { type: 'application/pdf', query: '?name=b' });
    const token = new URL(url).pathname.slice('/evidence/'.length);
    const [name = '', end = '', mark = ''] = token.split('.');
    const otherName = new URL(other.url).pathname.slice('/evidence/'.length).split('.')[0] ?? '';
    const forged = [
      ...['x', '', `${name}.${end}`, `${name}.${end}.${'0'.repeat(40)}`, `${otherName}.${end}.${mark}`, `${token}.`, `${token}0`],
      `${name}.${(parseInt(end, 36) + 86_400).toString(36)}.${mark}`,
      `b${name.slice(1)}.${end}.${mark}`,
      `${name}.zzzzzzzzzzzz.${mark}`,
      `__proto__.${end}.${mark}`,
      '..%2f..%2fserver.key',
    ];
    const dead = await fetched(`http://x/evidence/${'f'.repeat(41)}.${end}.${mark}`);
    expect(dead.status).toBe(404);
    for (const each of forged) {
      const { status, bytes } = await fetched(`http://x/evidence/${each}`);
      expect([each, status, bytes.toString().includes('screen')]).toEqual([each, 404, false]);
    }
    expect((await fetched(url)).status).toBe(200);
  });

  test('is given to no other business, nor is anything of its bookings', async () => {
    const { id } = await added(png);
    const rival = await world.otherBusiness('Rival of evidence');
    const token = await world.makeKey({ tenantId: rival.tenantId });
    const before = stored();
    expect((await upload(png, { token })).status).toBe(404);
    for (const url of [path(), `${path()}.zip`]) expect((await world.call('GET', url, { token })).status).toBe(404);
    expect((await world.call('POST', path(), { token, body: { url: 'https://x.example', name: 'x' } })).status).toBe(404);
    expect([stored(), (await listed()).map((each) => each.id)]).toEqual([before, [id]]);
  });
});

describe('a bundle', () => {
  const unzip = async (bytes: Buffer) => {
    const zip = await fromBufferPromise(bytes);
    const files = new Map<string, Buffer>();
    for await (const entry of zip.eachEntry()) {
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      files.set(entry.fileName, Buffer.concat(chunks));
    }
    return files;
  };

  interface Manifest {
    booking: { id: string };
    evidence: { kind: string; name: string; addedBy: string; url: string | null; file: { path: string | null; sha256: string } | null }[];
  }

  const bundle = async () => {
    const { statusCode, headers, rawPayload } = await world.inject({
      ...{ method: 'GET', url: `${path()}.zip`, headers: { authorization: `Bearer ${world.token}` } },
    });
    expect([statusCode, headers['content-type']]).toEqual([200, 'application/zip']);
    const files = await unzip(rawPayload);
    return { files, manifest: JSON.parse(files.get('manifest.json')?.toString() ?? '') as Manifest };
  };

  test('has each file as it was, beside what says whose it is, since when, and its hash', async () => {
    for (const name of ['../../etc/passwd', 'CON', '..', 'a/b\\c:d.exe', '\u{1F9FE} Beleg Grüße.png'])
      await added(png, { query: `?name=${encodeURIComponent(name)}` });
    await added(html, { type: 'text/html', query: '?name=page.html' });
    await addLink({ url: 'https://portal.example/', name: 'Portal' });
    const { files, manifest } = await bundle();
    expect(manifest.booking.id).toBe(bookingId);
    expect([...files.keys()]).toEqual([
      'manifest.json',
      'files/001 ____etc_passwd.png',
      'files/002 CON.png',
      'files/003 _.png',
      'files/004 a_b_c_d.png',
      'files/005 _ Beleg Grüße.png',
      'files/006 page.html',
    ]);
    expect(manifest.evidence).toHaveLength(7);
    for (const { file, addedBy } of manifest.evidence) {
      expect(addedBy).toBe('Test key');
      if (file !== null) expect(sha256Of(files.get(file.path ?? '') ?? Buffer.alloc(0))).toBe(file.sha256);
    }
    expect(manifest.evidence.at(-1)).toMatchObject({ kind: 'link', url: 'https://portal.example/', file: null });
  });

  test('says of a file that is gone that it is not in it', async () => {
    const { id } = await added(png);
    await added(pdf, { type: 'application/pdf', query: '?name=b' });
    rmSync(join(folder, 'blobs', world.business.tenantId, id));
    const { files, manifest } = await bundle();
    expect([...files.keys()]).toEqual(['manifest.json', 'files/002 b.pdf']);
    expect(manifest.evidence.map(({ file }) => file?.path)).toEqual([null, 'files/002 b.pdf']);
    expect((await fetched((await listed())[0]?.url ?? '')).status).toBe(404);
  });

  test('of nothing has its manifest alone', async () => {
    expect([...(await bundle()).files.keys()]).toEqual(['manifest.json']);
  });
});

describe('the sweep', () => {
  const sweep = () => sweepBlobs({ blobs: diskBlobs(folder), database: world.engine.database, now: world.now() });
  const age = (name: string, ms: number) => {
    const at = (world.now() - ms) / 1_000;
    utimesSync(join(folder, 'blobs', name), at, at);
  };

  test('takes what no row names once it has settled, and nothing else', async () => {
    const { tenantId } = world.business;
    const { writeFileSync, mkdirSync } = await import('node:fs');
    const { id } = await added(png);
    age(`${tenantId}/${id}`, 90 * DAY);
    const orphan = `${tenantId}/evd_00000000000000000001`;
    const fresh = `${tenantId}/evd_00000000000000000002`;
    const foreign = 'tnt_00000000000000000000/evd_00000000000000000003';
    mkdirSync(join(folder, 'blobs', 'tnt_00000000000000000000'), { recursive: true });
    for (const name of [orphan, fresh, foreign, `${tenantId}/notes.txt`, '.incoming/evd_00000000000000000004.ab'])
      writeFileSync(join(folder, 'blobs', name), 'x');
    for (const name of [orphan, foreign, `${tenantId}/notes.txt`, '.incoming/evd_00000000000000000004.ab']) age(name, DAY + 1_000);
    age(fresh, DAY - 60_000);
    await sweep();
    const left = stored();
    expect(left).toContain(id);
    expect(left).toContain('notes.txt');
    expect(left).toContain('evd_00000000000000000002');
    expect(left).not.toContain('evd_00000000000000000001');
    expect(readdirSync(join(folder, 'blobs', 'tnt_00000000000000000000'))).toEqual(['evd_00000000000000000003']);
    expect(underWay()).toEqual([]);
  });
});
