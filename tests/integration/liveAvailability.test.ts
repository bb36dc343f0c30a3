import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '#core/base/time.ts';
import { contractOf } from './contract.ts';
import { testWorld, type TestWorld } from './world.ts';

let world: TestWorld;
let offeringId: string;
/** slots that were computed so far */
let looks: number;

const rules = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({
  ...{ dayOfWeek, startTime: '08:00', endTime: '20:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null },
}));

async function offer(fields: object = {}): Promise<string> {
  const made = { title: 'Haircut', basePriceCents: 4_500, timezone: 'Europe/Berlin', durationMinutes: 60, slotMinutes: 60, ...fields };
  const { offeringId: id } = (await world.run('catalog.createOffering', made)) as { offeringId: string };
  await world.run('availability.setSchedule', { subjectId: id, rules });
  await world.run('catalog.publishOffering', { offeringId: id });
  return id;
}

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:30Z' });
  offeringId = await offer();
  looks = 0;
  const slots = world.engine.registry.queries.get('availability.slots');
  if (slots === undefined) throw new Error('no slots');
  const counted: typeof slots = { ...slots, run: (...each) => ((looks += 1), slots.run(...each)) };
  (world.engine.registry.queries as Map<string, typeof slots>).set('availability.slots', counted);
});
afterEach(() => world.close());

type Tag = string | undefined;

interface Body {
  readonly slots: readonly {
    readonly startsAt: string;
    readonly bookable: boolean;
    readonly reason: null | { readonly code: string; readonly links: readonly { kind: string; id: string; href: string }[] };
  }[];
}

const doors = [
  ['the API', (query: string) => `/v1/api/availability?offeringId=${offeringId}&${query}`],
  ['the storefront', (query: string) => `/v1/storefront/${world.business.subdomain}/availability?offeringId=${offeringId}&${query}`],
] as const;

