import { sql } from 'drizzle-orm';
import type { SqliteConnection } from './groupCommit.ts';
import { migrations } from './migrations.ts';

export class NewerDatabase extends Error {}

/**
 * Brings the file to this code's tables, each migration in a transaction of its own.
 * @throws NewerDatabase
 */
export async function migrateSqlite(writer: SqliteConnection): Promise<void> {
  writer.exec('CREATE TABLE IF NOT EXISTS migrations (position INTEGER PRIMARY KEY, id TEXT NOT NULL)');
  const done = (await writer.drizzle.all(sql`SELECT id FROM migrations ORDER BY position`)) as { id: string }[];
  mustBeKnown(
    done.map(({ id }) => id),
    migrations,
  );
  for (const [position, { id, statements }] of migrations.entries()) {
    if (done.some((earlier) => earlier.id === id)) continue;
    writer.exec('BEGIN IMMEDIATE');
    try {
      for (const statement of statements) writer.exec(statement);
      await writer.drizzle.run(sql`INSERT INTO migrations (position, id) VALUES (${position}, ${id})`);
      writer.exec('COMMIT');
    } catch (error) {
      if (writer.inTransaction) writer.exec('ROLLBACK');
      throw error;
    }
  }
}

/** @throws NewerDatabase where a migration was done that this code has never heard of: going on could lose what only newer code knows */
export function mustBeKnown(done: readonly string[], known: readonly { readonly id: string }[]): void {
  const newer = done.find((id) => known.every((migration) => migration.id !== id));
  if (newer !== undefined) throw new NewerDatabase(`this database was written by a newer Slotkeeper (it has ${newer}): start that version`);
}
