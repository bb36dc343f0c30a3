/**
 * What a booking is compared with: the same Fastify, the same body parsed with the same zod schema, one row in SQLite under the
 * same settings, and nothing else. `/single` commits each row by itself, `/grouped` those together that wait together.
 */
import Database from 'better-sqlite3';
import Fastify from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { NewBookingBody } from '#server/doors/api/shapes.ts';

const [folder = ''] = process.argv.slice(2);
const db = new Database(join(folder, 'bare.sqlite'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('foreign_keys = ON');
db.pragma('cache_size = -16000');
db.exec(`CREATE TABLE bookings (
  id TEXT PRIMARY KEY, offering_id TEXT NOT NULL, starts_at INTEGER NOT NULL, quantity INTEGER NOT NULL,
  customer_name TEXT NOT NULL, customer_email TEXT, customer_notes TEXT NOT NULL, created_at INTEGER NOT NULL
)`);
const statement = db.prepare('INSERT INTO bookings VALUES (?, ?, ?, ?, ?, ?, ?, ?)');

function insert(body: NewBookingBody): { id: string } {
  const id = randomBytes(13).toString('hex');
  const { offeringId, startsAt, quantity = 1, customer, customerNotes = '' } = body;
  statement.run(id, offeringId, startsAt, quantity, customer.name, customer.email ?? null, customerNotes, Date.now());
  return { id };
}

const single = db.transaction(insert);

interface Waiting {
  readonly body: NewBookingBody;
  resolve(answer: { id: string }): void;
}
let waiting: Waiting[] = [];
const inserts = db.transaction((batch: readonly Waiting[]) => batch.map(({ body }) => insert(body)));

function grouped(body: NewBookingBody): Promise<{ id: string }> {
  return new Promise((resolve) => {
    waiting.push({ body, resolve });
    if (waiting.length > 1) return;
    setImmediate(() => {
      const batch = waiting;
      waiting = [];
      for (const [i, answer] of inserts(batch).entries()) batch[i]!.resolve(answer);
    });
  });
}

const app = Fastify().withTypeProvider<ZodTypeProvider>();
app.setValidatorCompiler(validatorCompiler);
app.post('/single', { schema: { body: NewBookingBody } }, async (request, reply) => reply.code(201).send(single(request.body)));
app.post('/grouped', { schema: { body: NewBookingBody } }, async (request, reply) => reply.code(201).send(await grouped(request.body)));
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.once('SIGTERM', () => {
  void app.close().then(() => {
    db.close();
    process.exit(0);
  });
});
process.stdout.write(`${JSON.stringify({ url })}\n`);