describe.each(doors)('free time at %s', (_, urlOf) => {
  const day = 'from=2026-03-03&to=2026-03-04';
  const get = (query = day, tag?: Tag) => world.call('GET', urlOf(query), { headers: tag === undefined ? {} : { 'if-none-match': tag } });

  test('is said to be as it was, without a look at any slot', async () => {
    const first = await get();
    expect(first.status).toBe(200);
    expect(first.headers).toMatchObject({ 'cache-control': 'private, no-cache', 'content-type': 'application/json; charset=utf-8' });
    expect(looks).toBe(1);
    const again = await get(day, first.headers['etag']);
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', first.headers['etag']]);
    const contract = await contractOf(world);
    // An answer without a body: that it is promised is all that the document can say.
    expect(contract.problemWith('GET', urlOf(day), again)).toContain('304 has no schema');
    expect(contract.problemWith('GET', urlOf(day), first)).toBeNull();
    const listed = await get(day, `"other", W/${String(first.headers['etag'])}`);
    expect(listed.status).toBe(304);
    expect(looks).toBe(1);
  });

  test('is given again as it was, without a look either', async () => {
    const first = await get();
    const again = await get();
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(looks).toBe(1);
    await get(`${day}&quantity=1`);
    expect(looks).toBe(2);
  });

  test('is another once somebody has booked', async () => {
    const first = await get();
    const item = { offeringId, startsAt: Date.parse('2026-03-03T09:00Z') };
    await world.run('bookings.create', { items: [item], customer: { name: 'Ada' }, source: 'desk', confirm: true });
    const now = await get(day, first.headers['etag']);
    expect(now.status).toBe(200);
    expect((now.body as Body).slots).toHaveLength((first.body as Body).slots.length - 1);
  });

  test('is another once a hold has run out, which is no revision', async () => {
    const before = await get();
    await world.run('availability.hold', { offeringId, startsAt: Date.parse('2026-03-03T09:00Z') });
    const held = await get();
    expect((held.body as Body).slots).toHaveLength(11);
    world.advance(9 * MINUTE + 59 * SECOND);
    expect((await get(day, held.headers['etag'])).status).toBe(200);
    const last = await get();
    world.advance(SECOND);
    const after = await get(day, last.headers['etag']);
    expect(after.status).toBe(200);
    expect((after.body as Body).slots).toHaveLength((before.body as Body).slots.length);
  });

  test('is another once time has passed', async () => {
    const today = 'from=2026-03-02&to=2026-03-03';
    // 08:59:30 in Berlin, and then the minute itself and the moment after it
    world.advance(59 * MINUTE);
    const starts = async (tag?: Tag) => {
      const { status, body, headers } = await get(today, tag);
      return { status, first: status === 200 ? (body as Body).slots[0]?.startsAt : null, tag: headers['etag'] };
    };
    const before = await starts();
    expect(before.first).toBe('2026-03-02T09:00:00Z');
    world.advance(29_999);
    expect((await starts(before.tag)).status).toBe(304);
    world.advance(1);
    const sharp = await starts(before.tag);
    expect(sharp).toMatchObject({ status: 200, first: '2026-03-02T09:00:00Z' });
    world.advance(1);
    expect(await starts(sharp.tag)).toMatchObject({ status: 200, first: '2026-03-02T10:00:00Z' });
  });

  test('agrees with what is computed afresh, whenever it is asked', async () => {
    await world.run('catalog.updateOffering', { offeringId, changes: { minNoticeMinutes: 90, maxAdvanceDays: 1 } });
    const query = 'from=2026-03-02&to=2026-03-05';
    let tag: Tag;
    let text = '';
    for (const step of [0, 20 * SECOND, 10 * SECOND, 1, HOUR, 30 * SECOND, 29_999, 30 * MINUTE, 13 * HOUR + 29 * MINUTE, 59_999, 1, DAY]) {
      world.advance(step);
      const answer = await get(query, tag);
      if (answer.status === 200) [tag, text] = [answer.headers['etag'], answer.text];
      const slots = (await world.ask('availability.slots', { offeringId, from: '2026-03-02', to: '2026-03-05' })) as {
        slots: { startsAt: number }[];
      };
      const told = (JSON.parse(text) as Body).slots.map(({ startsAt }) => Date.parse(startsAt));
      expect(told, new Date(world.now()).toISOString()).toEqual(slots.slots.map(({ startsAt }) => startsAt));
    }
  });

  test('of offerings whose starts follow bookings is fresh by the second', async () => {
    offeringId = await offer({ title: 'Follow', startTimes: 'backToBack' });
    world.advance(300);
    const first = await get();
    world.advance(100);
    expect((await get(day, first.headers['etag'])).status).toBe(304);
    world.advance(SECOND);
    expect((await get(day, first.headers['etag'])).status).toBe(200);
  });
});

describe('what is kept', () => {
  test('is of one business alone', async () => {
    const first = await world.call('GET', `/v1/api/availability?offeringId=${offeringId}&from=2026-03-03&to=2026-03-04`);
    const other = await world.otherBusiness('Borealis');
    const token = await world.makeKey({ tenantId: other.tenantId });
    const stolen = await world.call('GET', `/v1/api/availability?offeringId=${offeringId}&from=2026-03-03&to=2026-03-04`, {
      token,
      headers: { 'if-none-match': String(first.headers['etag']) },
    });
    expect(stolen.status).toBe(404);
  });

  test('is bounded: what was asked long ago is computed anew', async () => {
    const url = (quantity: number) => `/v1/api/availability?offeringId=${offeringId}&from=2026-03-03&to=2026-03-04&quantity=${quantity}`;
    await world.call('GET', url(1));
    for (let quantity = 2; quantity <= 301; quantity += 1) await world.call('GET', url(quantity));
    expect(looks).toBe(301);
    await world.call('GET', url(301));
    expect(looks).toBe(301);
    await world.call('GET', url(1));
    expect(looks).toBe(302);
  });
});

