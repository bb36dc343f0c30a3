/**
 * The server under load, killed at its Nth acknowledgement, started again on what it left, over and over. Clients book over
 * HTTP under keys, a desktop syncs, an integrator's endpoint listens. After each start the laws are asked of the database.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fetch } from '#host/ports.ts';
import { defaultLimits } from '#server/limits.ts';
import { type Receiver, startReceiver } from '../integration/receiver.ts';
import { chanceOf } from '../simulation/chance.ts';
import { type Business, type Offering, openBusiness, openOffering, pairingCode, slotAt } from './business.ts';
import { clientsOf, isBooking } from './clients.ts';
import { type Desk, differences, type LocalDesk, openDesk, syncedRows, untilQuiet } from './desk.ts';
import { type Moment, moments, nextKill, triggerOf } from './kills.ts';
import { bookingsOnce, deliveryIds, eventsOnce, neverOver, revisionsWithoutHoles, type Select } from './laws.ts';
import { launch, ownPort, type Program, serverMain } from './programs.ts';
import { type DatabaseKind, type Stage, stageOf } from './stage.ts';

export interface Rounds {
  readonly rounds: number;
  readonly seed: number;
  readonly database?: DatabaseKind;
  readonly say?: (line: string) => void;
}

export interface Report {
  /** laws that did not hold; empty is good */
  readonly broken: readonly string[];
  readonly killedAt: Readonly<Record<Moment, number>>;
  /** requests that were under way when the server died, and were asked again */
  readonly unanswered: number;
  readonly booked: number;
  readonly refused: number;
  readonly delivered: number;
}

const CONNECTIONS = 8;
/** a fresh pair of offerings so often, so that there is always something left to book */
const NEW_OFFERINGS_EVERY = 4;

