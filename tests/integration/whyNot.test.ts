import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Impact, Why } from '#core/domains/availability/model.ts';
import { ask } from '#core/engine/ask.ts';
import { type Business, mara, openBusiness } from './business.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

const at = (text: string): number => Date.parse(text);
const START = at('2026-03-02T08:00:00Z');
/** Tuesday, 10:00 in Berlin */
const TEN = at('2026-03-03T09:00:00Z');

let time: VirtualTime;
let atlas: Business;

beforeEach(async () => {
  time = virtualTime(START);
  atlas = await openBusiness({ clock: time.clock });
});
afterEach(() => atlas.close());

const hour = { durationMinutes: 60, slotMinutes: 60, timezone: 'Europe/Berlin', title: 'Haircut' };
const why = async (input: object): Promise<Why> => (await atlas.ask('availability.why', input)) as Why;
const impact = async (input: object): Promise<Impact> => (await atlas.ask('availability.impact', input)) as Impact;

async function book(offeringId: string, startsAt: number, more: object = {}): Promise<string> {
  const items = [{ offeringId, startsAt, ...more }];
  const made = await atlas.run('bookings.create', {
    items,
    customer: { name: 'Ada Byron' },
    source: 'desk',
    confirm: true,
    overridePolicy: true,
  });
  return made['bookingId'] ?? '';
}
async function makeResource(name: string): Promise<string> {
  return (await atlas.run('catalog.createResource', { name, kind: 'stylist' }))['resourceId'] ?? '';
}
const block = (subjectId: string, from: string, to: string, more: object = {}) =>
  atlas.run('availability.addException', { subjectId, kind: 'BLOCK', from, to, ...more });

/** What the engine says, with the things that it is about and the instants of none. */
const told = ({ reasons }: Why) =>
  reasons.map(({ code, things }) => [code, ...things.map(({ kind, id, name }) => `${kind} ${id} ${name}`)]);

