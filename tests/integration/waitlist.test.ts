import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { waitlist } from '#core/domains/waitlist/tables.ts';
import type { WaitlistEntry } from '#core/domains/waitlist/model.ts';
import { offerUntil, suits } from '#core/domains/waitlist/rules.ts';
import { webhookEvents } from '#core/domains/webhooks/model.ts';
import type { Database, WriteDb } from '#core/data/database.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import { chooseTongue } from '#core/domains/notifications/rules/language.ts';
import { letterOf } from '#core/domains/notifications/rules/letters.ts';
import type { Timer } from '#server/workers/timer.ts';
import { startWaitlist } from '#server/workers/waitlist.ts';
import { strictCaller } from './contract.ts';
import { coreWorld, type CoreWorld, customer, newCommandId, NOON, owner, system, wish } from './core/world.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const TUESDAY = '2026-11-24';
const TEN = Date.parse('2026-11-24T09:00Z'); // 10:00 in Berlin

let world: CoreWorld;
let offeringId: string;
beforeAll(async () => {
  world = await coreWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.now = NOON;
  // One place at ten, and none beside it.
  offeringId = await world.offer({}, { startTime: '10:00', endTime: '11:00' });
});

/** A moment after whoever joined before. */
async function join(name: string, more: object = {}, actor = customer()): Promise<string> {
  world.clock.now += 1;
  const wished = { offeringId, fromDate: TUESDAY, toDate: TUESDAY, name, email: `${name.toLowerCase()}@example.org`, ...more };
  return (await world.run('waitlist.join', wished, actor))['waitlistId'] ?? '';
}

const theirs = (waitlistId: string) => ({ ...customer(), waitlistId }) as ReturnType<typeof customer>;
const entry = (waitlistId: string) => world.ask<WaitlistEntry>('waitlist.entry', { waitlistId });
const statusOf = async (waitlistId: string) => (await entry(waitlistId)).status;
const serve = () => world.run('waitlist.offerNext', {}, system);
const fill = async (startsAt = TEN) => (await world.run('bookings.create', wish(offeringId, startsAt)))['bookingId'] ?? '';
const isTaken = async (startsAt = TEN) => !(await world.outcome('bookings.create', wish(offeringId, startsAt))).ok;

