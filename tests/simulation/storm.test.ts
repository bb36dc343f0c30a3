import { describe, expect, it } from 'vitest';
import { type Report, simulate, stormy } from './run.ts';
import { troublesOf } from './troubles.ts';

describe('three desktops that see the server once in a while', () => {
  it('work on by themselves, and come together without a lost command or a double booking', async () => {
    const reports: Report[] = [];
    for (let seed = 101; seed <= 130; seed++) {
      const report = await simulate({ seed, steps: 60, weather: stormy });
      expect({ seed, broken: report.broken }).toEqual({ seed, broken: [] });
      reports.push(report);
    }
    const { bookingConflicts = 0, cut = 0 } = troublesOf(reports);
    expect(bookingConflicts).toBeGreaterThan(30);
    expect(cut).toBeGreaterThan(100);
  });
});
