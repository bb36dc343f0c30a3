import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { customers } from '#core/domains/customers/tables.ts';
import { chanceOf } from '../simulation/chance.ts';
import { type Racetrack, racetrack } from './racetrack.ts';
import { mustBeSeated, placesOf, problemsOf, readSeating } from './seatCount.ts';
import { type Answered, everyDay, openOffering } from './world.ts';

// Everybody wants the same at the same instant, over real connections; what came of it is counted in the rows.

const SHOP = '/v1/storefront/atlas-studios';
const MINUTE = 60_000;
const at = (hour: number, day = 5): string => `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;
const seeds = [1, 2, 3];

let made = 0;
const somebody = () => {
  const n = ++made;
  return { name: `Racer ${n}`, email: `racer-${n}@example.com` };
};

const succeeded = (answers: readonly Answered[]): Answered[] => answers.filter(({ status }) => status < 300);
const idsOf = (answers: readonly Answered[]): string[] => answers.map(({ body }) => (body as { id: string }).id);

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
  const order = (offeringId: string, startsAt: string, more: object = {}) => ({ offeringId, startsAt, customer: somebody(), ...more });
  const book =
    (offeringId: string, startsAt: string, more: object = {}) =>
    () =>
      track.send('POST', '/v1/api/bookings', { body: order(offeringId, startsAt, more) });
  const checkOut =
    (offeringId: string, startsAt: string, more: object = {}) =>
    () =>
      track.send('POST', `${SHOP}/checkout`, { token: null, body: order(offeringId, startsAt, more) });
  const hold =
    (offeringId: string, startsAt: string, more: object = {}) =>
    () =>
      track.send('POST', `${SHOP}/holds`, { token: null, body: { offeringId, startsAt, ...more } });
  const placesAt = async (offeringId: string) =>
    placesOf(await readSeating(track.world)).filter((place) => place.offeringId === offeringId);

  async function staffed(fields: Record<string, unknown>, counts: readonly number[]): Promise<{ offeringId: string; groups: string[][] }> {
    const groups: string[][] = [];
    for (const [i, count] of counts.entries()) {
      const added = Array.from({ length: count }, () =>
        track.send('POST', '/v1/api/resources', { body: { name: `Resource ${++made}`, kind: i === 0 ? 'stylist' : 'chair' } }),
      );
      groups.push(idsOf(await Promise.all(added)));
    }
    return { offeringId: await offer({ resourceGroups: groups, ...fields }), groups };
  }

  function expectConflicts(answers: readonly Answered[], details: object): void {
    for (const { status, body } of answers) expect([status, body]).toMatchObject([409, { error: 'booking_conflict', details }]);
  }

  test.each(seeds)('fifty bookings of one slot are one booking, and forty-nine hear of the next free time (seed %i)', async (seed) => {
    const offeringId = await offer();
    const answers = await track.race(
      seed,
      Array.from({ length: 50 }, () => book(offeringId, at(9))),
    );
    const won = succeeded(answers);
    expect(won.map(({ status }) => status)).toEqual([201]);
    const lost = answers.filter((answer) => !won.includes(answer));
    expect(lost).toHaveLength(49);
    expectConflicts(lost, { requested_time: at(9), next_available: at(10) });
    const [place, ...others] = await placesAt(offeringId);
    expect(others).toEqual([]);
    expect(won[0]?.body).toMatchObject({ items: [{ id: place?.id }] });
  });

  test.each(seeds)('seven seats and eight buyers: one goes without (seed %i)', async (seed) => {
    const offeringId = await offer({ capacity: 7 });
    const answers = await track.race(
      seed,
      Array.from({ length: 8 }, (_unused, i) => (i % 2 === 0 ? book : checkOut)(offeringId, at(9))),
    );
    expect(succeeded(answers)).toHaveLength(7);
    expectConflicts(
      answers.filter(({ status }) => status !== 201),
      { requested_time: at(9), next_available: at(10) },
    );
    expect(await placesAt(offeringId)).toHaveLength(7);
  });

  test.each(seeds)('parties of any size take what seats there are, and who is refused did not fit (seed %i)', async (seed) => {
    const capacity = 12;
    const offeringId = await offer({ capacity });
    const chance = chanceOf(seed);
    const parties = Array.from({ length: 14 }, () => chance.between(1, 6));
    const answers = await track.race(
      seed,
      parties.map((quantity) => book(offeringId, at(9), { quantity })),
    );
    const sum = (of: readonly number[]) => of.reduce((total, quantity) => total + quantity, 0);
    const seated = sum(parties.filter((_unused, i) => answers[i]?.status === 201));
    expect(seated).toBeLessThanOrEqual(capacity);
    expect(sum((await placesAt(offeringId)).map(({ quantity }) => quantity))).toBe(seated);
    for (const [i, quantity] of parties.entries()) {
      if (answers[i]?.status === 201) continue;
      expectConflicts([answers[i] as Answered], { requested_time: at(9) });
      expect(quantity).toBeGreaterThan(capacity - seated);
    }
  });

  test.each(seeds)('four stylists and five who take anybody: four are served, each by another (seed %i)', async (seed) => {
    const { offeringId, groups } = await staffed({}, [4]);
    const answers = await track.race(
      seed,
      Array.from({ length: 5 }, () => book(offeringId, at(9))),
    );
    expect(succeeded(answers)).toHaveLength(4);
    expectConflicts(
      answers.filter(({ status }) => status !== 201),
      { next_available: at(10) },
    );
    const serving = (await placesAt(offeringId)).flatMap(({ resourceIds }) => resourceIds);
    expect(serving.toSorted()).toEqual(groups.flat().toSorted());
  });

  test.each(seeds)('two offerings share three stylists and two chairs: never more than two at once (seed %i)', async (seed) => {
    const { offeringId: cut, groups } = await staffed({}, [3, 2]);
    const colour = await offer({ resourceGroups: groups, durationMinutes: 120, slotMinutes: 60 });
    const answers = await track.race(seed, [
      ...Array.from({ length: 6 }, () => book(cut, at(10))),
      ...Array.from({ length: 6 }, () => book(colour, at(9))),
    ]);
    expect(succeeded(answers)).toHaveLength(2);
    expectConflicts(
      answers.filter(({ status }) => status !== 201),
      {},
    );
  });

  test.each(seeds)('one stylist wanted by name and by anybody is given once (seed %i)', async (seed) => {
    const { offeringId, groups } = await staffed({}, [2]);
    const [ben = '', cem = ''] = groups.flat();
    const answers = await track.race(seed, [
      ...Array.from({ length: 4 }, () => book(offeringId, at(9), { resourceId: ben })),
      ...Array.from({ length: 4 }, () => book(offeringId, at(9))),
    ]);
    const serving = (await placesAt(offeringId)).flatMap(({ resourceIds }) => resourceIds);
    expect(serving).toHaveLength(succeeded(answers).length);
    expect(serving.filter((id) => id === ben)).toHaveLength(1);
    expect(serving.filter((id) => id === cem).length).toBeLessThanOrEqual(1);
  });

  test.each(seeds)('overlapping spans of what is sold by the hour never overlap (seed %i)', async (seed) => {
    const offeringId = await offer({ pricingModel: 'HOURLY' });
    const chance = chanceOf(seed);
    const wishes = Array.from({ length: 24 }, () => {
      const from = chance.between(8, 14);
      return book(offeringId, at(from), { endsAt: at(from + chance.between(1, 3)) });
    });
    const answers = await track.race(seed, wishes);
    expect(await placesAt(offeringId)).toHaveLength(succeeded(answers).length);
    expect(succeeded(answers).length).toBeGreaterThan(1);
  });

  describe('a hold', () => {
    test.each(seeds)('against bookings: one of them has the slot (seed %i)', async (seed) => {
      const offeringId = await offer();
      const runners = Array.from({ length: 20 }, (_unused, i) => (i % 2 === 0 ? hold : checkOut)(offeringId, at(9)));
      const answers = await track.race(seed, runners);
      expect(succeeded(answers)).toHaveLength(1);
      expectConflicts(
        answers.filter(({ status }) => status !== 201),
        { requested_time: at(9), next_available: at(10) },
      );
      expect(await placesAt(offeringId)).toHaveLength(1);
    });

    test.each(seeds)('books for whoever has it, whoever else comes meanwhile (seed %i)', async (seed) => {
      const offeringId = await offer();
      const [holdId] = idsOf([await hold(offeringId, at(9))()]);
      const [own, ...others] = await track.race(seed, [
        checkOut(offeringId, at(9), { holdId }),
        ...Array.from({ length: 12 }, () => checkOut(offeringId, at(9))),
        ...Array.from({ length: 12 }, () => hold(offeringId, at(9))),
      ]);
      expect(own?.status).toBe(201);
      expectConflicts(others, { requested_time: at(9) });
    });

    test.each(seeds)('that ran out gives its slot to the first, and tells its holder so (seed %i)', async (seed) => {
      const offeringId = await offer();
      const [holdId] = idsOf([await hold(offeringId, at(9))()]);
      track.world.advance(11 * MINUTE);
      const answers = await track.race(seed, [
        checkOut(offeringId, at(9), { holdId }),
        ...Array.from({ length: 3 }, () => checkOut(offeringId, at(9))),
      ]);
      const [own, ...others] = answers;
      expect(succeeded(answers)).toHaveLength(1);
      if (own?.status !== 201)
        expect(own?.body).toMatchObject({ error: 'hold_expired', details: { requested_time: at(9), next_available: at(10) } });
      expectConflicts(
        others.filter(({ status }) => status !== 201),
        { next_available: at(10) },
      );
    });

    test.each(seeds)('is good for one booking, however often it is sent (seed %i)', async (seed) => {
      const offeringId = await offer();
      const [holdId] = idsOf([await hold(offeringId, at(9))()]);
      const answers = await track.race(
        seed,
        Array.from({ length: 10 }, () => checkOut(offeringId, at(9), { holdId })),
      );
      expect(succeeded(answers)).toHaveLength(1);
      for (const { body } of answers.filter(({ status }) => status !== 201))
        expect((body as { error: string }).error).toMatch(/^(booking_conflict|hold_expired)$/);
    });

    test.each(seeds)('is swapped for another and let go at the same time, and nothing stays taken twice (seed %i)', async (seed) => {
      const offeringId = await offer();
      const [holdId = ''] = idsOf([await hold(offeringId, at(9))()]);
      const answers = await track.race(seed, [
        hold(offeringId, at(10), { replaces: holdId }),
        hold(offeringId, at(10)),
        () => track.send('DELETE', `${SHOP}/holds/${holdId}`, { token: null }),
        checkOut(offeringId, at(9), { holdId }),
        checkOut(offeringId, at(9)),
      ]);
      const [swapped, taken, letGo, ...booked] = answers;
      expect(letGo?.status).toBe(204);
      expect([swapped, taken].filter((answer) => answer?.status === 201)).toHaveLength(1);
      expect(succeeded(booked).length).toBeLessThanOrEqual(1);
    });
  });

  describe('a cart', () => {
    test.each(seeds)('against single buyers is booked whole or not at all (seed %i)', async (seed) => {
      const offered = await Promise.all([offer(), offer(), offer()]);
      const cart = () => {
        const items = offered.map((offeringId, i) => ({ offeringId, startsAt: at(9 + i) }));
        return track.send('POST', '/v1/api/bookings', { body: { items, customer: somebody() } });
      };
      const singles = offered.flatMap((offeringId, i) => [book(offeringId, at(9 + i)), checkOut(offeringId, at(9 + i))]);
      const [whole, ...alone] = await track.race(seed, [cart, ...singles]);
      const seating = await readSeating(track.world);
      const places = placesOf(seating).filter(({ offeringId }) => offered.includes(offeringId));
      const { items = [] } = (whole as Answered).body as { items?: { id: string }[] };
      const inCart = places.filter(({ id }) => items.some((item) => item.id === id));
      expect(places).toHaveLength(3);
      expect(inCart).toHaveLength(whole?.status === 201 ? 3 : 0);
      expect(succeeded(alone)).toHaveLength(whole?.status === 201 ? 0 : 3);
    });

    test.each(seeds)('of two that want the same in opposite order one is booked, and neither waits for ever (seed %i)', async (seed) => {
      const [one, other] = await Promise.all([offer(), offer()]);
      const cart = (offeringIds: readonly string[]) => () =>
        track.send('POST', '/v1/api/bookings', {
          body: { items: offeringIds.map((offeringId) => ({ offeringId, startsAt: at(9) })), customer: somebody() },
        });
      const answers = await track.race(
        seed,
        Array.from({ length: 8 }, (_unused, i) => cart(i % 2 === 0 ? [one, other] : [other, one])),
      );
      expect(succeeded(answers)).toHaveLength(1);
      expectConflicts(
        answers.filter(({ status }) => status !== 201),
        { requested_time: at(9) },
      );
    });

    test('that wants one seat twice is refused whole', async () => {
      const offeringId = await offer();
      const items = [1, 2].map(() => ({ offeringId, startsAt: at(9) }));
      const answer = await track.send('POST', '/v1/api/bookings', { body: { items, customer: somebody() } });
      expectConflicts([answer], { requested_time: at(9) });
      expect(await placesAt(offeringId)).toEqual([]);
    });
  });

  describe('one place', () => {
    test.each(seeds)('wanted at every door at once is given at one of them (seed %i)', async (seed) => {
      const offeringId = await offer();
      const desks = await Promise.all(Array.from({ length: 6 }, () => track.desk()));
      const walkIn = { items: [{ offeringId, startsAt: Date.parse(at(9)) }], source: 'desk' };
      const pushes = desks.map(
        (desk) => () => desk.push({ name: 'bookings.create', input: { ...walkIn, customer: { ...somebody(), phone: null } } }),
      );
      const [held, ...answers] = await track.race(seed, [
        hold(offeringId, at(9)),
        ...Array.from({ length: 6 }, () => checkOut(offeringId, at(9))),
        ...Array.from({ length: 6 }, () => book(offeringId, at(9))),
        ...pushes,
      ]);
      const pushed = answers.slice(12).map(({ body }) => (body as { results: { ok: boolean; code?: string }[] }).results[0]);
      const won = [held, ...answers.slice(0, 12)].filter((answer) => answer?.status === 201).length;
      expect(won + pushed.filter((result) => result?.ok === true).length).toBe(1);
      expect(new Set(pushed.filter((result) => result?.ok !== true).map((result) => result?.code))).toEqual(new Set(['booking_conflict']));
      expect(await placesAt(offeringId)).toHaveLength(1);
    });

    test.each(seeds)('is not given while its hours are being taken away (seed %i)', async (seed) => {
      const offeringId = await offer();
      const close = () => track.send('PUT', `/v1/api/offerings/${offeringId}/schedule`, { body: { rules: [] } });
      const open = () => track.send('PUT', `/v1/api/offerings/${offeringId}/schedule`, { body: { rules: everyDay } });
      const answers = await track.race(seed, [close, ...Array.from({ length: 8 }, () => book(offeringId, at(9)))]);
      expect(answers[0]?.status).toBe(200);
      expect(succeeded(answers).length - 1).toBe((await placesAt(offeringId)).length);
      expectConflicts([await book(offeringId, at(10))()], { requested_time: at(10), next_available: null });
      await open();
    });
  });

  test('bookings of one address at once are of one customer', async () => {
    const offeringId = await offer({ capacity: 20 });
    const customer = { name: 'Ada Byron', email: `ada-${++made}@example.com` };
    const answers = await track.race(
      7,
      Array.from({ length: 20 }, () => book(offeringId, at(9), { customer })),
    );
    expect(succeeded(answers)).toHaveLength(20);
    const rows = await track.world.engine.database.across((db) => db.select().from(customers));
    expect(rows.filter(({ email }) => email === customer.email)).toHaveLength(1);
  });
});

test('the count of the rows sees what a broken product would leave', async () => {
  const track = await racetrack();
  const offeringId = await openOffering(track.world);
  await track.send('POST', '/v1/api/bookings', { body: { offeringId, startsAt: at(9), customer: somebody() } });
  const seating = await readSeating(track.world);
  expect(problemsOf(seating)).toEqual([]);
  const [item] = seating.items;
  const [taken] = seating.occupancies;
  const [booking] = seating.bookings;
  const [edge] = seating.events.filter(({ name }) => name === 'booking.status_changed');
  if (item === undefined || taken === undefined || booking === undefined || edge === undefined) throw new Error('nothing was booked');
  const twice = { ...seating, items: [item, { ...item, id: 'bki_2' }], occupancies: [taken, { ...taken, id: 'occ_2', sourceId: 'bki_2' }] };
  expect(problemsOf(twice)).toEqual([expect.stringContaining('2 sit there at once'), expect.stringContaining('does not fit its 2 items')]);
  expect(problemsOf({ ...seating, occupancies: [] })).toEqual([expect.stringContaining('not taken once')]);
  expect(problemsOf({ ...seating, bookings: [{ ...booking, status: 'CANCELLED' }] })).toEqual([
    expect.stringContaining('taken by nobody'),
    expect.stringContaining('is CANCELLED after'),
  ]);
  expect(problemsOf({ ...seating, events: [...seating.events, { ...edge, ordinal: 9 }] })).toEqual([expect.stringContaining('→')]);
  expect(problemsOf({ ...seating, items: [{ ...item, resourceIds: ['res_1', 'res_1'] }] })[0]).toContain('one resource twice');
  await track.close();
});
