/** Two servers, as programs of their own, on one database. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createParser } from 'eventsource-parser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultLimits } from '#server/limits.ts';
import { type Business, call, openBusiness, openOffering, slotAt } from '../../crash/business.ts';
import { killAll, launch, type Program, serverMain } from '../../crash/programs.ts';
import { makePostgresDatabase } from '../../postgres/make.ts';
import { type Receiver, startReceiver } from '../receiver.ts';

let folder: string;
let drop: () => Promise<void>;
let receiver: Receiver;
let programs: readonly [Program, Program];
let business: Business;
let offeringId: string;

const urlOf = ({ ready }: Program): string => String(ready['url']);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-processes-'));
  const limits = join(folder, 'limits.json');
  const generous = Object.fromEntries(Object.entries(defaultLimits).map(([name, { windowMs }]) => [name, { count: 100_000, windowMs }]));
  writeFileSync(limits, JSON.stringify(generous));
  const database = await makePostgresDatabase();
  drop = database.drop;
  receiver = await startReceiver();
  const env = { DATABASE_URL: database.url, SLOTKEEPER_SERVER_KEY: Buffer.alloc(32, 7).toString('base64') };
  const options = ['--port', '0', '--open-signup', '--allow-private-webhooks', '--limits', limits, '--log-level', 'error'];
  const start = (name: string) => launch(serverMain, ['--data', join(folder, name), ...options], { env });
  programs = await Promise.all([start('a'), start('b')]);
  business = await openBusiness(urlOf(programs[0]), receiver.url);
  ({ id: offeringId } = await openOffering(urlOf(programs[0]), business, 1));
});
afterEach(async () => {
  await killAll();
  await receiver.close();
  await drop();
  rmSync(folder, { recursive: true, force: true });
});

const ada = { name: 'Ada', email: 'ada@example.org' };
const bookAt = (program: Program, hour: number, key?: string) =>
  call(`${urlOf(program)}/v1/api/bookings`, {
    token: business.apiKey,
    body: { offeringId, startsAt: slotAt(hour), customer: ada },
    ...(key === undefined ? {} : { key }),
  });

async function bookings(program: Program): Promise<{ id: string; startsAt: string }[]> {
  const found: { id: string; startsAt: string }[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { text } = await call(`${urlOf(program)}/v1/api/bookings?limit=100${query}`, { token: business.apiKey, method: 'GET' });
    const page = JSON.parse(text) as { data: { id: string; startsAt: string }[]; nextCursor: string | null };
    found.push(...page.data);
    cursor = page.nextCursor;
  }
  return found;
}

/** A desktop's line to this server. @returns the revisions that it is told, one a call */
async function listen(program: Program): Promise<() => Promise<number>> {
  const request = httpRequest(`${urlOf(program)}/v1/sync/live`, { headers: { authorization: `Bearer ${business.deviceToken}` } }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  // The server is killed with the line open.
  response.on('error', () => {});
  const told: number[] = [];
  let wake = (): void => {};
  const parser = createParser({
    onEvent({ data }) {
      told.push((JSON.parse(data) as { rev: number }).rev);
      wake();
    },
  });
  response.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
  return async () => {
    while (told.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return told.shift() as number;
  };
}

test('what one server books, the other tells its desktops, shows and signs alike', async () => {
  const [a, b] = programs;
  const next = await listen(b);
  const before = await next();
  const booked = await bookAt(a, 0);
  expect(booked.status).toBe(201);
  expect(await next()).toBe(before + 1);
  const { id } = JSON.parse(booked.text) as { id: string };
  expect((await bookings(b)).map((booking) => booking.id)).toEqual([id]);

  const order = { offeringId, startsAt: slotAt(1), customer: ada };
  const url = `${urlOf(a)}/v1/storefront/atlas/checkout`;
  const { manageToken, booking } = JSON.parse((await call(url, { token: '', body: order })).text) as {
    manageToken: string;
    booking: { id: string };
  };
  const own = await call(`${urlOf(b)}/v1/storefront/atlas/bookings/${booking.id}`, { token: manageToken, method: 'GET' });
  expect(own.status).toBe(200);
});

test('two servers sell the last place once, and answer a repeated request alike', async () => {
  const race = await Promise.all(Array.from({ length: 20 }, (_, i) => bookAt(programs[i % 2] as Program, 3)));
  expect(race.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array<number>(19).fill(409)]);
  const repeated = await Promise.all(Array.from({ length: 10 }, (_, i) => bookAt(programs[i % 2] as Program, 5, 'once')));
  expect(new Set(repeated.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(await bookings(programs[1])).toHaveLength(2);
});

test('a server that is killed loses nothing that it acknowledged, and the other goes on', async () => {
  const [a, b] = programs;
  const acknowledged: string[] = [];
  const hours = Array.from({ length: 80 }, (_, i) => i);
  await Promise.allSettled(
    hours.map(async (hour) => {
      const { status, text } = await bookAt(a, hour);
      if (status === 201) acknowledged.push((JSON.parse(text) as { id: string }).id);
      if (acknowledged.length === 20) a.kill();
    }),
  );
  await a.ended;
  expect(acknowledged.length).toBeGreaterThanOrEqual(20);
  const kept = (await bookings(b)).map(({ id }) => id);
  expect(kept).toEqual(expect.arrayContaining(acknowledged));
  // The hours that were booked without an answer are taken, all others can be had: nothing is half there.
  const again = await Promise.all(hours.map((hour) => bookAt(b, hour)));
  expect(again.filter(({ status }) => status === 201)).toHaveLength(hours.length - kept.length);
  expect(again.filter(({ status }) => status === 409)).toHaveLength(kept.length);
});

test('what both have to deliver arrives once', async () => {
  const booked = await Promise.all(Array.from({ length: 40 }, (_, i) => bookAt(programs[i % 2] as Program, i)));
  expect(new Set(booked.map(({ status }) => status))).toEqual(new Set([201]));
  const { text } = await call(`${urlOf(programs[0])}/v1/api/events?limit=100`, { token: business.apiKey, method: 'GET' });
  expect(JSON.parse(text)).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ event: 'booking.created' })]) });
  // Created, and confirmed at once.
  await receiver.untilReceived(80);
  for (const program of programs) await program.stop();
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect([new Set(ids).size, ids.length]).toEqual([80, 80]);
});
