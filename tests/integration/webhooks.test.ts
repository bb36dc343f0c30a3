import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '#core/base/time.ts';
import type { Delivery, WebhookEndpoint } from '#core/domains/webhooks/model.ts';
import { type DeliveryWorker, startDeliveries } from '#server/workers/deliveries.ts';
import { type Business, openBusiness } from './business.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

let time: VirtualTime;
let atlas: Business;
let receiver: Receiver;
let worker: DeliveryWorker;
const closing: (() => Promise<unknown>)[] = [];

const start = (): DeliveryWorker => startDeliveries({ ...atlas.parts, timer: time.timer, random: () => 0 });
const advance = (ms: number) => time.advanceTo(time.clock.now() + ms, () => worker.idle());
/** Past the last attempt nothing is due: until then the worker is away, who would look for it every minute. */
async function advancePast(ms: number): Promise<void> {
  await advance(3 * HOUR);
  await worker.stop();
  await time.advanceTo(time.clock.now() + ms - 3 * HOUR, async () => {});
  worker = start();
  await worker.idle();
}

beforeEach(async () => {
  // Verifiers go by the real clock, so the virtual one starts there.
  time = virtualTime(Date.now());
  atlas = await openBusiness({ clock: time.clock, options: { allowPrivateWebhooks: true } });
  receiver = await startReceiver(() => time.clock.now());
  worker = start();
});

afterEach(async () => {
  await worker.stop();
  for (const close of closing.splice(0)) await close();
  await receiver.close();
  await atlas.close();
});

const subscribe = async (url: string, events: string[] = ['webhook.test']): Promise<string> =>
  (await atlas.run('webhooks.createEndpoint', { url, events, secret }))['endpointId'] ?? '';
const test1 = async (endpointId: string): Promise<string> => (await atlas.run('webhooks.sendTest', { endpointId }))['deliveryId'] ?? '';
const log = async (endpointId: string) => (await atlas.ask('webhooks.deliveries', { endpointId })) as Delivery[];
const endpointOf = async (endpointId: string) => (await atlas.ask('webhooks.endpoint', { endpointId })) as WebhookEndpoint;
const another = async () => {
  const made = await startReceiver(() => time.clock.now());
  closing.push(() => made.close());
  return made;
};

describe('a delivery', () => {
  test('goes out as soon as what it tells is committed, signed and whole', async () => {
    const endpointId = await subscribe(receiver.url, ['booking.created', 'booking.confirmed']);
    const offeringId = await atlas.offer({});
    const startsAt = Math.ceil((time.clock.now() + DAY) / DAY) * DAY + 12 * HOUR;
    await atlas.run('bookings.create', {
      items: [{ offeringId, startsAt }],
      customer: { name: 'Ada Lovelace', email: 'ada@example.com' },
      source: 'desk',
    });
    await worker.idle();
    const told = receiver.received.map(({ body }) => JSON.parse(body) as { event: string; sandbox: boolean; data: object });
    expect(told.map(({ event }) => event).toSorted()).toEqual(['booking.confirmed', 'booking.created']);
    expect(told[0]).toMatchObject({ sandbox: false, data: { offeringTitle: 'Haircut', customer: { name: 'Ada Lovelace' } } });
    for (const { body, headers } of receiver.received) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
      expect(headers['content-type']).toBe('application/json');
      expect(headers['x-slotkeeper-event']).toBe((JSON.parse(body) as { event: string }).event);
    }
    const deliveries = await log(endpointId);
    expect(deliveries.map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED']);
    expect(deliveries[0]?.attempts).toMatchObject([{ status: 200, responseSnippet: 'ok', error: null }]);
  });

  test('is tried on the documented schedule by a dead endpoint, then has failed, under one id throughout', async () => {
    receiver.answer = (response) => void response.writeHead(503).end('x'.repeat(5_000));
    const endpointId = await subscribe(receiver.url);
    const began = time.clock.now();
    const deliveryId = await test1(endpointId);
    await advance(3 * HOUR);
    const waits = [0, 5 * SECOND, 30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR];
    const expected = waits.map((_, i) => waits.slice(0, i + 1).reduce((sum, wait) => sum + wait, began));
    expect(receiver.received.map(({ at }) => at)).toEqual(expected);
    expect(new Set(receiver.received.map(({ headers }) => headers['x-slotkeeper-delivery-id']))).toEqual(new Set([deliveryId]));
    expect(receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']))).toEqual(
      expected.map((at) => Math.floor(at / 1000)),
    );
    const [delivery] = await log(endpointId);
    expect(delivery).toMatchObject({ id: deliveryId, status: 'FAILED', nextAttemptAt: null });
    expect(delivery?.attempts.map(({ at, status, responseSnippet }) => ({ at, status, length: responseSnippet.length }))).toEqual(
      expected.map((at) => ({ at, status: 503, length: 1_024 })),
    );
  });

  test('that failed is sent again by hand, from the start of its schedule', async () => {
    receiver.answer = (response) => void response.writeHead(500).end();
    const endpointId = await subscribe(receiver.url);
    const deliveryId = await test1(endpointId);
    await advance(3 * HOUR);
    receiver.answer = (response) => void response.writeHead(204).end();
    await atlas.run('webhooks.redeliver', { deliveryId });
    await worker.idle();
    const [delivery] = await log(endpointId);
    expect(delivery).toMatchObject({ id: deliveryId, status: 'DELIVERED' });
    expect(delivery?.attempts).toHaveLength(7);
  });

  test('that is not answered within ten seconds has not arrived', async () => {
    receiver.answer = () => {};
    const endpointId = await subscribe(receiver.url);
    await test1(endpointId);
    await receiver.untilReceived(1);
    receiver.answer = (response) => void response.writeHead(200).end();
    await time.advanceTo(time.clock.now() + 10 * SECOND, async () => {});
    await advance(5 * SECOND);
    const [delivery] = await log(endpointId);
    expect(delivery?.attempts).toMatchObject([
      { status: null, error: 'timeout', durationMs: 10 * SECOND },
      { status: 200, error: null },
    ]);
  });

  test('to nobody at home says so', async () => {
    const gone = await startReceiver();
    await gone.close();
    const endpointId = await subscribe(gone.url);
    await test1(endpointId);
    await worker.idle();
    expect((await log(endpointId))[0]).toMatchObject({ status: 'PENDING', attempts: [{ status: null, error: 'ECONNREFUSED' }] });
  });

  test('follows no redirect', async () => {
    const inside = await another();
    receiver.answer = (response) => void response.writeHead(307, { location: inside.url }).end();
    const endpointId = await subscribe(receiver.url);
    await test1(endpointId);
    await worker.idle();
    expect(inside.received).toEqual([]);
    expect((await log(endpointId))[0]?.attempts[0]?.status).toBe(307);
  });
});

