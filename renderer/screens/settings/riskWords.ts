/** What a threshold means, and would have meant. */

export type Lately = readonly { readonly score: number; readonly count: number }[];

/** In the words of whoever runs the desk: what must come together for a booking to be held. */
export function strictness(holdFrom: number): string {
  if (holdFrom <= 25) return 'Very careful: one sign is enough, such as a throwaway mail address or a second no-show.';
  if (holdFrom <= 50) return 'Careful: two clear signs, such as a throwaway mail address and many bookings within the hour.';
  if (holdFrom <= 80) return 'Usual: three or four signs together, such as three no-shows and a throwaway mail address.';
  return 'Rarely: only where nearly everything speaks against it.';
}

/** `lately`: how many of the last 30 days' bookings had which score. */
export function heldLately(lately: Lately, holdFrom: number | null): string {
  const all = lately.reduce((sum, { count }) => sum + count, 0);
  const held = lately.reduce((sum, { score, count }) => (holdFrom !== null && score >= holdFrom ? sum + count : sum), 0);
  if (all === 0) return 'In the last 30 days nobody has booked from outside.';
  const bookings = all === 1 ? 'the one booking' : `${all} bookings`;
  return `Of ${bookings} from outside in the last 30 days this would have held ${held === 0 ? 'none' : held}.`;
}
