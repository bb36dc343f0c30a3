import { afterAll, expect, test } from 'vitest';
import { killAll } from './programs.ts';
import { serverRounds } from './serverRounds.ts';

afterAll(killAll);

test('two servers on one PostgreSQL, of which one or the other is killed six times, have kept all that they acknowledged, once', async () => {
  const { broken, unanswered, refused, delivered } = await serverRounds({ rounds: 6, seed: 3, database: 'postgres' });
  expect(broken).toEqual([]);
  for (const times of [unanswered, refused, delivered]) expect(times).toBeGreaterThan(0);
});
