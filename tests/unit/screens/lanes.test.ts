import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeEvents } from '../../../renderer/screens/calendar/lanes.ts';

const events = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 1_400 }), fc.integer({ min: 5, max: 400 })).map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 40 },
);

describe('events side by side', () => {
  it('never lie over each other', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 2, max: 8 }), (all, most) => {
        const { placed, crowds } = placeEvents(all, most);
        const boxes = [
          ...placed.map(({ event, lane, width, lanes }) => ({ ...event, left: lane / lanes, right: (lane + width) / lanes })),
          ...crowds.map(({ from, to, lane, lanes }) => ({ from, to, left: lane / lanes, right: (lane + 1) / lanes })),
        ];
        for (const [index, a] of boxes.entries())
          for (const b of boxes.slice(index + 1)) {
            const sameTime = a.from < b.to && b.from < a.to;
            const samePlace = a.left < b.right - 1e-9 && b.left < a.right - 1e-9;
            expect(sameTime && samePlace).toBe(false);
          }
      }),
    );
  });

  it('are all there, on the grid or behind a “+n”', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 2, max: 8 }), (all, most) => {
        const { placed, crowds } = placeEvents(all, most);
        const shown = [...placed.map(({ event }) => event), ...crowds.flatMap(({ hidden }) => hidden)];
        expect(shown).toHaveLength(all.length);
        expect(new Set(shown)).toEqual(new Set(all));
        expect(placed.every(({ lanes }) => lanes <= most)).toBe(true);
      }),
    );
  });

  it('an event alone takes the whole width, a neighbour that ends as it starts takes none of it', () => {
    const { placed } = placeEvents(
      [
        { from: 540, to: 600 },
        { from: 600, to: 660 },
      ],
      3,
    );
    expect(placed.map(({ lane, width, lanes }) => [lane, width, lanes])).toEqual([
      [0, 1, 1],
      [0, 1, 1],
    ]);
  });
});
