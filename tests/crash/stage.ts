/** What the server's processes stand on: a SQLite file with one of them, or a PostgreSQL with two. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { Client } from 'pg';
import { launchPostgres } from '../postgres/launch.ts';
import type { Select } from './laws.ts';

export const databases = ['sqlite', 'postgres'] as const;
export type DatabaseKind = (typeof databases)[number];

export interface Stage {
  /** how many serve it at once */
  readonly processes: number;
  readonly env: NodeJS.ProcessEnv;
  readonly select: Select;
  /** what the database says of itself */
  unsound(): Promise<string[]>;
  close(): Promise<void>;
}

export const stageOf = (kind: DatabaseKind, data: string): Promise<Stage> =>
  kind === 'postgres' ? postgresStage() : Promise.resolve(sqliteStage(data));

/** Reads beside the server, and never while it is down: the server itself is to find what the crash left. */
function sqliteStage(data: string): Stage {
  const select: Select = async (sql) => {
    const database = new Database(join(data, 'slotkeeper.sqlite'), { readonly: true });
    try {
      return database.prepare(sql).all() as Record<string, unknown>[];
    } finally {
      database.close();
    }
  };
  return {
    ...{ processes: 1, env: {}, select },
    async unsound() {
      const [said] = await select('PRAGMA integrity_check');
      return said?.['integrity_check'] === 'ok' ? [] : [`the file is not sound: ${JSON.stringify(said)}`];
    },
    close: async () => {},
  };
}

async function postgresStage(): Promise<Stage> {
  const { url, stop } = await launchPostgres();
  const client = new Client({ connectionString: url });
  await client.connect();
  const select: Select = async (sql) => (await client.query(sql)).rows as Record<string, unknown>[];
  return {
    ...{ processes: 2, env: { DATABASE_URL: url }, select },
    unsound: async () => [],
    async close() {
      await client.end();
      await stop();
    },
  };
}
