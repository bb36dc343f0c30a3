import { describe, expect, it } from 'vitest';
import { judgeSpan } from '#core/domains/availability/rules/judge.ts';
import { slotsBetween } from '#core/domains/availability/rules/slots.ts';
import type { SlotFacts, SlotPolicy, Timetable } from '#core/domains/availability/model.ts';
import { at, block, daily, facts, HOUR_MS, hours, MINUTE_MS, offering, opening, rule, taken } from './slots-world.ts';

const nine = at('2026-03-02T09:00');
const ALWAYS = hours([]);

function salon(
  groups: string[][],
  over: Partial<SlotFacts> & { policy?: Partial<SlotPolicy>; tables?: Record<string, Timetable> } = {},
): SlotFacts {
  const { policy, tables, ...rest } = over;
  const resources = new Map(groups.flat().map((id) => [id, tables?.[id] ?? ALWAYS]));
  return facts({ offering: offering({ resourceGroups: groups, ...policy }), resources, ...rest });
}

const busy = (subjectId: string, startsAt = nine, over = {}) =>
  taken(startsAt, { subjectId, offeringId: 'off_other', id: `bkg_${subjectId}`, ...over });
const session = (subjectId: string, startsAt = nine, over = {}) => taken(startsAt, { subjectId, id: `bkg_${subjectId}`, ...over });
const slotAt = (given: SlotFacts, startsAt = nine) => slotsBetween(given, { from: startsAt, to: startsAt + 1, explain: true })[0];
const judge = (given: SlotFacts, startsAt = nine) => judgeSpan(given, { startsAt, endsAt: startsAt + HOUR_MS });

describe('any of a group', () => {
  const stylists = ['res_ann', 'res_bo', 'res_cy'];

  it('offers the free ones, and as many places as there are', () => {
    const given = salon([stylists], { taken: [busy('res_bo')] });
    expect(slotAt(given)).toMatchObject({ bookable: true, remaining: 2, resourceIds: ['res_ann', 'res_cy'] });
    expect(judge(given)).toMatchObject({ available: true, remaining: 2, resourceIds: ['res_ann'] });
  });

  it('chooses the least busy that day, and the first named among equals', () => {
    expect(judge(salon([stylists])).resourceIds).toEqual(['res_ann']);
    const rows = [
      busy('res_ann', nine + 3 * HOUR_MS),
      busy('res_bo', nine + 2 * HOUR_MS, { minutes: 30 }),
      busy('res_cy', nine + 5 * HOUR_MS),
    ];
    expect(judge(salon([stylists], { taken: rows })).resourceIds).toEqual(['res_bo']);
    expect(judge(salon([stylists], { taken: [busy('res_ann', nine + 24 * HOUR_MS)] })).resourceIds).toEqual(['res_ann']);
  });

  it('that has nobody left says who is busy with what', () => {
    const given = salon([stylists], { taken: stylists.map((id) => busy(id)) });
    const reason = { code: 'resource_busy', resourceIds: stylists, sourceIds: ['bkg_res_ann', 'bkg_res_bo', 'bkg_res_cy'] };
    expect(slotAt(given)).toMatchObject({ bookable: false, remaining: 0, resourceIds: [], reason });
    expect(judge(given)).toMatchObject({ available: false, resourceIds: [], capacityReasons: [reason] });
  });

  it('is busy too with its own offering where it serves one at a time', () => {
    const given = salon([['res_ann']], { taken: [session('res_ann')] });
    expect(slotAt(given)?.reason).toEqual({ code: 'resource_busy', resourceIds: ['res_ann'], sourceIds: ['bkg_res_ann'] });
  });

  it('can be narrowed to the one that was asked for', () => {
    const given = salon([stylists], { resourceId: 'res_bo' });
    expect(slotAt(given)).toMatchObject({ remaining: 1, resourceIds: ['res_bo'] });
    expect(judge(given).resourceIds).toEqual(['res_bo']);
    expect(judge({ ...given, taken: [busy('res_bo')] })).toMatchObject({
      available: false,
      capacityReasons: [{ code: 'resource_busy', resourceIds: ['res_bo'] }],
    });
    expect(judge({ ...given, resourceId: 'res_of_another_trade' })).toMatchObject({ available: false, remaining: 0 });
  });

  it('with nobody in it serves nobody', () => {
    expect(judge(salon([[]]))).toMatchObject({ available: false, remaining: 0, capacityReasons: [{ code: 'resource_busy' }] });
  });

  it('does not know a resource that has no timetable, such as one that was removed', () => {
    const given = { ...salon([stylists]), resources: new Map([['res_bo', ALWAYS]]) };
    expect(slotAt(given)).toMatchObject({ remaining: 1, resourceIds: ['res_bo'] });
  });
});

