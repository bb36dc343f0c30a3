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

/** Over a connection that remembers its statements. */
export function shortcutOf(connection: Preparing): Shortcut {
  return {
    rows: (sql, params) => connection.prepare(sql).raw(true).all(params) as unknown[][],
    run: (sql, params) => void connection.prepare(sql).run(params),
  };
}

/** What begins and ends a transaction comes several times a write, and is remembered like all else. */
export function execOf(connection: Preparing & { exec(sql: string): unknown }): (sql: string) => void {
  return (sql) => void (TRANSACTION.test(sql) ? connection.prepare(sql).run([]) : connection.exec(sql));
}
