interface Sold {
  readonly pricingModel: string;
  readonly durationMinutes: number;
  readonly durations: readonly { readonly minutes: number }[];
  readonly slotMinutes: number;
}

/** Whether something has this length, by the minute and without add-ons: its own, one to choose, or, by the hour or day, longer by whole steps. */
export function isLengthOf({ pricingModel, durationMinutes: own, durations, slotMinutes }: Sold, minutes: number): boolean {
  if (minutes === own || durations.some((choice) => choice.minutes === minutes)) return true;
  return isSoldByLength(pricingModel) && minutes > own && (minutes - own) % slotMinutes === 0;
}

/** What is sold by the hour or day may be had longer; all else has the lengths that it names. */
export const isSoldByLength = (pricingModel: string): boolean => pricingModel === 'HOURLY' || pricingModel === 'DAILY';
