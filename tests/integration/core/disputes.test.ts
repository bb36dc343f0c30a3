import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, isoOf } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { DISPUTE_DAYS } from '#core/domains/disputes/model.ts';
import { execute } from '#core/engine/execute.ts';
import { coreWorld, type CoreWorld, customer, idFor, key, member, newCommandId, NOON, owner, wish } from './world.ts';

let world: CoreWorld;
let bookingId: string;

const START = Date.parse('2026-11-23T09:00Z');
const END = START + HOUR;

beforeEach(async () => {
  world = await coreWorld();
  bookingId = await book();
});
afterEach(() => world.close());

async function book(at = START, rest: object = {}): Promise<string> {
  return (await world.run('bookings.create', wish(await world.offer({ title: `Haircut ${at}` }), at, { ...rest }))).bookingId ?? '';
}

const reason = 'The chair was broken.';
const anna = () => customer(bookingId);
const staff = member('STAFF', 'Sam');
const open = async (actor = anna(), more: object = {}): Promise<string> =>
  (await world.run('disputes.open', { bookingId, reason, ...more }, actor)).disputeId ?? '';
const reply = (disputeId: string, actor = staff, text = 'We are sorry.') => world.run('disputes.reply', { disputeId, text }, actor);
const one = (disputeId: string, actor = owner) => world.ask('disputes.dispute', { disputeId }, actor);
const list = async (filter: object = {}): Promise<string[]> =>
  (await world.ask('disputes.list', filter)).data.map(({ id }: { id: string }) => id);
const disputedAt = async () => (await world.database.read(world.tenantId, (db) => db.find(bookings, bookingId)))?.disputedAt;
const history = async (): Promise<{ name: string; data: Record<string, unknown> }[]> =>
  (await world.ask('bookings.booking', { bookingId })).history.filter(({ name }: { name: string }) => name.startsWith('dispute.'));

