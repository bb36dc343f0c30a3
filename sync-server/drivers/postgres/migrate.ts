import pg from 'pg';
import { type Column, mustBeKnown, mustHaveTables } from '#core/data/migrate.ts';
import { migrations } from '#core/data/migrations.ts';
import { migrationToPostgres } from './dialect.ts';
import { isConflict, isState } from './errors.ts';

interface Migration {
  readonly id: string;
  readonly statements: readonly string[];
}

/** This driver's own: what it leaves behind at each COMMIT (see writes.ts). */
const ownMigrations: readonly Migration[] = [
  {
    id: 'postgres_0000_commits',
    statements: [
      'CREATE TABLE "commits" ("tenant_id" text NOT NULL, "id" text NOT NULL, "at" integer NOT NULL, PRIMARY KEY("tenant_id", "id"))',
    ],
  },
];

const allMigrations: readonly Migration[] = [...ownMigrations, ...migrations].map(({ id, statements }) => ({
  id,
  statements: statements.map((statement) => migrationToPostgres(statement)).filter((statement) => statement !== null),
}));

/** Of every table that a commit may touch. */
export const tableNames: readonly string[] = migrations.flatMap(({ statements }) =>
  statements.flatMap((statement) => /^CREATE TABLE "(\w+)"/.exec(statement)?.[1] ?? []),
);

const MOST_ATTEMPTS = 10;

/**
 * Brings the database to this code's tables, each migration in a transaction of its own. Of several processes that start at
 * once one does each migration and the others wait for it: all write the same row first.
 * @throws where the database was written by newer code, or has other tables
 */
export async function migratePostgres(client: pg.ClientBase): Promise<void> {
  const encoding = await client.query<{ server_encoding: string }>('SHOW server_encoding');
  if (encoding.rows[0]?.server_encoding !== 'UTF8') throw new Error('it does not keep its text in UTF-8: create it with ENCODING UTF8');
  await again(() => client.query('CREATE TABLE IF NOT EXISTS migrations (id text COLLATE "C" PRIMARY KEY)'));
  const { rows } = await client.query<{ id: string }>('SELECT id FROM migrations');
  const done = rows.map(({ id }) => id);
  mustBeKnown(done, allMigrations);
  for (const migration of allMigrations) if (!done.includes(migration.id)) await again(() => apply(client, migration));
  const columns = await client.query<Column>(
    `SELECT c.relname AS "table", a.attname AS "column" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  mustHaveTables(columns.rows);
}

async function apply(client: pg.ClientBase, { id, statements }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    const { rowCount } = await client.query('INSERT INTO migrations (id) VALUES ($1) ON CONFLICT (id) DO NOTHING', [id]);
    if (rowCount === 1) await client.query(statements.join(';\n'));
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** A key, a table or its type that is just being made by another: `IF NOT EXISTS` doesn't save the second, looking again does. */
const MADE_MEANWHILE = ['23505', '42P07', '42710'];
const isRace = (error: unknown): boolean => isConflict(error) || MADE_MEANWHILE.some((state) => isState(error, state));

async function again(step: () => Promise<unknown>): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    try {
      await step();
      return;
    } catch (error) {
      if (attempts >= MOST_ATTEMPTS || !isRace(error)) throw error;
    }
  }
}
