export interface Aged {
  readonly id: string;
  readonly createdAt: number;
}

/** Oldest first; what was made at one instant by its id, so that the order is the same everywhere. */
export const byAge = (a: Aged, b: Aged): number => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
