import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { migrations } from '#core/data/migrations.ts';
import { staysBehind, tenantTables } from '#core/engine/tenantTables.ts';

const core = fileURLToPath(new URL('../../core', import.meta.url));

test('every table of a tenant moves with it, or says why it stays behind', async () => {
  const files = globSync('**/tables.ts', { cwd: core });
  expect(files.length).toBeGreaterThan(10);
  const found: string[] = [];
  for (const file of files) {
    const module = (await import(`${core}/${file}`)) as Record<string, unknown>;
    for (const table of Object.values(module))
      if (is(table, SQLiteTable) && 'tenantId' in getTableColumns(table)) found.push(getTableName(table));
  }
  expect([...tenantTables.keys(), ...Object.keys(staysBehind)].toSorted()).toEqual(found.toSorted());
});

test('no table with a tenant is made past the declared ones', () => {
  const made = migrations.flatMap(({ statements }) =>
    statements.flatMap((statement) => (statement.includes('"tenant_id"') ? (/^CREATE TABLE "(\w+)"/.exec(statement)?.[1] ?? []) : [])),
  );
  expect([...tenantTables.keys(), ...Object.keys(staysBehind)].toSorted()).toEqual(made.toSorted());
});
