import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import { events } from '#core/data/tables.ts';
import { occupancies } from '#core/domains/availability/tables.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { deliveries } from '#core/domains/webhooks/tables.ts';
import { execute } from '#core/engine/execute.ts';
import { commandLog, idempotency } from '#core/engine/tables.ts';
import { coreWorld, type CoreWorld, customer, key, member, newCommandId, NOON, owner, wish } from './world.ts';

let world: CoreWorld;
let offeringId: string;
const TEN = NOON + DAY;

beforeEach(async () => {
  world = await coreWorld();
  offeringId = await world.offer();
  const secret = `whsec_${'A'.repeat(44)}`;
  await world.run('webhooks.createEndpoint', { url: 'https://example.org/hook', events: ['booking.created', 'booking.confirmed'], secret });
});
afterEach(() => world.close());

const send = (commandId: string, name: string, input: unknown, actor: Actor = owner) =>
  execute(world.engine, { tenantId: world.tenantId, actor, envelope: { commandId, name, input } });

/** How many rows each table has: what a second effect would show in. */
const census = () =>
  world.database.read(world.tenantId, async (db) => {
    const counted: Record<string, number> = {};
    for (const table of [bookings, occupancies, events, deliveries, mails, commandLog])
      counted[String(Reflect.get(table, Symbol.for('drizzle:Name')))] = (await db.list(table)).length;
    return counted;
  });

describe('a command that comes again', () => {
  test('is answered as before and changes nothing', async () => {
    const commandId = newCommandId();
    const first = await send(commandId, 'bookings.create', wish(offeringId, TEN));
    const before = await census();
    world.clock.now += HOUR;
    expect(await send(commandId, 'bookings.create', wish(offeringId, TEN))).toEqual(first);
    expect(await census()).toEqual(before);
  });

  test('a refusal is answered as before too, though it would be accepted by now', async () => {
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    const commandId = newCommandId();
    const first = await send(commandId, 'bookings.create', wish(offeringId, TEN));
    expect(first).toMatchObject({ ok: false, code: 'booking_conflict' });
    await world.run('bookings.cancel', { bookingId });
    const before = await census();
    expect(await send(commandId, 'bookings.create', wish(offeringId, TEN))).toEqual(first);
    expect(await census()).toEqual(before);
  });

  test('from anybody but its author is told nothing, and changes nothing', async () => {
    const commandId = newCommandId();
    const first = await send(commandId, 'bookings.create', wish(offeringId, TEN));
    const before = await census();
    const others: Actor[] = [member('OWNER', 'another owner'), member('STAFF'), customer(), key('admin'), { ...owner, kind: 'system' }];
    for (const actor of others)
      await expect(send(commandId, 'bookings.create', wish(offeringId, TEN), actor)).rejects.toMatchObject({
        ...{ code: 'idempotency_conflict', facts: { commandId } },
      });
    expect(await census()).toEqual(before);
    const fromAnotherDevice: Actor = { ...owner, deviceId: 'dev_another', role: 'STAFF' } as Actor;
    expect(await send(commandId, 'bookings.create', wish(offeringId, TEN), fromAnotherDevice)).toEqual(first);
  });

  test('twice at the same time has one effect', async () => {
    const commandId = newCommandId();
    const asked = wish(offeringId, TEN);
    const [one, two] = await Promise.all([send(commandId, 'bookings.create', asked), send(commandId, 'bookings.create', asked)]);
    expect(one).toMatchObject({ ok: true });
    expect(two).toEqual(one);
    expect((await census())['bookings']).toBe(1);
  });

  test('after a fault runs afresh: the fault left no trace', async () => {
    const commandId = newCommandId();
    const before = await census();
    const faulty = execute(world.engine, {
      tenantId: world.tenantId,
      actor: owner,
      envelope: { commandId, name: 'bookings.create', input: wish(offeringId, TEN) },
      alongside: () => Promise.reject(new Error('disk')),
    });
    await expect(faulty).rejects.toThrow('disk');
    expect(await census()).toEqual(before);
    expect(await send(commandId, 'bookings.create', wish(offeringId, TEN))).toMatchObject({ ok: true });
  });

  test('makes the same ids on another database', async () => {
    const other = await coreWorld();
    const commandId = newCommandId();
    const input = { name: 'Chair', kind: 'chair' };
    const there = await execute(other.engine, {
      tenantId: other.tenantId,
      actor: owner,
      envelope: { commandId, name: 'catalog.createResource', input },
    });
    expect(await send(commandId, 'catalog.createResource', input)).toEqual(there);
    await other.close();
  });
});

describe('what a command tells', () => {
  test('is written once, with the command, to the history, the subscribers, the bell and the mail', async () => {
    const empty = await census();
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN, { source: 'widget' }), customer());
    const full = await census();
    const more = (table: string) => (full[table] ?? 0) - (empty[table] ?? 0);
    expect({ events: more('events'), deliveries: more('deliveries'), mails: more('mails') }).toEqual({
      events: 3,
      deliveries: 2,
      mails: 1,
    });
    expect(await world.ask('notifications.list')).toMatchObject({ unread: 1, data: [{ kind: 'BOOKING_CONFIRMED', bookingId }] });
    const page = await world.ask('events.page', { limit: 100 });
    const ofBooking = page.data.filter((event: { subjectId: string }) => event.subjectId === bookingId);
    expect(ofBooking.map(({ name }: { name: string }) => name)).toEqual(['booking.created', 'booking.status_changed', 'booking.confirmed']);
    const revs = await world.database.read(world.tenantId, async (db) => [
      (await db.find(bookings, bookingId ?? ''))?.rev,
      ...(await db.list(events)).filter(({ subjectId }) => subjectId === bookingId).map(({ rev }) => rev),
    ]);
    expect(new Set(revs).size).toBe(1);
  });

  test('is not written where the command is refused, but what stands alongside is', async () => {
    await world.run('bookings.create', wish(offeringId, TEN));
    const before = await census();
    const row = { id: 'account/key', payloadHash: 'h', status: 409, body: '{}', expiresAt: NOON + DAY };
    await execute(world.engine, {
      tenantId: world.tenantId,
      actor: owner,
      envelope: { commandId: newCommandId(), name: 'bookings.create', input: wish(offeringId, TEN) },
      alongside: (db) => db.insert(idempotency, row),
    });
    expect(await census()).toEqual({ ...before, command_log: (before['command_log'] ?? 0) + 1 });
    expect(await world.database.read(world.tenantId, (db) => db.list(idempotency))).toMatchObject([row]);
  });

  test('the log is read on from where it was left, without gap or repeat', async () => {
    const hours = Array.from({ length: 9 }, (_, i) => TEN + i * HOUR);
    for (const startsAt of hours) await world.run('bookings.create', wish(offeringId, startsAt));
    const all = (await world.ask('events.page', { limit: 100 })).data;
    const read: unknown[] = [];
    let after: { rev: number; ordinal: number } | undefined;
    for (let page = 0; page < 100; page++) {
      const { data, next } = await world.ask('events.page', { limit: 4, after });
      read.push(...data);
      after = next;
      if (data.length === 0) break;
    }
    expect(read).toEqual(all);
    expect(read).toHaveLength(27);
  });
});
