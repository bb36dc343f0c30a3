import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost, type Figure, median, reported } from '../figures.ts';
import { launch } from '../processes.ts';
import type { PeerBusiness } from './business.ts';
import { engines } from './engines.ts';
import { DAYS, expectedYear, ZONES } from './year.ts';

const NAMES: Readonly<Record<keyof typeof engines, string>> = {
  ours: 'this engine',
  rruleWithTzid: 'rrule by its tzid',
  rruleWithDayjs: 'rrule on wall clocks, dayjs for the zone',
  dayjs: 'dayjs with its timezone plugin',
};

const WARM_MS = 1_000;
const ROUNDS = 15;
const all = ['ours', 'rruleWithTzid', 'rruleWithDayjs', 'dayjs'] as const;
const peers = all.slice(1);

/**
 * How long each engine takes for the same slots, from being told of the business on. All are warmed for as long, and then run
 * once in each round, whose first one moves on from round to round: what slows the machine down slows all of them. All peers
 * count seats by the same plain loop; what differs is how they tell the time.
 */
export function speedOfPeers(business: PeerBusiness, { first, days }: { first: string; days: number }): Figure[] {
  const run = (name: keyof typeof engines) => {
    const start = performance.now();
    const found = engines[name](business, first, days).length;
    return { found, ms: performance.now() - start };
  };
  for (const name of all) for (let spent = 0; spent < WARM_MS;) spent += run(name).ms;
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const order = all.map((_name, i) => all[(round + i) % all.length]!);
    const runs = new Map(order.map((name) => [name, run(name)]));
    return (name: keyof typeof engines) => runs.get(name)!;
  });
  const expected = rounds[0]!('ours').found;
  const medianOf = (name: keyof typeof engines) => median(rounds.map((ran) => ran(name).ms));
  return [
    reported(`1x by ${NAMES.ours}, in the peers’ rounds`, medianOf('ours'), 'ms'),
    ...peers.flatMap((name) => {
      const { found } = rounds[0]!(name);
      return [
        reported(`1x by ${NAMES[name]}`, medianOf(name), 'ms'),
        reported(`1x by ${NAMES[name]}: slower than this engine`, median(rounds.map((ran) => ran(name).ms / ran('ours').ms)), 'times'),
        ...(found === expected ? [] : [reported(`1x by ${NAMES[name]}: slots found`, found, 'slots')]),
      ];
    }),
  ];
}

const MACHINE_ZONES = ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'];
const program = fileURLToPath(new URL('./wrongDays.ts', import.meta.url));
const PATIENCE_MS = 300_000;

/** A year in each zone, by each engine, on machines that are themselves in four: the days on which any slot is wrong. */
export async function wrongDaysOfPeers(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-years-'));
  try {
    const file = join(folder, 'years.json');
    writeFileSync(file, JSON.stringify(ZONES.map(expectedYear)));
    const counted: Record<keyof typeof engines, number[]>[] = [];
    for (const zone of MACHINE_ZONES) {
      const child = launch<Record<keyof typeof engines, number[]>>([program, file], { TZ: zone });
      counted.push(await child.next(PATIENCE_MS));
      await child.stop();
    }
    const total = (name: keyof typeof engines) => counted.flatMap((years) => years[name]).reduce((sum, days) => sum + days, 0);
    const looked = ZONES.length * MACHINE_ZONES.length * DAYS;
    const title = (name: keyof typeof engines) => `wrong days of ${looked.toLocaleString('en')} by ${NAMES[name]}`;
    return [
      atMost(title('ours'), { value: total('ours'), unit: 'days', bar: 0 }),
      ...peers.map((name) => reported(title(name), total(name), 'days')),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