describe("a resource's own hours", () => {
  it('narrow the offering to when it works', () => {
    const tables = { res_ann: hours(daily('13:00', '17:00')), res_bo: hours([rule(2, '09:00', '17:00')]) };
    const given = salon([['res_ann', 'res_bo']], { tables });
    expect(slotAt(given)?.reason).toEqual({ code: 'no_hours', resourceIds: ['res_ann', 'res_bo'] });
    expect(judge(given)).toMatchObject({ available: false, policyReasons: [] });
    expect(slotAt(given, nine + 4 * HOUR_MS)).toMatchObject({ bookable: true, resourceIds: ['res_ann'] });
  });

  it('may adjoin, and may have extra openings', () => {
    const shifts = hours([...daily('09:00', '09:30'), ...daily('09:30', '10:00')]);
    expect(slotAt(salon([['res_ann']], { tables: { res_ann: shifts } }))?.bookable).toBe(true);
    const sunday = hours([rule(7, '09:00', '10:00')], [opening('2026-03-02T08:00', '2026-03-02T11:00')]);
    expect(slotAt(salon([['res_ann']], { tables: { res_ann: sunday } }))?.bookable).toBe(true);
  });

  it("are the offering's where it has no rules, less its own blocks", () => {
    const away = hours([], [block('2026-03-02T09:30', '2026-03-02T12:00', { id: 'exc_away', reason: 'Away' })]);
    const given = salon([['res_ann']], { tables: { res_ann: away } });
    const blocked = { code: 'blocked', exceptionId: 'exc_away', exceptionReason: 'Away', exceptionIds: ['exc_away'] };
    expect(slotAt(given)?.reason).toEqual({ ...blocked, resourceIds: ['res_ann'] });
    expect(slotAt(given, nine + 3 * HOUR_MS)?.bookable).toBe(true);
  });

  it('may all be blocked, each by an exception of its own', () => {
    const off = (id: string) => hours([], [block('2026-03-02T09:00', '2026-03-02T12:00', { id })]);
    const tables = { res_ann: off('exc_ann'), res_ben: off('exc_ben') };
    const reason = slotAt(salon([['res_ben', 'res_ann']], { tables }))?.reason;
    expect(reason).toMatchObject({ code: 'blocked', resourceIds: ['res_ben', 'res_ann'], exceptionIds: ['exc_ben', 'exc_ann'] });
  });
});

describe('a stylist and a chair', () => {
  const groups = [
    ['res_ann', 'res_bo'],
    ['chair_1', 'chair_2', 'chair_3'],
  ];

  it('are needed at once, and the scarcer of them is what remains', () => {
    expect(slotAt(salon(groups))).toMatchObject({ remaining: 2, resourceIds: groups.flat() });
    expect(judge(salon(groups)).resourceIds).toEqual(['res_ann', 'chair_1']);
    const oneChair = salon(groups, { taken: [busy('chair_1'), busy('chair_3')] });
    expect(judge(oneChair)).toMatchObject({ remaining: 1, resourceIds: ['res_ann', 'chair_2'] });
  });

  it('say which of them is missing', () => {
    const given = salon(groups, { taken: groups[1]!.map((id) => busy(id)) });
    expect(judge(given)).toMatchObject({
      available: false,
      remaining: 0,
      capacityReasons: [{ code: 'resource_busy', resourceIds: groups[1] }],
    });
    const neither = salon(groups, { taken: groups.flat().map((id) => busy(id)) });
    expect(judge(neither).capacityReasons).toHaveLength(2);
  });

  it('leave the chair to choose when a stylist was asked for', () => {
    const given = salon(groups, { resourceId: 'res_bo', taken: [busy('chair_1')] });
    expect(judge(given)).toMatchObject({ remaining: 1, resourceIds: ['res_bo', 'chair_2'] });
  });
});