describe('why a time', () => {
  test('with add-ons takes as long as they do, and is kept by what is in the way of them alone', async () => {
    const addOns = [{ key: 'oil', name: 'Oil', priceCents: 500, minutes: 30, required: false, maxQuantity: 2 }];
    const offeringId = await atlas.offer({ ...hour, slotMinutes: 30, addOns });
    await book(offeringId, TEN + 2 * HOUR);
    const asked = (more: object = {}) => why({ offeringId, startsAt: TEN + HOUR, ...more });
    expect(await asked()).toMatchObject({ endsAt: TEN + 2 * HOUR, bookable: true });
    const longer = await asked({ addOns: [{ key: 'oil', quantity: 2 }] });
    expect(longer).toMatchObject({ endsAt: TEN + 3 * HOUR, available: false, bookable: false });
    expect(told(longer)).toEqual([['full', expect.stringMatching(/^booking .* Ada Byron$/)]]);
    const early = await why({ offeringId, startsAt: TEN, addOns: [{ key: 'oil', quantity: 2 }] });
    expect(early).toMatchObject({ endsAt: TEN + 2 * HOUR, bookable: true, reasons: [] });
    await expect(asked({ addOns: [{ key: 'gold', quantity: 1 }] })).rejects.toMatchObject({ code: 'invalid_service' });
  });

  test('can be had: nothing', async () => {
    const offeringId = await atlas.offer(hour);
    expect(await why({ offeringId, startsAt: TEN })).toEqual({
      ...{
        startsAt: TEN,
        endsAt: TEN + HOUR,
        timezone: 'Europe/Berlin',
        status: 'PUBLISHED',
        available: true,
        bookable: true,
        reasons: [],
      },
    });
  });

  test('is taken: by the booking and by whom, or by a hold', async () => {
    const offeringId = await atlas.offer(hour);
    const bookingId = await book(offeringId, TEN);
    const taken = await why({ offeringId, startsAt: TEN });
    expect(taken).toMatchObject({ available: false, bookable: false });
    expect(told(taken)).toEqual([['full', `booking ${bookingId} Ada Byron`]]);
    expect(taken.reasons[0]?.things[0]).toMatchObject({ startsAt: TEN, endsAt: TEN + HOUR });
    const { holdId } = await atlas.run('availability.hold', { offeringId, startsAt: TEN + 2 * HOUR });
    expect(told(await why({ offeringId, startsAt: TEN + 2 * HOUR }))).toEqual([['full', `hold ${holdId} `]]);
  });

  test('is outside the hours, and where they are', async () => {
    const offeringId = await atlas.offer(hour);
    expect(told(await why({ offeringId, startsAt: at('2026-03-03T02:00Z') }))).toEqual([['no_hours', `hours ${offeringId} Haircut`]]);
    const resourceId = await makeResource('Ann');
    const grouped = await atlas.offer({ ...hour, resourceGroups: [[resourceId]] });
    const monday = [
      { dayOfWeek: 1, startTime: '08:00', endTime: '20:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null },
    ];
    await atlas.run('availability.setSchedule', { subjectId: resourceId, rules: monday });
    expect(told(await why({ offeringId: grouped, startsAt: TEN }))).toEqual([['no_hours', `hours ${resourceId} Ann`]]);
  });

  test('is blocked: by which exception, and when, also of a resource and of every year', async () => {
    const offeringId = await atlas.offer(hour);
    const { exceptionIds } = await block(offeringId, '2020-03-03T00:00', '2020-03-04T00:00', { reason: 'Founder’s day', yearly: true });
    const blocked = await why({ offeringId, startsAt: TEN });
    expect(told(blocked)).toEqual([['blocked', `exception ${exceptionIds?.[0]} Founder’s day`]]);
    expect(blocked.reasons[0]?.things[0]).toMatchObject({ startsAt: at('2026-03-02T23:00Z'), endsAt: at('2026-03-03T23:00Z') });
    const resources = [await makeResource('Ann'), await makeResource('Ben')];
    const grouped = await atlas.offer({ ...hour, resourceGroups: [resources] });
    const each = [];
    for (const resource of resources) each.push(await block(resource, '2026-03-03T00:00', '2026-03-04T00:00', { reason: 'Off' }));
    expect(told(await why({ offeringId: grouped, startsAt: TEN }))).toEqual([
      ['blocked', ...each.map((one) => `exception ${one['exceptionIds']?.[0]} Off`)],
    ]);
  });

  test('is another calendar’s, by its name', async () => {
    const offeringId = await atlas.offer(hour);
    const { externalCalendarId } = await atlas.run('availability.addExternalCalendar', {
      subjectId: offeringId,
      name: 'Private',
      url: 'https://a.example/x.ics',
    });
    const spans = [{ startsAt: TEN, endsAt: TEN + HOUR }];
    const record = { externalCalendarId, url: 'https://a.example/x.ics', succeeded: true, error: null, spans };
    await atlas.run('availability.recordExternalCalendar', record, { kind: 'system', id: 'test', name: 'Test' });
    expect(told(await why({ offeringId, startsAt: TEN }))).toEqual([['external', `externalCalendar ${externalCalendarId} Private`]]);
  });

  test('is against the terms: too soon, off the grid, another length', async () => {
    const offeringId = await atlas.offer({ ...hour, minNoticeMinutes: 120 });
    const own = `offering ${offeringId} Haircut`;
    const soon = await why({ offeringId, startsAt: START + HOUR });
    expect(soon).toMatchObject({ available: true, bookable: false });
    expect(told(soon)).toEqual([['notice', own]]);
    expect(told(await why({ offeringId, startsAt: TEN + 60_000 }))).toEqual([['off_grid', own, `hours ${offeringId} Haircut`]]);
    expect(told(await why({ offeringId, startsAt: TEN, endsAt: TEN + 7 * 60_000 }))[0]?.[0]).toBe('off_grid');
    expect(told(await why({ offeringId, startsAt: START - HOUR }))[0]).toEqual(['past']);
  });

  test('has several reasons at once, and all are told', async () => {
    const offeringId = await atlas.offer(hour);
    await book(offeringId, TEN);
    await block(offeringId, '2026-03-03T00:00', '2026-03-04T00:00');
    expect(told(await why({ offeringId, startsAt: TEN })).map(([code]) => code)).toEqual(['blocked', 'full']);
  });

  test('by the night is told as a stay', async () => {
    const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 2, maxNights: 7, arrivalDays: [6], byDay: [] };
    const offeringId = await atlas.offer({ title: 'Cabin', timezone: 'Europe/Berlin', nights });
    const own = `offering ${offeringId} Cabin`;
    const tuesday = await why({ offeringId, startsAt: at('2026-03-03T14:00Z'), nights: 1 });
    expect(told(tuesday)).toEqual([
      ['arrival', own],
      ['stay', own],
    ]);
    expect((await why({ offeringId, startsAt: at('2026-03-07T14:00Z'), nights: 3 })).bookable).toBe(true);
  });

  test('agrees with the slots', async () => {
    const offeringId = await atlas.offer({ ...hour, bufferAfterMinutes: 30, slotMinutes: 30, minNoticeMinutes: 60 });
    await book(offeringId, TEN);
    await block(offeringId, '2026-03-03T15:00', '2026-03-03T16:30');
    const input = { offeringId, from: '2026-03-02', to: '2026-03-04', explain: true };
    const { slots } = (await atlas.ask('availability.slots', input)) as {
      slots: { startsAt: number; bookable: boolean; reason: { code: string } | null }[];
    };
    expect(slots.length).toBeGreaterThan(40);
    for (const { startsAt, bookable, reason } of slots) {
      const said = await why({ offeringId, startsAt });
      expect([said.bookable, said.reasons[0]?.code ?? null]).toEqual([bookable, reason?.code ?? null]);
    }
  });
});

