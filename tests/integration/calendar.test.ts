import fastify from 'fastify';
import ICAL from 'ical.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import type { Feed, FeedKind } from '#core/domains/calendar/model.ts';
import { registerCalendar } from '#server/doors/calendar/feed.ts';
import { addLinks } from '#server/doors/calendar/links.ts';
import { bookingCalendar, bookingEvents } from '#server/doors/calendar/single.ts';
import type { ZodApp } from '#server/doors/http/app.ts';
import { errorHandler, publicDetails } from '#server/errors/answer.ts';
import { feedToken } from '#server/secrets/feeds.ts';
import { type Business, openBusiness } from './business.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

const at = (text: string): number => Date.parse(text);

let time: VirtualTime;
let atlas: Business;
let app: ZodApp;

beforeEach(async () => {
  time = virtualTime(at('2026-10-20T09:00Z'));
  atlas = await openBusiness({ clock: time.clock });
  app = fastify();
  app.setErrorHandler(errorHandler(publicDetails));
  registerCalendar(app, atlas.parts);
});

afterEach(async () => {
  await app.close();
  await atlas.close();
});

const subscribe = async (kind: FeedKind, subjectId: string): Promise<string> =>
  (await atlas.run('calendar.createFeed', { kind, subjectId }))['feedId'] ?? '';

async function addressOf(feedId: string): Promise<string> {
  const feed = ((await atlas.ask('calendar.feeds', {})) as Feed[]).find(({ id }) => id === feedId);
  return `/calendar/${feedToken(atlas.parts.serverKey, { tenantId: atlas.tenantId, feedId, version: feed?.version ?? 0 })}.ics`;
}

const read = async (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

function eventsIn(text: string) {
  return new ICAL.Component(ICAL.parse(text) as never).getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      sequence: event.sequence,
      status: String(component.getFirstPropertyValue('status')),
      startsAt: event.startDate.toJSDate().getTime(),
      endsAt: event.endDate.toJSDate().getTime(),
      zone: event.startDate.zone?.tzid,
      location: event.location,
    };
  });
}

const book = async (offeringId: string, startsAt: number, more: object = {}): Promise<string> =>
  (
    await atlas.run('bookings.create', {
      items: [{ offeringId, startsAt }],
      customer: { name: 'Ada Lovelace' },
      source: 'desk',
      confirm: true,
      ...more,
    })
  )['bookingId'] ?? '';

