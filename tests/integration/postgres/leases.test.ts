import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '#core/data/database.ts';
import { pairings } from '#core/domains/members/tables.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { deliveries } from '#core/domains/webhooks/tables.ts';
import type { Engine } from '#core/engine/engine.ts';
import { newPairingCode, usePairing } from '#server/secrets/pairing.ts';
import { takeMails } from '#server/workers/mailbox.ts';
import { listDue, takeDeliveries } from '#server/workers/outbox.ts';
import { idFor, NOON } from '../core/world.ts';
import { openPlace, type Place, tenantId } from './place.ts';

let place: Place;
let processes: readonly Database[];
beforeEach(async () => {
  place = await openPlace();
  processes = [await place.another(), await place.another(), await place.another()];
});
afterEach(() => place.close());

const ids = Array.from({ length: 30 }, (_, i) => idFor('dlv', `row-${i}`));
const waiting = { tenantId, status: 'PENDING', attemptCount: 0, nextAttemptAt: NOON, leasedUntil: null, createdAt: NOON } as const;

/** All at once, as processes do that one commit has woken. */
const eachOf = <T>(fn: (database: Database) => Promise<readonly T[]>): Promise<T[]> =>
  Promise.all(processes.map((database) => fn(database))).then((taken) => taken.flat());

test('a delivery is taken by one process', async () => {
  const parcel = {
    ...waiting,
    endpointId: idFor('whk', 'hook'),
    eventId: idFor('evt', 'one'),
    event: 'booking.created',
    body: '{}',
    attempts: [],
  };
  await place.database.work((db) => db.insert(deliveries).values(ids.map((id) => ({ ...parcel, id }))));
  const due = await listDue(place.database, { now: NOON, except: [], perEndpoint: 100, limit: 100 });
  expect(due).toHaveLength(ids.length);
  // In an order of its own for each, so that they get in each other's way.
  let turn = 0;
  const taken = await eachOf((database) => takeDeliveries(database, { due: turn++ % 2 === 0 ? due : due.toReversed(), now: NOON }));
  expect(taken.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

test('a mail is taken by one process', async () => {
  const letter = {
    ...waiting,
    template: 'booking_confirmed',
    bookingId: idFor('bkg', 'one'),
    recipient: 'ada@example.org',
    error: null,
  } as const;
  await place.database.work((db) => db.insert(mails).values(ids.map((id) => ({ ...letter, id }))));
  const taken: string[] = [];
  for (let rows = await eachOf((database) => takeMails(database, NOON)); rows.length > 0;) {
    taken.push(...rows.map(({ id }) => id));
    rows = await eachOf((database) => takeMails(database, NOON));
  }
  expect(taken.toSorted()).toEqual(ids.toSorted());
});

test('a pairing code lets one device in', async () => {
  const { code, codeHash } = newPairingCode();
  const pairing = { codeHash, tenantId, memberId: idFor('mbr', 'owner'), expiresAt: NOON + 1 };
  await place.database.work((db) => db.insert(pairings).values(pairing));
  const engineOf = (database: Database) => ({ database, clock: { now: () => NOON } }) as unknown as Engine;
  const used = await eachOf(async (database) => [await usePairing(engineOf(database), code)]);
  expect(used.filter((found) => found !== undefined)).toHaveLength(1);
});
