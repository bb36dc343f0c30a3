/**
 * The child of `npm run mutants`: the simulation with one mutant in it, or with none, seed after seed. It tells of each on a line
 * of JSON, and ends once it has been found and counted, or once the time is over. No module of the product is loaded before the
 * mutant has been planted.
 */
import { parseArgs } from 'node:util';
import { mutants } from './list.ts';
import { plant } from './plant.ts';
import type { Said } from './said.ts';

const { values } = parseArgs({
  options: {
    mutant: { type: 'string' },
    first: { type: 'string', default: '1' },
    /** without a find the search ends after so many seconds and seeds, whichever come later */
    seconds: { type: 'string', default: '60' },
    /** seeds up to this one are counted */
    seeds: { type: 'string', default: '40' },
    /** for counting on after the first find */
    rest: { type: 'string', default: '20' },
    steps: { type: 'string', default: '200' },
  },
});

const say = (said: Said): void => void process.stdout.write(`${JSON.stringify(said)}\n`);
/** Of computing since this process began, loading and all: what else the machine does makes no mutant harder to find. */
function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What was thrown where nobody was waiting for it. */
const astray = Promise.withResolvers<never>();
astray.promise.catch(() => {});
let isAstray = false;
for (const event of ['unhandledRejection', 'uncaughtException'] as const)
  process.on(event, (error) => {
    isAstray = true;
    astray.reject(error);
  });

/** A name that is not there is a slip in the mutant, and no find. */
const isSlip = (text: string): boolean => /SyntaxError|ReferenceError|is not defined/.test(text);

const textOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

async function search(): Promise<void> {
  const mutant = mutants.find(({ name }) => name === values.mutant);
  const isLoaded = mutant === undefined ? () => true : plant(mutant);
  const { simulate } = await import('../simulation/run.ts');
  if (!isLoaded()) return say({ slip: `the simulation does not load ${mutant?.file}` });
  const last = Number(values.seeds);
  let foundAt: number | undefined;
  for (let seed = Number(values.first); !isOver(seed); seed++) {
    const broken = await brokenBy(() => simulate({ seed, steps: Number(values.steps) }));
    if (broken !== null && isSlip(broken)) return say({ slip: broken });
    say({ seed, seconds: seconds(), broken });
    if (broken !== null) foundAt ??= seconds();
  }

  function isOver(seed: number): boolean {
    if (isAstray) return true;
    if (foundAt === undefined) return seconds() >= Number(values.seconds) && (mutant !== undefined || seed > last);
    return seed > last || seconds() >= foundAt + Number(values.rest);
  }
}

/** @returns the first promise that was broken */
async function brokenBy(run: () => Promise<{ broken: readonly string[] }>): Promise<string | null> {
  try {
    const { broken } = await Promise.race([run(), astray.promise]);
    return broken[0] ?? null;
  } catch (error) {
    return `a fault: ${textOf(error)}`;
  }
}

await search().catch((error: unknown) => say({ slip: textOf(error) }));
// A simulation that broke may have left something behind that would keep the process.
process.stdout.write('', () => process.exit(0));