test('explain=true links each reason to what would have to change', async () => {
  const item = { offeringId, startsAt: Date.parse('2026-03-03T09:00Z') };
  const { bookingId } = (await world.run('bookings.create', {
    items: [item],
    customer: { name: 'Ada' },
    source: 'desk',
    confirm: true,
  })) as { bookingId: string };
  const block = { subjectId: offeringId, kind: 'BLOCK', from: '2026-03-03T12:00', to: '2026-03-03T13:00' };
  const { exceptionIds } = (await world.run('availability.addException', block)) as { exceptionIds: string[] };
  const calendar = { subjectId: offeringId, name: 'Private', url: 'https://calendar.example/x.ics' };
  const { externalCalendarId } = (await world.run('availability.addExternalCalendar', calendar)) as { externalCalendarId: string };
  const spans = [{ startsAt: Date.parse('2026-03-03T15:00Z'), endsAt: Date.parse('2026-03-03T16:00Z') }];
  await world.run('availability.recordExternalCalendar', { externalCalendarId, url: calendar.url, succeeded: true, error: null, spans });
  const url = `/v1/api/availability?offeringId=${offeringId}&from=2026-03-02&to=2026-03-04&explain=true`;
  const answer = await world.call('GET', url);
  expect((await contractOf(world)).problemWith('GET', url, answer)).toBeNull();
  const why = (startsAt: string) => (answer.body as Body).slots.find((slot) => slot.startsAt === startsAt)?.reason;
  expect(why('2026-03-03T09:00:00Z')).toMatchObject({
    code: 'full',
    links: [{ kind: 'booking', id: bookingId, href: `/v1/api/bookings/${bookingId}` }],
  });
  expect(why('2026-03-03T11:00:00Z')).toMatchObject({
    ...{ code: 'blocked', links: [{ kind: 'exception', id: exceptionIds[0], href: `/v1/api/offerings/${offeringId}/exceptions` }] },
  });
  expect(why('2026-03-03T15:00:00Z')).toMatchObject({
    ...{
      code: 'external',
      links: [{ kind: 'externalCalendar', id: externalCalendarId, href: `/v1/api/external-calendars/${externalCalendarId}` }],
    },
  });
  expect(why('2026-03-02T07:00:00Z')).toMatchObject({ code: 'past', links: [] });
  for (const { reason } of (answer.body as Body).slots)
    for (const { href } of reason?.links ?? []) expect((await world.call('GET', href)).status, href).toBe(200);
});

test('explain=true links a group that is blocked to the exception of each', async () => {
  const links = [];
  const group: string[] = [];
  for (const name of ['Ann', 'Ben']) {
    const { resourceId } = (await world.run('catalog.createResource', { name, kind: 'stylist' })) as { resourceId: string };
    const block = { subjectId: resourceId, kind: 'BLOCK', from: '2026-03-03T10:00', to: '2026-03-03T11:00' };
    const { exceptionIds } = (await world.run('availability.addException', block)) as { exceptionIds: string[] };
    group.push(resourceId);
    links.push({ kind: 'exception', id: exceptionIds[0], href: `/v1/api/resources/${resourceId}/exceptions` });
  }
  const grouped = await offer({ title: 'Colour', resourceGroups: [group] });
  const url = `/v1/api/availability?offeringId=${grouped}&from=2026-03-03&to=2026-03-04&explain=true`;
  const answer = await world.call('GET', url);
  expect((await contractOf(world)).problemWith('GET', url, answer)).toBeNull();
  const slot = (answer.body as Body).slots.find(({ startsAt }) => startsAt === '2026-03-03T09:00:00Z');
  expect(slot?.reason).toMatchObject({ code: 'blocked', links });
});