describe('a dispute', () => {
  test('that a customer opens says what is wrong, with links that are its proof, and it is the business’s turn', async () => {
    const id = await open(anna(), {
      links: [{ url: 'https://photos.example/1', name: 'The chair' }, { url: 'https://bank.example@evil.example/2?x' }],
    });
    expect(await one(id)).toMatchObject({
      ...{ id, bookingId, bookingStatus: 'CONFIRMED', customerName: 'Anna Beispiel', timezone: 'Europe/Berlin', startsAt: START },
      ...{ offeringTitle: `Haircut ${START}`, totalCents: 4_500, currency: 'EUR', reason, messages: [], resolution: null },
      ...{ status: 'OPEN', openedBy: 'customer', openedByName: 'Anna Beispiel', awaits: 'business' },
      ...{ messageCount: 0, evidenceCount: 2, createdAt: NOON, updatedAt: NOON },
      links: [
        { name: 'The chair', url: 'https://photos.example/1' },
        { name: 'evil.example', url: 'https://bank.example@evil.example/2?x' },
      ],
    });
    expect(await world.ask('disputes.evidence', { disputeId: id })).toMatchObject([
      { subjectId: id, kind: 'link', name: 'The chair', addedBy: 'Anna Beispiel' },
      { subjectId: id, kind: 'link', name: 'evil.example', addedBy: 'Anna Beispiel' },
    ]);
    expect(await disputedAt()).toBe(NOON);
  });

  test('that the business opens waits for the customer and does not speak against them', async () => {
    const id = await open(staff);
    expect(await one(id)).toMatchObject({ openedBy: 'business', openedByName: 'Sam', awaits: 'customer' });
    expect(await disputedAt()).toBeNull();
  });

  test('is one at a time, and another may follow when it is over', async () => {
    const id = await open();
    for (const actor of [anna(), staff])
      expect(await world.refused('disputes.open', { bookingId, reason }, actor)).toMatchObject({
        ...{ code: 'already_exists', kind: 'dispute', id },
      });
    await world.run('disputes.withdraw', { disputeId: id }, anna());
    const second = await open(staff);
    expect((await world.ask('disputes.ofBooking', { bookingId })).map((each: { id: string }) => each.id).toSorted()).toEqual(
      [id, second].toSorted(),
    );
  });

  test('is not opened and taken back for ever', async () => {
    for (let i = 0; i < 20; i++) await world.run('disputes.withdraw', { disputeId: await open() }, anna());
    expect(await world.refused('disputes.open', { bookingId, reason }, anna())).toMatchObject({
      code: 'in_use',
      kind: 'dispute',
      count: 20,
    });
  });

  test('is answered in turns, until somebody has said too much', async () => {
    const id = await open();
    world.clock.now += HOUR;
    const { messageId } = await world.run(
      'disputes.reply',
      { disputeId: id, text: 'Which chair?', links: [{ url: 'https://atlas.example/chairs' }] },
      staff,
    );
    expect(await one(id)).toMatchObject({ awaits: 'customer', updatedAt: NOON + HOUR, createdAt: NOON, messageCount: 1 });
    world.clock.now += HOUR;
    await reply(id, anna(), 'The left one.');
    const { awaits, messages } = await one(id);
    expect(awaits).toBe('business');
    expect(messages).toMatchObject([
      {
        ...{ id: messageId, from: 'business', author: 'Sam', text: 'Which chair?', createdAt: NOON + HOUR },
        links: [{ name: 'atlas.example', url: 'https://atlas.example/chairs' }],
      },
      { from: 'customer', author: 'Anna Beispiel', text: 'The left one.', links: [], createdAt: NOON + 2 * HOUR },
    ]);
    for (let i = 2; i < 200; i++) await reply(id, i % 2 === 0 ? staff : anna(), `${i}`);
    expect(await world.refused('disputes.reply', { disputeId: id, text: 'Again' }, anna())).toMatchObject({
      ...{ code: 'in_use', kind: 'message', count: 200 },
    });
  });

  test('is about what was confirmed once', async () => {
    const offeringId = await world.offer({ title: 'By request', approval: 'manual' });
    const request = wish(offeringId, START + DAY, { source: 'widget' });
    const { bookingId: requested = '' } = await world.run('bookings.create', request, customer());
    const ask = { bookingId: requested, reason };
    const refusal = (status: string) => ({ code: 'invalid_transition', status, move: 'dispute' });
    for (const actor of [customer(requested), staff])
      expect(await world.refused('disputes.open', ask, actor)).toMatchObject(refusal('PENDING'));
    await world.run('bookings.decline', { bookingId: requested });
    for (const actor of [customer(requested), staff])
      expect(await world.refused('disputes.open', ask, actor)).toMatchObject(refusal('CANCELLED'));
    await world.run('bookings.cancel', { bookingId });
    expect((await one(await open())).bookingStatus).toBe('CANCELLED');
  });

  test('is opened by customers until 120 days after the end, and by the business whenever', async () => {
    const last = END + DISPUTE_DAYS * DAY;
    const later = await book(START + DAY);
    world.clock.now = last;
    await open();
    world.clock.now = last + DAY + 1;
    expect(await world.refused('disputes.open', { bookingId: later, reason }, customer(later))).toMatchObject({
      ...{ code: 'invalid_transition', move: 'dispute', until: isoOf(last + DAY) },
    });
    await world.run('disputes.open', { bookingId: later, reason }, staff);
  });

  test('wants words, and few links that lead to the web', async () => {
    const refused = async (input: object) => {
      const { code, issues } = await world.refused('disputes.open', { bookingId, reason, ...input }, anna());
      return [code, ...(issues as { path: string }[]).map(({ path }) => path)];
    };
    expect(await refused({ reason: '  \n' })).toEqual(['invalid_request', 'reason']);
    expect(await refused({ reason: 'a'.repeat(2_001) })).toEqual(['invalid_request', 'reason']);
    expect(await refused({ reason: 'nul \u0000' })).toEqual(['invalid_request', 'reason']);
    expect(await refused({ links: [{ url: 'javascript:alert(1)' }] })).toEqual(['invalid_request', 'links.0.url']);
    expect(await refused({ links: Array.from({ length: 6 }, () => ({ url: 'https://a.example' })) })).toEqual(['invalid_request', 'links']);
    const id = await open();
    expect(await world.refused('disputes.reply', { disputeId: id, text: '' }, anna())).toMatchObject({ code: 'invalid_request' });
  });

  test('is nobody else’s: not another booking’s customer’s, not another business’s', async () => {
    const id = await open();
    const other = customer(await book(START + DAY));
    const rival = await world.business('rival');
    const gone = { code: 'not_found', kind: 'dispute', id };
    for (const actor of [other, customer()]) {
      expect(await world.askRefused('disputes.dispute', { disputeId: id }, actor)).toMatchObject(gone);
      expect(await world.refused('disputes.reply', { disputeId: id, text: 'Hello' }, actor)).toMatchObject(gone);
      expect(await world.refused('disputes.withdraw', { disputeId: id }, actor)).toMatchObject(gone);
      expect(await world.refused('disputes.open', { bookingId, reason }, actor)).toMatchObject({ code: 'not_found' });
      expect(await world.askRefused('disputes.ofBooking', { bookingId }, actor)).toMatchObject({ code: 'not_found' });
    }
    for (const [name, more] of [
      ['reply', { text: 'Hello' }],
      ['resolve', { outcome: 'keep', note: 'No' }],
      ['withdraw', {}],
      ['addEvidence', { name: 'Receipt', url: 'https://a.example' }],
    ] as const)
      expect(await rival.refused(`disputes.${name}`, { disputeId: id, ...more })).toMatchObject(gone);
    expect(await rival.askRefused('disputes.evidence', { disputeId: id })).toMatchObject(gone);
    expect((await rival.ask('disputes.list')).data).toEqual([]);
    expect(await one(id)).toMatchObject({ status: 'OPEN', messageCount: 0 });
  });

  test('keeps proof of the desk, which its customer does not see', async () => {
    const id = await open(anna(), { links: [{ url: 'https://photos.example/1' }] });
    const { evidenceId } = await world.run('disputes.addEvidence', { disputeId: id, name: 'Camera', url: 'https://cam.example' }, staff);
    const file = { evidenceId: idFor('evd', 'one'), name: 'page.png', mediaType: 'image/png', size: 12, sha256: 'a'.repeat(64) };
    await world.run('disputes.addEvidenceFile', { disputeId: id, ...file }, key('write'));
    expect(await one(id)).toMatchObject({ evidenceCount: 3, links: [{ url: 'https://photos.example/1' }] });
    expect(await one(id, anna())).toMatchObject({ evidenceCount: 0, links: [{ url: 'https://photos.example/1' }] });
    expect(JSON.stringify(await one(id, anna()))).not.toContain('cam.example');
    expect((await world.askRefused('bookings.evidenceById', { evidenceId }, anna())).code).toBe('forbidden');
    expect(await world.ask('bookings.evidenceById', { evidenceId })).toMatchObject({ subjectId: id, name: 'Camera', addedBy: 'Sam' });
    await world.run('bookings.removeEvidence', { evidenceId });
    expect(await world.ask('disputes.evidence', { disputeId: id })).toHaveLength(2);
    expect(await world.ask('bookings.evidence', { bookingId })).toEqual([]);
    await world.run('disputes.resolve', { disputeId: id, outcome: 'keep', note: 'It was whole.' });
    await world.run('disputes.addEvidence', { disputeId: id, name: 'Later', url: 'https://cam.example/2' });
    const taken = await open(staff);
    await world.run('disputes.withdraw', { disputeId: taken }, staff);
    expect(await world.refused('disputes.addEvidence', { disputeId: taken, name: 'No', url: 'https://a.example' })).toMatchObject({
      ...{ code: 'invalid_transition', status: 'WITHDRAWN', move: 'addEvidence' },
    });
  });

  test('loses a link that was removed from what is shown of it', async () => {
    const id = await open(anna(), { links: [{ url: 'https://photos.example/1' }] });
    const [link] = (await one(id)).links;
    await world.run('bookings.removeEvidence', { evidenceId: link.id });
    expect(await one(id)).toMatchObject({ links: [], evidenceCount: 0 });
  });
});