describe('a resource that stands in two groups', () => {
  const groups = [['res_ann', 'res_bo'], ['res_ann']];

  it('serves one of them, and the other takes another', () => {
    expect(judge(salon(groups)).resourceIds).toEqual(['res_bo', 'res_ann']);
    expect(slotAt(salon(groups))?.bookable).toBe(true);
  });

  it('never both', () => {
    const given = salon(groups, { taken: [busy('res_bo')] });
    expect(slotAt(given)).toMatchObject({ bookable: false, remaining: 0, reason: { code: 'resource_busy', resourceIds: ['res_ann'] } });
    expect(judge(given).available).toBe(false);
  });

  it('counts once among the seats that remain', () => {
    const rows = [session('b'), session('c')];
    const given = salon(
      [
        ['a', 'b'],
        ['a', 'c'],
      ],
      { policy: { capacity: 2 }, resourceId: 'a', taken: rows },
    );
    expect(slotAt(given)?.remaining).toBe(1);
  });

  it('serves the group for which it is asked for', () => {
    expect(judge(salon(groups, { resourceId: 'res_ann' })).resourceIds).toEqual(['res_bo', 'res_ann']);
    expect(
      judge(
        salon(
          [
            ['a', 'b'],
            ['a', 'b'],
            ['b', 'c'],
          ],
          { resourceId: 'c' },
        ),
      ).resourceIds,
    ).toEqual(['a', 'b', 'c']);
  });
});

describe('a session of many seats', () => {
  const room = (over = {}) => salon([['room_1', 'room_2']], { policy: { capacity: 12, slotMinutes: 30 }, ...over });

  it('is shared by those who come to the same one', () => {
    const given = room({ taken: [session('room_1', nine, { quantity: 9 })] });
    expect(slotAt(given)).toMatchObject({ bookable: true, remaining: 15, resourceIds: ['room_1', 'room_2'] });
    expect(judge(given).resourceIds).toEqual(['room_1']);
  });

  it('is one room for one party', () => {
    const given = room({ quantity: 4, taken: [session('room_1', nine, { quantity: 9 })] });
    expect(judge(given)).toMatchObject({ available: true, remaining: 15, resourceIds: ['room_2'] });
    const party = room({ quantity: 4, resourceId: 'room_1', taken: [session('room_1', nine, { quantity: 9 })] });
    expect(judge(party)).toMatchObject({ available: false, remaining: 3, capacityReasons: [{ code: 'full', sourceIds: ['bkg_room_1'] }] });
  });

  it('keeps the room from any other, even one that starts half an hour later', () => {
    const given = room({ resourceId: 'room_1', taken: [session('room_1')] });
    expect(slotAt(given, nine + 30 * MINUTE_MS)).toMatchObject({ bookable: false, remaining: 0, reason: { code: 'resource_busy' } });
    const others = room({ resourceId: 'room_1', taken: [busy('room_1')] });
    expect(slotAt(others)?.remaining).toBe(0);
  });

  it('that is full says so', () => {
    const given = room({ resourceId: 'room_1', taken: [session('room_1', nine, { quantity: 12 })] });
    expect(slotAt(given)?.reason).toEqual({ code: 'full', resourceIds: ['room_1'], sourceIds: ['bkg_room_1'] });
  });

  it("takes its seats from the rule's capacity", () => {
    const given = salon([['room_1']], { timetable: hours(daily('09:00', '10:00', { capacity: 3 })), taken: [session('room_1')] });
    expect(slotAt(given)?.remaining).toBe(2);
  });
});

