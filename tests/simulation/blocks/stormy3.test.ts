import { expect, it } from 'vitest';
import { stormy } from '../fate.ts';
import { holdInBlock } from '../seeds.ts';

it('desktops that see the server once in a while work on, and come together without a lost command or a double booking', async () => {
  const counts = await holdInBlock({ from: 1101, weather: stormy });
  expect(counts['refused: booking_conflict']).toBeGreaterThan(60);
  expect(counts['a line cut']).toBeGreaterThan(40);
});
