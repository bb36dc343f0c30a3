import { expect, test } from 'vitest';
import { endIfMoved, lengthAsked } from '../../../renderer/screens/bookings/stay.ts';

const at = (iso: string) => Date.parse(iso);
const nights = { checkInTime: '15:00', checkOutTime: '11:00', minNights: 1, maxNights: 14, arrivalDays: [], byDay: [] };
const cabin = { timezone: 'Europe/Berlin', nights };
// Over the night in which summer ends: 25 hours.
const stay = { startsAt: at('2026-10-24T13:00Z'), endsAt: at('2026-10-26T10:00Z') };

test('a stay is asked for by its nights, and ends at check-out wherever it is moved', () => {
  expect(lengthAsked(cabin, stay)).toEqual({ nights: 2 });
  expect(endIfMoved(cabin, stay, at('2026-11-06T14:00Z'))).toBe(at('2026-11-08T10:00Z'));
});

test('all else keeps its minutes', () => {
  const cut = { timezone: 'Europe/Berlin', nights: null };
  const span = { startsAt: at('2026-10-24T13:00Z'), endsAt: at('2026-10-24T13:45Z') };
  expect(lengthAsked(cut, span)).toEqual({ durationMinutes: 45 });
  expect(endIfMoved(cut, span, at('2026-11-06T14:00Z'))).toBe(at('2026-11-06T14:45Z'));
});
