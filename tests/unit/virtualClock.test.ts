import { describe, expect, it } from 'vitest';
import { type VirtualClock, virtualClock } from '../simulation/clock.ts';

function every(clock: VirtualClock, milliseconds: number): { rings: number } {
  const bell = { rings: 0 };
  const ring = (): void => {
    bell.rings += 1;
    clock.after(milliseconds, ring);
  };
  clock.after(milliseconds, ring);
  return bell;
}

describe('the clock of the simulation', () => {
  it('ends a loop that keeps it from moving', async () => {
    const clock = virtualClock(0);
    every(clock, 0);
    await expect(clock.walkTo(1)).rejects.toThrow('2000 timers at one instant: something spins');
  });

  it('lets whoever moves on ring as often as they like', async () => {
    const clock = virtualClock(0);
    const bell = every(clock, 1);
    await clock.walkTo(10_000);
    expect(bell.rings).toBe(10_000);
  });

  it('lets many ring at one instant', async () => {
    const clock = virtualClock(0);
    let rings = 0;
    for (let i = 0; i < 1_000; i++) clock.after(5, () => void (rings += 1));
    await clock.walkTo(5);
    for (let i = 0; i < 1_000; i++) clock.after(5, () => void (rings += 1));
    await clock.walkTo(10);
    expect(rings).toBe(2_000);
  });
});
