/** Databases on the PostgreSQL server that `SLOTKEEPER_TEST_DATABASE` names. */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrations } from '#core/data/migrations.ts';
import { openPostgres } from '#server/drivers/postgres/open.ts';

export interface PostgresDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty one with this code's tables, copied from a template: 110 statements take longer than a copy of their files. */
export async function makePostgresDatabase(): Promise<PostgresDatabase> {
  const name = `slotkeeper_${randomBytes(8).toString('hex')}`;
  const template = `slotkeeper_template_${createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12)}`;
  const copy = `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`;
  await onServer(async (client) => {
    try {
      await client.query(copy);
    } catch (error) {
      if (codeOf(error) !== NO_SUCH_DATABASE) throw error;
      await makeTemplate(client, template);
      await client.query(copy);
    }
  });
  return {
    url: urlOf(name),
    drop: () => onServer(async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

const NO_SUCH_DATABASE = '3D000';
/** Another process has made it: before, or in the very same instant. */
const MADE_ALREADY: readonly unknown[] = ['42P04', '23505'];
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/** Under its name only once it is whole, and nobody is connected to it any more. */
async function makeTemplate(client: pg.Client, template: string): Promise<void> {
  const unfinished = `slotkeeper_unfinished_${randomBytes(8).toString('hex')}`;
  await client.query(`CREATE DATABASE ${unfinished}`);
  await (await openPostgres({ url: urlOf(unfinished), listens: false })).close();
  try {
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
  } catch (error) {
    if (!MADE_ALREADY.includes(codeOf(error))) throw error;
    await client.query(`DROP DATABASE ${unfinished}`);
  }
}

function urlOf(name: string): string {
  const url = new URL(process.env['SLOTKEEPER_TEST_DATABASE'] ?? '');
  url.pathname = `/${name}`;
  return url.href;
}

/** One connection a process, that keeps it from nothing. */
let server: Promise<pg.Client> | undefined;

async function onServer<T>(fn: (client: pg.Client) => Promise<T>): Promise<T> {
  server ??= connectToServer();
  return fn(await server);
}

async function connectToServer(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env['SLOTKEEPER_TEST_DATABASE'] ?? '', pipeline: true });
  await client.connect();
  // The driver has it, and its types have not.
  (client as unknown as { unref(): void }).unref();
  // A server that ends while nobody asks it anything is none of the tests' business.
  client.on('error', () => {});
  return client;
}