describe('a pool of several', () => {
  const pool = (over: Parameters<typeof salon>[1] = {}, quantity = 10) => {
    const given = salon([['bikes']], over);
    return { ...given, resources: new Map([['bikes', { ...ALWAYS, quantity }]]) };
  };

  it('gives a piece for every place booked, whatever for, and leaves the rest', () => {
    const rows = [busy('bikes', nine, { quantity: 3 }), session('bikes', nine, { quantity: 2 }), busy('bikes', nine - HOUR_MS)];
    expect(slotAt(pool({ taken: rows }))).toMatchObject({ bookable: true, remaining: 5, resourceIds: ['bikes'] });
    expect(judge(pool({ taken: rows, quantity: 5 }))).toMatchObject({ available: true, remaining: 5, resourceIds: ['bikes'] });
    expect(judge(pool({ taken: rows, quantity: 6 }))).toMatchObject({ available: false, remaining: 5 });
  });

  it('is bound by its own number, not by the seats of the offering', () => {
    expect(slotAt(pool({ policy: { capacity: 1 } }))?.remaining).toBe(10);
    expect(slotAt(pool({ policy: { capacity: 50 } }))?.remaining).toBe(10);
  });

  it('counts what is out at once, not one after another', () => {
    const rows = [session('bikes', nine - 30 * MINUTE_MS, { quantity: 6 }), session('bikes', nine + 30 * MINUTE_MS, { quantity: 6 })];
    expect(slotAt(pool({ taken: rows }))?.remaining).toBe(4);
    const given = pool({ taken: rows.map((row) => ({ ...row, occupiedUntil: row.occupiedUntil + MINUTE_MS })) });
    expect(slotAt(given)?.remaining).toBe(0);
  });

  it('says what has it, and whether that is a buffer or another calendar', () => {
    const reasonOf = (row: ReturnType<typeof busy>) => slotAt(pool({ taken: [row] }, 2))?.reason;
    const named = { resourceIds: ['bikes'], sourceIds: ['bkg_bikes'] };
    expect(reasonOf(busy('bikes', nine, { quantity: 2 }))).toEqual({ code: 'full', ...named });
    expect(reasonOf(busy('bikes', nine - HOUR_MS, { quantity: 2, after: 15 }))).toEqual({ code: 'buffer', ...named });
    expect(reasonOf(busy('bikes', nine, { quantity: 2, source: 'external' }))).toEqual({ code: 'external', ...named });
  });

  it('is needed beside a guide, who takes one party at a time', () => {
    const tour = (taken: SlotFacts['taken'], quantity: number) => {
      const given = salon([['guide'], ['bikes']], { policy: { capacity: 6 }, taken, quantity });
      return {
        ...given,
        resources: new Map([
          ['guide', { ...ALWAYS, quantity: 1 }],
          ['bikes', { ...ALWAYS, quantity: 8 }],
        ]),
      };
    };
    expect(judge(tour([], 6))).toMatchObject({ available: true, remaining: 6, resourceIds: ['guide', 'bikes'] });
    expect(judge(tour([busy('bikes', nine, { quantity: 5 })], 4))).toMatchObject({ available: false, remaining: 3 });
    expect(judge(tour([busy('guide')], 1)).available).toBe(false);
  });
});

describe('another calendar of the offering itself', () => {
  it('closes it, whoever could serve', () => {
    const event = taken(nine, { offeringId: null, source: 'external', id: 'ext_1' });
    const given = salon([['res_ann']], { taken: [event] });
    const reason = { code: 'external', sourceIds: ['ext_1'] };
    expect(slotAt(given)).toMatchObject({ bookable: false, remaining: 0, resourceIds: [], reason });
    expect(judge(given)).toMatchObject({ available: false, capacityReasons: [reason] });
    expect(slotAt(given, nine + HOUR_MS)?.bookable).toBe(true);
  });
});

describe('what stands in the way of a resource', () => {
  it('is the buffer where only that touches', () => {
    const given = salon([['res_ann']], { policy: { bufferBeforeMinutes: 15 }, taken: [busy('res_ann', nine - HOUR_MS)] });
    expect(slotAt(given)?.reason).toEqual({ code: 'buffer', resourceIds: ['res_ann'], sourceIds: ['bkg_res_ann'] });
    const theirs = salon([['res_ann']], { taken: [busy('res_ann', nine - HOUR_MS, { after: 15 })] });
    expect(slotAt(theirs)?.reason?.code).toBe('buffer');
  });

  it('is an external calendar where that is all', () => {
    const rows = [taken(nine, { subjectId: 'res_ann', offeringId: null, source: 'external', id: 'ext_1' })];
    expect(slotAt(salon([['res_ann']], { taken: rows }))?.reason).toEqual({
      code: 'external',
      resourceIds: ['res_ann'],
      sourceIds: ['ext_1'],
    });
    const mixed = salon([['res_ann', 'res_bo']], { taken: [...rows, busy('res_bo')] });
    expect(slotAt(mixed)?.reason?.code).toBe('resource_busy');
  });
});
