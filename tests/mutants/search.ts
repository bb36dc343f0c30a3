import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Said } from './said.ts';

const trial = fileURLToPath(new URL('./trial.ts', import.meta.url));

/** A seed takes a second or two: one that takes so long never ends. */
const SEED_SECONDS = 180;

export interface Search {
  /** null: the product as it is, for all these seconds and seeds */
  readonly mutant: string | null;
  /** the seed to begin with; 1 when not said */
  readonly first?: number;
  /** of computing, for the first find */
  readonly seconds: number;
  /** seeds up to this one are counted */
  readonly seeds: number;
  readonly steps: number;
}

export interface Finding {
  /** of computing until the first seed that broke a law; null where none did */
  readonly seconds: number | null;
  readonly firstSeed: number | null;
  readonly lastSeed: number;
  /** of the counted seeds */
  readonly finds: number;
  readonly counted: number;
  /** the law that broke first */
  readonly broken: string | null;
  /** why there was no search, or an end to it */
  readonly slip: string | null;
}

/** Runs seeds in a child process until one of them finds the mutant, then counts how many of the first ones do. */
export async function searchFor({ mutant, ...search }: Search): Promise<Finding> {
  const { first = 1, seconds, seeds, steps } = search;
  const options = { first, seconds, seeds, steps, ...(mutant !== null && { mutant }) };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, [trial, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const tried: Exclude<Said, { slip: string }>[] = [];
  let slip: string | null = null;
  let watch = setTimeout(giveUp, SEED_SECONDS * 1000);
  function giveUp(): void {
    slip = `seed ${first + tried.length} does not end`;
    child.kill('SIGKILL');
  }
  for await (const line of createInterface({ input: child.stdout })) {
    clearTimeout(watch);
    watch = setTimeout(giveUp, SEED_SECONDS * 1000);
    const said = JSON.parse(line) as Said;
    if ('slip' in said) slip = said.slip;
    else tried.push(said);
  }
  clearTimeout(watch);
  await ended;
  if (tried.length === 0) slip ??= complaints.join('').trim() || 'the simulation said nothing';
  const found = tried.find(({ broken }) => broken !== null);
  const counted = tried.filter(({ seed }) => seed <= seeds);
  return {
    seconds: found?.seconds ?? null,
    firstSeed: found?.seed ?? null,
    lastSeed: tried.at(-1)?.seed ?? 0,
    finds: counted.filter(({ broken }) => broken !== null).length,
    counted: counted.length,
    broken: found?.broken ?? null,
    slip,
  };
}
