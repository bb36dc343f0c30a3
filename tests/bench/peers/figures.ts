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

const ROUNDS = 3;
const peers = ['rruleWithTzid', 'rruleWithDayjs', 'dayjs'] as const;

/** How long each peer takes for the same slots. All count seats by the same plain loop; what differs is how they tell the time. */
export function speedOfPeers(business: PeerBusiness, { first, days, oursMs }: { first: string; days: number; oursMs: number }): Figure[] {
  const expected = engines.ours(business, first, days).length;
  return peers.flatMap((name) => {
    const ms: number[] = [];
    let found = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      found = engines[name](business, first, days).length;
      ms.push(performance.now() - start);
    }
    return [
      reported(`1x by ${NAMES[name]}`, median(ms), 'ms'),
      reported(`1x by ${NAMES[name]}: slower than this engine`, median(ms) / oursMs, 'times'),
      ...(found === expected ? [] : [reported(`1x by ${NAMES[name]}: slots found`, found, 'slots')]),
    ];
  });
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
    const all = ZONES.length * MACHINE_ZONES.length * DAYS;
    const title = (name: keyof typeof engines) => `wrong days of ${all.toLocaleString('en')} by ${NAMES[name]}`;
    return [
      atMost(title('ours'), { value: total('ours'), unit: 'days', bar: 0 }),
      ...peers.map((name) => reported(title(name), total(name), 'days')),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