describe('a feed', () => {
  test('shows every booking at its own instants, in its offering’s zone, on both sides of a clock change', async () => {
    const berlin = await atlas.offer({ title: 'Haircut', locationName: 'Atlas', locationAddress: 'Hof 2, Berlin' });
    const newYork = await atlas.offer({ title: 'Consultation', timezone: 'America/New_York' });
    const sydney = await atlas.offer({ title: 'Call', timezone: 'Australia/Lord_Howe' });
    // Berlin's clocks go back on 25 October, New York's on 1 November.
    const times = [
      [berlin, at('2026-10-24T10:00Z'), 'Europe/Berlin'],
      [berlin, at('2026-10-26T10:00Z'), 'Europe/Berlin'],
      [newYork, at('2026-10-30T15:00Z'), 'America/New_York'],
      [newYork, at('2026-11-02T15:00Z'), 'America/New_York'],
      [sydney, at('2026-11-03T00:00Z'), 'Australia/Lord_Howe'],
    ] as const;
    for (const [offeringId, startsAt] of times) await book(offeringId, startsAt);
    const feed = await read(await addressOf(await subscribe('tenant', atlas.tenantId)));
    expect(feed.statusCode).toBe(200);
    expect(feed.headers['content-type']).toBe('text/calendar; charset=utf-8');
    const events = eventsIn(feed.body);
    expect(events.map(({ startsAt, endsAt, zone }) => [startsAt, endsAt - startsAt, zone])).toEqual(
      times.map(([, startsAt, zone]) => [startsAt, HOUR, zone]),
    );
    expect(events[0]).toMatchObject({
      summary: 'Haircut — Ada Lovelace',
      status: 'CONFIRMED',
      sequence: 0,
      location: 'Atlas, Hof 2, Berlin',
    });
  });

  test('raises SEQUENCE on a reschedule and says so of a cancellation, for thirty days', async () => {
    const offeringId = await atlas.offer({});
    const bookingId = await book(offeringId, at('2026-10-26T10:00Z'));
    const address = await addressOf(await subscribe('tenant', atlas.tenantId));
    const [before] = eventsIn((await read(address)).body);
    await atlas.run('bookings.reschedule', { bookingId, startsAt: at('2026-10-27T12:00Z') });
    const [moved] = eventsIn((await read(address)).body);
    expect(moved).toMatchObject({ uid: before?.uid, startsAt: at('2026-10-27T12:00Z'), status: 'CONFIRMED' });
    expect(moved?.sequence).toBeGreaterThan(before?.sequence ?? 0);
    await atlas.run('bookings.cancel', { bookingId });
    const [cancelled] = eventsIn((await read(address)).body);
    expect(cancelled).toMatchObject({ uid: before?.uid, status: 'CANCELLED' });
    expect(cancelled?.sequence).toBeGreaterThan(moved?.sequence ?? 0);
    await time.advanceTo(time.clock.now() + 29 * DAY, async () => {});
    expect(eventsIn((await read(address)).body)).toHaveLength(1);
    await time.advanceTo(time.clock.now() + 2 * DAY, async () => {});
    expect(eventsIn((await read(address)).body)).toEqual([]);
  });

  test('shows a request as tentative', async () => {
    const offeringId = await atlas.offer({ approval: 'manual' });
    await book(offeringId, at('2026-10-26T10:00Z'), { confirm: false });
    const [event] = eventsIn((await read(await addressOf(await subscribe('offering', offeringId)))).body);
    expect(event?.status).toBe('TENTATIVE');
  });

  test('shows a request that leaves its time to others as free, until it is approved', async () => {
    const offeringId = await atlas.offer({ approval: 'manual', pendingTakesPlace: false });
    const bookingId = await book(offeringId, at('2026-10-26T10:00Z'), { confirm: false });
    const address = await addressOf(await subscribe('offering', offeringId));
    const linesOf = async () => (await read(address)).body.split('\r\n').filter((line) => /^(STATUS|TRANSP):/.test(line));
    expect((await linesOf()).toSorted()).toEqual(['STATUS:TENTATIVE', 'TRANSP:TRANSPARENT']);
    await atlas.run('bookings.approve', { bookingId });
    expect((await linesOf()).toSorted()).toEqual(['STATUS:CONFIRMED', 'TRANSP:OPAQUE']);
  });

  test('of an offering, a resource or a member shows theirs alone, of a member without resources all', async () => {
    const join = async (name: string) =>
      (await atlas.run('members.add', { name, email: `${name}@atlas.example`, role: 'STAFF', passwordHash: null }))['memberId'] ?? '';
    const [aylaHerself, jonas] = [await join('ayla'), await join('jonas')];
    const { resourceId: ayla = '' } = await atlas.run('catalog.createResource', { name: 'Ayla', kind: 'stylist', memberId: aylaHerself });
    const { resourceId: ben = '' } = await atlas.run('catalog.createResource', { name: 'Ben', kind: 'stylist' });
    const haircut = await atlas.offer({ title: 'Haircut', resourceGroups: [[ayla, ben]] });
    const studio = await atlas.offer({ title: 'Studio' });
    const at10 = at('2026-10-26T10:00Z');
    await book(haircut, at10, { items: [{ offeringId: haircut, startsAt: at10, resourceId: ayla }] });
    await book(haircut, at10, { items: [{ offeringId: haircut, startsAt: at10, resourceId: ben }] });
    await book(studio, at10);
    const titles = async (kind: FeedKind, subjectId: string) =>
      eventsIn((await read(await addressOf(await subscribe(kind, subjectId)))).body)
        .map(({ summary }) => summary.replace(/ — .*/, ''))
        .toSorted();
    expect(await titles('tenant', atlas.tenantId)).toEqual(['Haircut', 'Haircut', 'Studio']);
    expect(await titles('offering', studio)).toEqual(['Studio']);
    expect(await titles('resource', ben)).toEqual(['Haircut']);
    expect(await titles('member', aylaHerself)).toEqual(['Haircut']);
    expect(await titles('member', jonas)).toEqual(['Haircut', 'Haircut', 'Studio']);
  });
});

