import { describe, expect, it } from 'vitest';
import type { Slot, SlotReason } from '#core/domains/availability/model.ts';
import { landingAt, nearestStart } from '../../../renderer/screens/calendar/target.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function slotAt(hour: number, reason: SlotReason | null = null): Slot {
  return {
    startsAt: hour * HOUR,
    endsAt: (hour + 1) * HOUR,
    remaining: reason ? 0 : 1,
    bookable: reason === null,
    reason,
    resourceIds: [],
  };
}

const at = (hour: number, own: string[] = []) => ({ startsAt: hour * HOUR, endsAt: (hour + 1) * HOUR, own: new Set(own) });

describe('where a dragged booking may land', () => {
  it('a free start takes it', () => {
    expect(landingAt([slotAt(9)], at(9))).toEqual({ kind: 'free' });
  });

  it('a full start refuses it, with the reason', () => {
    const full: SlotReason = { code: 'full', sourceIds: ['bkg_other'] };
    expect(landingAt([slotAt(9, full)], at(9, ['bkg_mine']))).toEqual({ kind: 'refused', reason: full });
  });

  it('what it takes itself is not in its way', () => {
    expect(landingAt([slotAt(9, { code: 'full', sourceIds: ['bkg_mine'] })], at(9, ['bkg_mine']))).toEqual({ kind: 'free' });
  });

  it('notice and horizon may be overridden', () => {
    expect(landingAt([slotAt(9, { code: 'notice' })], at(9)).kind).toBe('override');
  });

  it('between two starts it may be tried while the hours go on', () => {
    expect(landingAt([slotAt(9), slotAt(10)], at(9.5))).toEqual({ kind: 'override', reason: { code: 'off_grid' } });
  });

  it('what would end after closing time is outside the hours', () => {
    expect(landingAt([slotAt(9), slotAt(10)], at(10.25))).toEqual({ kind: 'refused', reason: { code: 'no_hours' } });
    expect(landingAt([], at(3))).toEqual({ kind: 'refused', reason: { code: 'no_hours' } });
  });

  it('a block between two starts refuses it', () => {
    const blocked: SlotReason = { code: 'blocked', exceptionReason: 'Christmas' };
    expect(landingAt([slotAt(9, blocked), slotAt(10)], at(9.5))).toEqual({ kind: 'refused', reason: blocked });
  });

  it('a drag is drawn to the nearest start within half an hour', () => {
    expect(nearestStart([slotAt(9), slotAt(10)], 9.4 * HOUR)).toBe(9 * HOUR);
    expect(nearestStart([slotAt(9)], 9.6 * HOUR)).toBeNull();
  });
});
