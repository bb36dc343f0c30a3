import pg from 'pg';

/** What waits longer for an answer waits for a server that is gone. */
const ANSWER_LIMIT_MS = 60_000;
const STATEMENT_LIMIT_MS = 45_000;
const LOCK_LIMIT_MS = 5_000;
/** A process that stands still with a transaction open keeps its tenant from everybody else for no longer. */
const IDLE_IN_TRANSACTION_LIMIT_MS = 15_000;
const CONNECT_LIMIT_MS = 10_000;

const INT8 = 20;
const NUMERIC = 1_700;

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    // Nothing here counts beyond 2^53: revisions, cents and milliseconds stay far below.
    oid === INT8 || oid === NUMERIC ? Number : (pg.types.getTypeParser as (oid: number, format?: string) => never)(oid, format),
};

/** A server that went without a word is noticed within a minute. */
export const connecting = {
  ...{ application_name: 'slotkeeper', keepAlive: true, keepAliveInitialDelayMillis: 10_000, connectionTimeoutMillis: CONNECT_LIMIT_MS },
};

export interface PoolParts {
  readonly url: string;
  readonly max: number;
  readonly writes: boolean;
}

export function openPool({ url, max, writes }: PoolParts): pg.Pool {
  const pool = new pg.Pool({
    ...{ connectionString: url, max, types, ...connecting },
    // A savepoint and the statement after it travel together.
    pipeline: true,
    idleTimeoutMillis: 60_000,
    query_timeout: ANSWER_LIMIT_MS,
    statement_timeout: STATEMENT_LIMIT_MS,
    ...(writes && { lock_timeout: LOCK_LIMIT_MS, idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_LIMIT_MS }),
  });
  // An idle connection that breaks has left the pool by now: nobody has anything to lose with it.
  pool.on('error', () => {});
  return pool;
}
