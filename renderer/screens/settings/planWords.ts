export interface Usage {
  readonly quota: number;
  readonly used: number;
  readonly most: number;
  /** epoch ms */
  readonly renewsAt: number;
}

/** From four fifths on it is said what comes. */
export function hintOf({ quota, used, most }: Usage): string | null {
  if (used >= most) return 'New bookings are refused until the month is over.';
  if (used >= quota) return `The plan is used up; ${most - used} more go in before new ones are refused.`;
  return used * 10 >= quota * 8 ? `From ${most} on, new ones are refused until the month is over.` : null;
}
