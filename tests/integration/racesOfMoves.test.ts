import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { customers } from '#core/domains/customers/tables.ts';
import { type Racetrack, racetrack } from './racetrack.ts';
import { mustBeSeated, placesOf, readSeating } from './seatCount.ts';
import { type Answered, openOffering } from './world.ts';

// Several people change the same bookings at the same instant: each answer must be true of the rows that are left.

const SHOP = '/v1/storefront/atlas-studios';
const at = (hour: number, day = 5): string => `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;
const seeds = [1, 2, 3];

interface Booking {
  readonly id: string;
  readonly status: string;
  readonly items: readonly { readonly id: string; readonly startsAt: string }[];
}

let made = 0;
const customer = () => ({ name: `Mover ${++made}`, email: `mover-${made}@example.com` });
const statuses = (answers: readonly Answered[]): number[] => answers.map(({ status }) => status).toSorted((a, b) => a - b);
const codeOf = ({ body }: Answered): string => (body as { error?: string }).error ?? 'done';

describe.each([
  ['one server', 1],
  ['two servers on one database', 2],
])('with %s', (_, servers) => {
  let track: Racetrack;

  beforeAll(async () => {
    track = await racetrack({ servers });
  });
  afterAll(() => track.close());
  afterEach(() => mustBeSeated(track.world));

  const offer = (fields: Record<string, unknown> = {}) => openOffering(track.world, { title: `Offering ${++made}`, ...fields });

  async function booked(offeringId: string, startsAt: string): Promise<Booking> {
    const { status, body, text } = await track.send('POST', '/v1/api/bookings', { body: { offeringId, startsAt, customer: customer() } });
    if (status !== 201) throw new Error(text);
    return body as Booking;
  }

  const move =
    ({ id }: Booking, startsAt: string) =>
    () =>
      track.send('PATCH', `/v1/api/bookings/${id}`, { body: { startsAt } });
  const act =
    ({ id }: Booking, what: string) =>
    () =>
      track.send('POST', `/v1/api/bookings/${id}/${what}`);
  const book = (offeringId: string, startsAt: string) => () =>
    track.send('POST', '/v1/api/bookings', { body: { offeringId, startsAt, customer: customer() } });
  const read = async ({ id }: Booking): Promise<Booking> => (await track.send('GET', `/v1/api/bookings/${id}`)).body as Booking;
  const startsOf = async (...bookings: Booking[]): Promise<(string | undefined)[]> =>
    (await Promise.all(bookings.map(read))).map(({ items }) => items[0]?.startsAt);
  const hoursTaken = async (offeringId: string): Promise<string[]> =>
    placesOf(await readSeating(track.world))
      .filter((place) => place.offeringId === offeringId)
      .map(({ startsAt }) => new Date(startsAt).toISOString().replace('.000', ''))
      .toSorted();

  describe('a request that waits for approval', () => {
    test.each(seeds)('takes its place: of two that overlap one is taken down (seed %i)', async (seed) => {
      const offeringId = await offer({ approval: 'manual', durationMinutes: 120 });
      const answers = await track.race(seed, [book(offeringId, at(9)), book(offeringId, at(10))]);
      expect(statuses(answers)).toEqual([201, 409]);
      const [pending] = answers.filter(({ status }) => status === 201).map(({ body }) => body as Booking);
      expect(pending?.status).toBe('PENDING');
      const again = await track.race(seed, [
        act(pending as Booking, 'approve'),
        book(offeringId, at(9)),
        book(offeringId, at(10)),
        act(pending as Booking, 'approve'),
      ]);
      expect(statuses(again)).toEqual([200, 409, 409, 409]);
      expect(await hoursTaken(offeringId)).toHaveLength(1);
    });

    test.each(seeds)('is approved beside the one that overlaps it, where there are seats for both (seed %i)', async (seed) => {
      const offeringId = await offer({ approval: 'manual', durationMinutes: 120, capacity: 2 });
      const [one, other] = [await booked(offeringId, at(9)), await booked(offeringId, at(10))];
      const answers = await track.race(seed, [
        act(one, 'approve'),
        act(other, 'approve'),
        book(offeringId, at(9)),
        book(offeringId, at(10)),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 409, 409]);
      expect(await Promise.all([one, other].map(read))).toMatchObject([{ status: 'CONFIRMED' }, { status: 'CONFIRMED' }]);
    });

    test.each(seeds)('is approved, declined and cancelled by several people, and one of them is heard first (seed %i)', async (seed) => {
      const offeringId = await offer({ approval: 'manual' });
      const pending = await booked(offeringId, at(9));
      const deeds = ['approve', 'decline', 'cancel', 'approve', 'decline', 'cancel'];
      const answers = await track.race(
        seed,
        deeds.map((what) => act(pending, what)),
      );
      const done = deeds.filter((_unused, i) => answers[i]?.status === 200);
      // Cancelling is all that an approval leaves open.
      expect([['approve', 'cancel'], ['decline'], ['cancel'], ['approve']]).toContainEqual(done.toSorted());
      const isOver = done.some((what) => what !== 'approve');
      expect((await read(pending)).status).toBe(isOver ? 'CANCELLED' : 'CONFIRMED');
      for (const answer of answers.filter(({ status }) => status !== 200)) expect(codeOf(answer)).toBe('invalid_transition');
      expect(await hoursTaken(offeringId)).toEqual(isOver ? [] : [at(9)]);
    });
  });

  describe('requests that leave their time open', () => {
    test.each(seeds)('of twenty approved at once as many are confirmed as there are seats (seed %i)', async (seed) => {
      const offeringId = await offer({ approval: 'manual', pendingTakesPlace: false, capacity: 3 });
      const requests: Booking[] = [];
      for (let i = 0; i < 20; i += 1) requests.push(await booked(offeringId, at(9)));
      expect(requests.every(({ status }) => status === 'PENDING')).toBe(true);
      const answers = await track.race(
        seed,
        requests.map((one) => act(one, 'approve')),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
      for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
        expect(status).toBe(409);
        expect(body).toMatchObject({ error: 'booking_conflict', details: { requested_time: at(9), next_available: at(10) } });
      }
      expect(await hoursTaken(offeringId)).toEqual([at(9), at(9), at(9)]);
    });

    test.each(seeds)('are approved, moved, declined and booked over: whoever is first has the time (seed %i)', async (seed) => {
      const offeringId = await offer({ approval: 'manual', pendingTakesPlace: false });
      const [one, other, third] = [await booked(offeringId, at(9)), await booked(offeringId, at(9)), await booked(offeringId, at(9))];
      const answers = await track.race(seed, [
        act(one, 'approve'),
        act(other, 'approve'),
        act(third, 'decline'),
        move(one, at(10)),
        move(other, at(10)),
        book(offeringId, at(9)),
      ]);
      for (const answer of answers.filter(({ status }) => status >= 400)) expect(codeOf(answer)).toBe('booking_conflict');
      const confirmed = (await Promise.all([one, other].map(read))).filter(({ status }) => status === 'CONFIRMED');
      expect(confirmed.length).toBeGreaterThan(0);
      expect((await hoursTaken(offeringId)).length).toBe(confirmed.length);
    });
  });

  describe('a move', () => {
    test.each(seeds)('of two bookings to one free slot brings one of them there (seed %i)', async (seed) => {
      const offeringId = await offer();
      const [one, other] = [await booked(offeringId, at(9)), await booked(offeringId, at(10))];
      const answers = await track.race(seed, [move(one, at(12)), move(other, at(12))]);
      expect(statuses(answers)).toEqual([200, 409]);
      const [lost] = answers.filter(({ status }) => status === 409);
      expect(lost?.body).toMatchObject({ error: 'booking_conflict', details: { requested_time: at(12), next_available: at(13) } });
      expect(await startsOf(one, other)).toEqual(answers[0]?.status === 200 ? [at(12), at(10)] : [at(9), at(12)]);
    });

    test.each(seeds)('of each to the other’s slot changes nothing: neither gives way first (seed %i)', async (seed) => {
      const offeringId = await offer();
      const [one, other] = [await booked(offeringId, at(9)), await booked(offeringId, at(10))];
      const answers = await track.race(seed, [move(one, at(10)), move(other, at(9))]);
      expect(answers.map(codeOf)).toEqual(['booking_conflict', 'booking_conflict']);
      expect(await startsOf(one, other)).toEqual([at(9), at(10)]);
    });

    test.each(seeds)('round a ring of seats goes through where one seat is free, and loses nobody (seed %i)', async (seed) => {
      const offeringId = await offer({ capacity: 2 });
      const hours = [9, 10, 11];
      const bookings = await Promise.all(hours.map((hour) => booked(offeringId, at(hour))));
      const answers = await track.race(
        seed,
        bookings.map((booking, i) => move(booking, at(hours[(i + 1) % hours.length] ?? 9))),
      );
      expect(statuses(answers)).toEqual([200, 200, 200]);
      expect(await hoursTaken(offeringId)).toEqual([at(9), at(10), at(11)]);
    });

    test.each(seeds)('against new bookings of the slot that it takes and the one that it leaves (seed %i)', async (seed) => {
      const offeringId = await offer();
      const booking = await booked(offeringId, at(9));
      const answers = await track.race(seed, [
        move(booking, at(12)),
        ...Array.from({ length: 4 }, () => book(offeringId, at(12))),
        ...Array.from({ length: 4 }, () => book(offeringId, at(9))),
      ]);
      const [moved, ...others] = answers;
      const [wentThere, wentHere] = [others.slice(0, 4), others.slice(4)].map((some) => some.filter(({ status }) => status === 201).length);
      expect(wentThere).toBe(moved?.status === 200 ? 0 : 1);
      expect(wentHere).toBeLessThanOrEqual(moved?.status === 200 ? 1 : 0);
      expect(await hoursTaken(offeringId)).toHaveLength(1 + (wentThere ?? 0) + (wentHere ?? 0));
    });

    test.each(seeds)('of one booking by three people leaves it in one place (seed %i)', async (seed) => {
      const offeringId = await offer();
      const booking = await booked(offeringId, at(9));
      const answers = await track.race(
        seed,
        [11, 12, 13].map((hour) => move(booking, at(hour))),
      );
      expect(statuses(answers)).toEqual([200, 200, 200]);
      const [start] = await startsOf(booking);
      expect([at(11), at(12), at(13)]).toContain(start);
      expect(await hoursTaken(offeringId)).toEqual([start]);
    });
  });

  describe('a cancellation', () => {
    test.each(seeds)('against a move of the same booking always ends it (seed %i)', async (seed) => {
      const offeringId = await offer();
      const booking = await booked(offeringId, at(9));
      const [moved, cancelled] = await track.race(seed, [move(booking, at(12)), act(booking, 'cancel')]);
      expect(cancelled?.status).toBe(200);
      if (moved?.status !== 200) expect(moved?.body).toMatchObject({ error: 'invalid_transition' });
      expect((await read(booking)).status).toBe('CANCELLED');
      expect(await hoursTaken(offeringId)).toEqual([]);
    });

    test.each(seeds)('gives its slot to one of those who want it, and to no two (seed %i)', async (seed) => {
      const offeringId = await offer();
      const booking = await booked(offeringId, at(9));
      const answers = await track.race(seed, [act(booking, 'cancel'), ...Array.from({ length: 10 }, () => book(offeringId, at(9)))]);
      expect(answers[0]?.status).toBe(200);
      const won = answers.slice(1).filter(({ status }) => status === 201).length;
      expect(await hoursTaken(offeringId)).toHaveLength(won);
      expect(won).toBeLessThanOrEqual(1);
    });

    test.each(seeds)('sent by the customer and the desk at once happens once (seed %i)', async (seed) => {
      const offeringId = await offer({ cancellationPolicy: [{ hoursBefore: 1, refundPercent: 100 }] });
      const { body } = await track.send('POST', `${SHOP}/checkout`, {
        token: null,
        body: { offeringId, startsAt: at(9), customer: customer() },
      });
      const { booking, manageToken } = body as { booking: Booking; manageToken: string };
      const byCustomer = () =>
        track.send('POST', `${SHOP}/bookings/${booking.id}/cancel`, { token: manageToken, body: { expectedRefundPercent: 100 } });
      const answers = await track.race(seed, [byCustomer, act(booking, 'cancel'), byCustomer, act(booking, 'cancel')]);
      expect(statuses(answers)).toEqual([200, 409, 409, 409]);
      const { events } = await readSeating(track.world);
      expect(events.filter(({ name, subjectId }) => name === 'booking.cancelled' && subjectId === booking.id)).toHaveLength(1);
    });
  });

  test.each(seeds)('checking in, completing and not coming exclude each other (seed %i)', async (seed) => {
    const offeringId = await offer();
    const booking = await booked(offeringId, at(9));
    track.world.advance(Date.parse(at(9)) - track.world.now() + 60_000);
    const deeds = ['check-in', 'no-show', 'check-in', 'no-show'];
    const answers = await track.race(
      seed,
      deeds.map((what) => act(booking, what)),
    );
    expect(statuses(answers)).toEqual([200, 409, 409, 409]);
    const { status } = await read(booking);
    expect(status).toBe(deeds[answers.findIndex((answer) => answer.status === 200)] === 'check-in' ? 'CHECKED_IN' : 'NO_SHOW');
    track.world.advance(Date.parse(at(8, 2)) - track.world.now());
  });

  describe('one Idempotency-Key', () => {
    const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });
    const bookUnder = (key: string, body: object) => () => track.send('POST', '/v1/api/bookings', { body, ...keyed(key) });

    test.each(seeds)('of the same request in flight many times is one booking and one answer (seed %i)', async (seed) => {
      const offeringId = await offer({ capacity: 30 });
      const body = { offeringId, startsAt: at(9), customer: customer() };
      const answers = await track.race(
        seed,
        Array.from({ length: 24 }, () => bookUnder(`twin-${offeringId}`, body)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
      expect(await hoursTaken(offeringId)).toEqual([at(9)]);
    });

    test.each(seeds)('of different requests is one booking, and the others are told so (seed %i)', async (seed) => {
      const offeringId = await offer({ capacity: 30 });
      const hours = [9, 10, 11, 12, 13, 14];
      const answers = await track.race(
        seed,
        hours.map((hour) => bookUnder(`other-${offeringId}`, { offeringId, startsAt: at(hour), customer: { name: 'Ada' } })),
      );
      expect(statuses(answers)).toEqual([201, 409, 409, 409, 409, 409]);
      expect(answers.filter(({ status }) => status === 409).map(codeOf)).toEqual(Array(5).fill('idempotency_conflict'));
      const won = hours[answers.findIndex(({ status }) => status === 201)] ?? 0;
      expect(await hoursTaken(offeringId)).toEqual([at(won)]);
    });

    test.each(seeds)('of a request that was refused gives the same refusal to all (seed %i)', async (seed) => {
      const offeringId = await offer();
      await booked(offeringId, at(9));
      const body = { offeringId, startsAt: at(9), customer: customer() };
      const answers = await track.race(
        seed,
        Array.from({ length: 10 }, () => bookUnder(`refused-${offeringId}`, body)),
      );
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers[0]?.body).toMatchObject({ error: 'booking_conflict' });
    });

    test.each(seeds)('at the public door keeps strangers apart by what they ask (seed %i)', async (seed) => {
      const offeringId = await offer({ capacity: 5 });
      const checkOut = (name: string) => () =>
        track.send('POST', `${SHOP}/checkout`, {
          token: null,
          body: { offeringId, startsAt: at(9), customer: { name, email: `${name.toLowerCase()}@example.com` } },
          ...keyed(`stranger-${offeringId}`),
        });
      const answers = await track.race(seed, [checkOut('Ada'), checkOut('Ben'), checkOut('Ada'), checkOut('Ben')]);
      expect(statuses(answers)).toEqual([201, 201, 409, 409]);
      const names = answers
        .filter(({ status }) => status === 201)
        .map(({ body }) => (body as { booking: { customer: { name: string } } }).booking.customer.name);
      expect(new Set(names).size).toBe(1);
      expect(await hoursTaken(offeringId)).toHaveLength(1);
    });
  });

  describe('a desktop', () => {
    const countCustomers = async () => (await track.world.engine.database.across((db) => db.select().from(customers))).length;
    const newCustomer = () => ({ name: 'customers.create', input: { name: `Customer ${++made}`, email: null, phone: null } });

    test.each(seeds)('whose push is repeated before it is answered has each command once (seed %i)', async (seed) => {
      const desk = await track.desk();
      const at0 = track.world.now();
      const commands = Array.from({ length: 12 }, (_unused, i) => ({
        ...{ seq: i + 1, commandId: `cmd_${desk.deviceId.slice(4, 22)}${String(i).padStart(2, '0')}`, at: at0 },
        ...newCustomer(),
      }));
      const push = () => track.send('POST', '/v1/sync/push', { token: desk.token, body: { commands } });
      const before = await countCustomers();
      const answers = await track.race(seed, [push, push, push, push]);
      expect(answers.map(({ status, body }) => [status, (body as { lastSeq: number }).lastSeq])).toEqual(answers.map(() => [200, 12]));
      expect(await countCustomers()).toBe(before + 12);
    });

    test.each(seeds)('and the desk beside it approve one request: each hears the truth (seed %i)', async (seed) => {
      const offeringId = await offer({ approval: 'manual' });
      const pending = await booked(offeringId, at(9));
      const desks = await Promise.all([track.desk(), track.desk(), track.desk()]);
      const answers = await track.race(
        seed,
        desks.map((desk) => () => desk.push({ name: 'bookings.approve', input: { bookingId: pending.id } })),
      );
      const results = answers.map(({ body }) => (body as { results: { ok: boolean; code?: string }[] }).results[0]);
      expect(results.map((result) => result?.code ?? 'done').toSorted()).toEqual(['done', 'invalid_transition', 'invalid_transition']);
    });
  });
});

describe('a business', () => {
  test.each(seeds)('is opened once under one name, however many want it (seed %i)', async (seed) => {
    const track = await racetrack({ servers: 2, options: { openSignup: true } });
    const signUp = () =>
      track.send('POST', '/v1/console/signup', {
        token: null,
        body: { businessName: 'Salon', subdomain: 'salon', email: `owner-${++made}@salon.test`, password: 'correct horse battery' },
      });
    const unnamed = () =>
      track.send('POST', '/v1/console/signup', {
        token: null,
        body: { businessName: 'Studio', email: `owner-${++made}@studio.test`, password: 'correct horse battery' },
      });
    const answers = await track.race(seed, [signUp, signUp, signUp, unnamed, unnamed, unnamed]);
    const [named, free] = [answers.slice(0, 3), answers.slice(3)];
    expect(statuses(named)).toEqual([201, 409, 409]);
    expect(named.filter(({ status }) => status === 409).map(codeOf)).toEqual(['already_exists', 'already_exists']);
    // Who named no address gets one that is free, whoever else came at the same instant.
    expect(statuses(free)).toEqual([201, 201, 201]);
    expect(new Set(free.map(({ body }) => (body as { tenant: { subdomain: string } }).tenant.subdomain)).size).toBe(3);
    await track.close();
  });
});
