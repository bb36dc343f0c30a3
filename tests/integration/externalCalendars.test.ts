import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { MockAgent } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { heads } from '#core/data/tables.ts';
import type { ExternalCalendar } from '#core/domains/availability/model.ts';
import { occupancies } from '#core/domains/availability/tables.ts';
import { commandLog } from '#core/engine/tables.ts';
import { get } from '#server/outbound/get.ts';
import { OutboundRefusal } from '#server/outbound/guard.ts';
import { type ExternalCalendarParts, startExternalCalendars } from '#server/workers/externalCalendars.ts';
import type { Loop } from '#server/workers/loop.ts';
import { type Business, openBusiness } from './business.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

const at = (text: string): number => Date.parse(text);
const START = at('2026-03-02T08:00:00Z');

interface Feed {
  readonly url: string;
  readonly asked: IncomingMessage[];
  /** the last word on what it answers */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  says(...events: string[]): void;
  close(): Promise<void>;
}

const calendar = (...events: string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n');
const busy = (from: string, until: string, ...more: string[]): string =>
  ['BEGIN:VEVENT', `UID:${from}`, `DTSTART:${from}`, `DTEND:${until}`, ...more, 'END:VEVENT'].join('\r\n');

async function startFeed(): Promise<Feed> {
  const server = createServer((request, response) => {
    feed.asked.push(request);
    feed.answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const feed: Feed = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-token/basic.ics`,
    asked: [],
    answer: (_, response) => void response.writeHead(200).end(calendar()),
    says: (...events) => void (feed.answer = (_, response) => void response.writeHead(200).end(calendar(...events))),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return feed;
}

let time: VirtualTime;
let atlas: Business;
let feed: Feed;
let offeringId: string;
let worker: Loop | undefined;
let workers: Loop[];

beforeEach(async () => {
  time = virtualTime(START);
  atlas = await openBusiness({ clock: time.clock, options: { allowPrivateWebhooks: true } });
  feed = await startFeed();
  offeringId = await atlas.offer({ title: 'Haircut', durationMinutes: 60, slotMinutes: 60, timezone: 'Europe/Berlin' });
  worker = undefined;
  workers = [];
});

afterEach(async () => {
  for (const each of workers) await each.stop();
  await feed.close();
  await atlas.close();
});

function start(more: Partial<ExternalCalendarParts> = {}): Loop {
  worker = startExternalCalendars({ ...atlas.parts, timer: time.timer, random: () => 0, ...more });
  workers.push(worker);
  return worker;
}

const settle = async (): Promise<void> => {
  for (const each of workers) await each.idle();
};
const until = (instant: number): Promise<void> => time.advanceTo(instant, settle);

async function add(more: object = {}): Promise<string> {
  const added = await atlas.run('availability.addExternalCalendar', { subjectId: offeringId, name: 'Private', url: feed.url, ...more });
  return added['externalCalendarId'] ?? '';
}

const state = async (): Promise<ExternalCalendar | undefined> =>
  ((await atlas.ask('availability.externalCalendars', {})) as ExternalCalendar[])[0];
const taken = () => atlas.engine.database.read(atlas.tenantId, (db) => db.list(occupancies, eq(occupancies.source, 'external')));
const revision = async (): Promise<number> => {
  const rows = await atlas.engine.database.across((db) => db.select().from(heads).where(eq(heads.tenantId, atlas.tenantId)));
  return rows[0]?.rev ?? 0;
};
const recorded = async (): Promise<number> =>
  (
    await atlas.engine.database.read(atlas.tenantId, (db) =>
      db.list(commandLog, eq(commandLog.name, 'availability.recordExternalCalendar')),
    )
  ).length;

async function starts(date = '2026-03-03'): Promise<string[]> {
  const to = new Date(at(`${date}T00:00Z`) + DAY).toISOString().slice(0, 10);
  const { slots } = (await atlas.ask('availability.slots', { offeringId, from: date, to })) as { slots: { startsAt: number }[] };
  return slots.map(({ startsAt }) => new Date(startsAt).toISOString().slice(11, 16));
}

describe('a feed', () => {
  test('takes the time that it says is busy', async () => {
    feed.says(busy('20260303T090000Z', '20260303T103000Z'), busy('20260303T140000Z', '20260303T150000Z', 'TRANSP:TRANSPARENT'));
    await add();
    start();
    await settle();
    expect(await starts()).toEqual(['07:00', '08:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00', '17:00', '18:00']);
    expect(await state()).toMatchObject({ events: 1, lastError: null, lastSuccessAt: START, stale: false, active: true });
    const conflict = await atlas.outcome('bookings.create', {
      items: [{ offeringId, startsAt: at('2026-03-03T09:00Z') }],
      customer: { name: 'Ada' },
      source: 'desk',
    });
    expect(conflict).toMatchObject({ ok: false, code: 'booking_conflict', facts: { reason: 'external' } });
  });

  test('of a resource takes the resource, in the business’s zone', async () => {
    const { resourceId } = await atlas.run('catalog.createResource', { name: 'Ann', kind: 'stylist' });
    offeringId = await atlas.offer({
      title: 'Cut',
      durationMinutes: 60,
      slotMinutes: 60,
      resourceGroups: [[resourceId ?? '']],
      maxAdvanceDays: 30,
    });
    feed.says(['BEGIN:VEVENT', 'UID:1', 'DTSTART;VALUE=DATE:20260303', 'END:VEVENT'].join('\r\n'));
    await add({ subjectId: resourceId });
    start();
    await settle();
    expect(await starts()).toEqual([]);
    expect(await starts('2026-03-04')).toHaveLength(12);
  });

  test('of a resource that serves elsewhere takes the days of there', async () => {
    const { resourceId } = await atlas.run('catalog.createResource', { name: 'Ann', kind: 'stylist' });
    const cut = { title: 'Cut', durationMinutes: 60, slotMinutes: 60, resourceGroups: [[resourceId ?? '']], maxAdvanceDays: 30 };
    offeringId = await atlas.offer({ ...cut, timezone: 'Asia/Tokyo' });
    feed.says(['BEGIN:VEVENT', 'UID:1', 'DTSTART;VALUE=DATE:20260304', 'END:VEVENT'].join('\r\n'));
    await add({ subjectId: resourceId });
    start();
    await settle();
    expect([await starts('2026-03-04'), (await starts('2026-03-05')).length]).toEqual([[], 12]);
  });

  test('is asked every quarter of an hour, and costs nothing while it stays as it is', async () => {
    feed.says(busy('20260303T090000Z', '20260303T100000Z'));
    await add();
    start();
    await settle();
    const before = { rev: await revision(), rows: await taken(), commands: await recorded() };
    await until(START + 50 * MINUTE);
    expect(feed.asked).toHaveLength(4);
    expect(await revision()).toBe(before.rev);
    expect(await recorded()).toBe(before.commands);
    await until(START + 65 * MINUTE);
    expect(await revision()).toBe(before.rev + 1);
    expect((await taken()).map(({ id, rev }) => ({ id, rev }))).toEqual(before.rows.map(({ id, rev }) => ({ id, rev })));
    expect((await state())?.lastSuccessAt).toBe(START + HOUR);
  });

  test('keeps the rows of what stays when something else changes', async () => {
    feed.says(busy('20260303T090000Z', '20260303T100000Z'), busy('20260303T120000Z', '20260303T130000Z'));
    await add();
    start();
    await settle();
    const [first] = await taken();
    feed.says(busy('20260303T090000Z', '20260303T100000Z'), busy('20260303T120000Z', '20260303T140000Z'));
    await until(START + 16 * MINUTE);
    const now = (await taken()).toSorted((a, b) => a.startsAt - b.startsAt);
    expect(now[0]).toEqual(first);
    expect(now[1]?.endsAt).toBe(at('2026-03-03T14:00Z'));
  });

  test('that is said to be as it was is not read again, until another day asks for more of it', async () => {
    feed.answer = (request, response) => {
      if (request.headers['if-none-match'] === '"one"') return void response.writeHead(304).end();
      response
        .writeHead(200, { etag: '"one"', 'last-modified': 'Mon, 02 Mar 2026 07:00:00 GMT' })
        .end(calendar(busy('20260101T090000Z', '20260101T100000Z', 'RRULE:FREQ=DAILY')));
    };
    await add();
    start();
    await settle();
    const rows = (await taken()).length;
    await until(START + 20 * MINUTE);
    expect(feed.asked[1]?.headers).toMatchObject({ 'if-none-match': '"one"', 'if-modified-since': 'Mon, 02 Mar 2026 07:00:00 GMT' });
    expect(await state()).toMatchObject({ lastError: null, events: rows });
    feed.asked.length = 0;
    await until(START + DAY);
    expect(feed.asked.filter(({ headers }) => headers['if-none-match'] === undefined)).toHaveLength(1);
    expect(feed.asked.length).toBe(95);
    const last = Math.max(...(await taken()).map(({ startsAt }) => startsAt));
    expect(last).toBeGreaterThan(START + 59 * DAY);
    expect((await taken()).length).toBe(rows);
  });

  test('that shrinks to nothing gives its time back; a page of errors gives back nothing', async () => {
    feed.says(busy('20260303T090000Z', '20260303T100000Z'));
    await add();
    start();
    await settle();
    feed.answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please sign in</html>');
    await until(START + 15 * MINUTE);
    expect(await taken()).toHaveLength(1);
    expect((await state())?.lastError).toContain('a web page');
    feed.answer = (_, response) => void response.writeHead(200).end(calendar(busy('20260303T090000Z', '20260303T100000Z')).slice(0, -30));
    await until(START + 30 * MINUTE);
    expect(await taken()).toHaveLength(1);
    expect((await state())?.lastError).toContain('breaks off');
    feed.says();
    await until(START + 2 * HOUR);
    expect(await taken()).toHaveLength(0);
    expect(await state()).toMatchObject({ lastError: null, events: 0 });
  });

  test('that fails is asked less and less often, flagged after a day, and keeps its time', async () => {
    feed.says(busy('20260304T090000Z', '20260304T100000Z'));
    await add();
    start();
    await settle();
    feed.answer = (_, response) => void response.writeHead(500).end('boom');
    feed.asked.length = 0;
    await until(START + DAY - MINUTE);
    // after 15 minutes, then 15, 30, 60, 120, 240 and 360 after one another
    expect(feed.asked.length).toBeLessThan(10);
    expect(await state()).toMatchObject({ stale: false, lastSuccessAt: START, lastError: expect.stringContaining('500') as string });
    await until(START + DAY + MINUTE);
    expect((await state())?.stale).toBe(true);
    expect(await starts('2026-03-04')).not.toContain('09:00');
    feed.says(busy('20260304T120000Z', '20260304T130000Z'));
    await atlas.run('availability.refreshExternalCalendar', { externalCalendarId: (await state())?.id ?? '' });
    await settle();
    expect(await state()).toMatchObject({ stale: false, lastError: null });
    expect(await starts('2026-03-04')).toContain('09:00');
  });

  test('that asks to be left alone is', async () => {
    feed.answer = (_, response) => void response.writeHead(429, { 'retry-after': String(3 * 3600) }).end();
    await add();
    start();
    await until(START + 3 * HOUR - MINUTE);
    expect(feed.asked).toHaveLength(1);
    await until(START + 3 * HOUR + MINUTE);
    expect(feed.asked).toHaveLength(2);
  });

  test('of which some is broken has the rest, and says how much is not', async () => {
    feed.says(busy('20260303T090000Z', '20260303T100000Z'), busy('banana', '20260303T100000Z'));
    await add();
    start();
    await settle();
    expect(await state()).toMatchObject({
      events: 1,
      lastSuccessAt: START,
      lastError: '1 of the 2 events in the calendar could not be read.',
    });
  });

  test('that is packed, or reached by webcal and a few redirects, is read', async () => {
    feed.answer = (request, response) => {
      const hop = Number(/hop=(\d)/.exec(request.url ?? '')?.[1] ?? 0);
      if (hop < 3) return void response.writeHead(302, { location: `/other.ics?hop=${hop + 1}` }).end();
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(calendar(busy('20260303T090000Z', '20260303T100000Z'))));
    };
    await add();
    start();
    await settle();
    expect(await state()).toMatchObject({ events: 1, lastError: null });
    feed.answer = (_, response) => void response.writeHead(302, { location: '/again' }).end();
    await until(START + 20 * MINUTE);
    expect((await state())?.lastError).toContain('more than three times');
  });

  test('that never ends, or unpacks to more than a calendar, is too large', async () => {
    feed.answer = (_, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(30 * 1024 * 1024, 'x')));
    await add();
    start();
    await settle();
    expect((await state())?.lastError).toContain('5 MiB');
    feed.answer = (_, response) => {
      const write = (): void => {
        if (!response.destroyed && response.write(Buffer.alloc(65_536, 'x'))) setImmediate(write);
      };
      response.on('drain', write);
      write();
    };
    await until(START + 15 * MINUTE);
    expect((await state())?.lastError).toContain('5 MiB');
  });

  test('that says nothing for twenty seconds is given up', async () => {
    let asked: (() => void) | undefined;
    const waiting = new Promise<void>((resolve) => (asked = resolve));
    const hanging = (_: unknown, signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        asked?.();
      });
    await add();
    start({ fetch: (get) => hanging(get, get.signal) });
    await waiting;
    await time.advanceTo(START + 21_000, async () => {});
    await settle();
    expect((await state())?.lastError).toContain('20 seconds');
  });
});

describe('an address', () => {
  test('into a private network is refused', async () => {
    await add();
    start({ options: { ...atlas.parts.options, allowPrivateWebhooks: false } });
    await settle();
    expect(feed.asked).toHaveLength(0);
    expect((await state())?.lastError).toContain('private network');
  });

  test.each([
    'http://127.0.0.1:9/x.ics',
    'http://[::1]/x.ics',
    'file:///etc/passwd',
    'https://router.local/x.ics',
    'https://me:secret@calendar.example/',
  ])('that leads on to %s is refused', async (location) => {
    const dispatcher = new MockAgent({ connections: 1 });
    dispatcher.disableNetConnect();
    dispatcher.get('https://calendar.example').intercept({ path: '/a.ics' }).reply(302, '', { headers: { location } });
    const wanted = { url: 'https://calendar.example/a.ics', headers: {}, maxBytes: 1_000, signal: new AbortController().signal };
    await expect(get({ dispatcher, allowPrivate: false }, wanted)).rejects.toBeInstanceOf(OutboundRefusal);
    await dispatcher.close();
  });

  test('is in no log, event or answer of a command', async () => {
    const seen: string[] = [];
    feed.answer = (_, response) => void response.destroy();
    await add();
    const logger = {
      error: (...each: unknown[]) => seen.push(JSON.stringify(each)),
      warn: (...each: unknown[]) => seen.push(JSON.stringify(each)),
    };
    start({ logger: logger as never });
    await settle();
    expect(seen.length).toBeGreaterThan(0);
    const told = await atlas.ask('events.page', {});
    const answers = await atlas.engine.database.read(atlas.tenantId, (db) => db.list(commandLog));
    expect(`${seen.join()}${JSON.stringify(told)}${JSON.stringify(answers)}${(await state())?.lastError}`).not.toContain('secret-token');
  });

  test('is for managers alone', async () => {
    await add();
    const staff = { kind: 'member', id: 'mbr_x', role: 'STAFF', name: 'Sam' } as const;
    expect(
      await atlas.outcome('availability.addExternalCalendar', { subjectId: offeringId, name: 'x', url: feed.url }, staff),
    ).toMatchObject({ code: 'forbidden' });
    const { ask } = await import('#core/engine/ask.ts');
    const question = { tenantId: atlas.tenantId, name: 'availability.externalCalendars', input: {} };
    await expect(ask(atlas.engine, { ...question, actor: staff })).rejects.toMatchObject({ code: 'forbidden' });
    const key = { kind: 'key', id: 'key_x', scopes: ['read', 'write'], name: 'Key' } as const;
    await expect(ask(atlas.engine, { ...question, actor: key })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('that changes keeps the time of the old one until the new one is read', async () => {
    feed.says(busy('20260303T090000Z', '20260303T100000Z'));
    const externalCalendarId = await add();
    const running = start();
    await settle();
    await running.stop();
    const url = feed.url.replace('basic', 'other');
    await atlas.run('availability.updateExternalCalendar', { externalCalendarId, changes: { url } });
    expect(await taken()).toHaveLength(1);
    const late = { externalCalendarId, url: feed.url, succeeded: true, error: null, spans: [] };
    expect(await atlas.run('availability.recordExternalCalendar', late, { kind: 'system', id: 'x', name: 'x' })).toEqual({
      recorded: false,
    });
    expect(await taken()).toHaveLength(1);
    feed.says(busy('20260303T120000Z', '20260303T130000Z'));
    start();
    await settle();
    expect((await taken()).map(({ startsAt }) => startsAt)).toEqual([at('2026-03-03T12:00Z')]);
    expect(feed.asked.at(-1)?.url).toContain('other');
  });
});

describe('a calendar', () => {
  test('that is paused or removed gives its time back', async () => {
    feed.says(busy('20260303T090000Z', '20260303T100000Z'));
    const externalCalendarId = await add();
    start();
    await settle();
    await atlas.run('availability.updateExternalCalendar', { externalCalendarId, changes: { active: false } });
    await settle();
    expect(await taken()).toHaveLength(0);
    expect(await state()).toMatchObject({ active: false, events: 0, stale: false });
    await until(START + 2 * HOUR);
    expect(feed.asked).toHaveLength(1);
    await atlas.run('availability.updateExternalCalendar', { externalCalendarId, changes: { active: true } });
    await settle();
    expect(await taken()).toHaveLength(1);
    await atlas.run('availability.removeExternalCalendar', { externalCalendarId });
    await settle();
    expect(await taken()).toHaveLength(0);
    expect(await state()).toBeUndefined();
  });

  test('is not for an offering that resources serve', async () => {
    const { resourceId } = await atlas.run('catalog.createResource', { name: 'Ann', kind: 'stylist' });
    const grouped = await atlas.offer({ title: 'Cut', resourceGroups: [[resourceId ?? '']] });
    const refused = await atlas.outcome('availability.addExternalCalendar', { subjectId: grouped, name: 'x', url: feed.url });
    expect(refused).toMatchObject({ ok: false, code: 'invalid_request' });
  });

  test('is read once by two processes that look at the same time', async () => {
    feed.says(busy('20260303T090000Z', '20260303T100000Z'));
    await add();
    start();
    start();
    await settle();
    expect(feed.asked).toHaveLength(1);
    await until(START + HOUR - MINUTE);
    expect(feed.asked).toHaveLength(4);
  });
});

describe('a worker that dies', () => {
  const dead = new Error('dead');

  /** One whose database dies at the nth piece of work or command of a look: nothing that follows happens. */
  function dyingAt(step: number): Partial<ExternalCalendarParts> {
    const { engine } = atlas.parts;
    let steps = 0;
    const dies =
      <A extends unknown[], R>(run: (...each: A) => Promise<R>) =>
      async (...each: A): Promise<R> => {
        if ((steps += 1) > step) throw dead;
        return run(...each);
      };
    const { database } = engine;
    const dying = { ...database, work: dies(database.work.bind(database)), write: dies(database.write.bind(database)) };
    return { engine: { ...engine, database: dying } };
  }

  test.each([0, 1, 2, 3])('after %i of its steps is followed by another, and the time is right', async (step) => {
    feed.says(busy('20260303T090000Z', '20260303T100000Z'));
    await add();
    const first = start(dyingAt(step));
    await settle();
    await first.stop();
    workers.length = 0;
    feed.says(busy('20260303T090000Z', '20260303T100000Z'), busy('20260303T150000Z', '20260303T160000Z'));
    start();
    await until(START + 16 * MINUTE);
    expect((await taken()).map(({ startsAt }) => startsAt).toSorted((a, b) => a - b)).toEqual([
      at('2026-03-03T09:00Z'),
      at('2026-03-03T15:00Z'),
    ]);
    expect(await state()).toMatchObject({ events: 2, lastError: null });
  });

  test('is stopped in the midst of a look, and leaves it to the next at once', async () => {
    let asked: (() => void) | undefined;
    const waiting = new Promise<void>((resolve) => (asked = resolve));
    await add();
    const first = start({
      fetch: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          asked?.();
        }),
    });
    await waiting;
    await first.stop();
    workers.length = 0;
    expect((await state())?.lastTriedAt).toBeNull();
    feed.says(busy('20260303T090000Z', '20260303T100000Z'));
    start();
    await settle();
    expect(await taken()).toHaveLength(1);
  });
});

test('a clock that was a year ahead and is set back delays no look', async () => {
  feed.says(busy('20260303T090000Z', '20260303T100000Z'));
  await add();
  let ahead = 365 * DAY;
  const clock = { now: () => time.clock.now() + ahead };
  const engine = { ...atlas.parts.engine, clock };
  const first = start({ engine });
  await settle();
  await first.stop();
  workers.length = 0;
  expect(await taken()).toHaveLength(0);
  ahead = 0;
  start();
  await settle();
  expect(await taken()).toHaveLength(1);
  expect(await state()).toMatchObject({ lastSuccessAt: START, lastTriedAt: START, stale: false });
});
