/**
 * The console's program at work, killed at its Nth acknowledged command and around its pushes and pulls, over and over, with a
 * server that is sometimes there. Whatever it answered is in its queue, on the server or under "Needs attention", and there once.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, chanceOf } from '../simulation/chance.ts';
import { type Business, call, type Offering, openBusiness, openOffering, pairingCode, slotAt } from './business.ts';
import { consoleLine, CutOff } from './consoleLine.ts';
import { type Desk, differences, openDesk, readProfile, syncedRows, untilQuiet } from './desk.ts';
import type { Select } from './laws.ts';
import { hostMain, launch, ownPort, type Program } from './programs.ts';
import { starterOf } from './serverRounds.ts';
import { stageOf } from './stage.ts';
import { type Wire, wireTo } from './wire.ts';

/** a command answered over the bridge; a push, or a pull, that the server has answered and nobody was told of */
const hostMoments = ['answer', 'push', 'pull', 'ready'] as const;
type HostMoment = (typeof hostMoments)[number];

export interface HostReport {
  readonly broken: readonly string[];
  readonly killedAt: Readonly<Record<HostMoment, number>>;
  readonly acknowledged: number;
  /** commands whose answer never came */
  readonly cutOff: number;
  readonly refusedByServer: number;
  readonly roundsOffline: number;
}

const WORKERS = 4;
const MOST_ANSWERS = 40;
const SLOTS = 12;

/** What staff did, each with a text that nothing else has. */
export interface Deed {
  readonly text: string;
  answer: 'done' | 'refused' | null;
}

