export const waitStatuses = ['WAITING', 'OFFERED', 'BOOKED', 'LEFT', 'OVER'] as const;
/** LEFT: taken off by the customer or staff; OVER: the dates are past. */
export type WaitStatus = (typeof waitStatuses)[number];