const weekly = (...days: readonly (readonly [number, string, string])[]) =>
  days.map(([dayOfWeek, startTime, endTime]) => ({
    dayOfWeek,
    startTime,
    endTime,
    slotMinutes: null,
    capacity: null,
    validFrom: null,
    validUntil: null,
  }));

describe('the calendar', () => {
  test('has the busy times of outside calendars that meet it, by calendar and subject', async () => {
    const offeringId = await atlas.offer(hour);
    const resourceId = await makeResource('Ann');
    const calendars: string[] = [];
    for (const [subjectId, name] of [
      [offeringId, 'Airbnb'],
      [resourceId, 'Private'],
    ]) {
      const url = `https://a.example/${name}.ics`;
      const { externalCalendarId = '' } = await atlas.run('availability.addExternalCalendar', { subjectId, name, url });
      const spans = [
        { startsAt: TEN - 3 * DAY, endsAt: TEN - DAY },
        { startsAt: TEN, endsAt: TEN + HOUR },
      ];
      const record = { externalCalendarId, url, succeeded: true, error: null, spans };
      await atlas.run('availability.recordExternalCalendar', record, { kind: 'system', id: 'test', name: 'Test' });
      calendars.push(externalCalendarId);
    }
    await book(offeringId, TEN + 4 * HOUR);
    await block(offeringId, '2026-03-03T00:00', '2026-03-04T00:00');
    const busy = async (from: number, to: number) =>
      ((await atlas.ask('availability.calendar', { from, to })) as { busy: { startsAt: number; calendarId: string }[] }).busy;
    const time = { startsAt: TEN, endsAt: TEN + HOUR };
    const [airbnb, own] = calendars;
    const found = await busy(TEN - HOUR, TEN + DAY);
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        { calendarId: airbnb, calendarName: 'Airbnb', subjectId: offeringId, subjectName: 'Haircut', ...time },
        { calendarId: own, calendarName: 'Private', subjectId: resourceId, subjectName: 'Ann', ...time },
      ]),
    );
    expect(await busy(TEN + HOUR, TEN + DAY)).toEqual([]);
    expect((await busy(TEN - 4 * DAY, TEN + DAY)).map(({ startsAt }) => startsAt)).toEqual([TEN - 3 * DAY, TEN - 3 * DAY, TEN, TEN]);
    await atlas.run('catalog.archiveResource', { resourceId });
    expect((await busy(TEN, TEN + DAY)).map(({ calendarId }) => calendarId)).toEqual([airbnb]);
  });

  test('has the blocks and hours of a resource on the clock of what it serves, which is the one that they block by', async () => {
    const ann = await makeResource('Ann');
    const day = { from: '2026-03-04T00:00', to: '2026-03-05T00:00' };
    await block(ann, day.from, day.to);
    const blocks = async () => {
      const found = (await atlas.ask('availability.calendar', { from: TEN, to: TEN + 3 * DAY })) as { blocks: { startsAt: number }[] };
      return found.blocks.map(({ startsAt }) => new Date(startsAt).toISOString());
    };
    expect(await blocks()).toEqual(['2026-03-03T23:00:00.000Z']);
    const far = await atlas.offer({ ...hour, timezone: 'America/New_York', resourceGroups: [[ann]] });
    expect(await blocks()).toEqual(['2026-03-04T05:00:00.000Z']);
    expect(await why({ offeringId: far, startsAt: at('2026-03-05T00:00Z') })).toMatchObject({ available: false });
    await atlas.offer({ ...hour, title: 'Here', resourceGroups: [[ann]] });
    expect(await blocks()).toEqual(['2026-03-03T23:00:00.000Z']);
  });
});

