/** Where PostgreSQL reads otherwise than the SQLite dialect in which drizzle writes. */

const QUOTED_OR_PLACE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g;
const CONFLICT_COLUMNS = / on conflict \(([^)]*)\)/g;

/** Numbers the places (`?` to `$1`), and names the columns of a conflict without their table. */
function toPostgres(sql: string): string {
  let places = 0;
  return sql
    .replace(CONFLICT_COLUMNS, (_, columns: string) => ` on conflict (${columns.replace(/"[^"]+"\./g, '')})`)
    .replace(QUOTED_OR_PLACE, (found) => (found === '?' ? `$${++places}` : found));
}

export interface Statement {
  readonly text: string;
  /** under which PostgreSQL keeps its plan; absent for what has been said once only */
  readonly name?: string;
}

const MOST_NAMES = 500;
const MOST_TEXTS = 5_000;

/**
 * The same few hundred statements are sent all day, and parsing them anew is a good part of their cost: from its second time on
 * a statement has a name. What is never said again (an `in` of 37 values) would only fill the server's memory.
 */
export function statementsOf(): (sql: string) => Statement {
  const known = new Map<string, Statement>();
  let names = 0;
  return (sql) => {
    const earlier = known.get(sql);
    if (earlier === undefined) {
      if (known.size >= MOST_TEXTS) for (const [text, { name }] of known) if (name === undefined) known.delete(text);
      const statement = { text: toPostgres(sql) };
      known.set(sql, statement);
      return statement;
    }
    if (earlier.name !== undefined || names >= MOST_NAMES) return earlier;
    const named = { ...earlier, name: `s${++names}` };
    known.set(sql, named);
    return named;
  };
}

/** Byte order, as SQLite compares: the same page of names, the same cursor, whatever the database's own language. */
const TEXT = 'text COLLATE "C"';
const types: Readonly<Record<string, string>> = { text: TEXT, integer: 'bigint', real: 'double precision', blob: 'bytea' };

/**
 * A statement of a migration. It may run again where a database keeps tables made by a transaction that it undid (YugabyteDB).
 * @returns null for what only SQLite needs
 */
export function migrationToPostgres(statement: string): string | null {
  if (/^PRAGMA /i.test(statement)) return null;
  return statement
    .replace(/^CREATE TABLE (?=")/, 'CREATE TABLE IF NOT EXISTS ')
    .replace(/^CREATE (UNIQUE )?INDEX (?=")/, (_, unique = '') => `CREATE ${unique as string}INDEX IF NOT EXISTS `)
    .replace(/^(ALTER TABLE "\w+" ADD )(?=")/, '$1COLUMN IF NOT EXISTS ')
    .replace(/("\w+") (text|integer|real|blob)\b/g, (_, column: string, type: string) => `${column} ${types[type]}`);
}
