/**
 * What a first sync is compared with: the same rows from a file on this computer into the same tables under the same settings,
 * ten thousand in a transaction, with better-sqlite3 and nothing else.
 */
import Database from 'better-sqlite3';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { migrations } from '#core/data/migrations.ts';

const A_TRANSACTION = 10_000;
const [file = '', folder = '', tenantId = ''] = process.argv.slice(2);
const db = new Database(join(folder, 'copy.sqlite'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('temp_store = MEMORY');
db.pragma('cache_size = -16000');
for (const { statements } of migrations) for (const statement of statements) db.exec(statement);

const begunAt = performance.now();
let rows = 0;
let insert: Database.Statement | undefined;
db.exec('BEGIN');
for await (const line of createInterface({ input: createReadStream(file) })) {
  const said = JSON.parse(line) as unknown[] | { table?: string; columns?: string[] };
  if (Array.isArray(said)) {
    insert?.run(tenantId, ...said);
    rows += 1;
    if (rows % A_TRANSACTION === 0) db.exec('COMMIT; BEGIN');
  } else if (said.columns !== undefined) {
    const columns = said.columns.map((name) => `"${name}"`).join(', ');
    insert = db.prepare(`INSERT INTO "${said.table}" ("tenant_id", ${columns}) VALUES (?${', ?'.repeat(said.columns.length)})`);
  }
}
db.exec('COMMIT');
const ms = performance.now() - begunAt;
db.close();
process.stdout.write(`${JSON.stringify({ rows, ms })}\n`);
