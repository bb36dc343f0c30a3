import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { webhookEvents } from '#core/domains/webhooks/model.ts';
import { diskBlobs } from '#server/blobs/disk.ts';
import { webhookBody } from '#server/doors/docs/webhookShapes.ts';
import { strictCaller } from './contract.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

let folder: string;
let world: TestWorld;
let call: TestWorld['call'];
let offeringId: string;
let bookingId: string;
let hour = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-disputes-'));
  world = await testWorld({ blobs: diskBlobs(folder) });
  call = await strictCaller(world);
  offeringId = await openOffering(world, { capacity: 1_000 });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  bookingId = await book();
});

interface DisputeBody {
  id: string;
  status: string;
  awaits: string | null;
  messages: { from: string; author: string; text: string; links: { url: string }[] }[];
  links: { id: string; name: string; url: string }[];
}

async function book(fields: object = {}): Promise<string> {
  const startsAt = new Date(Math.floor(world.now() / DAY) * DAY + DAY + (9 + (hour++ % 6)) * HOUR).toISOString();
  const body = { offeringId, startsAt, customer: { name: 'Ada Byron', email: 'ada@example.com' }, confirm: true, ...fields };
  return ((await call('POST', '/v1/api/bookings', { body })).body as { id: string }).id;
}

const post = (path: string, body?: object, headers: Record<string, string> = {}) =>
  call('POST', `/v1/api/disputes${path}`, { ...(body && { body }), headers });

async function opened(fields: object = {}): Promise<DisputeBody> {
  const { status, body, text } = await post('', { bookingId, reason: 'The room was locked', ...fields });
  expect([status, text]).toEqual([201, text]);
  return body as DisputeBody;
}

async function paid(): Promise<void> {
  world.advance(2 * DAY);
  await call('POST', `/v1/api/bookings/${bookingId}/complete`);
  const { order } = (await call('GET', `/v1/api/bookings/${bookingId}`)).body as { order: { id: string } };
  const body = { method: 'cash', amountCents: 4_000 };
  expect((await call('POST', `/v1/api/orders/${order.id}/payments`, { body })).status).toBe(201);
}

/** given back, or on its way: what was paid in cash is handed over by somebody */
async function refundedOf(): Promise<number> {
  const { refunds } = (await call('GET', `/v1/api/bookings/${bookingId}`)).body as { refunds: { amountCents: number; reason: string }[] };
  expect(refunds.every(({ reason }) => reason === 'dispute')).toBe(true);
  return refunds.reduce((sum, { amountCents }) => sum + amountCents, 0);
}

