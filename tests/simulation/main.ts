/** `npm run simulate`: seeds of the simulation, one after the other, and what they met with. */
import { parseArgs } from 'node:util';
import { failPlainly, PlainError, wrongUsage } from '#build/plainly.ts';
import { type Counts, neverCame, sumOf } from './census.ts';
import { launchPostgres } from '../postgres/launch.ts';
import { profiled } from './profile.ts';
import { changeable, type Report, type Run, simulate, stormy } from './run.ts';

const USAGE = `npm run simulate -- [options]

  --seed N      the first seed (1)
  --seeds N     how many (50)
  --steps N     of each (200)
  --weather W   changeable (the default), or stormy: most of the day without the server
  --database D  sqlite (the default) or postgres: two server processes, the same laws, no two runs alike
  --trace       prints all that happens
  --profile     says where the time goes`;

/** In so many seeds everything must have come at least once. */
const MANY = 50;

const weathers = { changeable, stormy };

interface Wish {
  readonly seed: number;
  readonly seeds: number;
  readonly steps: number;
  readonly isTraced: boolean;
  readonly isProfiled: boolean;
  readonly weather: keyof typeof weathers;
  readonly database: 'sqlite' | 'postgres';
}

function wishOf(): Wish | undefined {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: {
      seed: text('1'),
      seeds: text('50'),
      steps: text('200'),
      weather: text('changeable'),
      database: text('sqlite'),
      trace: flag,
      profile: flag,
      help: { ...flag, short: 'h' },
    },
  });
  const whole = (name: 'seed' | 'seeds' | 'steps'): number => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw wrongUsage(`--${name} takes a whole number from 1 on, not "${values[name]}".`);
    return value;
  };
  if (values.help) return undefined;
  const { database, weather } = values;
  if (weather !== 'changeable' && weather !== 'stormy') throw wrongUsage(`--weather takes changeable or stormy, not "${weather}".`);
  if (database !== 'sqlite' && database !== 'postgres') throw wrongUsage(`--database takes sqlite or postgres, not "${database}".`);
  return {
    seed: whole('seed'),
    seeds: whole('seeds'),
    steps: whole('steps'),
    isTraced: values.trace,
    isProfiled: values.profile,
    weather,
    database,
  };
}

async function main(): Promise<void> {
  const wish = wishOf();
  if (wish === undefined) return console.log(USAGE);
  if (wish.database === 'sqlite') return run(wish, {});
  const { url, stop } = await launchPostgres();
  process.env['SLOTKEEPER_TEST_DATABASE'] = url;
  const { postgresGround } = await import('./postgresGround.ts');
  try {
    await run(wish, { groundAt: postgresGround });
  } finally {
    await stop();
  }
}

async function run(wish: Wish, ground: Pick<Run, 'groundAt'>): Promise<void> {
  if (!wish.isProfiled) return runAll(wish, ground);
  const { shares } = await profiled(() => runAll(wish, ground));
  for (const { part, share } of shares) console.log(`${(share * 100).toFixed(1).padStart(9)} %  ${part}`);
}

async function runAll({ seed: first, seeds, steps, isTraced, weather }: Wish, ground: Pick<Run, 'groundAt'>): Promise<void> {
  const reports: Report[] = [];
  const began = performance.now();
  for (let seed = first; seed < first + seeds; seed++) {
    const report = await simulate({
      seed,
      steps,
      weather: weathers[weather],
      ...ground,
      ...(isTraced && { onNote: (line: string) => console.log(line) }),
    });
    reports.push(report);
    console.log(lineOf(report, steps));
  }
  const seconds = (performance.now() - began) / 1000;
  const counts = sumOf(reports.map((report) => report.counts));
  if (seeds > 1) console.log(tableOf(counts));
  console.log(`${seeds * steps} steps in ${seconds.toFixed(1)} s: ${Math.round((seeds * steps) / seconds)} steps/s`);
  const broken = reports.filter((report) => report.broken.length > 0);
  if (broken.length > 0)
    throw new PlainError(`Laws were broken by ${broken.length} of ${seeds} seeds: ${broken.map(({ seed }) => seed).join(', ')}.`);
  const never = neverCame(counts);
  if (seeds >= MANY && never.length > 0) throw new PlainError(`In ${seeds} seeds there never came: ${never.join('; ')}.`);
}

function lineOf({ seed, trace, rev, taken, broken }: Report, steps: number): string {
  const line = `${String(seed).padStart(6)}  ${trace.slice(0, 16)}  ${rev} revisions, ${taken} commands taken at desks`;
  if (broken.length === 0) return line;
  return `${line}\n${broken.map((sentence) => `        ✗ ${sentence}`).join('\n')}\n        again: npm run simulate -- --seed ${seed} --seeds 1 --steps ${steps} --trace`;
}

function tableOf(counts: Counts): string {
  const lines = Object.entries(counts).map(([kind, times]) => `${String(times).padStart(9)}  ${kind}`);
  return `\n${lines.join('\n')}\n`;
}

main().catch(failPlainly);
