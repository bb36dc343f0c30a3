import { describe, expect, it } from 'vitest';
import { sumOf } from '../census.ts';
import { changeable } from '../fate.ts';
import { postgresGround } from '../postgresGround.ts';
import { holdIn } from '../seeds.ts';

describe('two server processes on one PostgreSQL', () => {
  it('keep the same laws as one on SQLite', { timeout: 900_000 }, async () => {
    const reports = await holdIn({ from: 1, seeds: 5, steps: 100, weather: changeable, groundAt: postgresGround });
    const counts = sumOf(reports.map((report) => report.counts));
    expect(counts['refused: booking_conflict']).toBeGreaterThan(10);
    const crashes = Object.entries(counts).filter(([kind]) => kind.startsWith('crash: server'));
    expect(crashes.reduce((sum, [, times]) => sum + times, 0)).toBeGreaterThan(2);
  });
});