describe('a dispute over the API', () => {
  test('is opened, talked about, and read with all that was said', async () => {
    const links = [{ url: 'https://photos.example/7', name: 'The door' }, { url: 'https://portal.example/receipt' }];
    const { id, ...dispute } = await opened({ links });
    expect(dispute).toMatchObject({
      ...{ bookingId, status: 'OPEN', openedBy: 'business', openedByName: 'Test key', awaits: 'customer', resolution: null },
      ...{ reason: 'The room was locked', customer: { name: 'Ada Byron' }, offeringTitle: 'Haircut', messageCount: 0, evidenceCount: 2 },
      links: [{ url: 'https://photos.example/7', name: 'The door' }, { url: 'https://portal.example/receipt' }],
    });
    const more = await post(`/${id}/messages`, { text: 'We have asked the janitor', links: [{ url: 'https://a.example' }] });
    expect([more.status, more.body]).toMatchObject([
      200,
      { messages: [{ from: 'business', author: 'Test key', text: 'We have asked the janitor', links: [{ url: 'https://a.example' }] }] },
    ]);
    expect((await call('GET', `/v1/api/disputes/${id}`)).body).toEqual(more.body);
  });

  test('is one at a time, and of what was confirmed alone', async () => {
    const { id } = await opened();
    const second = await post('', { bookingId, reason: 'Again' });
    expect([second.status, second.body]).toMatchObject([409, { error: 'already_exists', details: { kind: 'dispute', id } }]);
    expect((await post(`/${id}/withdraw`)).body).toMatchObject({ status: 'WITHDRAWN', awaits: null });
    await opened({ reason: 'Again' });
    const asked = await openOffering(world, { title: 'On request', approval: 'manual' });
    const pending = await book({ offeringId: asked, confirm: false });
    expect(await post('', { bookingId: pending, reason: 'Too soon' })).toMatchObject({
      ...{ status: 409, body: { error: 'invalid_transition' } },
    });
  });

  test('is decided once, and the money goes back by the books', async () => {
    await paid();
    const { id } = await opened();
    for (const wrong of [
      { outcome: 'refund', note: 'x' },
      { outcome: 'keep', refundCents: 1, note: 'x' },
      { outcome: 'keep', note: '' },
    ])
      expect([wrong, (await post(`/${id}/resolve`, wrong)).status]).toEqual([wrong, 400]);
    const tooMuch = await post(`/${id}/resolve`, { outcome: 'refund', refundCents: 4_001, note: 'All and more' });
    expect([tooMuch.status, await refundedOf()]).toEqual([400, 0]);
    const { status, body } = await post(`/${id}/resolve`, { outcome: 'refund', refundCents: 1_500, note: 'For the first hour' });
    expect([status, body]).toMatchObject([
      200,
      {
        status: 'RESOLVED',
        awaits: null,
        resolution: { outcome: 'refund', refundCents: 1_500, note: 'For the first hour', by: 'Test key' },
      },
    ]);
    expect(await refundedOf()).toBe(1_500);
    for (const [path, sent] of [
      ['resolve', { outcome: 'keep', note: 'No' }],
      ['messages', { text: 'Still there?' }],
      ['withdraw', undefined],
    ] as const)
      expect([path, await post(`/${id}/${path}`, sent)]).toMatchObject([path, { status: 409, body: { error: 'invalid_transition' } }]);
    expect(await refundedOf()).toBe(1_500);
  });

  test('under one Idempotency-Key gives money back once', async () => {
    await paid();
    const { id } = await opened();
    const decision = { outcome: 'refund', refundCents: 1_000, note: 'Sorry' };
    const headers = { 'idempotency-key': `decide-${id}` };
    const first = await post(`/${id}/resolve`, decision, headers);
    const again = await post(`/${id}/resolve`, decision, headers);
    expect([again.text, again.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
    expect(await refundedOf()).toBe(1_000);
    const other = await post(`/${id}/resolve`, { ...decision, refundCents: 999 }, headers);
    expect(other).toMatchObject({ status: 409, body: { error: 'idempotency_conflict' } });
  });

  test('that its customer opened is not the business’s to take back', async () => {
    const { customer } = (await call('GET', `/v1/api/bookings/${bookingId}`)).body as { customer: { id: string } };
    const { id } = await openedByCustomer(customer.id);
    expect(await post(`/${id}/withdraw`)).toMatchObject({ status: 403, body: { error: 'forbidden' } });
  });

  test('names each field that is wrong with it', async () => {
    for (const [path, fields] of [
      ['reason', { reason: ' \n' }],
      ['reason', { reason: 'x'.repeat(2_001) }],
      ['links.0.url', { links: [{ url: 'javascript:alert(1)' }] }],
      ['links', { links: Array.from({ length: 6 }, () => ({ url: 'https://a.example' })) }],
      ['surprise', { surprise: true }],
    ] as const) {
      const answer = await post('', { bookingId, reason: 'x', ...fields });
      expect([path, answer.status, answer.body]).toMatchObject([path, 400, { details: { issues: [{ path }] } }]);
    }
  });

  test('is for keys that may, and of one business alone', async () => {
    const { id } = await opened();
    const reader = await world.makeKey({ scopes: ['read'] });
    expect((await call('GET', `/v1/api/disputes/${id}`, { token: reader })).status).toBe(200);
    expect((await call('POST', `/v1/api/disputes/${id}/messages`, { token: reader, body: { text: 'x' } })).status).toBe(403);
    const rival = await world.otherBusiness('Rival of disputes');
    const token = await world.makeKey({ tenantId: rival.tenantId });
    for (const url of [`/v1/api/disputes/${id}`, `/v1/api/disputes/${id}/evidence`])
      expect([url, (await call('GET', url, { token })).status]).toEqual([url, 404]);
    for (const [path, body] of [
      ['messages', { text: 'x' }],
      ['resolve', { outcome: 'keep', note: 'x' }],
      ['evidence', { url: 'https://x.example', name: 'x' }],
    ] as const)
      expect([path, (await call('POST', `/v1/api/disputes/${id}/${path}`, { token, body })).status]).toEqual([path, 404]);
    expect((await call('GET', '/v1/api/disputes', { token })).body).toEqual({ data: [], nextCursor: null });
  });
});

async function openedByCustomer(customerId: string): Promise<{ id: string }> {
  const { execute } = await import('#core/engine/execute.ts');
  const { newCommandId } = await import('#server/secrets/tokens.ts');
  const outcome = await execute(world.engine, {
    tenantId: world.business.tenantId,
    actor: { kind: 'customer', id: customerId, name: 'Ada Byron', bookingId },
    envelope: { commandId: newCommandId(), name: 'disputes.open', input: { bookingId, reason: 'Too loud' } },
  });
  if (!outcome.ok) throw new Error(outcome.code);
  return { id: (outcome.value as { disputeId: string }).disputeId };
}

describe('the list', () => {
  test('has the one that was touched last first, page by page, and narrows', async () => {
    const own = await testWorld();
    try {
      const strict = await strictCaller(own);
      const ofOwn = await openOffering(own, { capacity: 100 });
      const ids: string[] = [];
      const bookings: string[] = [];
      for (let i = 0; i < 5; i++) {
        const body = { offeringId: ofOwn, startsAt: '2026-03-05T10:00:00Z', customer: { name: `Guest ${i}` }, confirm: true };
        const { id } = (await strict('POST', '/v1/api/bookings', { body })).body as { id: string };
        bookings.push(id);
        own.advance(MINUTE);
        const made = await strict('POST', '/v1/api/disputes', { body: { bookingId: id, reason: `Broken${'abcde'[i]}lamp` } });
        ids.push((made.body as { id: string }).id);
      }
      own.advance(MINUTE);
      await strict('POST', `/v1/api/disputes/${ids[0]}/messages`, { body: { text: 'Any news?' } });
      await strict('POST', `/v1/api/disputes/${ids[1]}/withdraw`);
      const listed = async (query: string) => {
        const { body } = await strict('GET', `/v1/api/disputes?${query}`);
        return body as { data: { id: string }[]; nextCursor: string | null };
      };
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await listed(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.data.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen.slice(2)).toEqual([ids[4], ids[3], ids[2]]);
      expect(new Set(seen)).toEqual(new Set(ids));
      const found = async (query: string) => (await listed(query)).data.map(({ id }) => id);
      expect(await found('status=WITHDRAWN')).toEqual([ids[1]]);
      expect(await found('status=OPEN,RESOLVED')).toHaveLength(4);
      expect(await found('awaits=business')).toEqual([]);
      expect(await found(`bookingId=${bookings[2]}`)).toEqual([ids[2]]);
      expect(await found('q=BROKENDLAMP')).toEqual([ids[3]]);
      for (const wrong of ['status=CLOSED', 'awaits=me', 'cursor=xyz', 'limit=0', 'bookingId=off_1'])
        expect([wrong, (await strict('GET', `/v1/api/disputes?${wrong}`)).status]).toEqual([wrong, 400]);
    } finally {
      await own.close();
    }
  });
});

describe('evidence of a dispute', () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('what a screen showed')]);

  const upload = async (url: string, headers: Record<string, string> = {}) => {
    const { statusCode, body } = await world.inject({
      ...{ method: 'POST', url, payload: png },
      headers: { authorization: `Bearer ${world.token}`, 'content-type': 'image/png', ...headers },
    });
    return { status: statusCode, body: JSON.parse(body) as { id: string; disputeId: string; url: string } };
  };

  test('is kept, handed out by a signed address, and bundled with what was said', async () => {
    const { id } = await opened({ links: [{ url: 'https://photos.example/7', name: 'The door' }] });
    await post(`/${id}/messages`, { text: 'See the picture' });
    const path = `/v1/api/disputes/${id}/evidence`;
    world.advance(1_000);
    const added = await upload(`${path}?name=door.png&kind=screenshot`);
    expect([added.status, added.body]).toMatchObject([201, { disputeId: id, kind: 'screenshot', size: png.length }]);
    const { pathname } = new URL(added.body.url);
    expect((await world.inject({ method: 'GET', url: pathname })).rawPayload.equals(png)).toBe(true);
    const { data } = (await call('GET', path)).body as { data: { name: string; disputeId: string }[] };
    expect(data.map(({ name, disputeId }) => [name, disputeId])).toEqual([
      ['The door', id],
      ['door.png', id],
    ]);
    expect(((await call('GET', `/v1/api/bookings/${bookingId}/evidence`)).body as { data: unknown[] }).data).toEqual([]);

    const bundle = await world.inject({ method: 'GET', url: `${path}.zip`, headers: { authorization: `Bearer ${world.token}` } });
    expect(bundle.statusCode).toBe(200);
    const names: string[] = [];
    let manifest: unknown;
    const zip = await fromBufferPromise(bundle.rawPayload);
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      if (entry.fileName === 'manifest.json') manifest = JSON.parse(Buffer.concat(chunks).toString());
    }
    expect(names).toEqual(['manifest.json', 'files/002 door.png']);
    expect(manifest).toMatchObject({
      booking: { id: bookingId },
      dispute: { id, reason: 'The room was locked', messages: [{ from: 'business', text: 'See the picture' }], resolution: null },
      evidence: [{ kind: 'link' }, { kind: 'screenshot' }],
    });
  });

  test('is refused of nothing, and of one that was taken back', async () => {
    const nowhere = '/v1/api/disputes/dsp_00000000000000000000/evidence';
    expect((await upload(`${nowhere}?name=x.png`)).status).toBe(404);
    expect(
      (await world.inject({ method: 'GET', url: `${nowhere}.zip`, headers: { authorization: `Bearer ${world.token}` } })).statusCode,
    ).toBe(404);
    const { id } = await opened();
    await post(`/${id}/withdraw`);
    expect((await upload(`/v1/api/disputes/${id}/evidence?name=x.png`)).status).toBe(409);
  });

  test('goes up from the desk under either name, never both, and its addresses are told there', async () => {
    const { id } = await opened();
    const { token } = await world.signIn();
    const headers = { 'slotkeeper-protocol': '1', authorization: `Bearer ${token}` };
    const commandId = 'cmd_0123456789abcdefghjk';
    const at = (query: string) => `/v1/console/evidence?commandId=${commandId}&name=door.png${query}`;
    expect((await upload(at(''), headers)).status).toBe(400);
    expect((await upload(at(`&bookingId=${bookingId}&disputeId=${id}`), headers)).status).toBe(400);
    const first = await upload(at(`&disputeId=${id}`), headers);
    expect(first.status).toBe(201);
    expect((await upload(at(`&disputeId=${id}`), headers)).body).toEqual(first.body);
    const asked = await world.call('POST', '/v1/console/ask', {
      ...{ token, headers: { 'slotkeeper-protocol': '1' } },
      body: { name: 'disputes.evidenceLinks', input: { disputeId: id } },
    });
    const { files, bundle } = (asked.body as { value: { files: Record<string, string>; bundle: string } }).value;
    for (const url of [...Object.values(files), bundle]) expect((await world.inject({ method: 'GET', url })).statusCode).toBe(200);
    expect(Object.keys(files)).toHaveLength(1);
    const forged = await world.call('POST', '/v1/console/run', {
      ...{ token, headers: { 'slotkeeper-protocol': '1' } },
      body: {
        commandId: 'cmd_0123456789abcdefghjm',
        name: 'disputes.addEvidenceFile',
        input: {
          ...{ disputeId: id, name: 'x', mediaType: 'image/png', size: 1 },
          sha256: 'a'.repeat(64),
          evidenceId: `evd_${'0'.repeat(20)}`,
        },
      },
    });
    expect(forged.status).toBe(400);
  });

  test('is opened by no bundle’s address of its booking', async () => {
    const { id } = await opened();
    const { token } = await world.signIn();
    const links = async (name: string, input: object) => {
      const body = { name, input };
      const answer = await world.call('POST', '/v1/console/ask', { token, headers: { 'slotkeeper-protocol': '1' }, body });
      return (answer.body as { value: { bundle: string } }).value.bundle;
    };
    const ofDispute = await links('disputes.evidenceLinks', { disputeId: id });
    const swapped = ofDispute.replace('/evidence/d', '/evidence/b');
    expect(swapped).not.toBe(ofDispute);
    expect((await world.inject({ method: 'GET', url: swapped })).statusCode).toBe(404);
    expect((await world.inject({ method: 'GET', url: ofDispute })).statusCode).toBe(200);
  });
});

describe('its webhooks', () => {
  test('carry what the document says', async () => {
    const events = webhookEvents.filter((event) => event.startsWith('dispute.'));
    const body = { url: 'https://hooks.example/', description: '', events, active: true, sandbox: false };
    const { id: endpointId } = (await call('POST', '/v1/manage/webhooks', { body })).body as { id: string };
    await paid();
    const { id } = await opened({ links: [{ url: 'https://a.example/x' }] });
    await post(`/${id}/messages`, { text: 'Hello' });
    await post(`/${id}/resolve`, { outcome: 'refund', refundCents: 100, note: 'Sorry' });
    const sent = (await world.ask('webhooks.deliveries', { endpointId })) as { event: (typeof events)[number]; body: string }[];
    const told = (Array.isArray(sent) ? sent : (sent as { data: typeof sent }).data).map(({ event, body: text }) => {
      const parsed = JSON.parse(text) as { data: { disputeId: string } };
      expect([event, webhookBody(event).safeParse(parsed).error]).toEqual([event, undefined]);
      expect(parsed.data.disputeId).toBe(id);
      return event;
    });
    expect(told.toSorted()).toEqual(['dispute.message', 'dispute.opened', 'dispute.resolved']);
  });
});