describe('who waits', () => {
  test('is offered the time that becomes free, which is kept for them', async () => {
    const bookingId = await fill();
    const ada = await join('Ada');
    await serve();
    expect(await statusOf(ada)).toBe('WAITING');
    await world.run('bookings.cancel', { bookingId });
    await serve();
    expect(await entry(ada)).toMatchObject({
      status: 'OFFERED',
      offer: { startsAt: TEN, endsAt: TEN + HOUR, until: world.clock.now + 2 * HOUR },
    });
    expect(await isTaken()).toBe(true);
  });

  test('books it by accepting, whoever else would have it', async () => {
    const ada = await join('Ada', { phone: '+49 30 1234567' });
    await serve();
    const { bookingId, status } = await world.run('waitlist.accept', { waitlistId: ada }, theirs(ada));
    expect(status).toBe('CONFIRMED');
    expect(await entry(ada)).toMatchObject({ status: 'BOOKED', bookingId, offer: null });
    const booking = await world.ask('bookings.booking', { bookingId });
    expect(booking).toMatchObject({
      customerName: 'Ada',
      customerEmail: 'ada@example.org',
      customerPhone: '+49 30 1234567',
      source: 'widget',
    });
    expect(booking.history.map(({ actorKind }: { actorKind: string }) => actorKind)).toEqual(['customer', 'customer']);
  });

  test('is asked in the order of joining; what is declined goes on to the next, and not back', async () => {
    const [ada, bea] = [await join('Ada'), await join('Bea')];
    await serve();
    expect([await statusOf(ada), await statusOf(bea)]).toEqual(['OFFERED', 'WAITING']);
    await world.run('waitlist.decline', { waitlistId: ada }, theirs(ada));
    await serve();
    expect([await statusOf(ada), await statusOf(bea)]).toEqual(['WAITING', 'OFFERED']);
    await world.run('waitlist.leave', { waitlistId: bea }, theirs(bea));
    await serve();
    expect([await statusOf(ada), await statusOf(bea)]).toEqual(['WAITING', 'LEFT']);
    expect(await isTaken()).toBe(false);
  });

  test('loses an offer that runs out to the next', async () => {
    const [ada, bea] = [await join('Ada'), await join('Bea')];
    await serve();
    world.clock.now += 2 * HOUR;
    await serve();
    expect(await entry(ada)).toMatchObject({ status: 'WAITING', missed: 1, offer: null });
    expect(await entry(bea)).toMatchObject({ status: 'OFFERED', offer: { until: world.clock.now + 2 * HOUR } });
    expect(await world.refused('waitlist.accept', { waitlistId: ada }, theirs(ada))).toMatchObject({
      code: 'invalid_transition',
      status: 'WAITING',
      move: 'accept',
    });
  });

  test('may still accept an offer that has just run out where nobody has the time, and not where somebody has', async () => {
    const ada = await join('Ada');
    await serve();
    world.clock.now += 2 * HOUR;
    expect((await world.outcome('waitlist.accept', { waitlistId: ada }, theirs(ada))).ok).toBe(true);

    offeringId = await world.offer({}, { startTime: '10:00', endTime: '11:00' });
    const bea = await join('Bea');
    await serve();
    world.clock.now += 2 * HOUR;
    await fill();
    expect(await world.refused('waitlist.accept', { waitlistId: bea }, theirs(bea))).toMatchObject({ code: 'hold_expired' });
  });

  test('is taken off after the third offer in vain', async () => {
    offeringId = await world.offer({}, { startTime: '10:00', endTime: '14:00' });
    const ada = await join('Ada');
    for (const left of ['WAITING', 'WAITING', 'LEFT']) {
      await serve();
      await world.run('waitlist.decline', { waitlistId: ada }, theirs(ada));
      expect(await statusOf(ada)).toBe(left);
    }
  });

  test('is over when their dates are', async () => {
    const bookingId = await fill();
    const ada = await join('Ada');
    world.clock.now = Date.parse('2026-11-24T22:59Z'); // one minute to midnight in Berlin
    await serve();
    expect(await statusOf(ada)).toBe('WAITING');
    world.clock.now += MINUTE;
    await serve();
    expect(await statusOf(ada)).toBe('OVER');
    expect(bookingId).not.toBe('');
  });

  test.each([
    ['another date', { fromDate: '2026-11-25', toDate: '2026-11-25' }],
    ['a later time', { timeFrom: '10:01' }],
    ['an earlier time', { timeTo: '09:59' }],
  ])('for %s is passed over', async (_what, more) => {
    await fill(TEN + DAY);
    const [ada, bea] = [await join('Ada', more), await join('Bea', { timeFrom: '10:00', timeTo: '10:00' })];
    await serve();
    expect([await statusOf(ada), await statusOf(bea)]).toEqual(['WAITING', 'OFFERED']);
  });

  test('for more places than are left is passed over; for more than there ever are can’t wait', async () => {
    offeringId = await world.offer({ capacity: 2 }, { startTime: '10:00', endTime: '11:00' });
    await fill();
    const [ada, bea] = [await join('Ada', { quantity: 2 }), await join('Bea')];
    await serve();
    expect([await statusOf(ada), await statusOf(bea)]).toEqual(['WAITING', 'OFFERED']);
    await expect(join('Cleo', { quantity: 3 })).rejects.toThrow('invalid_service {"reason":"quantity","capacity":2}');
  });

  test('makes the list no longer than a few wishes for a thing', async () => {
    for (const date of ['2026-11-24', '2026-11-25', '2026-11-26']) await join('Ada', { fromDate: date, toDate: date });
    await expect(join('Ada', { toDate: '2026-11-28' })).rejects.toThrow('in_use');
    expect(await statusOf(await join('Ada', { toDate: '2026-11-28' }, owner))).toBe('WAITING');
  });

  test('may have no more than any customer, and not what is no longer for sale', async () => {
    offeringId = await world.offer({ customerOpenLimit: 1 }, { startTime: '10:00', endTime: '12:00' });
    const ada = await join('Ada');
    await serve();
    await world.run('bookings.create', wish(offeringId, TEN + HOUR, { customer: { name: 'Ada', email: 'ada@example.org', phone: null } }));
    expect(await world.outcome('waitlist.accept', { waitlistId: ada }, theirs(ada))).toMatchObject({
      ...{ ok: false, code: 'invalid_service', facts: { reason: 'customer_limit' } },
    });
    expect(await statusOf(ada)).toBe('OFFERED');
    await world.run('catalog.unpublishOffering', { offeringId });
    expect(await world.outcome('waitlist.accept', { waitlistId: ada }, theirs(ada))).toMatchObject({
      ...{ ok: false, code: 'invalid_service', facts: { reason: 'not_published' } },
    });
  });

  test('for one resource is offered that one', async () => {
    const [kim, lou] = await Promise.all(
      ['Kim', 'Lou'].map(
        async (name) => (await world.run('catalog.createResource', { name, kind: 'staff', memberId: null }))['resourceId'] ?? '',
      ),
    );
    offeringId = await world.offer({ resourceGroups: [[kim, lou]] }, { startTime: '10:00', endTime: '11:00' });
    await world.run('bookings.create', wish(offeringId, TEN, { resourceId: lou }));
    const ada = await join('Ada', { resourceId: lou });
    await serve();
    expect(await statusOf(ada)).toBe('WAITING');
    const bea = await join('Bea', { resourceId: kim });
    await serve();
    expect(await statusOf(bea)).toBe('OFFERED');
  });

  test('twice has one offer, and one booking', async () => {
    offeringId = await world.offer({ capacity: 5 }, { startTime: '10:00', endTime: '11:00' });
    const [once, again] = [await join('Ada'), await join('Ada')];
    await serve();
    expect([await statusOf(once), await statusOf(again)]).toEqual(['OFFERED', 'WAITING']);
    await world.run('waitlist.accept', { waitlistId: once }, theirs(once));
    expect(await statusOf(again)).toBe('LEFT');
  });

  test('without an address is the desk’s to call', async () => {
    await join('Ada Phone', { email: null, phone: '+49 30 1234567' }, owner);
    await serve();
    const { data } = await world.ask('notifications.list', {});
    expect(data).toContainEqual(expect.objectContaining({ kind: 'GENERIC', title: 'Ada Phone' }));
  });
});

