import { expect, it } from 'vitest';
import { neverCame } from '../census.ts';
import { changeable } from '../fate.ts';
import { holdInBlock } from '../seeds.ts';

it('desktops, programs, customers and a server in changeable weather agree to the last row, lose nothing and never overbook', async () => {
  expect(neverCame(await holdInBlock({ from: 1, steps: 200, weather: changeable }))).toEqual([]);
});
