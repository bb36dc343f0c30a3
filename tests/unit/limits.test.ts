import { afterEach, describe, expect, test, vi } from 'vitest';
import { callerAt, memoryCounters } from '#server/limits.ts';

describe('whose an address is', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
    ['key_0123456789abcdefghjk', 'key_0123456789abcdefghjk'],
  ])('%s is %s', (address, caller) => {
    expect(callerAt(address)).toBe(caller);
  });

  test('another /64 is another caller', () => {
    expect(callerAt('2001:db8:1:3::1')).not.toBe(callerAt('2001:db8:1:2::1'));
  });
});

describe('counting', () => {
  const MINUTE = 60_000;
  const hitAll = async (counters: ReturnType<typeof memoryCounters>, { from, to, now }: { from: number; to: number; now: number }) => {
    for (let i = from; i < to; i += 1) await counters.hit(`who/${i}`, { now, windowMs: MINUTE });
  };

  afterEach(() => void vi.restoreAllMocks());

  test('starts anew when a window is over', async () => {
    const counters = memoryCounters();
    expect(await counters.hit('a', { now: 0, windowMs: MINUTE })).toEqual({ count: 1, resetsAt: MINUTE });
    expect(await counters.hit('a', { now: MINUTE - 1, windowMs: MINUTE })).toEqual({ count: 2, resetsAt: MINUTE });
    expect(await counters.hit('a', { now: MINUTE, windowMs: MINUTE })).toEqual({ count: 1, resetsAt: 2 * MINUTE });
  });

  test('looks through all windows only when there are twice as many as were left', async () => {
    const counters = memoryCounters();
    const looks = vi.spyOn(Map.prototype, Symbol.iterator);
    await hitAll(counters, { from: 0, to: 10_000, now: 0 });
    expect(looks).toHaveBeenCalledTimes(0);
    await hitAll(counters, { from: 10_000, to: 20_000, now: 0 });
    expect(looks).toHaveBeenCalledTimes(1);
    await hitAll(counters, { from: 20_000, to: 20_001, now: 0 });
    expect(looks).toHaveBeenCalledTimes(2);
  });

  test('forgets those that are over, and keeps the rest', async () => {
    const counters = memoryCounters();
    const looks = vi.spyOn(Map.prototype, Symbol.iterator);
    await counters.hit('late', { now: MINUTE / 2, windowMs: MINUTE });
    await hitAll(counters, { from: 0, to: 9_999, now: 0 });
    // the sweep leaves one of ten thousand, so that the next is ten thousand further on
    await hitAll(counters, { from: 10_000, to: 19_998, now: MINUTE });
    expect(looks).toHaveBeenCalledTimes(1);
    expect(await counters.hit('late', { now: MINUTE, windowMs: MINUTE })).toMatchObject({ count: 2 });
    await hitAll(counters, { from: 20_000, to: 20_002, now: MINUTE });
    expect(looks).toHaveBeenCalledTimes(2);
  });
});