describe('why a time can’t be had', () => {
  const url = (query: string, id = offeringId) => `/v1/api/availability/why?offeringId=${id}&${query}`;

  /** By the document, and with links that lead somewhere. */
  async function why(query: string, id = offeringId) {
    const answer = await world.call('GET', url(query, id));
    expect((await contractOf(world)).problemWith('GET', url(query, id), answer)).toBeNull();
    expect(answer.status, answer.text).toBe(200);
    const body = answer.body as {
      bookable: boolean;
      endsAt: string;
      reasons: { code: string; links: { kind: string; id: string; href: string }[] }[];
    };
    for (const { links } of body.reasons) for (const { href } of links) expect((await world.call('GET', href)).status, href).toBe(200);
    return body;
  }
  const told = async (query: string, id = offeringId) =>
    (await why(query, id)).reasons.map(({ code, links }) => [code, ...links.map((link) => `${link.kind} ${link.id}`)]);
  const nine = 'startsAt=2026-03-03T09:00:00Z';

  test('is told of any time, with everything to change: hours, grid, block, booking, notice', async () => {
    expect(await why(nine)).toEqual({
      ...{ offeringId, startsAt: '2026-03-03T09:00:00Z', endsAt: '2026-03-03T10:00:00Z', timezone: 'Europe/Berlin' },
      ...{ status: 'PUBLISHED', available: true, bookable: true, reasons: [] },
    });
    expect(await told('startsAt=2026-03-03T03:00:00%2B01:00')).toEqual([['no_hours', `hours ${offeringId}`]]);
    expect(await told('startsAt=2026-03-03T09:07:00Z')).toEqual([['off_grid', `offering ${offeringId}`, `hours ${offeringId}`]]);
    expect(await told(`${nine}&endsAt=2026-03-03T09:45:00Z`)).toEqual([['off_grid', `offering ${offeringId}`, `hours ${offeringId}`]]);
    const block = { subjectId: offeringId, kind: 'BLOCK', from: '2026-03-03T12:00', to: '2026-03-03T13:00' };
    const { exceptionIds } = (await world.run('availability.addException', block)) as { exceptionIds: string[] };
    expect(await told('startsAt=2026-03-03T11:00:00Z')).toEqual([['blocked', `exception ${exceptionIds[0]}`]]);
    const item = { offeringId, startsAt: Date.parse('2026-03-03T09:00Z') };
    const made = await world.run('bookings.create', { items: [item], customer: { name: 'Ada' }, source: 'desk', confirm: true });
    const { bookingId } = made as { bookingId: string };
    await world.run('catalog.updateOffering', { offeringId, changes: { minNoticeMinutes: 2_880 } });
    expect(await told(nine)).toEqual([
      ['full', `booking ${bookingId}`],
      ['notice', `offering ${offeringId}`],
    ]);
    expect(await told('startsAt=2020-03-03T09:00:00Z')).toContainEqual(['past']);
  });

  test('is told of a group by the one whose block or hours they are', async () => {
    const { resourceId } = (await world.run('catalog.createResource', { name: 'Ann', kind: 'stylist' })) as { resourceId: string };
    const grouped = await offer({ title: 'Colour', resourceGroups: [[resourceId]] });
    await world.run('availability.setSchedule', { subjectId: resourceId, rules });
    const block = { subjectId: resourceId, kind: 'BLOCK', from: '2026-03-03T10:00', to: '2026-03-03T11:00' };
    const { exceptionIds } = (await world.run('availability.addException', block)) as { exceptionIds: string[] };
    const { reasons } = await why(nine, grouped);
    const href = `/v1/api/resources/${resourceId}/exceptions`;
    expect(reasons).toMatchObject([{ code: 'blocked', links: [{ kind: 'exception', id: exceptionIds[0], href }] }]);
  });

  test('is told of nights: the arrival, the length of the stay', async () => {
    const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 2, maxNights: 7, arrivalDays: [6], byDay: [] };
    const room = await offer({ title: 'Room', durationMinutes: 1_440, slotMinutes: 1_440, nights });
    const saturday = 'startsAt=2026-03-07T14:00:00Z';
    expect(await why(`${saturday}&nights=3`, room)).toMatchObject({ bookable: true, endsAt: '2026-03-10T10:00:00Z' });
    expect(await told(`${saturday}&nights=1`, room)).toEqual([['stay', `offering ${room}`]]);
    expect(await told('startsAt=2026-03-06T14:00:00Z&nights=3', room)).toEqual([['arrival', `offering ${room}`]]);
  });

  test('is asked in the form that is written down, of what there is, by whoever may read', async () => {
    const refused = async (query: string, id = offeringId) => {
      const { status, body } = await world.call('GET', url(query, id));
      return [status, (body as { details: { issues?: { path: string }[] } }).details.issues?.[0]?.path];
    };
    expect(await refused('')).toEqual([400, 'startsAt']);
    expect(await refused('startsAt=tomorrow')).toEqual([400, 'startsAt']);
    expect(await refused(`${nine}&endsAt=2026-03-03T09:00:00Z`)).toEqual([400, 'endsAt']);
    expect(await refused(`${nine}&nights=0`)).toEqual([400, 'nights']);
    expect(await refused(`${nine}&surprise=1`)).toEqual([400, 'surprise']);
    expect(await refused(nine, 'off_00000000000000000000')).toEqual([404, undefined]);
    expect((await world.call('GET', url(`${nine}&nights=2`))).body).toMatchObject({ error: 'invalid_service' });
    expect((await world.call('GET', url(nine), { token: null })).status).toBe(401);
  });
});

