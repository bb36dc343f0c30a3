interface DayPart {
  readonly label: string;
  /** `HH:mm`, included; absent: from the day's beginning */
  readonly timeFrom?: string;
  /** `HH:mm`, included; absent: to the day's end */
  readonly timeTo?: string;
}

const anyTime: DayPart = { label: 'Any time' };

/** Parts of the day to wait for, by their names in a form. */
export const dayParts: Readonly<Record<string, DayPart>> = {
  any: anyTime,
  morning: { label: 'Morning', timeTo: '11:59' },
  afternoon: { label: 'Afternoon', timeFrom: '12:00', timeTo: '16:59' },
  evening: { label: 'Evening', timeFrom: '17:00' },
};

/** The bounds of the part that is called that; none for a name that there isn't. */
export function dayPartSpan(name: string): Omit<DayPart, 'label'> {
  const { label: _label, ...span } = dayParts[name] ?? anyTime;
  return span;
}
