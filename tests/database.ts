/** A fresh, empty database of the kind that `SLOTKEEPER_TEST_DATABASE` names: `sqlite`, which is also what is taken where nothing is said. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#core/data/database.ts';
import { openSqlite } from '#server/drivers/sqlite.ts';

export interface TestDatabaseParts {
  /** a revision's mark; random unless told */
  readonly newNonce?: () => string;
  /** how long writes wait for others to share their commit */
  readonly defer?: (fn: () => void) => void;
}

export interface TestDatabase {
  readonly database: Database;
  /** and all that is left of it */
  close(): Promise<void>;
}

export async function openTestDatabase(parts: TestDatabaseParts = {}): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-'));
  const database = await openSqlite({ file: join(folder, 'slotkeeper.sqlite'), ...parts });
  return {
    database,
    async close() {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
