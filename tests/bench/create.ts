/**
 * Bookings made over HTTP on 64 connections, each durable before it is answered, against a bare Fastify route that parses the
 * same body with the same schema and commits one row of its own. Mail goes to its outbox as always; limits alone are lifted.
 * Then the same with a webhook endpoint that is told of every booking thrice, and delivered to while they come in. Every
 * booking is of a place that is free, so all must succeed, and afterwards no seat and no stylist may have been given twice.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultLimits } from '#server/limits.ts';
import { atLeast, atMost, type Bench, benchOf, type Figure, median, type Options, percentile, reported } from './figures.ts';
import { type Call, fire, type Load } from './load.ts';
import { cpuSeconds, type Running, start, startServer } from './processes.ts';
import { freePlaces, openTown, type Place, type Town } from './town.ts';
import { doubleBookings } from './witness.ts';

const CONNECTIONS = 64;
const A_ROUND = 2_000;
const ROUNDS = 5;
const BAR = 0.5;
const EXISTING = 2_000;

interface Contestant {
  readonly name: string;
  readonly running: Running;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** does it take places of the town */
  readonly books: boolean;
  /** before and after its turn, off the clock */
  prepare?(): Promise<void>;
  settle?(): Promise<void>;
  readonly rates: number[];
  readonly cpuMicros: number[];
  readonly ms: number[];
}