describe('a dispute is over', () => {
  const over = async (id: string, status: string) => {
    for (const [name, more] of [
      ['reply', { text: 'Wait' }],
      ['resolve', { outcome: 'keep', note: 'No' }],
      ['withdraw', {}],
    ] as const)
      expect(await world.refused(`disputes.${name}`, { disputeId: id, ...more })).toMatchObject({
        ...{ code: 'invalid_transition', kind: 'dispute', status, move: name },
      });
  };

  test('when the business keeps the payment: the customer reads why, and it speaks against them', async () => {
    const id = await open();
    world.clock.now += DAY;
    await world.run('disputes.resolve', { disputeId: id, outcome: 'keep', note: 'The chair was whole.' }, member('ADMIN', 'Ada'));
    expect(await one(id, anna())).toMatchObject({
      ...{ status: 'RESOLVED', awaits: null, updatedAt: NOON + DAY },
      resolution: { outcome: 'keep', refundCents: 0, note: 'The chair was whole.', by: 'Ada', at: NOON + DAY },
    });
    expect(await disputedAt()).toBe(NOON);
    await over(id, 'RESOLVED');
  });

  test('when whoever opened it takes it back, and nobody else does', async () => {
    const theirs = await open();
    expect(await world.refused('disputes.withdraw', { disputeId: theirs }, staff)).toMatchObject({
      code: 'forbidden',
      openedBy: 'customer',
    });
    await world.run('disputes.withdraw', { disputeId: theirs }, anna());
    expect(await one(theirs)).toMatchObject({ status: 'WITHDRAWN', awaits: null, resolution: null });
    expect(await disputedAt()).toBeNull();
    await over(theirs, 'WITHDRAWN');
    const ours = await open(staff);
    expect(await world.refused('disputes.withdraw', { disputeId: ours }, anna())).toMatchObject({
      code: 'forbidden',
      openedBy: 'business',
    });
    await world.run('disputes.withdraw', { disputeId: ours }, key('write'));
  });

  test('and one that is taken back leaves standing what was decided before', async () => {
    await world.run('disputes.resolve', { disputeId: await open(), outcome: 'keep', note: 'No.' });
    world.clock.now += DAY;
    const again = await open();
    expect(await disputedAt()).toBe(NOON + DAY);
    await world.run('disputes.withdraw', { disputeId: again }, anna());
    expect(await disputedAt()).toBe(NOON);
  });

  test('by a decision that says how much is given back, and why', async () => {
    const id = await open();
    const issues = async (input: object) => {
      const refusal = await world.refused('disputes.resolve', { disputeId: id, note: 'Sorry', ...input });
      return [refusal.code, ...(refusal['issues'] as { path: string }[]).map(({ path }) => path)];
    };
    expect(await issues({ outcome: 'refund' })).toEqual(['invalid_request', 'refundCents']);
    expect(await issues({ outcome: 'refund', refundCents: 0 })).toEqual(['invalid_request', 'refundCents']);
    expect(await issues({ outcome: 'keep', refundCents: 1 })).toEqual(['invalid_request', 'refundCents']);
    expect(await issues({ outcome: 'keep', note: ' ' })).toEqual(['invalid_request', 'note']);
    expect(await issues({ outcome: 'half' })).toEqual(['invalid_request', 'outcome']);
    for (const actor of [staff, anna()])
      expect((await world.refused('disputes.resolve', { disputeId: id, outcome: 'keep', note: 'No' }, actor)).code).toBe('forbidden');
  });
});

