import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeSpan } from '#core/domains/availability/rules/judge.ts';
import { slotsBetween } from '#core/domains/availability/rules/slots.ts';
import type { SlotFacts, SlotPolicy, Taken } from '#core/domains/availability/model.ts';
import { at, block, daily, DAY_MS, facts, HOUR_MS, hours, MINUTE_MS, offering, rule, taken } from './slots-world.ts';
import { partOf } from './zoneRuns.ts';

/** Monday 2 March 2026 in New York. */
const DAY = { from: at('2026-03-02T00:00'), to: at('2026-03-03T00:00') };
const nine = at('2026-03-02T09:00');
const clockOf = (startsAt: number) => new Date(startsAt - DAY.from).toISOString().slice(11, 16);

function gapless(over: Partial<SlotFacts> & { policy?: Partial<SlotPolicy> } = {}): SlotFacts {
  const { policy, ...rest } = over;
  const given = offering({ startTimes: 'backToBack', durationMinutes: 50, slotMinutes: 15, ...policy });
  return facts({ offering: given, timetable: hours(daily('09:00', '13:00')), ...rest });
}
const starts = (given: SlotFacts, explain = false) => slotsBetween(given, { ...DAY, explain }).map(({ startsAt }) => clockOf(startsAt));

describe('starts back to back', () => {
  it('follow the opening, one right after another', () => {
    expect(starts(gapless())).toEqual(['09:00', '09:50', '10:40', '11:30']);
  });

  it('follow what is taken, and stop before it', () => {
    const rows = [taken(nine + 70 * MINUTE_MS, { minutes: 45 })];
    expect(starts(gapless({ taken: rows }))).toEqual(['09:00', '10:55', '11:45']);
  });

  it('leave the buffers of both sides between them', () => {
    const policy = { bufferBeforeMinutes: 5, bufferAfterMinutes: 10 };
    expect(starts(gapless({ policy }))).toEqual(['09:00', '10:05', '11:10']);
    const rows = [taken(nine, { minutes: 50, before: 5, after: 10 })];
    expect(starts(gapless({ policy, taken: rows }))).toEqual(['10:05', '11:10']);
    const theirs = [taken(nine, { minutes: 20, after: 30 })];
    expect(starts(gapless({ policy, taken: theirs }))).toEqual(['09:55', '11:00', '12:05']);
  });

  it('begin again where a block ends', () => {
    expect(starts(gapless({ timetable: hours(daily('09:00', '13:00'), [block('2026-03-02T10:00', '2026-03-02T10:20')]) }))).toEqual([
      '09:00',
      '10:20',
      '11:10',
      '12:00',
    ]);
  });

  it('join a session that has begun to fill', () => {
    const rows = [taken(nine + 25 * MINUTE_MS, { minutes: 50 })];
    expect(starts(gapless({ policy: { capacity: 3 }, taken: rows }))).toEqual(['09:00', '09:25', '10:15', '11:05', '11:55']);
  });

  it('of each window are its own', () => {
    const timetable = hours([rule(1, '09:00', '10:45'), rule(1, '11:00', '12:00')]);
    expect(starts(gapless({ timetable }))).toEqual(['09:00', '09:50', '11:00']);
  });

  it('follow what was taken before the range that is asked about', () => {
    const timetable = hours([rule(1, '09:00', '40:00')]);
    const given = gapless({ timetable, taken: [taken(nine + 20 * MINUTE_MS, { minutes: 50 })] });
    const tuesday = slotsBetween(given, { from: DAY.to, to: DAY.to + HOUR_MS }).map(({ startsAt }) => startsAt);
    const whole = slotsBetween(given, { from: DAY.from, to: DAY.to + DAY_MS }).map(({ startsAt }) => startsAt);
    expect(tuesday).toEqual(whole.filter((startsAt) => startsAt >= DAY.to && startsAt < DAY.to + HOUR_MS));
    expect(tuesday.length).toBeGreaterThan(0);
  });

  it('are those of any resource that could serve', () => {
    const groups = { policy: { resourceGroups: [['ann', 'bo']] } };
    const rows = [taken(nine, { subjectId: 'ann', minutes: 20 })];
    const resources = new Map([
      ['ann', hours([])],
      ['bo', hours([rule(1, '10:10', '13:00')])],
    ]);
    const given = gapless({ ...groups, resources, taken: rows });
    expect(slotsBetween(given, DAY).map(({ startsAt, resourceIds }) => [clockOf(startsAt), resourceIds.join()])).toEqual([
      ['09:20', 'ann'],
      ['10:10', 'ann,bo'],
      ['11:00', 'ann,bo'],
      ['11:50', 'ann,bo'],
    ]);
    expect(starts({ ...given, resourceId: 'bo' })).toEqual(['10:10', '11:00', '11:50']);
  });

  it('are what a span is held to', () => {
    const given = gapless({ taken: [taken(nine + 70 * MINUTE_MS, { minutes: 45 })] });
    const judged = (minutes: number) => {
      const startsAt = nine + minutes * MINUTE_MS;
      return judgeSpan(given, { startsAt, endsAt: startsAt + 50 * MINUTE_MS }).policyReasons.map(({ code }) => code);
    };
    expect(judged(115)).toEqual([]);
    expect(judged(120)).toEqual(['off_grid']);
    expect(judged(15)).toEqual(['off_grid']);
  });

  it('leave no gap that is not a whole number of slots, in whatever order they are booked', () => {
    const length = fc.record({
      durationMinutes: fc.integer({ min: 5, max: 90 }),
      bufferBeforeMinutes: fc.nat(20),
      bufferAfterMinutes: fc.nat(20),
    });
    fc.assert(
      fc.property(length, fc.array(fc.nat(), { maxLength: 12 }), (policy, picks) => {
        const [before, after] = [policy.bufferBeforeMinutes, policy.bufferAfterMinutes];
        const step = (before + policy.durationMinutes + after) * MINUTE_MS;
        let rows: Taken[] = [];
        for (const [i, pick] of picks.entries()) {
          const found = slotsBetween(gapless({ policy, taken: rows }), DAY);
          const chosen = found[pick % Math.max(1, found.length)];
          if (chosen) rows = [...rows, taken(chosen.startsAt, { minutes: policy.durationMinutes, before, after, id: `bkg_${i}` })];
        }
        let reached = nine - before * MINUTE_MS;
        for (const row of rows.toSorted((a, b) => a.startsAt - b.startsAt)) {
          expect(row.occupiedFrom).toBeGreaterThanOrEqual(reached);
          expect((row.occupiedFrom - reached) % step).toBe(0);
          reached = row.occupiedUntil;
        }
      }),
      partOf(200),
    );
  });
});
