import { describe, expect, it } from 'vitest';
import { neverCame, sumOf } from './census.ts';
import { changeable, simulate } from './run.ts';
import { holdIn } from './seeds.ts';

describe('desktops, programs, customers and a server in changeable weather', () => {
  it('agree to the last row once it is quiet, lose nothing, and never overbook', { timeout: 600_000 }, async () => {
    const reports = await holdIn({ from: 1, seeds: 50, weather: changeable });
    expect(neverCame(sumOf(reports.map(({ counts }) => counts)))).toEqual([]);
  });

  it('do the same again from the same seed', async () => {
    const seven = { seed: 7, steps: 40 };
    const first = await simulate(seven);
    expect(await simulate(seven)).toEqual(first);
    expect((await simulate({ ...seven, seed: 8 })).trace).not.toBe(first.trace);
  });
});