describe('what is told of disputes', () => {
  test('is in the history of the booking, with seed 001’s names of things', async () => {
    const id = await open(anna(), { links: [{ url: 'https://photos.example/1', name: 'The chair' }] });
    const { messageId } = await reply(id);
    await world.run('disputes.resolve', { disputeId: id, outcome: 'keep', note: 'No.' });
    const ours = await open(staff);
    await world.run('disputes.withdraw', { disputeId: ours }, staff);
    const { customerId, confirmationCode } = await world.ask('bookings.booking', { bookingId });
    const about = { bookingId, disputeId: id, businessId: world.tenantId };
    expect(await history()).toMatchObject([
      {
        name: 'dispute.opened',
        data: {
          ...{ ...about, confirmationCode, openedById: customerId, openedBy: 'customer', openedByName: 'Anna Beispiel', reason },
          links: [{ url: 'https://photos.example/1', name: 'The chair' }],
        },
      },
      { name: 'dispute.message', data: { ...about, messageId, from: 'business', author: 'Sam', text: 'We are sorry.' } },
      { name: 'dispute.resolved', data: { ...about, outcome: 'keep', refundCents: 0, currency: 'EUR', note: 'No.' } },
      { name: 'dispute.opened', data: { bookingId, disputeId: ours, openedById: staff.id, openedBy: 'business', openedByName: 'Sam' } },
      { name: 'dispute.withdrawn', data: { bookingId, disputeId: ours, by: 'business', byName: 'Sam' } },
    ]);
    expect((await world.ask('bookings.booking', { bookingId }, anna())).history).toEqual([]);
  });

  test('goes to whoever subscribed, but for what was taken back', async () => {
    const events = ['dispute.opened', 'dispute.message', 'dispute.resolved'];
    await world.run('webhooks.createEndpoint', { url: 'https://example.org/hook', events, secret: `whsec_${'A'.repeat(44)}` });
    const id = await open();
    await reply(id);
    await world.run('disputes.withdraw', { disputeId: id }, anna());
    await world.run('disputes.resolve', { disputeId: await open(staff), outcome: 'keep', note: 'No.' });
    const [endpoint] = await world.ask('webhooks.endpoints');
    const sent: { event: string }[] = await world.ask('webhooks.deliveries', { endpointId: endpoint.id });
    expect(sent.map(({ event }) => event).toSorted()).toEqual(
      ['dispute.opened', 'dispute.message', 'dispute.opened', 'dispute.resolved'].toSorted(),
    );
  });

  test('answered again under the same id is told once', async () => {
    const commandId = newCommandId();
    const twice = async (name: string, input: object, actor: Actor, id: string) => {
      const envelope = { commandId: id, name, input };
      const first = await execute(world.engine, { tenantId: world.tenantId, actor, envelope });
      expect(await execute(world.engine, { tenantId: world.tenantId, actor, envelope })).toEqual(first);
      return first.ok ? (first.value as Record<string, string>) : {};
    };
    const { disputeId = '' } = await twice('disputes.open', { bookingId, reason }, anna(), commandId);
    await twice('disputes.reply', { disputeId, text: 'Hello' }, staff, newCommandId());
    await twice('disputes.resolve', { disputeId, outcome: 'keep', note: 'No.' }, owner, newCommandId());
    expect((await history()).map(({ name }) => name)).toEqual(['dispute.opened', 'dispute.message', 'dispute.resolved']);
    expect(await one(disputeId)).toMatchObject({ status: 'RESOLVED', messageCount: 1 });
  });
});

