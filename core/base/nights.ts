/** From the fewest nights that an arrival on any day may stay to the most. */
export function nightsRange({ minNights, maxNights, arrivalDays, byDay }: Terms): { min: number; max: number } {
  const days = arrivalDays.length > 0 ? arrivalDays : [1, 2, 3, 4, 5, 6, 7];
  const own = days.map((day) => byDay.find(({ dayOfWeek }) => dayOfWeek === day));
  return {
    min: Math.min(...own.map((day) => day?.minNights ?? minNights)),
    max: Math.max(...own.map((day) => day?.maxNights ?? maxNights)),
  };
}

interface Terms {
  readonly minNights: number;
  readonly maxNights: number;
  readonly arrivalDays: readonly number[];
  readonly byDay: readonly { readonly dayOfWeek: number; readonly minNights: number | null; readonly maxNights: number | null }[];
}