describe('who says for how long', () => {
  const byNight = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 14, arrivalDays: [], byDay: [] };
  const CHECK_IN = Date.parse('2026-11-24T14:00Z'); // 15:00 in Berlin
  const fromTuesday = { fromDate: TUESDAY, toDate: '2026-11-28' };

  test('is offered so many nights, and books them', async () => {
    offeringId = await world.offer({ durationMinutes: 1_440, slotMinutes: 1_440, nights: byNight });
    const taken = wish(offeringId, CHECK_IN + 5 * DAY, { endsAt: Date.parse('2026-11-30T10:00Z') });
    const { bookingId } = await world.run('bookings.create', taken);
    const ada = await join('Ada', { ...fromTuesday, nights: 7 });
    const bea = await join('Bea', fromTuesday);
    await serve();
    expect(await entry(ada)).toMatchObject({ status: 'WAITING', nights: 7, durationMinutes: null });
    expect((await entry(bea)).offer).toMatchObject({ startsAt: CHECK_IN, endsAt: Date.parse('2026-11-25T10:00Z') });
    await world.run('waitlist.decline', { waitlistId: bea }, theirs(bea));
    await world.run('waitlist.leave', { waitlistId: bea }, theirs(bea));
    await world.run('bookings.cancel', { bookingId });
    await serve();
    const sevenNights = { startsAt: CHECK_IN, endsAt: Date.parse('2026-12-01T10:00Z') };
    expect((await entry(ada)).offer).toMatchObject(sevenNights);
    const accepted = await world.run('waitlist.accept', { waitlistId: ada }, theirs(ada));
    expect((await world.ask('bookings.booking', { bookingId: accepted['bookingId'] })).items).toMatchObject([sevenNights]);
  });

  test('is offered the length that they chose, with the add-ons that come with it', async () => {
    const towels = { key: 'towels', name: 'Towels', priceCents: 300, minutes: 15, required: true, maxQuantity: 1 };
    const sold = { durations: [{ minutes: 120, priceCents: 8_000 }], addOns: [towels] };
    offeringId = await world.offer(sold, { startTime: '10:00', endTime: '14:00' });
    const ada = await join('Ada', { durationMinutes: 120 });
    await serve();
    expect((await entry(ada)).offer).toMatchObject({ startsAt: TEN, endsAt: TEN + 135 * MINUTE });
    expect((await world.outcome('waitlist.accept', { waitlistId: ada }, theirs(ada))).ok).toBe(true);
    const bea = await join('Bea', { durationMinutes: 120, fromDate: '2026-11-25', toDate: '2026-11-25' });
    await world.run('waitlist.offer', { waitlistId: bea, startsAt: TEN + DAY + HOUR });
    expect((await entry(bea)).offer).toMatchObject({ startsAt: TEN + DAY + HOUR, endsAt: TEN + DAY + HOUR + 135 * MINUTE });
  });

  test('is refused what isn’t sold', async () => {
    const wished = { offeringId, fromDate: TUESDAY, toDate: TUESDAY, name: 'Ada', email: 'ada@example.org' };
    expect(await world.refused('waitlist.join', { ...wished, nights: 2 })).toMatchObject({ code: 'invalid_service', reason: 'length' });
    expect(await world.refused('waitlist.join', { ...wished, durationMinutes: 7 })).toMatchObject({ reason: 'length' });
    const room = await world.offer({ durationMinutes: 1_440, slotMinutes: 1_440, nights: byNight });
    expect(await world.refused('waitlist.join', { ...wished, offeringId: room, nights: 15 })).toMatchObject({
      ...{ code: 'invalid_service', reason: 'stay', minNights: 1, maxNights: 14 },
    });
    expect(await world.refused('waitlist.join', { ...wished, offeringId: room, durationMinutes: 60 })).toMatchObject({ reason: 'length' });
  });
});

describe('an offer', () => {
  test('lasts two hours, or until an hour before the start, but never less than ten minutes', () => {
    const until = (minutesAhead: number) => offerUntil({ now: 0, startsAt: minutesAhead * MINUTE }) / MINUTE;
    expect([24 * 60, 181, 180, 120, 71, 70, 69, 15].map(until)).toEqual([120, 120, 120, 60, 11, 10, 10, 10]);
  });

  test('is made by the desk past the queue', async () => {
    const [ada, bea] = [await join('Ada'), await join('Bea')];
    await world.run('waitlist.offer', { waitlistId: bea, startsAt: TEN });
    await serve();
    expect([await statusOf(ada), await statusOf(bea)]).toEqual(['WAITING', 'OFFERED']);
    expect(await world.refused('waitlist.offer', { waitlistId: bea, startsAt: TEN })).toMatchObject({
      code: 'invalid_transition',
      move: 'offer',
    });
    expect(await world.refused('waitlist.offer', { waitlistId: ada, startsAt: TEN })).toMatchObject({ code: 'booking_conflict' });
  });

  test('is booked even when the notice has passed since', async () => {
    await world.run('catalog.updateOffering', { offeringId, changes: { minNoticeMinutes: 3 * 60 } });
    const ada = await join('Ada');
    world.clock.now = TEN - 3 * HOUR - MINUTE;
    await serve();
    world.clock.now += 30 * MINUTE;
    expect((await world.outcome('waitlist.accept', { waitlistId: ada }, theirs(ada))).ok).toBe(true);
  });

  test('asks its questions as any booking does', async () => {
    const questions = [{ key: 'hair', label: 'How long is your hair?', kind: 'choice', required: true, options: ['Short', 'Long'] }];
    await world.run('catalog.updateOffering', { offeringId, changes: { questions } });
    const ada = await join('Ada');
    await serve();
    expect(await world.refused('waitlist.accept', { waitlistId: ada }, theirs(ada))).toMatchObject({
      code: 'invalid_request',
      issues: [{ path: 'answers.hair' }],
    });
    const { bookingId } = await world.run('waitlist.accept', { waitlistId: ada, answers: { hair: 'Long' } }, theirs(ada));
    expect((await world.ask('bookings.booking', { bookingId })).items[0].answers).toEqual({ hair: 'Long' });
  });

  test('for a time that asks for approval becomes a request', async () => {
    await world.run('catalog.updateOffering', { offeringId, changes: { approval: 'manual' } });
    const ada = await join('Ada');
    await serve();
    expect(await world.run('waitlist.accept', { waitlistId: ada }, theirs(ada))).toMatchObject({ status: 'PENDING' });
  });

  test('is nobody else’s to see, accept, decline or leave', async () => {
    const [ada, bea] = [await join('Ada'), await join('Bea')];
    await serve();
    for (const move of ['accept', 'decline', 'leave'])
      expect(await world.refused(`waitlist.${move}`, { waitlistId: ada }, theirs(bea))).toMatchObject({ code: 'not_found' });
    expect(await world.askRefused('waitlist.entry', { waitlistId: ada }, theirs(bea))).toMatchObject({ code: 'not_found' });
    expect(await world.refused('waitlist.offer', { waitlistId: ada, startsAt: TEN }, theirs(ada))).toMatchObject({ code: 'forbidden' });
    expect(await world.refused('waitlist.offerNext', {})).toMatchObject({ code: 'forbidden' });
  });
});

