import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { walFaultOf } from '#core/data/walFile.ts';
import { type Chance, chanceOf } from '../simulation/chance.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-wal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Rows of all sizes come, change and go, some of it undone, and the log is put into the main file every now and then. */
function churn(database: Database.Database, chance: Chance): void {
  const insert = database.prepare('INSERT INTO things (body) VALUES (zeroblob(?))');
  database.exec('BEGIN IMMEDIATE; SAVEPOINT job');
  for (let n = chance.between(1, 6); n > 0; n--) insert.run(chance.between(0, 12_000));
  if (chance.happens(0.2)) database.exec('ROLLBACK TO job');
  database.exec('RELEASE job');
  if (chance.happens(0.4))
    database.prepare('UPDATE things SET body = zeroblob(?) WHERE id % 7 = ?').run(chance.between(0, 9_000), chance.between(0, 7));
  if (chance.happens(0.3)) database.prepare('DELETE FROM things WHERE id % 11 = ?').run(chance.between(0, 11));
  database.exec(chance.happens(0.1) ? 'ROLLBACK' : 'COMMIT');
}

const pagesOf = (wal: Buffer, pageSize: number): { page: number; body: Buffer }[] =>
  Array.from({ length: Math.floor((wal.length - 32) / (24 + pageSize)) }, (_, frame) => 32 + frame * (24 + pageSize))
    .filter((at) => wal.subarray(at + 8, at + 16).equals(wal.subarray(16, 24)))
    .map((at) => ({ page: wal.readUInt32BE(at), body: wal.subarray(at + 24, at + 24 + pageSize) }));

test.each([512, 4_096, 65_536])('a log and the file that it belongs to are never taken for strangers (pages of %i bytes)', (pageSize) => {
  const chance = chanceOf(pageSize);
  const file = join(folder, 'a.sqlite');
  const database = new Database(file);
  database.pragma(`page_size = ${pageSize}`);
  database.pragma('journal_mode = WAL');
  database.pragma('wal_autocheckpoint = 30');
  database.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, body BLOB); CREATE INDEX by_body ON things (length(body))');
  const reader = new Database(file, { readonly: true });
  for (let n = 0; n < 200; n++) {
    // a reader in the middle keeps some of the log from going into the main file
    if (n % 20 === 5) reader.exec('BEGIN; SELECT count(*) FROM things');
    if (n % 20 === 15) reader.exec('COMMIT');
    if (n % 50 === 49) database.exec('DELETE FROM things WHERE id % 3 = 0; VACUUM');
    else churn(database, chance);
    const main = readFileSync(file);
    const wal = readFileSync(`${file}-wal`);
    expect(walFaultOf({ header: main, size: main.length, wal })).toBeNull();
    // killed while the log went into the main file: some of its pages have been written, some not
    const written = pagesOf(wal, pageSize).slice(0, chance.between(0, 40));
    const size = Math.max(main.length, ...written.map(({ page }) => page * pageSize));
    const halfway = Buffer.concat([main, Buffer.alloc(size - main.length)]);
    if (n % 3 === 0) for (const { page, body } of written) body.copy(halfway, (page - 1) * pageSize);
    expect(walFaultOf({ header: halfway, size: halfway.length, wal })).toBeNull();
    // killed while it was written
    expect(walFaultOf({ header: main, size: main.length, wal: wal.subarray(0, chance.between(0, wal.length)) }) ?? 'whole').not.toBe(
      'damaged',
    );
  }
  reader.close();
  database.close();
});
