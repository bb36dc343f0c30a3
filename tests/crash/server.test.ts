import { afterAll, expect, test } from 'vitest';
import { killAll } from './programs.ts';
import { serverRounds } from './serverRounds.ts';

afterAll(killAll);

test('a server killed under load twelve times has kept all that it acknowledged, once', async () => {
  const { broken, killedAt, unanswered, refused } = await serverRounds({ rounds: 12, seed: 3 });
  expect(broken).toEqual([]);
  // A run in which something never happened proves nothing about it.
  for (const [moment, times] of Object.entries(killedAt)) expect(times, `killed at ${moment}`).toBeGreaterThan(0);
  expect(unanswered).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
