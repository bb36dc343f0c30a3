import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { type Column, mustHaveTables, OtherTables } from '#core/data/migrate.ts';
import { migrations } from '#core/data/migrations.ts';

function columnsOfFresh(): Column[] {
  const raw = new Database(':memory:');
  for (const { statements } of migrations) for (const statement of statements) raw.exec(statement);
  return raw
    .prepare(`SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`)
    .all() as Column[];
}

test('what the migrations make is known to the last column', () => {
  const columns = columnsOfFresh();
  expect(() => mustHaveTables(columns)).not.toThrow();
  for (const lost of columns) expect(() => mustHaveTables(columns.filter((column) => column !== lost)), lost.column).toThrow(OtherTables);
});