export async function create(options: Options): Promise<Bench> {
  const town = await openTown(EXISTING, options);
  const scratch = mkdtempSync(join(tmpdir(), 'slotkeeper-bare-'));
  const bare = await start([fileURLToPath(new URL('./bareServer.ts', import.meta.url)), scratch]);
  const receiver = await start([fileURLToPath(new URL('./receiver.ts', import.meta.url))]);
  const server = await startServer(town.folder, { env: town.env, args: ['--limits', liftedLimits(scratch), '--allow-private-webhooks'] });
  try {
    const contestants = [...bareRoutes(bare), ...(await bookingRoutes(server, { town, receiver }))];
    const places = freePlaces(town, 2 * A_ROUND * (ROUNDS + 1));
    let used = 0;
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const contestant of contestants) {
        const calls = places.slice(used, used + A_ROUND).map(bookingOf);
        await contestant.prepare?.();
        await compete(contestant, { calls, isWarmUp: round === 0 });
        await contestant.settle?.();
        if (contestant.books) used += A_ROUND;
      }
    await server.stop();
    const doubles = await doubleBookings(town, { made: used });
    return benchOf('create', figuresOf(contestants, doubles), options);
  } finally {
    for (const running of [bare, receiver, server]) await running.stop();
    await town.remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Nobody knocks too often. @returns the file */
export function liftedLimits(folder: string): string {
  const file = join(folder, 'limits.json');
  const lifted = Object.entries(defaultLimits).map(([name, { windowMs }]) => [name, { count: 1_000_000_000, windowMs }]);
  writeFileSync(file, JSON.stringify(Object.fromEntries(lifted)));
  return file;
}

const fresh = () => ({ rates: [], cpuMicros: [], ms: [] });

const bareRoutes = (running: Running): Contestant[] => [
  { name: 'bare route, a transaction each', running, path: '/single', headers: {}, books: false, ...fresh() },
  { name: 'bare route, group commit', running, path: '/grouped', headers: {}, books: false, ...fresh() },
];

async function bookingRoutes(running: Running, { town, receiver }: { town: Town; receiver: Running }): Promise<Contestant[]> {
  const headers = { authorization: `Bearer ${town.apiKey}` };
  const ask = async (call: Pick<Call, 'method' | 'path' | 'body'>): Promise<{ id: string }> => {
    const { answers } = await fire(running.url, { calls: [{ ...call, headers }], connections: 1 });
    const [{ status, body } = { status: 0, body: '' }] = answers;
    if (status >= 300) throw new Error(`${call.path}: ${status} ${body}`);
    return JSON.parse(body) as { id: string };
  };
  const endpoint = { url: receiver.url, events: ['booking.created', 'booking.status_changed', 'booking.confirmed'], active: false };
  const { id } = await ask({ method: 'POST', path: '/v1/manage/webhooks', body: { ...endpoint, description: '' } });
  const turn = async (active: boolean): Promise<void> =>
    void (await ask({ method: 'PATCH', path: `/v1/manage/webhooks/${id}`, body: { active } }));
  let told = 0;
  const shared = { running, path: '/v1/api/bookings', headers, books: true };
  return [
    { ...shared, name: 'bookings', ...fresh() },
    {
      ...{ ...shared, name: 'bookings told to a webhook endpoint', ...fresh() },
      prepare: () => turn(true),
      async settle() {
        await delivered(receiver, (told += endpoint.events.length * A_ROUND));
        await turn(false);
      },
    },
  ];
}

function bookingOf({ offeringId, startsAt }: Place, i: number): Call {
  const customer = { name: `Ada Byron ${i % 997}`, email: `ada${i % 997}@example.com` };
  const body = { offeringId, startsAt: new Date(startsAt).toISOString(), quantity: 1, customer, customerNotes: 'By the window, please' };
  return { method: 'POST', path: '', body };
}

async function compete(contestant: Contestant, { calls, isWarmUp }: { calls: readonly Call[]; isWarmUp: boolean }): Promise<void> {
  const { running, path, headers } = contestant;
  const before = cpuSeconds(running.pid);
  const load = await fire(running.url, { calls: calls.map((call) => ({ ...call, path, headers })), connections: CONNECTIONS });
  const after = cpuSeconds(running.pid);
  mustAllBeMade(contestant.name, load);
  if (isWarmUp) return;
  contestant.rates.push(calls.length / load.seconds);
  contestant.ms.push(...load.answers.map(({ ms }) => ms));
  if (before !== undefined && after !== undefined) contestant.cpuMicros.push(((after - before) / calls.length) * 1e6);
}

function mustAllBeMade(name: string, { answers }: Load): void {
  const failed = answers.find(({ status }) => status !== 201);
  if (failed !== undefined) throw new Error(`${name}: ${failed.status} ${failed.body}`);
  const ids = new Set(answers.map(({ body }) => (JSON.parse(body) as { id: string }).id));
  if (ids.size !== answers.length) throw new Error(`${name}: ${answers.length - ids.size} answers name a booking that another names too`);
}

/** Outside the clock: what a round's deliveries leave over must not disturb the next contestant. */
async function delivered(receiver: Running, expected: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { count } = (await (await fetch(receiver.url)).json()) as { count: number };
    if (count >= expected) return;
    if (Date.now() > deadline) throw new Error(`${count} of ${expected} webhooks were delivered`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function figuresOf(contestants: readonly Contestant[], doubles: number): Figure[] {
  const [single, grouped, bookings, told] = contestants.map(({ rates }) => rates);
  const ratios = (of: readonly number[], to: readonly number[]) => median(of.map((rate, round) => rate / to[round]!));
  return [
    ...contestants.map(({ name, rates }) => reported(name, median(rates), 'requests/s')),
    atLeast('bookings against the bare route with a transaction each', { value: ratios(bookings!, single!), unit: 'ratio', bar: BAR }),
    reported('bookings against the bare route with group commit', ratios(bookings!, grouped!), 'ratio'),
    reported('bookings told to an endpoint against the bare route with a transaction each', ratios(told!, single!), 'ratio'),
    ...contestants.flatMap(({ name, ms }) => [
      reported(`${name}: median answer`, median(ms), 'ms'),
      reported(`${name}: p99 answer`, percentile(ms, 0.99), 'ms'),
    ]),
    ...contestants
      .filter(({ cpuMicros }) => cpuMicros.length > 0)
      .map(({ name, cpuMicros }) => reported(`${name}: the server's CPU a request`, median(cpuMicros), 'µs')),
    atMost('places given twice', { value: doubles, unit: 'places', bar: 0 }),
  ];
}
