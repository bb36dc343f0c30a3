/** What a program that is run by hand does around its work: one sentence when it is done, one when it can't be, and tidy when it is stopped. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { PlainError, wrongUsage } from '../start/plainly.ts';
import { ArchiveProblem } from './problem.ts';

/** What such a program is given. */
export interface ByHand {
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** @param run does the work, gives up when the signal says so, and @returns what to say */
export async function tell(run: (signal: AbortSignal) => Promise<string>): Promise<void> {
  // Customers' addresses and signing secrets: what this program writes, its own user alone reads.
  process.umask(0o077);
  const stop = new AbortController();
  const stopped = new PlainError('Stopped; nothing was changed.', { exitCode: 130 });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(stopped));
  try {
    process.stdout.write(`${await run(stop.signal)}\n`);
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

/** Turns what is wrong with a file that was handed in into a sentence that names it. */
export async function naming<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof ArchiveProblem ? new PlainError(`${file} ${error.message}.`, { cause: error }) : error;
  }
}

/** @throws PlainError with one sentence */
export function optionsOf<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], strict: true, options }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\.\s|\.$/);
    throw wrongUsage(`${sentence}. Add --help to see what there is.`);
  }
}

/** @throws PlainError */
export function needed(value: string | undefined, option: string): string {
  if (value === undefined || value.trim() === '') throw wrongUsage(`${option} is needed. Add --help to see what there is.`);
  return value;
}

export const megabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
