import { describe, expect, it } from 'vitest';
import { sumOf } from './census.ts';
import { stormy } from './run.ts';
import { holdIn } from './seeds.ts';

describe('desktops that see the server once in a while', () => {
  it('work on by themselves, and come together without a lost command or a double booking', { timeout: 600_000 }, async () => {
    const counts = sumOf((await holdIn({ from: 1001, seeds: 20, weather: stormy })).map((report) => report.counts));
    expect(counts['refused: booking_conflict']).toBeGreaterThan(30);
    expect(counts['a line cut']).toBeGreaterThan(20);
  });
});