describe('endpoints', () => {
  test('a slow one and a dead one keep nobody waiting', async () => {
    const slow = await another();
    slow.answer = () => {};
    const slowId = await subscribe(slow.url);
    for (let i = 0; i < 20; i++) await test1(slowId);
    await slow.untilReceived(8);
    const endpointId = await subscribe(receiver.url);
    for (let i = 0; i < 30; i++) await test1(endpointId);
    await receiver.untilReceived(30);
    expect(slow.received).toHaveLength(8);
    // Let the rest of them run out.
    slow.answer = (response) => void response.writeHead(200).end();
    await time.advanceTo(time.clock.now() + 10 * SECOND, async () => {});
    await advance(MINUTE);
    expect((await log(slowId)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'DELIVERED'));
    expect((await log(endpointId)).every(({ status }) => status === 'DELIVERED')).toBe(true);
  });

  test('one that answers 410 is switched off, and its owner is told', async () => {
    receiver.answer = (response) => void response.writeHead(410).end();
    const endpointId = await subscribe(receiver.url);
    await test1(endpointId);
    await worker.idle();
    expect(await endpointOf(endpointId)).toMatchObject({ active: false, disabledReason: 'gone' });
    expect((await log(endpointId))[0]).toMatchObject({ status: 'FAILED', attempts: [{ status: 410 }] });
  });

  test('one that gave nothing but failure for three days is switched off', async () => {
    receiver.answer = (response) => void response.writeHead(500).end();
    const endpointId = await subscribe(receiver.url);
    for (let day = 0; day < 3; day++) {
      await test1(endpointId);
      await advancePast(DAY);
      expect((await endpointOf(endpointId)).active).toBe(true);
    }
    await test1(endpointId);
    await worker.idle();
    expect(await endpointOf(endpointId)).toMatchObject({ active: false, disabledReason: 'failing' });
  });

  test('one answer in between starts the three days anew', async () => {
    receiver.answer = (response) => void response.writeHead(500).end();
    const endpointId = await subscribe(receiver.url);
    await test1(endpointId);
    await advancePast(2 * DAY);
    receiver.answer = (response) => void response.writeHead(200).end();
    await test1(endpointId);
    await worker.idle();
    receiver.answer = (response) => void response.writeHead(500).end();
    await test1(endpointId);
    await advancePast(2 * DAY);
    await test1(endpointId);
    await worker.idle();
    expect((await endpointOf(endpointId)).active).toBe(true);
  });

  test('what waits for one that was switched off is given up, and a test still goes out', async () => {
    receiver.answer = (response) => void response.writeHead(500).end();
    const endpointId = await subscribe(receiver.url, ['booking.created', 'webhook.test']);
    const offeringId = await atlas.offer({});
    const startsAt = Math.ceil((time.clock.now() + DAY) / DAY) * DAY + 12 * HOUR;
    await atlas.run('bookings.create', { items: [{ offeringId, startsAt }], customer: { name: 'Ada' }, source: 'desk' });
    await worker.idle();
    await atlas.run('webhooks.updateEndpoint', { endpointId, changes: { active: false } });
    await advance(MINUTE);
    const [waiting] = await log(endpointId);
    expect(waiting).toMatchObject({ status: 'FAILED', attempts: [{ status: 500 }, { status: null, error: 'endpoint_disabled' }] });
    receiver.answer = (response) => void response.writeHead(200).end();
    await test1(endpointId);
    await worker.idle();
    expect((await log(endpointId)).find(({ event }) => event === 'webhook.test')?.status).toBe('DELIVERED');
  });

  test('at a private address is refused at the moment of connecting unless the server was started so', async () => {
    await worker.stop();
    const guarded = { ...atlas.parts, options: { ...atlas.parts.options, allowPrivateWebhooks: false } };
    worker = startDeliveries({
      ...guarded,
      timer: time.timer,
      random: () => 0,
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    const { port } = new URL(receiver.url);
    for (const url of [receiver.url, `http://hooks.example:${port}/`]) {
      const endpointId = await subscribe(url);
      await test1(endpointId);
      await worker.idle();
      expect((await log(endpointId))[0]?.attempts).toMatchObject([{ status: null, error: 'private_address' }]);
    }
    expect(receiver.received).toEqual([]);
  });
});

describe('a rotated secret', () => {
  test('signs beside the old one for a day, then alone', async () => {
    const newer = `whsec_${Buffer.from('another secret of 32 bytes, yes!').toString('base64')}`;
    const endpointId = await subscribe(receiver.url);
    await atlas.run('webhooks.rotateSecret', { endpointId, secret: newer });
    await test1(endpointId);
    await worker.idle();
    await advancePast(DAY);
    await test1(endpointId);
    await worker.idle();
    const [during, after] = receiver.received.map(({ headers }) => String(headers['webhook-signature']).split(' ').length);
    expect([during, after]).toEqual([2, 1]);
    const first = receiver.received[0];
    for (const each of [secret, newer])
      expect(new Webhook(each).verify(first?.body ?? '', first?.headers as Record<string, string>)).toBeTruthy();
  });
});

describe('a server that dies', () => {
  test('between an attempt and its record sends again, under the same id', async () => {
    const endpointId = await subscribe(receiver.url);
    const deliveryId = await test1(endpointId);
    // Whatever is answered, the record never comes: what the process knew is gone with it.
    const { database } = atlas.engine;
    const dying = {
      ...database,
      work: ((fn) => (receiver.received.length > 0 ? new Promise(() => {}) : database.work(fn))) as typeof database.work,
    };
    await worker.stop();
    await atlas.run('webhooks.redeliver', { deliveryId });
    receiver.received.length = 0;
    startDeliveries({ ...atlas.parts, engine: { ...atlas.engine, database: dying }, timer: time.timer, random: () => 0 });
    await receiver.untilReceived(1);
    worker = start();
    await advance(30 * SECOND);
    expect(receiver.received).toHaveLength(1);
    await advance(MINUTE);
    expect(receiver.received.map(({ headers }) => headers['x-slotkeeper-delivery-id'])).toEqual([deliveryId, deliveryId]);
    expect((await log(endpointId))[0]?.status).toBe('DELIVERED');
  });

  test('or is stopped in the middle of an attempt gives the delivery back at once', async () => {
    receiver.answer = () => {};
    const endpointId = await subscribe(receiver.url);
    await test1(endpointId);
    await receiver.untilReceived(1);
    const stopped = worker.stop();
    await time.advanceTo(time.clock.now() + 3 * SECOND, async () => {});
    await stopped;
    expect((await log(endpointId))[0]).toMatchObject({ status: 'PENDING', attempts: [] });
    receiver.answer = (response) => void response.writeHead(200).end();
    worker = start();
    await worker.idle();
    expect((await log(endpointId))[0]).toMatchObject({ status: 'DELIVERED' });
  });

  test('two processes on one database send each delivery once', async () => {
    const other = start();
    const endpointId = await subscribe(receiver.url);
    await Promise.all(Array.from({ length: 40 }, () => test1(endpointId)));
    await worker.idle();
    await other.idle();
    await worker.idle();
    await other.stop();
    const ids = receiver.received.map(({ headers }) => headers['x-slotkeeper-delivery-id']);
    expect(new Set(ids).size).toBe(40);
    expect(ids).toHaveLength(40);
  });
});
