import { expect } from 'vitest';
import { type Counts, sumOf } from './census.ts';
import { type Report, type Run, simulate } from './run.ts';

export interface Seeds extends Omit<Run, 'seed' | 'steps'> {
  readonly from: number;
  readonly seeds: number;
  readonly steps?: number;
}

/** Within so many each block meets with everything; what takes longer to come about, the block that goes on for 200 finds. */
const STEPS = 140;

/** Runs these seeds, and shows the first broken promise with the seed that broke it. */
export async function holdIn({ from, seeds, steps = STEPS, ...run }: Seeds): Promise<Report[]> {
  const reports: Report[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const report = await simulate({ seed, steps, ...run });
    expect({ seed, steps, broken: report.broken }).toEqual({ seed, steps, broken: [] });
    reports.push(report);
  }
  return reports;
}

/** As many as must meet with everything once; a file of tests holds one, so that several run side by side. */
const BLOCK = 40;

export async function holdInBlock(run: Omit<Seeds, 'seeds'>): Promise<Counts> {
  return sumOf((await holdIn({ ...run, seeds: BLOCK })).map(({ counts }) => counts));
}