describe('to join', () => {
  test.each([
    ['dates the wrong way round', { fromDate: '2026-11-25', toDate: '2026-11-24' }, 'toDate'],
    ['more than a year', { fromDate: '2026-11-25', toDate: '2027-11-26' }, 'toDate'],
    ['dates that are past', { fromDate: '2026-11-01', toDate: '2026-11-19' }, 'toDate'],
    ['times the wrong way round', { timeFrom: '12:00', timeTo: '11:00' }, 'timeTo'],
    ['no address', { email: null }, 'email'],
  ])('with %s is refused', async (_what, more, path) => {
    const input = { offeringId, fromDate: TUESDAY, toDate: TUESDAY, name: 'Ada', email: 'ada@example.org', ...more };
    expect(await world.refused('waitlist.join', input, customer())).toMatchObject({ code: 'invalid_request', issues: [{ path }] });
  });

  test('for what is not for sale is refused', async () => {
    await world.run('catalog.archiveOffering', { offeringId });
    const input = { offeringId, fromDate: TUESDAY, toDate: TUESDAY, name: 'Ada', email: 'ada@example.org' };
    expect(await world.refused('waitlist.join', input, customer())).toMatchObject({ code: 'not_found' });
    expect(await world.refused('waitlist.join', input)).toMatchObject({ code: 'invalid_service', reason: 'not_published' });
  });

  test('writes to them, and again when something is kept for them; webhooks hear of neither', async () => {
    const ada = await join('Ada');
    await join('Bea Phone', { email: null, phone: '+49 30 7654321' }, owner);
    await serve();
    const rows = await world.database.across((db) => db.select().from(mails).where(eq(mails.tenantId, world.tenantId)));
    const about = (id: string) =>
      rows.filter(({ waitlistId }) => waitlistId === id).map(({ template, recipient }) => [template, recipient]);
    expect(about(ada)).toEqual(
      expect.arrayContaining([
        ['waitlist_joined', 'ada@example.org'],
        ['waitlist_offered', 'ada@example.org'],
      ]),
    );
    expect(rows.filter(({ recipient }) => !recipient.includes('@'))).toEqual([]);
    expect(webhookEvents.filter((name) => name.startsWith('waitlist'))).toEqual([]);
  });

  test('is written to in their language, and their booking is', async () => {
    const cleo = await join('Cleo', { locale: 'fr-CA' });
    await serve();
    const rows = await world.database.read(world.tenantId, (db) => db.list(mails, eq(mails.waitlistId, cleo)));
    expect(rows.map(({ template, locale }) => `${template} ${locale}`).toSorted()).toEqual([
      'waitlist_joined fr-CA',
      'waitlist_offered fr-CA',
    ]);
    const { bookingId = '' } = await world.run('waitlist.accept', { waitlistId: cleo }, theirs(cleo));
    const about = await world.database.read(world.tenantId, (db) => db.list(mails, eq(mails.bookingId, bookingId)));
    expect([...new Set(about.map(({ locale }) => locale))]).toEqual(['fr-CA']);
  });

  test('is answered by letters with the link to their own page', async () => {
    const ada = await join('Ada', { timeFrom: '09:00', toDate: '2026-11-26' });
    const tongue = chooseTongue({ asked: null, usual: 'en', texts: [] });
    const facts = { business: 'Atlas <Studios>', mark: null, own: null, tongue };
    const about = async () => ({ kind: 'wait' as const, url: 'https://book.example/s/atlas/waitlist/t', entry: await entry(ada) });
    const joined = letterOf({ ...facts, template: 'waitlist_joined', about: await about() });
    expect(joined.text).toContain('Your days: Tuesday, 24 November 2026 to Thursday, 26 November 2026, from 09:00');
    await serve();
    const offered = letterOf({ ...facts, template: 'waitlist_offered', about: await about() });
    expect(offered.subject).toBe('A place for you: Haircut');
    expect(offered.text).toContain('When: Tuesday, 24 November 2026, 10:00 – 11:00 (Central European Time)');
    expect(offered.text).toContain('Kept for you until: Friday, 20 November 2026, 14:00');
    expect(offered.html).toContain('Atlas &lt;Studios&gt;');
    expect(offered.html).toContain('href="https://book.example/s/atlas/waitlist/t"');
  });
});

