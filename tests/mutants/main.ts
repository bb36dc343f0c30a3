/** `npm run mutants [-- NAME …]`: plants one bug at a time, and shows how soon the simulation finds it. */
import { parseArgs } from 'node:util';
import { failPlainly, PlainError, wrongUsage } from '#build/plainly.ts';
import { mutants } from './list.ts';
import type { Mutant } from './mutant.ts';
import { type Finding, type Search, searchFor } from './search.ts';

const USAGE = `npm run mutants -- [NAME …] [options]

  --seconds N   of computing, within which a mutant must be found (60)
  --seeds N     and is counted in the first so many (40)
  --steps N     of each seed (200)
  --workers N   mutants at once (1)
  --list        the names alone`;

interface Wish {
  readonly chosen: readonly Mutant[];
  readonly seconds: number;
  readonly seeds: number;
  readonly steps: number;
  readonly workers: number;
}

function wishOf(): Wish | 'help' | 'list' {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{ seconds: number('60'), seeds: number('40'), steps: number('200'), workers: number('1') },
      ...{ list: flag, help: { ...flag, short: 'h' } },
    },
  });
  if (values.help) return 'help';
  if (values.list) return 'list';
  const whole = (name: 'seconds' | 'seeds' | 'steps' | 'workers'): number => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw wrongUsage(`--${name} takes a whole number from 1 on, not "${values[name]}".`);
    return value;
  };
  const unknown = positionals.find((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown !== undefined) throw wrongUsage(`There is no mutant "${unknown}": npm run mutants -- --list names them all.`);
  const chosen = positionals.length === 0 ? mutants : mutants.filter(({ name }) => positionals.includes(name));
  return { chosen, seconds: whole('seconds'), seeds: whole('seeds'), steps: whole('steps'), workers: whole('workers') };
}

async function main(): Promise<void> {
  const wish = wishOf();
  if (wish === 'help') return console.log(USAGE);
  if (wish === 'list') return console.log(mutants.map(({ name, about }) => `${name}\n    ${about}.`).join('\n'));
  const sound = await mustFindNothingWithout(wish);
  const waiting = [...wish.chosen];
  const lost: string[] = [];
  const drain = async () => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const finding = await searchFor({ ...wish, mutant: mutant.name });
      if ((finding.firstSeed ?? 0) > sound) await mustFindNothingWithout({ ...wish, seconds: 0, first: finding.firstSeed ?? 0 });
      console.log(lineOf(mutant, finding));
      if (finding.seconds === null || finding.seconds > wish.seconds || finding.slip !== null) lost.push(mutant.name);
    }
  };
  await Promise.all(Array.from({ length: wish.workers }, drain));
  if (lost.length > 0) throw new PlainError(`${lost.length} of ${wish.chosen.length} were not found: ${lost.join(', ')}.`);
  console.log(`Each of ${wish.chosen.length} was found within ${wish.seconds} s.`);
}

/**
 * A simulation that complains of the product as it is would "find" everything: all seeds that a search may come to are looked at
 * beforehand, and one that it came to in spite of that afterwards.
 * @returns the last seed that was looked at
 */
async function mustFindNothingWithout({ first = 1, seconds, seeds, steps }: Omit<Search, 'mutant'>): Promise<number> {
  const finding = await searchFor({ mutant: null, first, seconds, seeds: Math.max(first, seeds), steps });
  const { slip, broken, firstSeed, lastSeed } = finding;
  if (slip !== null) throw new PlainError(`The simulation does not run without a mutant: ${slip}.`);
  if (broken !== null) throw new PlainError(`Seed ${firstSeed} breaks a promise without any mutant: ${broken}`);
  if (first === 1) console.log(`Without a mutant ${lastSeed} seeds of ${steps} steps find nothing.\n`);
  return lastSeed;
}

const LONGEST_LAW = 110;

function lineOf({ name, about }: Mutant, { seconds, finds, counted, firstSeed, broken, slip }: Finding): string {
  const head = `${seconds === null ? '✗' : '✓'} ${name}`;
  const claim = `    ${about}.`;
  if (slip !== null) return `${head}\n${claim}\n    No search: ${slip}`;
  if (seconds === null) return `${head}\n${claim}\n    Not found by ${counted} seeds.`;
  const law = broken === null || broken.length <= LONGEST_LAW ? broken : `${broken.slice(0, LONGEST_LAW - 1)}…`;
  return `${head}  ${seconds.toFixed(1)} s, ${finds} of ${counted} seeds, first seed ${firstSeed}\n${claim}\n    ${law}`;
}

main().catch(failPlainly);
