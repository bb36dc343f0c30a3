/** One run of the simulation: desktops, programs, customers and a server under a seed's weather, then quiet, then what must be true. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { derivedBody } from '#core/base/ids.ts';
import { SCRATCH } from '../scratch.ts';
import { type Cast, castOf } from './cast.ts';
import { census, type Counts } from './census.ts';
import { chanceOf } from './chance.ts';
import { countCoupons } from './coupons.ts';
import { Spinning, virtualClock } from './clock.ts';
import { seedEntropy } from './entropy.ts';
import { changeable, turnOfFate, type Weather } from './fate.ts';
import { type SeenGround, sqliteGround } from './ground.ts';
import { houseOf } from './house.ts';
import { checkEnding } from './laws.ts';
import { oracleOf } from './oracle.ts';
import { comeToRest } from './quiet.ts';
import { receiversOf } from './receivers.ts';
import type { Stage } from './stage.ts';
import { letWork } from './work.ts';

export { changeable, stormy } from './fate.ts';

export interface Report {
  readonly seed: number;
  readonly counts: Counts;
  /** commands that were taken at a desk */
  readonly taken: number;
  /** the newest revision of the server */
  readonly rev: number;
  /** broken promises, each a sentence; none is the point of it all */
  readonly broken: string[];
  /** of everything that happened and of how it ended */
  readonly trace: string;
}

export interface Run {
  readonly seed: number;
  readonly steps: number;
  readonly weather?: Weather;
  /** what the server's data lie on; SQLite where nothing is said */
  readonly groundAt?: (parts: { folder: string; newNonce: () => string }) => Promise<SeenGround>;
  /** has every line of the trace as it is written */
  readonly onNote?: (line: string) => void;
}

const START = Date.parse('2026-03-29T05:00:00Z');
const SECOND = 1000;
const MOST_COMPLAINTS = 20;
/** steps, where each look costs much */
const LOOK_EVERY = 5;

export async function simulate({ seed, steps, weather = changeable, groundAt = onSqlite, onNote }: Run): Promise<Report> {
  const folder = mkdtempSync(join(SCRATCH, 'slotkeeper-simulation-'));
  const chance = chanceOf(seed);
  const giveEntropyBack = seedEntropy(chanceOf(seed + 1_000_000_007));
  const trace = createHash('sha256');
  const broken: string[] = [];
  const kinds = census();
  const ground = await groundAt({ folder: join(folder, 'server'), newNonce: nonces(seed) });
  const clock = virtualClock(START, { rest: ground.rest, crowd: () => (chance.happens(0.3) ? 40 : 0) });
  let isCalm = false;
  const note = (line: string) => {
    trace.update(`${clock.now()} ${line}\n`);
    onNote?.(`${clock.now()} ${line}`);
  };
  const complain = (sentence: string) => {
    note(`broken: ${sentence}`);
    if (broken.length < MOST_COMPLAINTS && !broken.includes(sentence)) broken.push(sentence);
  };
  const receivers = receiversOf({ clock, chance, census: kinds });
  const wasDone = (id: string) => ground.glance?.().all('select refusal from command_log where id = ?', id)[0]?.refusal === null;
  const stage: Stage = {
    wasDone,
    clock,
    chance,
    census: kinds,
    receivers,
    note,
    complain,
    suspects: new Set(),
    forgotten: new Set(),
    rush: { at: 0 },
    isCalm: () => isCalm,
  };
  const oracle = oracleOf(complain);
  const tenantId = `tnt_${derivedBody('simulated')}`;
  const house = await houseOf({
    ...{ stage, ground, tenantId },
    observe: () => (ground.glance === null ? null : oracle.look(ground.glance(), clock.now())),
    onRestored: oracle.forget,
  });
  let cast: Cast | undefined;
  try {
    cast = await castOf({ stage, house, folder, rows: async (sql, ...values) => (await ground.sight()).all(sql, ...values) });
    await clock.walkTo(clock.now() + 2 * SECOND);
    for (let step = 0; step < steps && broken.length === 0; step++) {
      await oneStep(stage, { cast, weather });
      if (ground.glance === null && step % LOOK_EVERY === 0) oracle.look(await ground.sight(), clock.now());
    }
    isCalm = true;
    await comeToRest(stage, { cast, sight: ground.sight });
    if (broken.length === 0)
      checkEnding({ server: await ground.sight(), ...cast, oracle, receivers, tenantId, forgotten: stage.forgotten, complain });
    const rev = oracle.look(await ground.sight(), clock.now());
    countCoupons(await ground.sight(), kinds);
    const taken = cast.desktops.reduce((sum, { memory }) => sum + memory.taken.size, 0);
    note(JSON.stringify({ rev, taken, counts: kinds.counts() }));
    return { seed, counts: kinds.counts(), taken, rev, broken, trace: trace.digest('hex') };
  } catch (error) {
    if (!(error instanceof Spinning)) throw error;
    complain(error.message);
    return { seed, counts: kinds.counts(), taken: 0, rev: 0, broken, trace: trace.digest('hex') };
  } finally {
    for (const desktop of cast?.desktops ?? []) desktop.close();
    await house.close();
    giveEntropyBack();
    rmSync(folder, { recursive: true, force: true });
  }
}

const onSqlite = async (parts: Parameters<typeof sqliteGround>[0]): Promise<SeenGround> => sqliteGround(parts);

/** A restored server never makes the mark of a revision that it has lost again. */
function nonces(seed: number): () => string {
  let made = 0;
  return () => derivedBody(`${seed}/${made++}`);
}

async function oneStep(stage: Stage, { cast, weather }: { cast: Cast; weather: Weather }): Promise<void> {
  const { chance, clock } = stage;
  const at = chance.between(0, 100);
  if (at < 50) await letWork(stage, { ...cast, desktop: chance.pick(cast.desktops) });
  else if (at < 78) chance.pick(cast.publics)?.act();
  else await turnOfFate({ ...cast, stage, weather });
  await clock.walkTo(clock.now() + someTime(stage));
}

/** Mostly so little that people get in each other's way, now and then enough for patience to end and holds to run out. */
const someTime = ({ chance }: Stage): number => {
  if (chance.happens(0.87)) return chance.between(0, 400);
  return chance.happens(0.9) ? chance.between(1, 20) * SECOND : chance.between(1, 12) * 60 * SECOND;
};