describe('whatever happens in whatever order', () => {
  test('no place is kept for two, offers go in the order of joining, and nobody is asked twice for one time', async () => {
    const seen = { accepted: 0, missed: 0, declined: 0, left: 0, passedOn: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            do: fc.constantFrom('join', 'join', 'serve', 'serve', 'accept', 'decline', 'leave', 'cancel', 'fill', 'wait'),
            pick: fc.nat(50),
            hour: fc.nat(1),
          }),
          { minLength: 5, maxLength: 30 },
        ),
        async (steps) => {
          world.clock.now = NOON;
          offeringId = await world.offer({}, { startTime: '10:00', endTime: '12:00' });
          const entries: string[] = [];
          const offeredAt = new Map<string, Set<number>>();
          const chosen = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(1, all.length)];
          for (const { do: deed, pick, hour } of steps) {
            const one = chosen(entries, pick) ?? '';
            const startsAt = TEN + hour * HOUR;
            if (deed === 'join') entries.push(await join(`P${entries.length}`));
            else if (deed === 'serve') await serve();
            else if (deed === 'fill') await world.outcome('bookings.create', wish(offeringId, startsAt));
            else if (deed === 'wait') world.clock.now += (1 + (pick % 3)) * HOUR;
            else if (deed === 'cancel') {
              const { data } = await world.ask('bookings.list', { offeringId, status: ['CONFIRMED'] });
              const booking = chosen<{ id: string }>(data, pick);
              if (booking !== undefined) await world.outcome('bookings.cancel', { bookingId: booking.id });
            } else if (one !== '') {
              const { ok } = await world.outcome(`waitlist.${deed}`, { waitlistId: one }, theirs(one));
              if (ok && deed === 'accept') seen.accepted += 1;
              if (ok && deed === 'decline') seen.declined += 1;
              if (ok && deed === 'leave') seen.left += 1;
            }
            const all = await world.ask<WaitlistEntry[]>('waitlist.entries', { offeringId });
            const kept = all.filter(({ offer }) => offer !== null && offer.until > world.clock.now).map(({ offer }) => offer?.startsAt);
            const { data: booked } = await world.ask('bookings.list', { offeringId, status: ['CONFIRMED'] });
            const taken = [...kept, ...booked.map(({ startsAt: at }: { startsAt: number }) => at)];
            expect(new Set(taken).size).toBe(taken.length);
            if (deed !== 'serve') continue;
            for (const { id, offer, missed } of all) {
              if (missed > 0) seen.missed += 1;
              if (offer === null) continue;
              if (missed > 0 || all.some((other) => other.missed > 0)) seen.passedOn += 1;
              offeredAt.set(id, (offeredAt.get(id) ?? new Set()).add(offer.startsAt));
            }
            // Whoever waits behind nobody, and was not asked for it before, has what is free.
            const slots = await world.ask('availability.slots', { offeringId, from: TUESDAY, to: '2026-11-25' });
            const free: number[] = slots.slots.map((slot: { startsAt: number }) => slot.startsAt);
            for (const { id, status } of all.filter((other) => other.status === 'WAITING'))
              expect(
                free.filter((at) => !(offeredAt.get(id)?.has(at) ?? false)),
                `${id} ${status}`,
              ).toEqual([]);
          }
          world.clock.now = NOON;
        },
      ),
      { numRuns: 25 },
    );
    for (const [kind, times] of Object.entries(seen)) expect(times, kind).toBeGreaterThan(0);
  });

  test('a run that is cut off leaves nothing behind, and the next one does all of it', async () => {
    offeringId = await world.offer({ capacity: 2 }, { startTime: '10:00', endTime: '11:00' });
    const entries = [await join('Ada'), await join('Bea')];
    let cutOff = 0;
    for (let nth = 1; ; nth++) {
      let rows = 0;
      const failing = (db: WriteDb): WriteDb => ({
        ...db,
        async insert(table, row) {
          rows += 1;
          if (rows === nth) throw new Error('the power is gone');
          await db.insert(table, row);
        },
      });
      const { database } = world.engine;
      const dark = { ...database, write: ((tenantId, fn) => database.write(tenantId, (db) => fn(failing(db)))) as Database['write'] };
      const envelope = { commandId: newCommandId(), name: 'waitlist.offerNext', input: {} };
      const run = execute({ ...world.engine, database: dark }, { tenantId: world.tenantId, actor: system, envelope });
      const survived = await run.then(
        () => true,
        () => false,
      );
      if (survived) break;
      cutOff += 1;
      for (const id of entries) expect(await entry(id)).toMatchObject({ status: 'WAITING', offer: null });
    }
    expect(cutOff).toBeGreaterThan(4);
    for (const id of entries) expect(await entry(id)).toMatchObject({ status: 'OFFERED', offer: { startsAt: TEN } });
    expect(await isTaken()).toBe(true);
  });

  test('of several who accept, decline and book at once, one has the place', async () => {
    const ada = await join('Ada');
    await serve();
    const accept = () => world.outcome('waitlist.accept', { waitlistId: ada }, theirs(ada));
    const outcomes = await Promise.all([
      world.outcome('bookings.create', wish(offeringId, TEN)),
      ...[accept(), accept(), accept()],
      world.outcome('waitlist.decline', { waitlistId: ada }, theirs(ada)),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const { data } = await world.ask('bookings.list', { offeringId, status: ['CONFIRMED'] });
    expect(data).toHaveLength(1);
    expect(await statusOf(ada)).toBe('BOOKED');
  });

  test('a wish suits what it says, in its own zone', () => {
    const wishOf = { fromDate: '2026-11-24', toDate: '2026-11-25', timeFrom: '22:00', timeTo: '23:30', passed: [] };
    const at = (text: string) => suits(wishOf, { startsAt: Date.parse(text), zone: 'America/New_York' });
    expect([
      at('2026-11-25T03:00Z'),
      at('2026-11-25T02:59Z'),
      at('2026-11-26T04:30Z'),
      at('2026-11-26T04:31Z'),
      at('2026-11-24T03:00Z'),
    ]).toEqual([true, false, true, false, false]);
  });
});

