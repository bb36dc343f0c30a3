import type { Shortcut } from './shortcut.ts';

interface Statement {
  /** does it answer with rows */
  readonly reader: boolean;
  raw(on: boolean): Statement;
  all(params: readonly unknown[]): unknown[];
  run(params: readonly unknown[]): unknown;
}

interface Preparing {
  prepare(sql: string): Statement;
}

const TRANSACTION = /^(?:BEGIN|COMMIT|SAVEPOINT|RELEASE)[^;]*$/;

const MOST_STATEMENTS = 400;

/**
 * drizzle prepares anew for each query, though a console asks the same few hundred all day: a fifth of its time. Statements are
 * run to their end in the tick in which they are asked for, so one object serves all who say the same SQL.
 */
export function rememberStatements(connection: Preparing): void {
  const prepare = connection.prepare.bind(connection);
  forgetful.set(connection, prepare);
  const known = new Map<string, Statement>();
  connection.prepare = (sql) => {
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

/** How a connection prepared before it remembered. */
const forgetful = new WeakMap<Preparing, Preparing['prepare']>();

/** Over a connection that remembers its statements. Those that answer in arrays are its own: to turn one there and back takes as long as a small answer. */
export function shortcutOf(connection: Preparing): Shortcut {
  const inArrays = new Map<string, Statement>();

  function arraysOf(sql: string): Statement {
    let statement = inArrays.get(sql);
    if (statement === undefined) {
      if (inArrays.size >= MOST_STATEMENTS) inArrays.clear();
      statement = (forgetful.get(connection)?.(sql) ?? connection.prepare(sql)).raw(true);
      inArrays.set(sql, statement);
    }
    return statement;
  }

  return {
    rows: (sql, params) => arraysOf(sql).all(params) as unknown[][],
    run: (sql, params) => void connection.prepare(sql).run(params),
  };
}

/** What begins and ends a transaction comes several times a write, and is remembered like all else. */
export function execOf(connection: Preparing & { exec(sql: string): unknown }): (sql: string) => void {
  return (sql) => void (TRANSACTION.test(sql) ? connection.prepare(sql).run([]) : connection.exec(sql));
}
