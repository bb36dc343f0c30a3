import type { SqliteConnection } from './groupCommit.ts';
import type { Drizzle } from './handle.ts';
import { offerShortcut, type Shortcut } from './shortcut.ts';

interface Statement {
  /** does it answer with rows */
  readonly reader: boolean;
  raw(on: boolean): Statement;
  all(params: readonly unknown[]): unknown[];
  run(params: readonly unknown[]): unknown;
}

type Prepare = (sql: string) => Statement;

/** What better-sqlite3 opens. */
interface Opened {
  prepare: Prepare;
  exec(sql: string): unknown;
  close(): unknown;
  readonly inTransaction: boolean;
}

const TRANSACTION = /^(?:BEGIN|COMMIT|SAVEPOINT|RELEASE)[^;]*$/;

const MOST_STATEMENTS = 400;

/**
 * An open connection as the core asks it, with a drizzle over it. drizzle prepares anew for each query, though a console asks the
 * same few hundred all day: a fifth of its time. So the connection remembers its statements, and is asked past drizzle where it may be.
 */
export function connectionOver(opened: Opened, drizzle: Drizzle): SqliteConnection {
  const asWorded = opened.prepare.bind(opened);
  const prepare: Prepare = (sql) => asWorded(preparedOnce(sql));
  opened.prepare = remembering(prepare);
  const shortcut = shortcutOf(opened, prepare);
  offerShortcut(drizzle, shortcut);
  return {
    drizzle,
    // What begins and ends a transaction comes several times a write, and is remembered like all else.
    exec: (sql) => void (TRANSACTION.test(sql) ? opened.prepare(sql).run([]) : opened.exec(sql)),
    get inTransaction() {
      return opened.inTransaction;
    },
    version: () => shortcut.rows('PRAGMA data_version', [])[0]?.[0],
    close: () => void opened.close(),
  };
}

const COMPARED = /([=<>]) \?/g;
const LISTED = / in \(\?(?:, \?)*\)/g;
const COUNTED = /(limit|offset) \?/g;

/**
 * Where a plan could hang on a value (joins, orders, limits), SQLite plans a statement anew whenever a value is bound: ten times what
 * the answer takes. Behind a sign a value is an expression, of which nothing is known before it is run.
 */
function preparedOnce(sql: string): string {
  if (!sql.startsWith('select') && !sql.startsWith('with')) return sql;
  return sql
    .replace(COMPARED, '$1 +?')
    .replace(LISTED, (list) => list.replaceAll('?', '+?'))
    .replace(COUNTED, '$1 ?+0');
}

/** Statements are run to their end in the tick in which they are asked for, so one object serves all who say the same SQL. */
function remembering(prepare: Prepare): Prepare {
  const known = new Map<string, Statement>();
  return (sql) => {
    const remembered = known.get(sql);
    if (remembered !== undefined) {
      if (remembered.reader) remembered.raw(false);
      return remembered;
    }
    if (known.size >= MOST_STATEMENTS) known.clear();
    const statement = prepare(sql);
    known.set(sql, statement);
    return statement;
  };
}

/** Statements that answer in arrays are its own: to turn one there and back takes as long as a small answer. */
function shortcutOf(opened: Opened, prepare: Prepare): Shortcut {
  const inArrays = new Map<string, Statement>();

  function arraysOf(sql: string): Statement {
    let statement = inArrays.get(sql);
    if (statement === undefined) {
      if (inArrays.size >= MOST_STATEMENTS) inArrays.clear();
      statement = prepare(sql).raw(true);
      inArrays.set(sql, statement);
    }
    return statement;
  }

  return {
    rows: (sql, params) => arraysOf(sql).all(params) as unknown[][],
    run: (sql, params) => void opened.prepare(sql).run(params),
  };
}
