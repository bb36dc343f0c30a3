import { expect } from 'vitest';
import { type Report, simulate } from './run.ts';
import type { Weather } from './fate.ts';

/** Runs these seeds, and shows the first broken promise with the seed that broke it. */
export async function holdIn({ from, seeds, weather }: { from: number; seeds: number; weather: Weather }): Promise<Report[]> {
  const reports: Report[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const report = await simulate({ seed, steps: 200, weather });
    expect({ seed, broken: report.broken }).toEqual({ seed, broken: [] });
    reports.push(report);
  }
  return reports;
}