describe('the worker', () => {
  let server: TestWorld;
  const stopping: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    server = await testWorld({ now: '2026-03-02T08:00:00Z' });
  });
  afterEach(async () => {
    for (const stop of stopping.splice(0)) await stop();
    await server.close();
  });

  /** What is due within a second comes at once, all else never. */
  const soon: Timer = {
    at(instant, fn) {
      if (instant - server.now() <= 1_000) queueMicrotask(fn);
      return () => {};
    },
  };
  const day = '2026-03-05';
  const NINE = Date.parse('2026-03-05T08:00Z');

  async function queueOf(howMany: number, offering: string): Promise<string[]> {
    const ids: string[] = [];
    for (let i = 0; i < howMany; i++) {
      const wanted = { offeringId: offering, fromDate: day, toDate: day, timeTo: '09:00', name: `P${i}`, email: `p${i}@example.org` };
      ids.push(((await server.run('waitlist.join', wanted)) as { waitlistId: string }).waitlistId);
      server.advance(1);
    }
    return ids;
  }
  const all = async () =>
    (await ask(server.engine, {
      tenantId: server.business.tenantId,
      actor: system,
      name: 'waitlist.entries',
      input: {},
    })) as WaitlistEntry[];

  test('hears of a cancellation by itself', async () => {
    const offering = await openOffering(server);
    const { bookingId } = (await server.run('bookings.create', wish(offering, NINE))) as { bookingId: string };
    const [first = ''] = await queueOf(1, offering);
    const loop = startWaitlist({ ...server.parts, timer: soon });
    stopping.push(() => loop.stop());
    await loop.idle();
    expect((await all()).map(({ status }) => status)).toEqual(['WAITING']);
    await server.run('bookings.cancel', { bookingId });
    await loop.idle();
    expect(await all()).toMatchObject([{ id: first, status: 'OFFERED', offer: { startsAt: NINE } }]);
  });

  test('in two processes makes one offer a place, and passes it on once', async () => {
    const offering = await openOffering(server);
    await queueOf(6, offering);
    const loops = [server.parts, await server.partsOfAnother()].map((parts) => startWaitlist({ ...parts, timer: soon }));
    stopping.push(async () => Promise.all(loops.map((loop) => loop.stop())));
    const settle = async () => {
      for (const loop of loops) loop.wake();
      for (const loop of [...loops, ...loops]) await loop.idle();
    };
    for (let round = 0; round < 4; round++) {
      await settle();
      const entries = await all();
      expect(entries.filter(({ status }) => status === 'OFFERED').map(({ name }) => name)).toEqual([`P${round}`]);
      expect(entries.filter(({ missed }) => missed > 0).map(({ missed }) => missed)).toEqual(Array.from({ length: round }, () => 1));
      server.advance(2 * HOUR);
    }
  });
});

