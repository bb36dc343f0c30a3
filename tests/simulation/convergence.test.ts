import { describe, expect, it } from 'vitest';
import { changeable, type Report, simulate } from './run.ts';
import { troublesOf } from './troubles.ts';

describe('three desktops and a server on a bad network', () => {
  it('agree to the last row once it is quiet, lose nothing, and never overbook', async () => {
    const reports: Report[] = [];
    for (let seed = 1; seed <= 30; seed++) {
      const report = await simulate({ seed, steps: 60, weather: changeable });
      expect({ seed, broken: report.broken }).toEqual({ seed, broken: [] });
      reports.push(report);
    }
    const neverCame = Object.entries(troublesOf(reports)).filter(([, times]) => times === 0);
    expect(neverCame).toEqual([]);
  });

  it('do the same again from the same seed', async () => {
    const seven = { seed: 7, steps: 30, weather: changeable };
    const first = await simulate(seven);
    expect(await simulate(seven)).toEqual(first);
    expect((await simulate({ ...seven, seed: 8 })).trace).not.toBe(first.trace);
  });
});
