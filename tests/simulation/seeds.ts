import { expect } from 'vitest';
import { type Report, type Run, simulate } from './run.ts';

export interface Seeds extends Omit<Run, 'seed' | 'steps'> {
  readonly from: number;
  readonly seeds: number;
  readonly steps?: number;
}

/** Runs these seeds, and shows the first broken promise with the seed that broke it. */
export async function holdIn({ from, seeds, steps = 200, ...run }: Seeds): Promise<Report[]> {
  const reports: Report[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const report = await simulate({ seed, steps, ...run });
    expect({ seed, broken: report.broken }).toEqual({ seed, broken: [] });
    reports.push(report);
  }
  return reports;
}
