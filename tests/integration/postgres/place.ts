/** A database of its own with the driver on it, a wire that can be broken between the two, and one row to write. */
import pg from 'pg';
import type { Database, WriteDb } from '#core/data/database.ts';
import { resources } from '#core/domains/catalog/tables.ts';
import { openPostgres, type PostgresParts } from '#server/drivers/postgres/open.ts';
import { makePostgresDatabase } from '../../postgres/make.ts';
import { openWire, type Wire } from '../../postgres/wire.ts';
import { idFor, NOON } from '../core/world.ts';

export const tenantId = idFor('tnt', 'atlas');
export const CHAIR = idFor('res', 'chair');

export interface Place {
  readonly url: string;
  readonly wire: Wire;
  readonly database: Database;
  /** every statement that the driver has sent */
  readonly sent: string[];
  /** straight to the server, past driver and wire */
  ask(sql: string): Promise<Record<string, unknown>[]>;
  /** another process on the same database */
  another(parts?: Partial<PostgresParts>): Promise<Database>;
  close(): Promise<void>;
}

export async function openPlace(parts: Partial<PostgresParts> = {}): Promise<Place> {
  const { url, drop } = await makePostgresDatabase();
  const wire = await openWire(url);
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  const sent: string[] = [];
  let nonces = 0;
  const database = await openPostgres({
    ...{ url: wire.url, newNonce: () => `nonce-${++nonces}`, onStatement: (sql) => sent.push(sql), pause: async () => {} },
    ...parts,
  });
  const others: Database[] = [];
  return {
    ...{ url, wire, database, sent },
    ask: async (sql) => (await server.query<Record<string, unknown>>(sql)).rows,
    async another(its = {}) {
      const other = await openPostgres({ url, ...its });
      others.push(other);
      return other;
    },
    async close() {
      wire.mend();
      await Promise.all([database, ...others].map((each) => each.close()));
      await wire.close();
      await server.end();
      await drop();
    },
  };
}

export const chair = (name: string, id = CHAIR) => ({
  ...{ id, name, kind: 'chair', memberId: null, quantity: 1, active: true, createdAt: NOON, updatedAt: NOON },
});

export const addChair =
  (name: string) =>
  async (db: WriteDb): Promise<string> => {
    await db.insert(resources, chair(name, idFor('res', name)));
    return name;
  };

/** A change that shows how often it was made. @returns the name that it gave */
export async function lengthen(db: WriteDb): Promise<string> {
  const name = `${(await db.find(resources, CHAIR))?.name ?? ''}+`;
  await db.patch(resources, CHAIR, { name });
  return name;
}

export const chairs = (database: Database): Promise<string[]> =>
  database.read(tenantId, async (db) => (await db.list(resources)).map(({ name }) => name).toSorted());
