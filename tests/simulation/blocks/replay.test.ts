import { expect, it } from 'vitest';
import { simulate } from '../run.ts';

it('the same seed does the same again, to the last byte of its trace', async () => {
  for (const seed of [7, 11]) {
    const first = await simulate({ seed, steps: 60 });
    expect(await simulate({ seed, steps: 60 })).toEqual(first);
    expect((await simulate({ seed: seed + 1, steps: 60 })).trace).not.toBe(first.trace);
  }
});
