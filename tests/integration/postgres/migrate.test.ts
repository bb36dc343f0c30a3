import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrations } from '#core/data/migrations.ts';
import { migratePostgres } from '#server/drivers/postgres/migrate.ts';
import { openPostgres } from '#server/drivers/postgres/open.ts';
import { addChair, chairs, openPlace, type Place, tenantId } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place.close());

/** Takes everything out of the place's database, as if it had just been made. */
const empty = () => place.ask('DROP SCHEMA public CASCADE; CREATE SCHEMA public');

test('processes that start at once on an empty database make its tables once, and all work on them', async () => {
  await empty();
  const opened = await Promise.all([1, 2, 3, 4].map(() => place.another()));
  await Promise.all(opened.map((database, i) => database.write(tenantId, addChair(`c${i}`))));
  for (const database of opened) expect(await chairs(database)).toEqual(['c0', 'c1', 'c2', 'c3']);
  const done = await place.ask('SELECT id FROM migrations ORDER BY id');
  expect(done.map(({ id }) => id)).toEqual([...migrations.map(({ id }) => id), 'postgres_0000_commits'].toSorted());
});

test('nor does it matter at which instant they meet', async () => {
  const clients = await Promise.all(Array.from({ length: 6 }, () => new pg.Client({ connectionString: place.url }).connect()));
  // Two can meet at a key, at a table and at its type: in so many rounds they meet at each.
  for (let round = 0; round < 12; round++) {
    await empty();
    await Promise.all(clients.map((client) => migratePostgres(client)));
  }
  await Promise.all(clients.map((client) => client.end()));
  expect(await place.ask('SELECT id FROM migrations')).toHaveLength(migrations.length + 1);
});

test('one that was cut off in its middle is done whole by the next start', async () => {
  await empty();
  const cut = place.wire.breakAt('CREATE TABLE IF NOT EXISTS "heads"', 'before');
  await expect(openPostgres({ url: place.wire.url })).rejects.toThrow('terminated');
  await cut;
  const next = await place.another();
  await next.write(tenantId, addChair('a'));
  expect(await chairs(next)).toEqual(['a']);
});

test('every text compares by its bytes, and every whole number has 64 bits', async () => {
  const columns = await place.ask(
    `SELECT DISTINCT data_type, collation_name FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  expect(columns.toSorted((a, b) => String(a['data_type']).localeCompare(String(b['data_type'])))).toEqual([
    { data_type: 'bigint', collation_name: null },
    { data_type: 'text', collation_name: 'C' },
  ]);
});

test('a database with the tables of another version is refused', async () => {
  await place.ask(`ALTER TABLE bookings DROP COLUMN customer_notes`);
  await expect(openPostgres({ url: place.url })).rejects.toThrow('there is no customer_notes in bookings');
});

test('a database of a newer program is left alone', async () => {
  await place.ask(`INSERT INTO migrations VALUES ('0099_later')`);
  await expect(openPostgres({ url: place.url })).rejects.toThrow('newer Slotkeeper (it has 0099_later)');
});