describe('the list of disputes', () => {
  test('is by what changed last, in pages that hold while others come in, and by state, turn, booking and customer', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const id = await book(START + i * DAY + HOUR, { customer: { name: `Guest ${i}`, email: `guest${i}@example.org`, phone: null } });
      world.clock.now += 1_000;
      ids.push(
        (await world.run('disputes.open', { bookingId: id, reason: `Reason ${i}` }, i === 4 ? staff : customer(id))).disputeId ?? '',
      );
    }
    const [a = '', b = '', c = '', d = '', e = ''] = ids;
    expect(await list()).toEqual([e, d, c, b, a]);
    const first = await world.ask('disputes.list', { limit: 2 });
    expect(first.data.map(({ id }: { id: string }) => id)).toEqual([e, d]);
    world.clock.now += 1_000;
    await reply(a);
    const second = await world.ask('disputes.list', { limit: 2, after: first.next });
    expect(second.data.map(({ id }: { id: string }) => id)).toEqual([c, b]);
    expect(second.next).toBeNull();
    await world.run('disputes.resolve', { disputeId: c, outcome: 'keep', note: 'No.' });
    expect(await list({ status: ['OPEN'] })).toEqual([a, e, d, b]);
    expect(await list({ status: ['OPEN'], awaits: 'business' })).toEqual([d, b]);
    expect(await list({ status: ['RESOLVED', 'WITHDRAWN'] })).toEqual([c]);
    expect(await world.ask('disputes.counts')).toEqual({ open: 4, waiting: 2 });
    const { bookingId: ofB, customerId } = await one(b);
    expect(await list({ bookingId: ofB })).toEqual([b]);
    expect(await list({ customerId })).toEqual([b]);
  });

  test('is found by the customer, the code, the offering and the reason, each word of it', async () => {
    const id = await open();
    const { confirmationCode } = await one(id);
    for (const q of ['anna', 'beispiel broken', confirmationCode.toLowerCase(), 'haircut', 'CHAIR anna@example.org', ' '])
      expect([q, await list({ q })]).toEqual([q, [id]]);
    for (const q of ['anna table', 'zebra', '%']) expect([q, await list({ q })]).toEqual([q, []]);
  });

  test('knows customers who were merged by both of their ids', async () => {
    const id = await open();
    const { customerId } = await one(id);
    const { customerId: into } = await world.run('customers.create', { name: 'Anna B.', email: 'b@example.org', phone: null });
    await world.run('customers.merge', { keepId: into, mergeIds: [customerId] });
    expect(await list({ customerId })).toEqual([id]);
    expect(await list({ customerId: into })).toEqual([id]);
  });
});
