import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import { applyPull } from '#core/engine/rebase.ts';
import { syncedTables } from '#core/engine/synced.ts';
import { type Desk, openDesk } from './desk.ts';
import { coreWorld, type CoreWorld, customer, NOON, owner, wish } from './world.ts';

let world: CoreWorld;
let desk: Desk;
let offeringId: string;
const TEN = NOON + 3 * DAY;

beforeEach(async () => {
  world = await coreWorld();
  offeringId = await world.offer();
  desk = await openDesk(world);
  await desk.pull();
});
afterEach(async () => {
  await desk.close();
  await world.close();
});

/** Every synced row of one side, without the revision, which the desktop learns only with the next pull. */
async function rowsOf(engine: Desk['engine'], { withRev }: { withRev: boolean }): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  await engine.database.read(world.tenantId, async (db) => {
    for (const [name, { table }] of syncedTables)
      rows[name] = (await db.list(table))
        .map((row) => (withRev ? row : { ...row, rev: 0 }))
        .toSorted((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
  });
  return rows;
}

const mustAgree = async (): Promise<void> => {
  expect(await rowsOf(desk.engine, { withRev: true })).toEqual(await rowsOf(world.engine, { withRev: true }));
};

describe('a desktop', () => {
  test('makes offline the very rows that the server makes later', async () => {
    await desk.run('customers.create', { name: 'Anna', email: 'a@example.org' });
    await desk.run('bookings.create', wish(offeringId, TEN));
    const foreseen = await rowsOf(desk.engine, { withRev: false });
    expect(await desk.push()).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await rowsOf(world.engine, { withRev: false })).toEqual(foreseen);
    await desk.pull();
    await mustAgree();
    expect(await desk.pending()).toEqual([]);
  });

  test('refuses by itself what it knows to be wrong, and leaves nothing of it', async () => {
    await desk.run('bookings.create', wish(offeringId, TEN));
    const before = await rowsOf(desk.engine, { withRev: true });
    expect(await desk.run('bookings.create', wish(offeringId, TEN))).toMatchObject({ ok: false, code: 'booking_conflict' });
    await expect(desk.run('availability.hold', { offeringId, startsAt: TEN + HOUR })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await rowsOf(desk.engine, { withRev: true })).toEqual(before);
    expect(await desk.pending()).toEqual(['bookings.create']);
  });

  test('shows what the server says under what it has not yet sent', async () => {
    await desk.run('bookings.create', wish(offeringId, TEN));
    await world.run('catalog.updateOffering', { offeringId, changes: { title: 'Renamed', basePriceCents: 7_000 } });
    await desk.pull();
    const { data } = await desk.ask('bookings.list');
    expect(data).toMatchObject([{ totalCents: 7_000, items: [{ offeringTitle: 'Renamed' }] }]);
    expect(await desk.pending()).toHaveLength(1);
    await desk.push();
    await desk.pull();
    await mustAgree();
  });

  test('that was overtaken is told once, and goes on', async () => {
    await desk.run('bookings.create', wish(offeringId, TEN));
    await desk.run('customers.create', { name: 'Later' });
    await world.run('bookings.create', wish(offeringId, TEN, { source: 'widget' }), customer());
    await desk.pull();
    expect(await desk.pending()).toHaveLength(2);
    expect(await desk.push()).toMatchObject([{ ok: false, code: 'booking_conflict' }, { ok: true }]);
    for (let i = 0; i < 3; i++) await desk.pull();
    expect(await desk.attention()).toEqual([{ name: 'bookings.create', code: 'booking_conflict' }]);
    expect(await desk.pending()).toEqual([]);
    await mustAgree();
  });

  test('hears of a refusal though the push’s own answer was lost', async () => {
    await desk.run('bookings.create', wish(offeringId, TEN));
    await world.run('bookings.create', wish(offeringId, TEN));
    await desk.push();
    await desk.pull();
    expect(await desk.attention()).toHaveLength(1);
    expect(await desk.push()).toEqual([]);
  });

  test('puts rows back that a refused command had changed, made or removed', async () => {
    const block = { subjectId: offeringId, kind: 'BLOCK', from: '2026-12-24T00:00', to: '2026-12-25T00:00' };
    const exceptionId = ((await world.run('availability.addException', block)).exceptionIds ?? [])[0];
    const { bookingId } = await world.run('bookings.create', wish(offeringId, TEN));
    await desk.pull();
    await desk.run('bookings.editNotes', { bookingId, changes: { notes: 'mine' }, seen: { notes: '' } });
    await desk.run('bookings.cancel', { bookingId });
    await desk.run('availability.removeException', { exceptionId });
    await world.run('bookings.editNotes', { bookingId, changes: { notes: 'theirs' } });
    await world.run('bookings.cancel', { bookingId });
    await world.run('availability.removeException', { exceptionId });
    const results = await desk.push();
    expect(results.map(({ code }) => code)).toEqual(['edit_conflict', 'invalid_transition', 'not_found']);
    await desk.pull();
    await mustAgree();
    expect(await desk.attention()).toHaveLength(3);
    expect(await desk.ask('bookings.booking', { bookingId })).toMatchObject({ notes: 'theirs', status: 'CANCELLED' });
  });

  test('starting again from nothing keeps what it has not sent', async () => {
    await desk.run('bookings.create', wish(offeringId, TEN));
    await desk.pull({ replace: true });
    expect((await desk.ask('bookings.list')).total).toBe(1);
    await desk.push();
    await desk.pull({ replace: true });
    await mustAgree();
    expect(await desk.pending()).toEqual([]);
  });

  test('sends again what a server that was set back has lost, under the same ids', async () => {
    await desk.run('bookings.create', wish(offeringId, TEN));
    const [booking] = (await desk.ask('bookings.list')).data;
    await desk.push();
    await desk.pull();
    // The server as it was in its backup: the same business without the booking and the device.
    const page = { rev: 1, nonce: 'other', more: false, lastSeq: 0, role: 'OWNER' as const, total: 0, rows: {}, removed: [], refused: [] };
    await applyPull(desk.engine, { tenantId: world.tenantId, actor: owner, pages: [page], replace: true });
    expect(await desk.pending()).toEqual(['bookings.create']);
    expect(booking.id).toMatch(/^bkg_/);
  });

  test('two of them end with the same rows as the server', async () => {
    const second = await openDesk(world, 'second');
    await second.pull();
    await desk.run('bookings.create', wish(offeringId, TEN));
    await second.run('bookings.create', wish(offeringId, TEN));
    await second.run('bookings.create', wish(offeringId, TEN + HOUR));
    for (const each of [desk, second]) await each.push();
    for (const each of [desk, second]) {
      await each.pull();
      expect(await rowsOf(each.engine, { withRev: true })).toEqual(await rowsOf(world.engine, { withRev: true }));
    }
    expect(await desk.attention()).toEqual([]);
    expect(await second.attention()).toHaveLength(1);
    await second.close();
  });
});
