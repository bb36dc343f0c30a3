/** One run of the simulation: three desktops and one server under a seed's weather, then quiet, then what must be true. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '#core/base/json.ts';
import { HOUR, MINUTE, SECOND } from '#core/base/time.ts';
import { mine } from '#core/data/database.ts';
import { customers } from '#core/domains/customers/tables.ts';
import { type Synced, syncedTables } from '#core/engine/synced.ts';
import { pendingCommands } from '#core/engine/rebase.ts';
import { attention, commandLog } from '#core/engine/tables.ts';
import { chanceOf, type Chance } from './chance.ts';
import { type VirtualClock, virtualClock } from './clock.ts';
import { type SimulatedDesk, simulatedDesk } from './desk.ts';
import { type Faults, noFaults, type Wire, wire } from './network.ts';
import { overbooked } from './oracle.ts';
import { type SimulatedServer, simulatedServer } from './server.ts';
import { someDeed } from './work.ts';

export interface Report {
  readonly faults: Faults;
  readonly crashes: number;
  readonly signIns: number;
  readonly taken: number;
  readonly refusedHere: number;
  /** refusals by the server of what a desktop had taken, by code */
  readonly refusedThere: Record<string, number>;
  /** broken promises, each a sentence; none is the point of it all */
  readonly broken: string[];
  /** of everything that happened and of how it ended */
  readonly trace: string;
}

const START = Date.parse('2026-03-26T09:00:00Z');
/** 10:00 in Berlin, the day after; a DST change lies within the days that are booked */
const OPENING = Date.parse('2026-03-27T09:00:00Z');

/** In memory where there is such a place: a process dies here now and then, the power never does. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

interface Stage {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly server: SimulatedServer;
  readonly desks: SimulatedDesk[];
  readonly wires: Wire[];
  readonly broken: string[];
  note(line: string): void;
}

/** how often a desktop's line turns, and how often it then turns dead */
export interface Weather {
  readonly turns: number;
  readonly dead: number;
}
export const changeable: Weather = { turns: 0.06, dead: 0.5 };
/** most of the day without the server */
export const stormy: Weather = { turns: 0.15, dead: 0.85 };