describe('over HTTP', () => {
  const SHOP = '/v1/storefront/atlas-studios';
  const ada = { name: 'Ada Byron', email: 'ada@example.com' };
  const day = { fromDate: '2026-03-05', toDate: '2026-03-05' };
  let server: TestWorld;
  let call: TestWorld['call'];
  let offering: string;
  let classes = 0;
  const visit: TestWorld['call'] = (method, url, options = {}) => call(method, SHOP + url, { token: null, ...options });
  const offerNext = () => server.run('waitlist.offerNext', {});

  beforeAll(async () => {
    server = await testWorld({ now: '2026-03-02T08:00:00Z' });
    call = await strictCaller(server);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    classes += 1;
    offering = await openOffering(server, { title: `Class ${classes}`, slug: `class-${classes}` });
  });

  const joined = async (): Promise<{ token: string; url: string; entry: { id: string } }> =>
    (await visit('POST', '/waitlist', { body: { offeringId: offering, ...day, customer: ada }, headers: { 'accept-language': 'nl' } }))
      .body as never;

  test('a customer joins, is offered, accepts, and has a booking', async () => {
    const {
      token,
      url,
      entry: { id },
    } = await joined();
    expect(
      (await server.engine.database.read(server.business.tenantId, (db) => db.list(waitlist, eq(waitlist.id, id)))).map(
        ({ locale }) => locale,
      ),
    ).toEqual(['nl']);
    expect(url).toBe(`http://slotkeeper.test/s/atlas-studios/waitlist/${token}`);
    expect((await visit('GET', `/waitlist/${token}`)).body).toMatchObject({ status: 'WAITING', name: 'Ada Byron', offer: null });
    await offerNext();
    expect((await visit('GET', `/waitlist/${token}`)).body).toMatchObject({
      status: 'OFFERED',
      offer: { startsAt: '2026-03-05T08:00:00Z', until: '2026-03-02T10:00:00Z' },
    });
    const dear = await visit('POST', `/waitlist/${token}/accept`, { body: { expectedTotalCents: 1 } });
    expect(dear).toMatchObject({ status: 409, body: { error: 'edit_conflict' } });
    const booked = await visit('POST', `/waitlist/${token}/accept`, { body: { expectedTotalCents: 4_000 } });
    expect(booked).toMatchObject({
      status: 201,
      body: { booking: { status: 'CONFIRMED', items: [{ startsAt: '2026-03-05T08:00:00Z' }] } },
    });
    expect((await visit('DELETE', `/waitlist/${token}`)).status).toBe(409);
  });

  test('declines, and leaves', async () => {
    const { token } = await joined();
    await offerNext();
    expect((await visit('POST', `/waitlist/${token}/decline`)).body).toMatchObject({ status: 'WAITING', offer: null });
    expect((await visit('DELETE', `/waitlist/${token}`)).status).toBe(204);
    expect((await visit('GET', `/waitlist/${token}`)).body).toMatchObject({ status: 'LEFT' });
  });

  test('a forged token, another entry’s mark or another business’s token open nothing', async () => {
    const [one, other] = [await joined(), await joined()];
    const [body] = one.token.split('.');
    const [, mark] = other.token.split('.');
    for (const token of [`${body}.${mark}`, `${one.token}0`, one.token.slice(0, -1), 'x', `${body}`, `${body}.${'0'.repeat(40)}`]) {
      expect((await visit('GET', `/waitlist/${token}`)).status).toBe(401);
      expect((await visit('POST', `/waitlist/${token}/accept`, { body: {} })).status).toBe(401);
    }
    await server.otherBusiness(`Other ${classes}`);
    const elsewhere = await call('GET', `/v1/storefront/other-${classes}/waitlist/${one.token}`, { token: null });
    expect(elsewhere.status).toBe(401);
  });

  test('a key lists, adds, offers and takes off', async () => {
    const made = await call('POST', '/v1/api/waitlist', { body: { offeringId: offering, ...day, customer: { name: 'Bea' } } });
    expect(made).toMatchObject({ status: 201, body: { status: 'WAITING', customer: { name: 'Bea', email: null } } });
    const { id } = made.body as { id: string };
    const past = { offeringId: offering, fromDate: '2026-03-01', toDate: '2026-03-01', customer: { name: 'Bea' } };
    const issues = [{ path: 'toDate', expected: 'a date that is not past' }];
    expect(await call('POST', '/v1/api/waitlist', { body: past })).toMatchObject({ status: 400, body: { details: { issues } } });
    const offered = await call('POST', `/v1/api/waitlist/${id}/offer`, { body: { startsAt: '2026-03-05T10:00:00Z' } });
    expect(offered.body).toMatchObject({ status: 'OFFERED', offer: { startsAt: '2026-03-05T10:00:00Z' } });
    const listed = await call('GET', `/v1/api/waitlist?status=WAITING,OFFERED&offeringId=${offering}`);
    expect((listed.body as { data: object[] }).data).toMatchObject([{ id }]);
    expect((await call('GET', `/v1/api/waitlist/${id}`)).body).toEqual(offered.body);
    expect((await call('DELETE', `/v1/api/waitlist/${id}`)).status).toBe(204);
    expect(((await call('GET', `/v1/api/waitlist?status=LEFT`)).body as { data: { id: string }[] }).data.map((one) => one.id)).toContain(
      id,
    );
  });

  test('a key lets an offer go on, and books another on their behalf', async () => {
    const add = async (name: string) => {
      const { body } = await call('POST', '/v1/api/waitlist', { body: { offeringId: offering, ...day, customer: { name } } });
      return (body as { id: string }).id;
    };
    const [ada, bea] = [await add('Ada'), await add('Bea')];
    for (const [id, startsAt] of [
      [ada, '2026-03-05T10:00:00Z'],
      [bea, '2026-03-05T11:00:00Z'],
    ])
      await call('POST', `/v1/api/waitlist/${id}/offer`, { body: { startsAt } });
    expect(await call('POST', `/v1/api/waitlist/${ada}/decline`)).toMatchObject({ status: 200, body: { status: 'WAITING', missed: 1 } });
    expect((await call('POST', `/v1/api/waitlist/${ada}/accept`)).status).toBe(409);
    const dear = await call('POST', `/v1/api/waitlist/${bea}/accept`, { body: { expectedTotalCents: 1 } });
    expect(dear).toMatchObject({ status: 409, body: { error: 'edit_conflict' } });
    const booked = await call('POST', `/v1/api/waitlist/${bea}/accept`, { body: { expectedTotalCents: 4_000 } });
    expect(booked).toMatchObject({
      status: 201,
      body: { status: 'CONFIRMED', startsAt: '2026-03-05T11:00:00Z', customer: { name: 'Bea' } },
    });
    const { id: bookingId } = booked.body as { id: string };
    expect((await call('GET', `/v1/api/waitlist/${bea}`)).body).toMatchObject({ status: 'BOOKED', bookingId });
  });

  test('a key pages through the list: who waits by when they joined, then who did, the newest first', async () => {
    const add = async (name: string) => {
      server.advance(1);
      const { body } = await call('POST', '/v1/api/waitlist', { body: { offeringId: offering, ...day, customer: { name } } });
      return (body as { id: string }).id;
    };
    const ids = [await add('Ada'), await add('Bea'), await add('Cleo'), await add('Dora')];
    for (const id of ids.slice(1, 3)) {
      server.advance(1);
      await call('DELETE', `/v1/api/waitlist/${id}`);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await call('GET', `/v1/api/waitlist?offeringId=${offering}&limit=1${from}`);
      const found = body as { data: { id: string }[]; nextCursor: string | null };
      expect(found.data).toHaveLength(1);
      seen.push(...found.data.map(({ id }) => id));
      cursor = found.nextCursor;
    }
    expect(seen).toEqual([ids[0], ids[3], ids[2], ids[1]]);
    expect((await call('GET', '/v1/api/waitlist?cursor=x')).status).toBe(400);
  });

  const page = (url: string) => server.inject({ method: 'GET', url });
  const localesOf = async (name: string) =>
    (await server.engine.database.read(server.business.tenantId, (db) => db.list(waitlist, eq(waitlist.name, name)))).map(
      ({ locale }) => locale,
    );
  const send = (url: string, fields: Record<string, string>) =>
    server.inject({
      ...{ method: 'POST', url, payload: new URLSearchParams(fields).toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'pt-BR,pt;q=0.9' },
    });

  test('without a script: the form is filled in, what is wrong is said beside its field, and what was typed stays', async () => {
    const url = `/s/atlas-studios/o/class-${classes}/waitlist`;
    const form = await page(url);
    expect(form.statusCode).toBe(200);
    expect(form.body).toContain('Join the waiting list');
    expect(form.body).not.toContain('<script');
    expect(form.headers['content-security-policy']).toContain("form-action 'self'");
    const wrong = await send(url, { ...day, time: 'morning', name: '<b>Ada</b>', email: 'nowhere' });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.body).toContain('We need an address to write to');
    expect(wrong.body).toContain('value="&#60;b&#62;Ada&#60;/b&#62;"');
    expect(wrong.body).not.toContain('<b>Ada</b>');
    const past = await send(url, { fromDate: '2026-01-01', toDate: '2026-01-02', name: 'Ada', email: 'ada@example.com' });
    expect([past.statusCode, past.body.includes('Choose a day that is not past')]).toEqual([400, true]);
    const done = await send(url, { ...day, time: 'morning', name: '<b>Ada</b>', email: 'ada@example.com' });
    expect(done.statusCode).toBe(303);
    const own = await page(String(done.headers['location']));
    expect(own.body).toContain('You are on the waiting list');
    expect(await localesOf('<b>Ada</b>')).toEqual(['pt-BR']);
    expect(own.body).toContain('until 11:59');
    expect(own.body).toContain('&#60;b&#62;Ada&#60;/b&#62;');
    expect(own.headers['referrer-policy']).toBe('no-referrer');
  });

  test('over the API and without a script, nights are asked for and shown', async () => {
    const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 2, maxNights: 9, arrivalDays: [], byDay: [] };
    const slug = `room-${classes}`;
    const fields = { title: 'Room', slug, durationMinutes: 1_440, slotMinutes: 1_440, pricingModel: 'DAILY', nights };
    const offeringId = await openOffering(server, fields);
    const place = await visit('POST', '/waitlist', { body: { offeringId, ...day, nights: 3, customer: ada } });
    expect(place).toMatchObject({ status: 201, body: { entry: { nights: 3, durationMinutes: null } } });
    const long = await visit('POST', '/waitlist', { body: { offeringId, ...day, nights: 10, customer: ada } });
    expect(long).toMatchObject({
      status: 422,
      body: { error: 'invalid_service', details: { reason: 'stay', minNights: 2, maxNights: 9 } },
    });

    const url = `/s/atlas-studios/o/${slug}/waitlist`;
    expect((await page(url)).body).toMatch(/name="nights"[^>]*value="2"/);
    const typed = { ...day, name: 'Bea', email: 'bea@example.com' };
    const wrong = await send(url, { ...typed, nights: '10' });
    expect([wrong.statusCode, wrong.body.includes('Stays last from 2 to 9 nights.')]).toEqual([422, true]);
    const done = await send(url, { ...typed, nights: '7' });
    expect(done.statusCode).toBe(303);
    expect((await page(String(done.headers['location']))).body).toContain('for 7 nights');
  });

  test('without a script: an offer says what, until when and the price; looking at it accepts nothing', async () => {
    const { token } = await joined();
    await offerNext();
    const url = `/s/atlas-studios/waitlist/${token}`;
    const shown = await page(url);
    for (const words of ['A time is free', 'Monday 2 March at 11:00', 'Thursday, 5 March 2026, 09:00', '€40.00', 'Accept', 'No thanks'])
      expect(shown.body).toContain(words);
    expect((await page(`${url}/accept`)).statusCode).toBe(404);
    expect((await visit('GET', `/waitlist/${token}`)).body).toMatchObject({ status: 'OFFERED' });
    expect((await send(`${url}/accept`, { total: '1' })).body).toContain('The price has changed');
    expect((await send(`${url}/accept`, { total: '4000' })).statusCode).toBe(303);
    expect((await send(`${url}/accept`, { total: '4000' })).statusCode).toBe(303);
    const after = await page(url);
    expect(after.body).toContain('It is booked');
    expect(after.body).toMatch(/\/s\/atlas-studios\/manage\/bkg_[0-9a-z]{20}#t=/);
  });

  test('without a script: no thanks, and leave', async () => {
    const { token } = await joined();
    await offerNext();
    const url = `/s/atlas-studios/waitlist/${token}`;
    expect((await send(`${url}/decline`, {})).statusCode).toBe(303);
    expect((await page(url)).body).toContain('You are on the waiting list');
    expect((await send(`${url}/leave`, {})).statusCode).toBe(303);
    expect((await page(url)).body).toContain('You are no longer on the waiting list');
    expect((await page(`/s/atlas-studios/waitlist/${token}x`)).statusCode).toBe(404);
  });

  test('who joins again and again is slowed down', async () => {
    const limited = await testWorld({ limits: { bookingsPerAddress: { count: 1, windowMs: 60_000 } } });
    try {
      await openOffering(limited, { slug: 'busy' });
      const fields = new URLSearchParams({ ...day, name: 'Ada', email: 'ada@example.com' }).toString();
      const sendTo = () =>
        limited.inject({
          ...{ method: 'POST', url: '/s/atlas-studios/o/busy/waitlist', payload: fields },
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
      expect((await sendTo()).statusCode).toBe(303);
      const second = await sendTo();
      expect([second.statusCode, second.headers['retry-after']]).toEqual([429, expect.any(String)]);
    } finally {
      await limited.close();
    }
  });
});