export async function hostRounds({
  rounds,
  seed,
  say = () => {},
}: {
  rounds: number;
  seed: number;
  say?: (line: string) => void;
}): Promise<HostReport> {
  const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-crash-host-'));
  const chance = chanceOf(seed);
  // Of its own: the workers draw as often as they are answered, and each moment is to have its turn.
  const plan = chanceOf(seed);
  const stage = await stageOf('sqlite', join(folder, 'data'));
  const port = await ownPort();
  const serverUrl = `http://127.0.0.1:${port}`;
  const wire = await wireTo(() => serverUrl);
  const programs: Program[] = [await starterOf(folder, stage)(port)];
  try {
    const business = await openBusiness(serverUrl, 'http://127.0.0.1:9/nobody');
    const offerings = await Promise.all([1, 2].map((capacity) => openOffering(serverUrl, business, capacity)));
    const startHost = await hostStarter(folder);
    const deeds: Deed[] = [];
    const broken: string[] = [];
    const killedAt = Object.fromEntries(hostMoments.map((moment) => [moment, 0])) as Record<HostMoment, number>;
    let roundsOffline = 0;

    let host = await startHost(['--server', wire.url, '--pair', await pairingCode(serverUrl, business)]);
    programs.push(host);
    let line = await consoleLine(String(host.ready['url']));
    await untilQuiet(line);

    for (let round = 0; round < rounds && broken.length === 0; round++) {
      wire.isThere = plan.happens(0.7);
      if (!wire.isThere) roundsOffline++;
      const { moment, nth } = nextHostKill(plan, wire.isThere);
      killedAt[moment]++;
      const victim = host;
      const count = counterOf(victim, { moment, nth });
      wire.onAnswer = (path) => {
        const kind = path.startsWith('/v1/sync/push') ? 'push' : path.startsWith('/v1/sync/pull') ? 'pull' : null;
        if (kind !== null) count(kind);
        return !victim.isOver();
      };
      line.onAnswer = (answer, method) => {
        if (method === 'run' && answer.ok) count('answer');
      };
      if (moment === 'ready') victim.kill();
      const desk = line;
      await Promise.all([
        ...Array.from({ length: WORKERS }, (_, worker) => workAt(desk, { deeds, offerings, chance, round, worker })),
        // somebody else takes the same hours meanwhile, so that some of what staff did offline no longer fits
        bookFromOutside(serverUrl, { business, offerings, chance }),
      ]);
      const { code, said } = await victim.ended;
      if (code !== null) broken.push(`round ${round}: the console ended by itself with ${code}: ${said}`);
      wire.onAnswer = () => true;
      const lost = deeds.filter(({ answer }) => answer === null).length;
      say(
        `round ${round}: killed at ${moment} ${nth}, server ${wire.isThere ? 'there' : 'away'}, ${deeds.length} commands so far, ${lost} cut off`,
      );
      host = await startHost([]);
      programs.push(host);
      line = await consoleLine(String(host.ready['url']));
      broken.push(...keptHere(join(folder, 'desk'), deeds), ...(await onServerOnce(stage.select, deeds)));
    }

    wire.isThere = true;
    await untilQuiet(line);
    line.close();
    const attention = heldHere(join(folder, 'desk'), 'SELECT input FROM attention');
    broken.push(...(await settled(stage.select, { deeds, attention })), ...(await asFromScratch(folder, { wire, serverUrl, business })));
    const { code, said } = await host.stop();
    if (code !== 0) broken.push(`the console was asked to leave, and ended with ${code}: ${said}`);
    return {
      ...{ broken, killedAt, roundsOffline, refusedByServer: attention.length },
      acknowledged: deeds.filter(({ answer }) => answer === 'done').length,
      cutOff: deeds.filter(({ answer }) => answer === null).length,
    };
  } finally {
    for (const program of programs) program.kill();
    await Promise.all(programs.map(({ ended }) => ended));
    await wire.close();
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function hostStarter(folder: string): Promise<(more: readonly string[]) => Promise<Program>> {
  const pages = join(folder, 'pages');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Slotkeeper</title>');
  return (more) => launch(hostMain, [pages, '--data', join(folder, 'desk'), '--port', '0', '--json', ...more]);
}

function nextHostKill(chance: Chance, isThere: boolean): { moment: HostMoment; nth: number } {
  const roll = chance.next();
  if (roll < 0.1) return { moment: 'ready', nth: 0 };
  if (!isThere || roll < 0.5) return { moment: 'answer', nth: chance.between(1, MOST_ANSWERS) };
  return roll < 0.75 ? { moment: 'push', nth: chance.between(1, 8) } : { moment: 'pull', nth: chance.between(1, 8) };
}

function counterOf(victim: Program, { moment, nth }: { moment: HostMoment; nth: number }): (happened: HostMoment) => void {
  let left = nth;
  return (happened) => {
    if (happened === moment && --left === 0) victim.kill();
  };
}

interface Work {
  readonly deeds: Deed[];
  readonly offerings: readonly Offering[];
  readonly chance: Chance;
  readonly round: number;
  readonly worker: number;
}

/** One command after another until the host is gone. */
async function workAt(desk: Desk, { deeds, offerings, chance, round, worker }: Work): Promise<void> {
  for (let n = 0; ; n++) {
    const deed: Deed = { text: `Guest ${round}/${worker}/${n}.`, answer: null };
    const customer = { name: deed.text, email: null, phone: null };
    const item = { offeringId: chance.pick(offerings)?.id, startsAt: Date.parse(slotAt(chance.between(0, SLOTS * (round + 1)))) };
    deeds.push(deed);
    try {
      // else they are quicker than any push, and no pull would ever come
      if (chance.happens(0.15)) await desk.call('sync.now');
      const answer = await desk.call(
        'run',
        chance.happens(0.5)
          ? { name: 'customers.create', input: customer }
          : { name: 'bookings.create', input: { items: [item], customer, source: 'desk' } },
      );
      deed.answer = answer.ok ? 'done' : 'refused';
    } catch (error) {
      if (error instanceof CutOff) return;
      throw error;
    }
  }
}

async function bookFromOutside(
  url: string,
  { business, offerings, chance }: { business: Business; offerings: readonly Offering[]; chance: Chance },
): Promise<void> {
  for (let n = 0; n < 6; n++) {
    const body = { offeringId: chance.pick(offerings)?.id, startsAt: slotAt(chance.between(0, SLOTS * 4)), customer: { name: 'Outside' } };
    await call(`${url}/v1/api/bookings`, {
      token: business.apiKey,
      body: { ...body, customer: { name: 'Outside', email: 'out@example.com' } },
    });
  }
}

const heldHere = (folder: string, sql: string): string[] => readProfile(folder, (select) => select(sql).map((row) => String(row['input'])));

/** Right after the crash: what was acknowledged is in the queue, or was refused by the server and waits for a person; once. */
export function keptHere(folder: string, deeds: readonly Deed[]): string[] {
  const held = heldHere(folder, 'SELECT input FROM local_commands UNION ALL SELECT input FROM attention');
  return deeds.flatMap(({ text, answer }) => {
    const times = held.filter((input) => input.includes(text)).length;
    if (answer === 'done' && times !== 1) return [`${text} was acknowledged, and is here ${times} times`];
    if (answer === 'refused' && times !== 0) return [`${text} was refused at once, and is here`];
    return times > 1 ? [`${text} is here ${times} times`] : [];
  });
}

async function timesOnServer(select: Select, deeds: readonly Deed[]): Promise<Map<string, number>> {
  const customers = await select('SELECT name FROM customers');
  const booked = await select('SELECT booker_name AS name FROM bookings');
  // a booking makes its customer, too
  const bookings = Map.groupBy(booked, (row) => String(row['name']));
  const known = Map.groupBy(customers, (row) => String(row['name']));
  return new Map(deeds.map(({ text }) => [text, Math.max(bookings.get(text)?.length ?? 0, known.get(text)?.length ?? 0)]));
}

async function onServerOnce(select: Select, deeds: readonly Deed[]): Promise<string[]> {
  const times = await timesOnServer(select, deeds);
  return [...times].filter(([, n]) => n > 1).map(([text, n]) => `${text} is on the server ${n} times`);
}

/** After quiet: on the server or under "Needs attention", never both, and nothing that was acknowledged in neither. */
async function settled(select: Select, { deeds, attention }: { deeds: readonly Deed[]; attention: readonly string[] }): Promise<string[]> {
  const times = await timesOnServer(select, deeds);
  return deeds.flatMap(({ text, answer }) => {
    const there = times.get(text) ?? 0;
    const here = attention.filter((input) => input.includes(text)).length;
    if (there + here > 1) return [`${text} is on the server ${there} times, and under Needs attention ${here} times`];
    if (answer === 'done' && there + here === 0) return [`${text} was acknowledged, and is nowhere`];
    if (answer === 'refused' && there + here !== 0) return [`${text} was refused at once, and is somewhere`];
    return [];
  });
}

async function asFromScratch(
  folder: string,
  { wire, serverUrl, business }: { wire: Wire; serverUrl: string; business: Business },
): Promise<string[]> {
  const fresh = await openDesk(join(folder, 'fresh'));
  try {
    await fresh.host.pair({ serverUrl: wire.url, code: await pairingCode(serverUrl, business) });
    await untilQuiet(fresh);
  } finally {
    await fresh.host.close();
  }
  return differences(syncedRows(join(folder, 'desk')), syncedRows(join(folder, 'fresh')));
}