export async function simulate({ seed, steps, weather }: { seed: number; steps: number; weather: Weather }): Promise<Report> {
  const folder = mkdtempSync(join(SCRATCH, 'slotkeeper-simulation-'));
  const trace = createHash('sha256');
  const faults = noFaults();
  const stage = await stageOf({ folder, seed, faults, note: (line) => trace.update(`${line}\n`) });
  try {
    const counts = { crashes: 0, signIns: 0, taken: 0, refusedHere: 0 };
    for (let step = 0; step < steps; step++) await oneStep(stage, { weather, counts });
    await comeToRest(stage);
    await checkAll(stage);
    const refusedThere = await refusalsOf(stage);
    stage.note(canonicalJson({ counts, refusedThere, faults, broken: stage.broken }));
    return { faults, ...counts, refusedThere, broken: stage.broken, trace: trace.digest('hex') };
  } finally {
    for (const desk of stage.desks) await desk.close();
    await stage.server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function stageOf(parts: { folder: string; seed: number; faults: Faults; note(line: string): void }): Promise<Stage> {
  const { folder, seed, faults, note } = parts;
  const chance = chanceOf(seed);
  const clock = virtualClock(START);
  const server = await simulatedServer({ folder, now: clock.now, name: `seed-${seed}` });
  await openShop(server);
  const wires: Wire[] = [];
  const desks: SimulatedDesk[] = [];
  for (const [name, role] of [
    ['front', 'OWNER'],
    ['back', 'ADMIN'],
    ['kiosk', 'STAFF'],
  ] as const) {
    const line = wire({ clock, chance, server, faults, note: (text) => note(`${name} ${text}`) });
    wires.push(line);
    desks.push(await simulatedDesk({ folder: join(folder, name), name, role, clock, chance, wire: line, server }));
  }
  const stage: Stage = { clock, chance, server, desks, wires, broken: [], note };
  for (const desk of desks) await untilTrue(stage, async () => desk.profile().isComplete());
  return stage;
}

async function openShop(server: SimulatedServer): Promise<void> {
  const hours = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({
    ...{ dayOfWeek, startTime: '08:00', endTime: '20:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null },
  }));
  const chairs: string[] = [];
  for (const name of ['Mia', 'Jonas'])
    chairs.push(
      ((await server.run('catalog.createResource', { name, kind: 'stylist', memberId: null })) as { resourceId: string }).resourceId,
    );
  const offerings = [
    { title: 'Haircut', basePriceCents: 3500, resourceGroups: [chairs] },
    { title: 'Class', basePriceCents: 1500, capacity: 4, approval: 'manual' },
    { title: 'Studio', basePriceCents: 9000, bufferAfterMinutes: 15 },
  ];
  for (const offering of offerings) {
    const { offeringId } = (await server.run('catalog.createOffering', offering)) as { offeringId: string };
    await server.run('availability.setSchedule', { subjectId: offeringId, rules: hours });
    await server.run('catalog.publishOffering', { offeringId });
  }
}

interface Day {
  readonly weather: Weather;
  readonly counts: { crashes: number; signIns: number; taken: number; refusedHere: number };
}

async function oneStep(stage: Stage, { weather, counts }: Day): Promise<void> {
  const { chance, clock, desks, wires, note } = stage;
  const desk = chance.pick(desks);
  if (desk === undefined) return;
  if (chance.happens(weather.turns)) wires[chance.between(0, wires.length)]?.setDead(chance.happens(weather.dead));
  if (chance.happens(0.05)) {
    counts.crashes++;
    const isForgotten = chance.happens(0.25);
    note(`${desk.name} ${isForgotten ? 'signs in again' : 'crashes'}`);
    await (isForgotten ? desk.signInAgain() : desk.crash());
    if (isForgotten) counts.signIns++;
  } else {
    const deed = await someDeed(desk, { chance, opening: OPENING });
    if (deed !== undefined) {
      const outcome = await desk.run(deed.name, deed.input);
      if (outcome.ok) counts.taken++;
      else counts.refusedHere++;
      note(`${desk.name} ${deed.name} ${outcome.ok ? 'taken' : outcome.code} at ${clock.now()}`);
    }
  }
  for (const each of desks) await checkNoHoles(stage, each);
  await clock.walkTo(clock.now() + (chance.happens(0.6) ? chance.between(0, 400) : chance.between(1, 20) * SECOND));
}

/** The weather clears, and the desktops get the time that their patience needs. */
async function comeToRest(stage: Stage): Promise<void> {
  for (const line of stage.wires) {
    line.setDead(false);
    line.calm();
  }
  // the longest that a desktop waits before it tries again
  await stage.clock.walkTo(stage.clock.now() + MINUTE);
  const isQuiet = async () => {
    for (const desk of stage.desks) if (desk.sync().state().waiting > 0) return false;
    return true;
  };
  if (!(await untilTrue(stage, isQuiet))) stage.broken.push('an hour of calm was not enough for every command to be answered');
  // the others hear of the last commands by the live line, or by asking once a minute
  await stage.clock.walkTo(stage.clock.now() + MINUTE);
}

async function untilTrue({ clock }: Stage, isSo: () => Promise<boolean>): Promise<boolean> {
  for (const end = clock.now() + HOUR; clock.now() < end; await clock.walkTo(clock.now() + 10 * SECOND)) if (await isSo()) return true;
  return false;
}

async function checkAll(stage: Stage): Promise<void> {
  const { server, desks, broken, note } = stage;
  broken.push(...server.defects, ...(await server.engine.database.read(server.tenantId, overbooked)));
  for (const desk of desks) {
    broken.push(...desk.defects.map((defect) => `${desk.name}: ${defect}`));
    await checkRows(stage, desk);
    await checkCommands(stage, desk);
  }
  note(await rowsText(stage, desks[0] as SimulatedDesk, [...syncedTables]));
}

const rowsOf = (database: SimulatedServer['engine']['database'], tenantId: string, { table }: Synced) =>
  database.read(tenantId, (db) => db.list(table));

async function checkRows({ server, broken }: Stage, desk: SimulatedDesk): Promise<void> {
  for (const [name, synced] of syncedTables) {
    const there = synced.visibleTo.includes(desk.role) ? await rowsOf(server.engine.database, server.tenantId, synced) : [];
    const here = await rowsOf(desk.profile().database, server.tenantId, synced);
    const sorted = (rows: object[]) => rows.map((row) => canonicalJson(row)).toSorted();
    const [wanted, found] = [sorted(there), sorted(here)];
    const extra = found.filter((row) => !wanted.includes(row));
    const missing = wanted.filter((row) => !found.includes(row));
    if (extra.length + missing.length > 0)
      broken.push(
        `${desk.name}'s ${name} differ from the server's: it has ${extra.slice(0, 2).join(' ')}, it lacks ${missing.slice(0, 2).join(' ')}`,
      );
  }
}

async function rowsText({ server }: Stage, desk: SimulatedDesk, tables: [string, Synced][]): Promise<string> {
  const all: string[] = [];
  for (const [name, synced] of tables) {
    const rows = await rowsOf(desk.profile().database, server.tenantId, synced);
    all.push(name, ...rows.map((row) => canonicalJson(row)).toSorted());
  }
  return all.join('\n');
}

/** While a customer's command waits, the customer is on the screen, whatever was pulled meanwhile: a phantom is allowed, a hole never. */
async function checkNoHoles({ server, broken }: Stage, desk: SimulatedDesk): Promise<void> {
  await desk.profile().database.read(server.tenantId, async (db) => {
    const emails = new Set((await db.list(customers)).map(({ email }) => email));
    for (const { name, input } of await pendingCommands(db)) {
      if (name !== 'customers.create') continue;
      const { email } = input as { email: string };
      if (!emails.has(email)) broken.push(`${desk.name} took ${email}, and does not show it`);
    }
  });
}

/** What was taken at a desk was answered by the server, once; what it refused is before somebody's eyes. */
async function checkCommands({ server, broken }: Stage, desk: SimulatedDesk): Promise<void> {
  const log = (await server.engine.database.read(server.tenantId, (db) => db.list(commandLog))).filter((row) =>
    desk.deviceIds.includes(row.deviceId ?? ''),
  );
  const answered = log.map(({ id }) => id).toSorted();
  if (canonicalJson(answered) !== canonicalJson(desk.accepted.toSorted()))
    broken.push(`${desk.name} took ${desk.accepted.length} commands and the server answered ${answered.length}`);
  const refused = log.filter(({ refusal }) => refusal !== null).map(({ id }) => id);
  const shown = await desk.profile().database.read(server.tenantId, (db) => db.list(attention, mine(db, attention)));
  if (canonicalJson(refused.toSorted()) !== canonicalJson(shown.map(({ id }) => id).toSorted()))
    broken.push(`${desk.name} shows ${shown.length} commands under attention and the server refused ${refused.length}`);
}

async function refusalsOf({ server }: Stage): Promise<Record<string, number>> {
  const refusals: Record<string, number> = {};
  for (const { refusal, deviceId } of await server.engine.database.read(server.tenantId, (db) => db.list(commandLog)))
    if (refusal !== null && deviceId !== null) refusals[refusal] = (refusals[refusal] ?? 0) + 1;
  return refusals;
}