test('outside calendars by the API: made, read, changed, looked at again, removed; for keys of scope admin', async () => {
  const { call } = world;
  const contract = await contractOf(world);
  const made = await call('POST', '/v1/api/external-calendars', {
    body: { subjectId: offeringId, name: 'Private', url: 'webcal://calendar.example/x.ics' },
  });
  expect(contract.problemWith('POST', '/v1/api/external-calendars', made)).toBeNull();
  const one = made.body as { id: string };
  expect(made).toMatchObject({
    status: 201,
    body: { subjectId: offeringId, name: 'Private', active: true, lastSuccessAt: null, events: 0, stale: false },
  });
  const url = `/v1/api/external-calendars/${one.id}`;
  expect((await call('GET', '/v1/api/external-calendars')).body).toEqual({ data: [made.body], nextCursor: null });
  const paused = await call('PATCH', url, { body: { active: false, name: 'Ann' } });
  expect(paused).toMatchObject({ status: 200, body: { active: false, name: 'Ann' } });
  expect((await call('POST', `${url}/refresh`)).status).toBe(202);
  for (const bad of ['http://127.0.0.1/x.ics', 'webcal://localhost/x.ics', 'ftp://calendar.example/x', 'nonsense'])
    expect(await call('POST', '/v1/api/external-calendars', { body: { subjectId: offeringId, name: 'x', url: bad } }), bad).toMatchObject({
      ...{ status: 400, body: { error: 'invalid_request', details: { issues: [{ path: 'url' }] } } },
    });
  expect((await call('PATCH', url, { body: { url: 'http://10.0.0.1/' } })).status).toBe(400);
  const token = await world.makeKey({ scopes: ['read', 'write'] });
  for (const [method, path] of [
    ['GET', '/v1/api/external-calendars'],
    ['GET', url],
    ['DELETE', url],
  ] as const)
    expect((await call(method, path, { token })).status).toBe(403);
  expect((await call('DELETE', url)).status).toBe(204);
  expect((await call('GET', url)).status).toBe(404);
});

test('exceptions take and show that they come back every year', async () => {
  const url = `/v1/api/offerings/${offeringId}/exceptions`;
  const body = { kind: 'BLOCK', from: '2025-12-24T00:00', to: '2025-12-27T00:00', reason: 'Christmas', yearly: true };
  expect(await world.call('POST', url, { body })).toMatchObject({ status: 201, body: { yearly: true } });
  expect(await world.call('GET', url)).toMatchObject({ body: { data: [{ yearly: true, reason: 'Christmas' }] } });
});
