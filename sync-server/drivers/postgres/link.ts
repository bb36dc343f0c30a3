/**
 * One connection with drizzle on it. It remembers what went wrong in the transaction that runs on it, because PostgreSQL, unlike
 * SQLite, takes nothing more after a failed statement until a savepoint is undone, whoever has swallowed the error.
 */
import { drizzle as sqliteProxy } from 'drizzle-orm/sqlite-proxy';
import pg from 'pg';
import { Refusal } from '#core/base/refusal.ts';
import { isStorable } from '#core/contracts/fields.ts';
import type { Drizzle } from '#core/data/database.ts';
import { type Statement, statementsOf } from './dialect.ts';
import { isConflict, isFarewell, isUnknown, plain } from './errors.ts';

/** A transaction that can't be committed: it is to be run again, from its beginning. */
export class Doomed extends Error {
  /** the connection went away: what was sent last may or may not have been done */
  readonly isLost: boolean;

  constructor(cause: unknown, isLost: boolean) {
    super('the transaction is lost', { cause });
    this.isLost = isLost;
  }
}

/** What `connect` fails of has no class of its own: a socket's error, a server that is starting up, a pool that is full. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('the database can not be reached', { cause });
  }
}

/** A connection for as long as one transaction. */
export interface Link {
  readonly drizzle: Drizzle;
  /** why nothing of this transaction can stand */
  readonly doom: Doomed | undefined;
  /** nothing has been answered yet, so that nobody has seen a row */
  readonly isFresh: boolean;
  /** Control statements, without values, in the order of the calls. One that nobody awaits shows in `doom`, or at the COMMIT. */
  send(sql: string): Promise<pg.QueryResult[]>;
  /** A savepoint: whatever `fn` wrote is undone when it throws, and the throw goes on. */
  nested<T>(fn: () => Promise<T>): Promise<T>;
  /** @param before a statement that travels with the COMMIT */
  commit(before: string): Promise<void>;
  /** Undoes what was not committed, and gives the connection back, or up. Never throws. */
  release(): Promise<void>;
}

/** Sees every statement as it is sent. */
export type OnStatement = (sql: string) => void;

/** What stays with a connection while transactions come and go. */
interface Wire {
  readonly client: pg.PoolClient;
  readonly drizzle: Drizzle;
  readonly onStatement: OnStatement;
  isAlive: boolean;
  isFresh: boolean;
  isCommitted: boolean;
  /** the statement that failed since the last savepoint was undone */
  failed: Error | undefined;
  doom: Doomed | undefined;
}

const untouched = { isFresh: true, isCommitted: false, failed: undefined, doom: undefined };
const wires = new WeakMap<pg.PoolClient, Wire>();

/** @throws Unreachable */
export async function takeLink(pool: pg.Pool, onStatement: OnStatement): Promise<Link> {
  const client = await pool.connect().catch((error: unknown) => Promise.reject(new Unreachable(error)));
  const wire = wires.get(client) ?? wireOf(client, onStatement);
  wires.set(client, Object.assign(wire, untouched));
  return linkOf(wire);
}

function wireOf(client: pg.PoolClient, onStatement: OnStatement): Wire {
  const statementOf = statementsOf();
  const ask = async (sql: string, values: unknown[], method: string): Promise<{ rows: never[] }> => {
    mustBeStorable(values);
    const { rows } = await answerOf(wire, { ...statementOf(sql), values, rowMode: 'array' });
    return { rows: (method === 'get' ? rows[0] : rows) as never[] };
  };
  const drizzle = sqliteProxy(ask, noBatch, { casing: 'snake_case' }) as unknown as Drizzle;
  const wire: Wire = { ...{ client, drizzle, onStatement, isAlive: true }, ...untouched };
  const lost = (): void => void (wire.isAlive = false);
  client.on('error', lost);
  client.on('end', lost);
  return wire;
}

const noBatch = (): never => {
  throw new Error('statements are sent one by one');
};

/** PostgreSQL has no NUL in a text. Doors refuse it field by field; this is for what they let through. */
function mustBeStorable(values: readonly unknown[]): void {
  for (const value of values)
    if (typeof value === 'string' && !isStorable(value))
      throw new Refusal('invalid_request', { issues: [{ path: '(whole)', expected: 'text without NUL or broken UTF-16' }] });
}

type Asked = (Statement & { values: unknown[]; rowMode: 'array' }) | { text: string };

async function answerOf(wire: Wire, asked: Asked): Promise<pg.QueryResult> {
  if (wire.doom !== undefined) throw wire.doom;
  wire.onStatement(asked.text);
  try {
    const answer = await wire.client.query(asked as pg.QueryConfig);
    wire.isFresh = false;
    return answer;
  } catch (error) {
    wire.failed ??= error as Error;
    const isLost = !wire.isAlive || isFarewell(error) || isUnknown(error) || !(error instanceof pg.DatabaseError);
    if (isLost || isConflict(error)) wire.doom ??= new Doomed(error, isLost);
    throw error;
  }
}

function linkOf(wire: Wire): Link {
  let depth = 0;
  const send = (text: string): Promise<pg.QueryResult[]> => {
    const sent = answerOf(wire, { text }).then((answer) => [answer].flat());
    sent.catch(() => {});
    return sent;
  };

  async function nested<T>(fn: () => Promise<T>): Promise<T> {
    const name = `nested_${depth++}`;
    void send(`SAVEPOINT ${name}`);
    try {
      const value = await fn();
      // Whoever swallowed it would go on in a transaction that takes nothing more.
      if (wire.failed !== undefined) throw wire.failed;
      void send(`RELEASE SAVEPOINT ${name}`);
      return value;
    } catch (error) {
      // Awaited: what `fn` left behind unawaited has failed before failures are forgotten.
      await send(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`);
      wire.failed = undefined;
      throw plain(error);
    } finally {
      depth--;
    }
  }

  return {
    ...{ drizzle: wire.drizzle, send, nested },
    get doom() {
      return wire.doom;
    },
    get isFresh() {
      return wire.isFresh;
    },
    async commit(before) {
      const ended = (await send(`${before}; COMMIT`)).at(-1)?.command;
      // A transaction that failed without telling anybody ends with a friendly ROLLBACK where a COMMIT was asked for.
      if (ended !== 'COMMIT') throw new Error(`the transaction ended with ${ended}`);
      wire.isCommitted = true;
    },
    async release() {
      const isUsable = wire.isAlive && wire.doom?.isLost !== true;
      const isClean = isUsable && (wire.isCommitted || (await rollback(wire)));
      wire.client.release(!isClean);
    },
  };
}

async function rollback({ client, onStatement }: Wire): Promise<boolean> {
  onStatement('ROLLBACK');
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}
