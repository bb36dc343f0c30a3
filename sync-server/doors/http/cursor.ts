/** Where the next page begins: the sort key of the last row, so that rows that come in between move nothing. */
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';

export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Refusal `invalid_request` for one that this server did not give out */
export function decodeCursor<S extends z.ZodType>(cursor: string | undefined, shape: S): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  const parsed = shape.safeParse(read(cursor));
  return parsed.success ? parsed.data : refuse('invalid_request', { issues: [{ path: 'cursor', expected: 'a nextCursor of this list' }] });
}

function read(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

export interface Page<T> {
  readonly data: T[];
  readonly nextCursor: string | null;
}

/** `rows`: one more than the page holds, where there are more. */
export function pageOf<R, T>(
  rows: readonly R[],
  { limit, position, present }: { limit: number; position: (row: R) => readonly (string | number)[]; present: (row: R) => T },
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { data: shown.map(present), nextCursor: rows.length > limit && last !== undefined ? encodeCursor(position(last)) : null };
}

/** A row of a list that goes by when its rows were made. */
export interface Made {
  /** epoch ms */
  readonly createdAt: number;
  readonly id: string;
}

/** Such a list's page, as the core answers. */
export interface MadePage<T> {
  readonly data: T[];
  readonly next: Made | null;
}

const MadePosition = z.tuple([z.number(), z.string()]);

/** The row after which the page begins. @throws Refusal `invalid_request` */
export function madeAfter(cursor: string | undefined): Made | undefined {
  const [createdAt, id] = decodeCursor(cursor, MadePosition) ?? [];
  return createdAt === undefined || id === undefined ? undefined : { createdAt, id };
}

export const madePageOf = <R, T>({ data, next }: MadePage<R>, present: (row: R) => T): Page<T> => ({
  data: data.map(present),
  nextCursor: next === null ? null : encodeCursor([next.createdAt, next.id]),
});
