import { z } from 'zod';
import { type Json, sameJson } from '../base/json.ts';
import { refuse } from '../base/refusal.ts';

/** The fields that a command changes, and beside them the values that its author saw. */
export const editOf = <S extends z.ZodObject>(fields: S) =>
  z.strictObject({ changes: fields.partial(), seen: fields.partial().optional() });

/**
 * The fields to write. Refuses `edit_conflict` {field, yours, theirs} where one of them has changed since the author looked,
 * unless it already stands at the wanted value.
 */
export function applyEdit<T extends object>(current: T, edit: { changes: Partial<T>; seen?: Partial<T> | undefined }): Partial<T> {
  const result: Partial<T> = {};
  for (const key of Object.keys(edit.changes) as (keyof T & string)[]) {
    const yours = edit.changes[key];
    if (yours === undefined) continue;
    const theirs = current[key];
    if (sameJson(theirs, yours)) continue;
    if (edit.seen !== undefined && key in edit.seen && !sameJson(edit.seen[key], theirs))
      refuse('edit_conflict', { field: key, yours: (yours ?? null) as Json, theirs: (theirs ?? null) as Json });
    result[key] = yours;
  }
  return result;
}
