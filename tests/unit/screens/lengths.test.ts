import { describe, expect, it } from 'vitest';
import { isStretchable, lengthsOf, nearestEnd, nextEnd } from '../../../renderer/screens/calendar/lengths.ts';

const hourly = {
  timezone: 'Europe/Berlin',
  pricingModel: 'HOURLY' as const,
  durationMinutes: 60,
  durations: [],
  slotMinutes: 30,
  nights: null,
  addOns: [],
};
const fixed = { ...hourly, pricingModel: 'ONE_TIME' as const };
const addOn = { key: 'towel', name: 'Towel', quantity: 2, minutes: 10, priceCents: 0 };

describe('how long a booking may be made', () => {
  it('by the hour: its least and then by whole steps, as far as the day goes', () => {
    expect(lengthsOf(hourly, { addOns: [] }, 150)).toEqual([60, 90, 120, 150]);
    expect(lengthsOf(hourly, { addOns: [] }, 59)).toEqual([]);
  });

  it('of a choice: those that are offered, and no step between them', () => {
    const choice = {
      ...fixed,
      durations: [
        { minutes: 50, priceCents: 1 },
        { minutes: 80, priceCents: 2 },
      ],
    };
    expect(lengthsOf(choice, { addOns: [] }, 1_440)).toEqual([50, 60, 80]);
  });

  it('with the time of the add-ons that are in it', () => {
    expect(lengthsOf(fixed, { addOns: [addOn] }, 1_440)).toEqual([80]);
  });

  it('is for what has more than one length, and none for a stay', () => {
    expect([hourly, fixed].map(isStretchable)).toEqual([true, false]);
    expect(isStretchable({ ...hourly, nights: { checkInTime: '15:00' } as never })).toBe(false);
  });

  it('goes to the next one, and stays where there is none', () => {
    expect([nextEnd([60, 90], 60, 1), nextEnd([60, 90], 90, 1), nextEnd([60, 90], 90, -1), nextEnd([], 75, -1)]).toEqual([90, 90, 60, 75]);
  });

  it('is drawn to the nearest', () => {
    expect([nearestEnd([60, 90], 70), nearestEnd([60, 90], 80), nearestEnd([], 75)]).toEqual([60, 90, 75]);
  });
});
