import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Due, DueDetail } from '#core/domains/bookings/model.ts';
import { ask } from '#core/engine/ask.ts';
import { twinOf } from '#server/directory.ts';
import { dueUrl } from '#server/doors/pages/dueLink.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { waitlistToken } from '#server/secrets/waitlist.ts';
import { startPayments } from '#server/workers/payments.ts';
import { everyDay, testWorld, type TestWorld } from './world.ts';

// What a customer reads, and does, behind the link of a due's letter. Without a script.

let world: TestWorld;
let tenantId: string;
let subdomain: string;
let orderId: string;

beforeEach(async () => {
  world = await testWorld();
  tenantId = (await twinOf(world.engine.database, world.business.tenantId)) ?? '';
  ({ subdomain } = (await asked('tenants.profile', {})) as { subdomain: string });
  orderId = await owe();
});
afterEach(() => world.close());

/** The worker asks the provider for what waits, and rests again. */
async function providerAsked(): Promise<void> {
  const loop = startPayments({ ...world.parts, timer: { at: () => () => {} }, random: () => 0 });
  await loop.idle();
  await loop.stop();
}

const run = async (name: string, input: unknown): Promise<Record<string, string>> => (await world.run(name, input, { tenantId })) as never;
const asked = (name: string, input: object) => ask(world.engine, { tenantId, actor: doorkeeper, name, input });
const due = async () => (await asked('pricing.due', { orderId })) as DueDetail;

async function owe(): Promise<string> {
  const { offeringId: visited } = await run('catalog.createOffering', { title: 'Class', basePriceCents: 1_000 });
  const plan = { period: 'month', visits: 4, offeringIds: [visited] };
  const sold = { title: '<Yoga> club', pricingModel: 'SUBSCRIPTION', basePriceCents: 4_900, plan };
  const { offeringId } = await run('catalog.createOffering', sold);
  const rules = everyDay.map((day) => ({ ...day, slotMinutes: null, capacity: null, validFrom: null, validUntil: null }));
  await run('availability.setSchedule', { subjectId: offeringId, rules });
  await run('catalog.publishOffering', { offeringId });
  const { customerId } = await run('customers.create', { name: 'Ada Byron', email: 'ada@example.com', phone: null });
  const startsOn = new Date(world.now()).toISOString().slice(0, 10);
  await run('pricing.startSubscription', { customerId, offeringId, startsOn });
  const { data } = (await asked('pricing.dues', {})) as { data: Due[] };
  return data[0]?.orderId ?? '';
}

const path = () => new URL(dueUrl(world.parts, { tenantId, orderId, subdomain })).pathname;
const open = (query = '') => world.inject({ method: 'GET', url: path() + query });
const form = (url: string, payload = '') =>
  world.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
const takesCards = () => run('payments.updateSettings', { changes: { provider: 'test' } });

describe('the page of a due', () => {
  test('says what is owed and where it is paid, escaped, and is kept by nobody', async () => {
    const { body, headers } = await open();
    expect(body).toContain('<h1>€49.00 to pay</h1>');
    expect(body).toContain('Please pay at our desk');
    expect(body).toContain('&#60;Yoga&#62; club');
    expect(body).not.toContain('<form');
    expect([headers['cache-control'], headers['referrer-policy']]).toEqual(['no-store', 'no-referrer']);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  test('leads to the payment page, and says that it is paid to whoever comes back', async () => {
    await takesCards();
    expect((await open()).body).toContain('Pay €49.00</button>');
    const pressed = await form(`${path()}/pay`);
    expect(pressed.statusCode).toBe(303);
    const [payment] = (await due()).payments;
    expect(pressed.headers.location).toBe(`${path()}?asked=${payment?.id}`);
    const soon = await world.inject({ method: 'GET', url: String(pressed.headers.location) });
    expect(soon.body).toContain('<h1>One moment</h1>');
    expect(soon.body).toContain(`content="1;url=${path()}?asked=${payment?.id}"`);
    await providerAsked();
    const url = (await due()).payments[0]?.checkoutUrl ?? '';
    expect((await world.inject({ method: 'GET', url: String(pressed.headers.location) })).body).toContain(`content="0;url=${url}"`);
    expect((await open(`?pay=${payment?.id}`)).body).toMatch(/Waiting for your bank[\s\S]*Back to the payment page/);
    const paid = await form(new URL(url).pathname, 'card=ok');
    expect(paid.headers.location).toBe(`${new URL(url).origin}${path()}?pay=${payment?.id}`);
    const { body } = await world.inject({ method: 'GET', url: new URL(String(paid.headers.location)).pathname + `?pay=${payment?.id}` });
    expect(body).toContain('<h1>Paid</h1>');
    expect(body).toContain('We have received €49.00.');
    expect(body).not.toMatch(/http-equiv="refresh"|<form/);
  });

  test('is asked to pay twice at once, and asks the provider once', async () => {
    await takesCards();
    const [one, two] = await Promise.all([form(`${path()}/pay`), form(`${path()}/pay`)]);
    expect(one.headers.location).toBe(two.headers.location);
    expect((await due()).payments).toHaveLength(1);
  });

  test('says that a card was declined, and lets them try again', async () => {
    await takesCards();
    await form(`${path()}/pay`);
    await providerAsked();
    const [payment] = (await due()).payments;
    const outcome = { kind: 'failed', failure: 'Insufficient funds of somebody' };
    await run('payments.hear', { paymentId: payment?.id, outcome, eventId: 'evt_1' });
    const { body } = await open(`?pay=${payment?.id}`);
    expect(body).toContain('Your payment did not work, and nothing was charged.');
    expect(body).toContain('Pay €49.00</button>');
    expect(body).not.toContain('Insufficient');
  });

  test('says that nothing is to be paid any more, and does not ask for it', async () => {
    await takesCards();
    await run('pricing.waiveDue', { orderId, reason: 'A secret' });
    const { body } = await open();
    expect(body).toContain('<h1>Nothing to pay</h1>');
    expect(body).not.toMatch(/A secret|<form/);
    const pressed = await form(`${path()}/pay`);
    expect(pressed.headers.location).toBe(path());
    expect((await due()).payments).toEqual([]);
  });

  test('says what was paid already', async () => {
    await run('payments.record', { orderId, method: 'cash', amountCents: 1_900, note: 'grumbled' });
    const { body } = await open();
    expect(body).toContain('<h1>€30.00 to pay</h1>');
    expect(body).toMatch(/Paid already[\s\S]*€19\.00/);
    expect(body).not.toContain('grumbled');
  });

  test('opens to its own link alone', async () => {
    const [body = '', mark = ''] = (path().split('/').at(-1) ?? '').split('.');
    const forged = `${path().slice(0, path().lastIndexOf('/'))}/${body}.${mark.startsWith('0') ? '1' : '0'}${mark.slice(1)}`;
    const foreign = path().replace(subdomain, world.business.subdomain);
    const waits = waitlistToken(world.parts.serverKey, { tenantId, waitlistId: `wtl_${body}` });
    for (const url of [forged, foreign, path().replace(`${body}.${mark}`, waits)])
      expect((await world.inject({ method: 'GET', url })).statusCode, url).toBe(404);
    expect((await form(`${forged}/pay`)).statusCode).toBe(404);
  });
});
