import { DrizzleQueryError } from 'drizzle-orm';
import pg from 'pg';
import { Refusal } from '#core/base/refusal.ts';

/** What the database or this driver said, without what drizzle wraps around it. */
function rootOf(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? rootOf(error.cause) : error;
}

/** As the caller should see it: a refusal as it was thrown, everything else with the statement that failed. */
export const plain = (error: unknown): unknown => (rootOf(error) instanceof Refusal ? rootOf(error) : error);

const stateOf = (error: unknown): string => (error instanceof pg.DatabaseError ? (error.code ?? '') : '');

/** Another transaction was in the way, and nothing of this one stands: serialization, deadlock, a lock waited for too long. */
const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);
export const isConflict = (error: unknown): boolean => CONFLICTS.has(stateOf(rootOf(error)));

/** The server's last words on a connection: it shuts down, starts up, or has no place left. */
export const isFarewell = (error: unknown): boolean => {
  const root = rootOf(error);
  return root instanceof pg.DatabaseError && (root.severity === 'FATAL' || root.severity === 'PANIC' || /^08|^57P0/.test(stateOf(root)));
};

/** The database itself can't say whether the COMMIT was done (CockroachDB). */
export const isUnknown = (error: unknown): boolean => stateOf(rootOf(error)) === '40003';

/** Nothing that waiting mends: a wrong password, no such database, no right, no such feature. */
export const isHopeless = (error: unknown): boolean => /^(28|3D|42|0A)/.test(stateOf(rootOf(error)));

export const isState = (error: unknown, state: string): boolean => stateOf(rootOf(error)) === state;
