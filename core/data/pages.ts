import { and, asc, desc, eq, gt, gte, lt, lte, or, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Where a page of a list by age ended: the next begins behind it, whatever comes in meanwhile. */
export interface Place {
  /** epoch ms */
  readonly createdAt: number;
  readonly id: string;
}

type Aged = Record<keyof Place, SQLiteColumn>;

const ways = {
  oldestFirst: { beyond: gt, from: gte, order: asc },
  newestFirst: { beyond: lt, from: lte, order: desc },
} as const;
export type Way = keyof typeof ways;

/** What follows on that place; undefined: the list from its beginning. */
export function behind({ createdAt, id }: Aged, after: Place | undefined, way: Way): SQL | undefined {
  if (after === undefined) return undefined;
  const { beyond, from } = ways[way];
  return and(
    // says again what follows, in a form that an index can begin at
    from(createdAt, after.createdAt),
    or(beyond(createdAt, after.createdAt), and(eq(createdAt, after.createdAt), beyond(id, after.id))),
  );
}

export const byAge = ({ createdAt, id }: Aged, way: Way): [SQL, SQL] => [ways[way].order(createdAt), ways[way].order(id)];

/** Of rows of which one more was asked for than a page has; `next` is null where it is the last. */
export function pageOf<T extends Place>(rows: readonly T[], limit: number): { page: T[]; next: Place | null } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { page, next: last === undefined ? null : { createdAt: last.createdAt, id: last.id } };
}
