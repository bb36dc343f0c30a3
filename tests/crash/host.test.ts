import { afterAll, expect, test } from 'vitest';
import { hostRounds } from './hostRounds.ts';
import { killAll } from './programs.ts';

afterAll(killAll);

test('a console killed at work twelve times has kept all that it acknowledged, once', async () => {
  const { broken, killedAt, roundsOffline, refusedByServer, cutOff } = await hostRounds({ rounds: 12, seed: 12 });
  expect(broken).toEqual([]);
  // A run in which something never happened proves nothing about it.
  for (const [moment, times] of Object.entries(killedAt)) expect(times, `killed at ${moment}`).toBeGreaterThan(0);
  for (const times of [roundsOffline, refusedByServer, cutOff]) expect(times).toBeGreaterThan(0);
});