export async function serverRounds(asked: Rounds): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-crash-'));
  const stage = await stageOf(asked.database ?? 'sqlite', join(folder, 'data'));
  const receiver = await startReceiver();
  try {
    return await roundsOn({ ...asked, folder, stage, receiver });
  } finally {
    await receiver.close();
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Scene extends Rounds {
  readonly folder: string;
  readonly stage: Stage;
  readonly receiver: Receiver;
}

async function roundsOn({ rounds, seed, say = () => {}, folder, stage, receiver }: Scene): Promise<Report> {
  const chance = chanceOf(seed);
  // Of its own: how often the clients draw depends on how fast they are answered, and each moment is to have its turn.
  const plan = chanceOf(seed);
  const trigger = triggerOf();
  receiver.answer = (response) => {
    trigger.count('delivery');
    response.writeHead(200).end('ok');
  };
  const ports = await Promise.all(Array.from({ length: stage.processes }, ownPort));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const [url = ''] = urls;
  const start = starterOf(folder, stage);
  const servers: Program[] = [];
  for (const port of ports) servers.push(await start(port));

  let desk: LocalDesk | undefined;
  try {
    const business = await openBusiness(url, receiver.url);
    desk = await openDesk(
      join(folder, 'desk'),
      countingPushes(() => trigger.count('push')),
    );
    await desk.host.pair({ serverUrl: url, code: await pairingCode(url, business) });
    await untilQuiet(desk);

    let offerings: readonly Offering[] = [];
    const capacities = new Map<string, number>();
    const openMore = async () => {
      offerings = await Promise.all([1, 3].map((capacity) => openOffering(url, business, capacity)));
      for (const { id, capacity } of offerings) capacities.set(id, capacity);
    };
    const clients = clientsOf({
      ...{ business, chance, connections: CONNECTIONS },
      offerings: () => offerings,
      onAnswer: () => trigger.count('answer'),
    });
    const brokenNow = async () => [
      ...(await bookingsOnce(stage.select, clients.wishes)),
      ...(await neverOver(stage.select, capacities)),
      ...(await revisionsWithoutHoles(stage.select)),
      ...(await eventsOnce(stage.select)),
      ...(await stage.unsound()),
      ...clients.broken,
    ];
    const broken: string[] = [];
    const killedAt = Object.fromEntries(moments.map((moment) => [moment, 0])) as Record<Moment, number>;
    let unanswered = 0;

    for (let round = 0; round < rounds && broken.length === 0; round++) {
      if (round % NEW_OFFERINGS_EVERY === 0) await openMore();
      const kill = nextKill(plan);
      const place = plan.between(0, servers.length);
      const victim = servers[place] as Program;
      trigger.arm(victim, kill);
      killedAt[kill.moment]++;
      const [answered] = await Promise.all([clients.work(urls, victim.isOver), workAtDesk(desk, { victim, offerings, round })]);
      const { code, said } = await victim.ended;
      if (code !== null) broken.push(`round ${round}: the server ended by itself with ${code}: ${said}`);
      const lost = clients.wishes.filter(({ answer }) => answer === null).length;
      unanswered += lost;
      say(`round ${round}: killed at ${kill.moment} ${kill.nth}, ${answered} answered, ${lost} under way`);
      servers[place] = await start(ports[place] ?? 0);
      broken.push(...(await brokenNow()));
      await clients.askAgain(url);
    }

    if (broken.length === 0) {
      broken.push(...(await brokenNow()));
      await untilQuiet(desk);
      broken.push(...(await asFromScratch(folder, { url, business })));
      broken.push(...(await neverDelivered(stage.select, receiver)));
      broken.push(...(await leavingBadly(servers)));
    }
    const bookings = clients.wishes.filter(isBooking);
    return {
      ...{ broken, killedAt, unanswered },
      booked: bookings.filter(({ answer }) => answer?.status === 201).length,
      refused: bookings.filter(({ answer }) => answer?.status === 409).length,
      delivered: receiver.received.length,
    };
  } finally {
    for (const server of servers) server.kill();
    await Promise.all(servers.map(({ ended }) => ended));
    await desk?.host.close();
  }
}

/** Bounds that nobody here meets. */
const generous = Object.fromEntries(Object.entries(defaultLimits).map(([name, { windowMs }]) => [name, { count: 1_000_000, windowMs }]));

/** On one data folder and with bounds that nobody meets. */
export function starterOf(folder: string, { env }: Stage): (port: number) => Promise<Program> {
  const limits = join(folder, 'limits.json');
  writeFileSync(limits, JSON.stringify(generous));
  const options = ['--data', join(folder, 'data'), '--open-signup', '--allow-private-webhooks', '--log-level', 'error', '--limits', limits];
  return (port) => launch(serverMain, [...options, '--port', String(port)], { env });
}

const countingPushes =
  (count: () => void): Fetch =>
  async (at, init) => {
    const answer = await fetch(at, init);
    if (at.endsWith('/v1/sync/push')) count();
    return answer;
  };

interface AtDesk {
  readonly victim: Program;
  readonly offerings: readonly Offering[];
  readonly round: number;
}

/** Staff go on whether the server is there or not: their commands are answered here, and pushed when it is. */
async function workAtDesk(desk: Desk, { victim, offerings, round }: AtDesk): Promise<void> {
  for (let n = 0; !victim.isOver(); n++) {
    const item = { offeringId: offerings[n % offerings.length]?.id, startsAt: Date.parse(slotAt(n)) };
    const customer = { name: `Walk-in ${round}-${n}`, email: null, phone: null };
    await desk.call('run', { name: 'bookings.create', input: { items: [item], customer, source: 'desk' } });
    await desk.call('sync.now');
  }
}

/** The desktop that lived through it all has the rows that a new one is sent. */
async function asFromScratch(folder: string, { url, business }: { url: string; business: Business }): Promise<string[]> {
  const fresh = await openDesk(join(folder, 'fresh'));
  try {
    await fresh.host.pair({ serverUrl: url, code: await pairingCode(url, business) });
    await untilQuiet(fresh);
  } finally {
    await fresh.host.close();
  }
  return differences(syncedRows(join(folder, 'desk')), syncedRows(join(folder, 'fresh')));
}

/** Longer than the lease of a process that died beside another. */
const PATIENCE_MS = 90_000;

async function neverDelivered(select: Select, receiver: Receiver): Promise<string[]> {
  const impatience = AbortSignal.timeout(PATIENCE_MS);
  const tired = new Promise<void>((resolve) => impatience.addEventListener('abort', () => resolve()));
  for (;;) {
    const seen = new Set(receiver.received.map(({ headers }) => String(headers['webhook-id'])));
    const missing = (await deliveryIds(select)).filter((id) => !seen.has(id));
    if (missing.length === 0) return [];
    if (impatience.aborted) return missing.map((id) => `the delivery ${id} never came`);
    await Promise.race([receiver.untilReceived(receiver.received.length + 1), tired]);
  }
}

async function leavingBadly(servers: readonly Program[]): Promise<string[]> {
  const ends = await Promise.all(servers.map((server) => server.stop()));
  return ends.filter(({ code }) => code !== 0).map(({ code, said }) => `a server was asked to leave, and ended with ${code}: ${said}`);
}
