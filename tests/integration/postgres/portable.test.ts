import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { migrations } from '#core/data/migrations.ts';
import { syncedTables } from '#core/engine/synced.ts';
import { whyNotPortable } from '../../postgres/portable.ts';

// Every other test of this project is judged by this judge when it closes its database (tests/database.ts).
test.each([
  'select pg_advisory_xact_lock(1)',
  'select "id" from "mails" where "mails"."tenant_id" = $1 for update skip locked',
  'select "id" from "bookings" where "bookings"."tenant_id" = $1 for update',
  `select "data" ->> 'x' from "events" where "events"."tenant_id" = $1`,
  'NOTIFY slotkeeper',
  `SELECT pg_notify('a', 'b')`,
  'insert into "sign_ups" ("tenant_id", "id") values ($1, $2) on conflict ("id") do nothing',
  'insert into "bookings" ("tenant_id", "id") values ($1, $2) on conflict do nothing',
  'insert into "bookings" ("id") values ($1)',
  'update "bookings" set "status" = $1 where "bookings"."id" = $2',
  'delete from "bookings" where "bookings"."id" = $1',
  'select "id" from "bookings"',
  'select 1 from "bookings" inner join "booking_items" on "booking_items"."booking_id" = "bookings"."id" where "bookings"."tenant_id" = $1',
  'select 1 from "bookings" where "bookings"."tenant_id" = $1 and "bookings"."id" in (select "booking_id" from "booking_items")',
  'BEGIN; DELETE FROM commits; COMMIT',
  'CREATE TABLE x (id text)',
  'select $1::bigint',
])('%s is refused', (sql) => {
  expect(whyNotPortable(sql)).not.toBeNull();
});

test.each([
  'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  `BEGIN; SELECT rev FROM heads WHERE tenant_id = 'tnt_1' FOR UPDATE`,
  `INSERT INTO commits (tenant_id, id, at) VALUES ('', 'pg_advisory ->', 1); COMMIT`,
  'insert into "heads" ("tenant_id", "rev") values ($1, 1) on conflict ("tenant_id") do update set "rev" = "heads"."rev" + 1',
  'select "tenant_id" from "tenants" where exists (select 1 from "bookings" where "bookings"."tenant_id" = "tenants"."tenant_id")',
  'update "bookings" set "status" = $1 where ("bookings"."tenant_id" = $2 and "bookings"."id" = $3)',
])('%s is taken', (sql) => {
  expect(whyNotPortable(sql)).toBeNull();
});

test('LISTEN and NOTIFY are in one place, which can be done without', () => {
  const drivers = fileURLToPath(new URL('../../../sync-server/drivers/postgres/', import.meta.url));
  const files = globSync('**/*.ts', { cwd: drivers });
  expect(files.length).toBeGreaterThan(5);
  const speaking = files.filter((file) => /`LISTEN|pg_notify/.test(readFileSync(`${drivers}${file}`, 'utf8')));
  expect(speaking).toEqual(['news.ts']);
});

test('every key of a table with rows of tenants begins with the tenant', () => {
  const keys = migrations.flatMap(({ statements }) =>
    statements.flatMap((statement) => {
      const [, table = ''] = /^CREATE TABLE "(\w+)"/.exec(statement) ?? [];
      const [, first = ''] = /PRIMARY KEY\("(\w+)"/.exec(statement) ?? [];
      return syncedTables.has(table) ? [[table, first]] : [];
    }),
  );
  expect(keys.filter(([, first]) => first !== 'tenant_id')).toEqual([]);
  expect(keys).toHaveLength(syncedTables.size);
});