describe('what saving would change', () => {
  test('is nothing where nothing changes', async () => {
    const offeringId = await atlas.offer({ ...hour, maxAdvanceDays: 400 });
    await book(offeringId, TEN);
    const same = weekly(...[1, 2, 3, 4, 5, 6, 7].map((day) => [day, '08:00', '20:00'] as const));
    expect(await impact({ subjectId: offeringId, rules: same })).toEqual({
      days: 90,
      opens: 0,
      closes: 0,
      bookings: [],
      affected: 0,
      holds: 0,
    });
    expect(await impact({ subjectId: offeringId })).toMatchObject({ opens: 0, closes: 0 });
  });

  test('counts the starts that open and close, and names the bookings that are left outside', async () => {
    const offeringId = await atlas.offer({ ...hour, maxAdvanceDays: 400 });
    const kept = await book(offeringId, TEN);
    const late = await book(offeringId, at('2026-03-03T18:00Z'));
    const far = await book(offeringId, START + 95 * DAY);
    const earlier = weekly(...[1, 2, 3, 4, 5, 6, 7].map((day) => [day, '07:00', '19:00'] as const));
    const said = await impact({ subjectId: offeringId, rules: earlier });
    // From 3 March to 31 May a start at 07:00 comes; from 2 March to 30 May one at 19:00 goes, where it was not taken.
    expect(said).toMatchObject({ opens: 90, closes: 89, affected: 1, holds: 0 });
    expect(said.bookings).toEqual([
      {
        ...{
          bookingId: late,
          itemId: said.bookings[0]?.itemId,
          customerName: 'Ada Byron',
          offeringTitle: 'Haircut',
          timezone: 'Europe/Berlin',
        },
        ...{ startsAt: at('2026-03-03T18:00Z'), endsAt: at('2026-03-03T19:00Z') },
      },
    ]);
    expect([kept, far]).not.toContain(said.bookings[0]?.bookingId);
    expect(await why({ offeringId, startsAt: at('2026-03-03T18:00Z') })).toMatchObject({ available: false });
  });

  test('of a block is what it covers, holds too; of its removal, what comes back', async () => {
    const offeringId = await atlas.offer(hour);
    await book(offeringId, TEN);
    await atlas.run('availability.hold', { offeringId, startsAt: TEN + HOUR });
    const exception = { kind: 'BLOCK', from: '2026-03-03T00:00', to: '2026-03-04T00:00' };
    expect(await impact({ subjectId: offeringId, addException: exception })).toMatchObject({ opens: 0, closes: 10, affected: 1, holds: 1 });
    const { exceptionIds } = await block(offeringId, exception.from, exception.to);
    expect(await impact({ subjectId: offeringId, removeExceptionId: exceptionIds?.[0] })).toMatchObject({
      opens: 10,
      closes: 0,
      affected: 0,
      holds: 0,
    });
    const moved = {
      addException: { ...exception, from: '2026-03-05T00:00', to: '2026-03-06T00:00' },
      removeExceptionId: exceptionIds?.[0],
    };
    expect(await impact({ subjectId: offeringId, ...moved })).toMatchObject({ opens: 10, closes: 12, affected: 0, holds: 0 });
  });

  test('is seen however far ahead it is: bookings by their names, starts of a time that is further away than others are counted', async () => {
    const offeringId = await atlas.offer({ ...hour, maxAdvanceDays: 400 });
    const summer = await book(offeringId, at('2026-08-04T10:00Z'));
    const closed = { kind: 'BLOCK', from: '2026-08-03T00:00', to: '2026-08-10T00:00' };
    const said = await impact({ subjectId: offeringId, addException: closed });
    expect(said).toMatchObject({ days: 731, opens: 0, closes: 83, affected: 1 });
    expect(said.bookings.map(({ bookingId }) => bookingId)).toEqual([summer]);
    const mornings = weekly(...[1, 2, 3, 4, 5, 6, 7].map((day) => [day, '08:00', '11:00'] as const));
    expect(await impact({ subjectId: offeringId, rules: mornings })).toMatchObject({ days: 90, affected: 1 });

    const weekdays = [1, 2, 3, 4, 5, 6, 7].map((day) => [day, '08:00', '20:00'] as const);
    const late = weekly(...weekdays.map(([day]) => [day, '20:00', '21:00'] as const)).map((rule) => ({
      ...rule,
      validFrom: '2026-08-01',
      validUntil: '2026-08-02',
    }));
    expect(await impact({ subjectId: offeringId, rules: [...weekly(...weekdays), ...late] })).toMatchObject({
      days: 731,
      opens: 2,
      affected: 0,
    });

    await block(offeringId, '2026-03-04T00:00', '2026-03-05T00:00');
    const yearly = { kind: 'BLOCK', from: '2025-05-01T00:00', to: '2025-05-02T00:00', yearly: true };
    expect(await impact({ subjectId: offeringId, addException: yearly })).toMatchObject({ days: 90, closes: 12, affected: 0 });
  });

  test('of hours is seen start by start before they are saved, of a resource too, and by nobody but staff', async () => {
    const ann = await makeResource('Ann');
    const offeringId = await atlas.offer({ ...hour, resourceGroups: [[ann]] });
    const day = { offeringId, from: '2026-03-03', to: '2026-03-04' };
    const free = async (more: object, actor: Actor = mara) => {
      const question = { tenantId: atlas.tenantId, actor, name: 'availability.slots', input: { ...day, ...more } };
      const { slots } = (await ask(atlas.engine, question)) as { slots: { startsAt: number }[] };
      return slots.map(({ startsAt }) => (startsAt - TEN) / HOUR);
    };
    const tenToTwelve = weekly([2, '10:00', '12:00']);
    expect(await free({ draft: { subjectId: offeringId, rules: tenToTwelve } })).toEqual([0, 1]);
    expect(await free({ draft: { subjectId: ann, rules: weekly([2, '18:00', '20:00']) } })).toEqual([8, 9]);
    expect(await free({ draft: { subjectId: offeringId, rules: [] } })).toEqual([]);
    expect(await free({})).toHaveLength(12);
    const customer = { kind: 'customer', id: 'public', name: 'Customer' } as const;
    expect(await free({ draft: { subjectId: offeringId, rules: tenToTwelve } }, customer)).toHaveLength(12);
  });

  test('does not count again what is outside already', async () => {
    const offeringId = await atlas.offer(hour);
    await book(offeringId, TEN);
    await block(offeringId, '2026-03-03T00:00', '2026-03-04T00:00');
    const again = { kind: 'BLOCK', from: '2026-03-02T00:00', to: '2026-03-05T00:00' };
    expect(await impact({ subjectId: offeringId, addException: again })).toMatchObject({ affected: 0 });
  });

  test('of a resource is of all that it serves', async () => {
    const [ann, ben] = [await makeResource('Ann'), await makeResource('Ben')];
    const cut = await atlas.offer({ ...hour, resourceGroups: [[ann]] });
    const wash = await atlas.offer({ ...hour, title: 'Wash', resourceGroups: [[ann, ben]] });
    const both = await book(cut, TEN);
    await book(wash, TEN + 2 * HOUR, { resourceId: ben });
    const off = { kind: 'BLOCK', from: '2026-03-03T00:00', to: '2026-03-04T00:00' };
    const said = await impact({ subjectId: ann, addException: off });
    // Eleven hours of cutting; washing goes on with Ben, but for the one in which he is busy.
    expect(said).toMatchObject({ opens: 0, closes: 12, affected: 1 });
    expect(said.bookings.map(({ bookingId }) => bookingId)).toEqual([both]);
    const mornings = weekly(...[1, 2, 3, 4, 5, 6, 7].map((day) => [day, '08:00', '10:00'] as const));
    expect(await impact({ subjectId: ann, rules: mornings })).toMatchObject({ affected: 1 });
    expect(await impact({ subjectId: ann, addException: { ...off, kind: 'OPEN' } })).toMatchObject({ opens: 0 });
  });

  test('shows the first fifty and counts all', async () => {
    const offeringId = await atlas.offer({ ...hour, capacity: 30 });
    for (let i = 0; i < 27; i += 1) {
      await book(offeringId, TEN);
      await book(offeringId, TEN + HOUR);
    }
    const said = await impact({ subjectId: offeringId, addException: { kind: 'BLOCK', from: '2026-03-03T00:00', to: '2026-03-04T00:00' } });
    expect([said.affected, said.bookings.length]).toEqual([54, 50]);
  });

  test('is told to who may see bookings, and only of what is there', async () => {
    const offeringId = await atlas.offer(hour);
    const missing = { subjectId: offeringId, removeExceptionId: 'exc_00000000000000000000' };
    await expect(impact(missing)).rejects.toMatchObject({ code: 'not_found' });
    expect(mara.kind).toBe('member');
    const customer = { kind: 'customer', id: 'public', name: 'Customer' } as const;
    for (const name of ['availability.why', 'availability.impact']) {
      const question = { tenantId: atlas.tenantId, actor: customer, name, input: { offeringId, subjectId: offeringId, startsAt: TEN } };
      await expect(ask(atlas.engine, question)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});
