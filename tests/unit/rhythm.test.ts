import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '#core/base/time.ts';
import { LinkFailure } from '#host/link.ts';
import { rhythmOf } from '#host/rhythm.ts';
import { virtualClock } from '../simulation/clock.ts';

const NINE = Date.parse('2026-11-20T09:00:00Z');

describe('the patience that a busy server asks for', () => {
  async function afterBeingToldToWait() {
    const clock = virtualClock(NINE);
    const said = { skew: 4 * HOUR, rounds: 0, isBusy: true };
    const rhythm = rhythmOf({
      clock: { now: () => clock.now() + said.skew },
      ...{ timers: clock, random: () => 0.5, rev: () => 0 },
      async round() {
        said.rounds += 1;
        if (!said.isBusy) return rhythm.noteSuccess();
        const failure = new LinkFailure('busy', { retryAfterMs: 20 * SECOND });
        rhythm.noteFailure(failure);
        throw failure;
      },
    });
    rhythm.wake();
    await clock.walkTo(NINE + SECOND);
    said.isBusy = false;
    return { clock, rhythm, said };
  }

  it('is kept, whoever wakes it', async () => {
    const { clock, rhythm, said } = await afterBeingToldToWait();
    rhythm.wake();
    await clock.walkTo(NINE + 15 * SECOND);
    expect([said.rounds, rhythm.isHeldOff()]).toEqual([1, true]);
    await clock.walkTo(NINE + 30 * SECOND);
    expect([said.rounds, rhythm.isHeldOff()]).toEqual([2, false]);
  });

  it('grows no longer when the clock is set back meanwhile', async () => {
    const { clock, rhythm, said } = await afterBeingToldToWait();
    said.skew = 0;
    for (let i = 0; i < 5; i++) {
      rhythm.wake();
      await clock.walkTo(clock.now() + 10 * SECOND);
    }
    expect(said.rounds).toBeGreaterThan(1);
    await clock.walkTo(clock.now() + MINUTE);
    expect(rhythm.isHeldOff()).toBe(false);
  });
});
