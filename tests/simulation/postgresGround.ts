/**
 * The server's data on PostgreSQL, under two processes at once. Each has its own way there, which is cut when the process dies.
 * What the laws read is poured into SQLite, so that they are the same.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import Database from 'better-sqlite3';
import type { Database as Port } from '#core/data/database.ts';
import { migrations } from '#core/data/migrations.ts';
import { openPostgres } from '#server/drivers/postgres/open.ts';
import { makePostgresDatabase } from '../postgres/make.ts';
import { openWire } from '../postgres/wire.ts';
import { atRest } from './clock.ts';
import type { SeenGround } from './ground.ts';
import { Gone, type Life } from './life.ts';
import { type Sight, sightOn } from './sight.ts';

const PROCESSES = 2;

export async function postgresGround({ newNonce }: { newNonce: () => string }): Promise<SeenGround> {
  const { url, drop } = await makePostgresDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tables = await tablesOf(client);
  /** one question at a time */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const mine = turn.then(ask);
    turn = mine.catch(() => {});
    return mine;
  };
  const memory = emptyMemory();
  const sight = sightOn(memory);
  const busy = new Map<Life, number>();
  const waiting: (() => void)[] = [];
  const closings: (() => Promise<unknown>)[] = [];
  let backup: Poured | undefined;

  /** Counts as motion until it ends, or its process does. */
  async function move<T>(life: Life, work: Promise<T>): Promise<T> {
    busy.set(life, (busy.get(life) ?? 0) + 1);
    try {
      return await work;
    } finally {
      busy.set(life, (busy.get(life) ?? 1) - 1);
      stir();
    }
  }

  const stir = (): void => {
    for (const wake of waiting.splice(0)) wake();
  };

  const isBusy = (): boolean => [...busy].some(([life, count]) => count > 0 && life.isAlive());

  async function open(life: Life): Promise<Port> {
    const wire = await openWire(url);
    life.death.catch(() => {
      wire.cut();
      stir();
    });
    const onStatement = (sql: string): void => {
      if (!life.isAlive()) return;
      try {
        life.remote.sends(sql);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
        // what is sent from here on goes nowhere
        wire.cut();
      }
    };
    const pause = (ms: number) => (life.isAlive() ? sleep(ms) : Promise.reject(new Gone()));
    const database = await openPostgres({ url: wire.url, newNonce, onStatement, pause });
    closings.push(async () => {
      wire.cut();
      await database.close().catch(() => {});
      await wire.close();
    });
    database.onCommit(() => life.isAlive() && life.remote.committed(1));
    return mortal(database, { life, move });
  }

  const pour = (): Promise<Sight> =>
    inTurn(async () => {
      const poured = await pouredFrom(client, tables);
      memory.transaction(() => {
        for (const [table, rows] of Object.entries(poured)) fill(memory, { table, rows });
      })();
      return sight;
    });

  return {
    processes: PROCESSES,
    open: (life) => move(life, open(life)),
    died() {},
    async backUp() {
      backup = await inTurn(() => pouredFrom(client, tables));
    },
    async restore() {
      if (backup === undefined) return false;
      const kept = backup;
      await inTurn(() => putBack(client, kept));
      return true;
    },
    tidy: async () => {},
    sight: pour,
    glance: null,
    async rest() {
      for (let quiet = 0; quiet < 2; quiet = isBusy() ? 0 : quiet + 1) {
        await atRest();
        await new Promise<void>((resolve) => (isBusy() ? waiting.push(resolve) : setImmediate(resolve)));
      }
    },
    async close() {
      await Promise.all(closings.map((close) => close()));
      memory.close();
      await client.end();
      await drop();
    },
  };
}

interface Mortality {
  readonly life: Life;
  move<T>(life: Life, work: Promise<T>): Promise<T>;
}

/** A database whose process may be gone after each commit, before anybody hears of it. */
function mortal(database: Port, { life, move }: Mortality): Port {
  return {
    ...database,
    read: (tenantId, fn) => move(life, database.read(tenantId, fn)),
    across: (fn) => move(life, database.across(fn)),
    // Else hours would pass until the last connection is gone.
    close: () => move(life, database.close()),
    async write(tenantId, fn) {
      const value = await move(life, database.write(tenantId, fn));
      life.remote.hasCommitted('command');
      return value;
    },
    async work(fn) {
      const value = await move(life, database.work(fn));
      life.remote.hasCommitted('delivery');
      return value;
    },
  };
}

type Poured = Record<string, readonly Record<string, unknown>[]>;

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  return rows.map(({ name }) => name).filter((name) => name !== 'migrations');
}

/** All of it at one instant. */
async function pouredFrom(client: pg.Client, tables: readonly string[]): Promise<Poured> {
  const parts = tables.map((table) => `SELECT '${table}' AS name, (SELECT coalesce(json_agg(t), '[]') FROM "${table}" t) AS rows`);
  const { rows } = await client.query<{ all: Poured }>(
    `SELECT json_object_agg(name, rows) AS all FROM (${parts.join(' UNION ALL ')}) each`,
  );
  return rows[0]?.all ?? {};
}

async function putBack(client: pg.Client, poured: Poured): Promise<void> {
  await client.query('BEGIN');
  for (const [table, rows] of Object.entries(poured)) {
    await client.query(`DELETE FROM "${table}"`);
    const insert = `INSERT INTO "${table}" SELECT * FROM json_populate_recordset(NULL::"${table}", $1)`;
    await client.query(insert, [JSON.stringify(rows)]);
  }
  await client.query('COMMIT');
}

function emptyMemory(): Database.Database {
  const memory = new Database(':memory:');
  for (const { statements } of migrations) for (const statement of statements) memory.exec(statement);
  return memory;
}

function fill(memory: Database.Database, { table, rows }: { table: string; rows: Poured[string] }): void {
  const columns = memory.pragma(`table_info("${table}")`) as { name: string }[];
  if (columns.length === 0) return;
  memory.prepare(`DELETE FROM "${table}"`).run();
  const insert = memory.prepare(`INSERT INTO "${table}" VALUES (${columns.map(({ name }) => `@${name}`).join(', ')})`);
  for (const row of rows) insert.run(Object.fromEntries(columns.map(({ name }) => [name, valueOf(row[name])])));
}

const valueOf = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : (value ?? null));