describe('a subscriber', () => {
  test('is told 304 until something that the feed shows has changed', async () => {
    const haircut = await atlas.offer({ title: 'Haircut' });
    const studio = await atlas.offer({ title: 'Studio' });
    await book(haircut, at('2026-10-26T10:00Z'));
    const address = await addressOf(await subscribe('offering', haircut));
    const tag = String((await read(address)).headers.etag);
    const again = (seen: string) => read(address, { 'if-none-match': seen });
    await book(studio, at('2026-10-26T10:00Z'));
    await atlas.run('customers.create', { name: 'Somebody else', email: null, phone: null });
    for (const seen of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const unchanged = await again(seen);
      expect([unchanged.statusCode, unchanged.body]).toEqual([304, '']);
    }
    await book(haircut, at('2026-10-26T12:00Z'));
    const changed = await again(tag);
    expect(changed.statusCode).toBe(200);
    expect(changed.headers.etag).not.toBe(tag);
    expect(changed.headers['cache-control']).toBe('private, no-cache');
  });

  test('with a token that is forged, foreign or reset finds nothing', async () => {
    const feedId = await subscribe('tenant', atlas.tenantId);
    const address = await addressOf(feedId);
    const { tenantId } = atlas;
    const foreign = feedToken(Buffer.alloc(32, 8), { tenantId, feedId, version: 1 });
    const wrong = [
      `/calendar/${foreign}.ics`,
      address.replace(/.\.ics$/, address.endsWith('0.ics') ? '1.ics' : '0.ics'),
      '/calendar/x.ics',
      `/calendar/${'0'.repeat(72)}.ics`,
    ];
    for (const url of wrong) {
      const answer = await read(url);
      expect([answer.statusCode, answer.json().error]).toEqual([404, 'not_found']);
      expect(answer.body).not.toContain(feedId);
    }
    expect((await read(address)).statusCode).toBe(200);
    await atlas.run('calendar.resetFeed', { feedId });
    expect((await read(address)).statusCode).toBe(404);
    expect((await read(await addressOf(feedId))).statusCode).toBe(200);
  });

  test('may look sixty times an hour', async () => {
    const address = await addressOf(await subscribe('tenant', atlas.tenantId));
    for (let i = 0; i < 60; i++) expect((await read(address)).statusCode).toBe(200);
    const answer = await read(address);
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('one booking', () => {
  test('is a file for its booker, with the link that manages it', async () => {
    const offeringId = await atlas.offer({});
    const bookingId = await book(offeringId, at('2026-10-26T10:00Z'));
    const [event] = eventsIn(await bookingCalendar(atlas.parts, atlas.tenantId, bookingId));
    expect(event).toMatchObject({ summary: 'Haircut — Atlas Studios', startsAt: at('2026-10-26T10:00Z') });
    const [told] = await bookingEvents(atlas.parts, atlas.tenantId, bookingId);
    expect(told?.url).toMatch(new RegExp(`^https://book\\.example/s/atlas/manage/${bookingId}#t=[0-9a-z]{20}\\.[0-9a-f]{40}$`));
  });

  test('is added to Google’s and Outlook’s calendars by a link with the same instants', async () => {
    const links = addLinks({
      summary: 'Cut & colour — Atlas',
      description: 'a\nb',
      location: 'Hof 2',
      startsAt: at('2026-10-26T10:00Z'),
      endsAt: at('2026-10-26T11:30Z'),
    });
    const google = new URL(links.googleUrl).searchParams;
    expect([google.get('text'), google.get('dates'), google.get('location')]).toEqual([
      'Cut & colour — Atlas',
      '20261026T100000Z/20261026T113000Z',
      'Hof 2',
    ]);
    const outlook = new URL(links.outlookUrl).searchParams;
    expect([outlook.get('startdt'), outlook.get('enddt')]).toEqual(['2026-10-26T10:00:00Z', '2026-10-26T11:30:00Z']);
  });
});
