import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { storageTroubleOf } from '#core/data/trouble.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-trouble-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a database that may not grow is full, whoever wraps its error', () => {
  const database = new Database(join(folder, 'small.sqlite'));
  database.exec('CREATE TABLE things (body BLOB); PRAGMA max_page_count = 3');
  const error = thrownBy(() => database.exec('INSERT INTO things VALUES (zeroblob(100000))'));
  database.close();
  expect(storageTroubleOf(error)).toBe('full');
  expect(storageTroubleOf(new Error('a query failed', { cause: new Error('again', { cause: error }) }))).toBe('full');
});

test('a file of something else is damaged', () => {
  const file = join(folder, 'other.sqlite');
  writeFileSync(file, 'not a database at all '.repeat(500));
  const database = new Database(file);
  const error = thrownBy(() => database.exec('SELECT * FROM sqlite_schema'));
  database.close();
  expect(storageTroubleOf(error)).toBe('damaged');
});

test('a database that may only be read can’t be used', () => {
  const file = join(folder, 'read.sqlite');
  new Database(file).exec('CREATE TABLE things (body BLOB)').close();
  const database = new Database(file, { readonly: true });
  const error = thrownBy(() => database.exec('INSERT INTO things VALUES (1)'));
  database.close();
  expect(storageTroubleOf(error)).toBe('unusable');
});

test.each([
  ['53100', 'full'],
  ['ENOSPC', 'full'],
  ['XX001', 'damaged'],
  ['EIO', 'unusable'],
  ['SQLITE_CONSTRAINT_UNIQUE', null],
  ['ECONNREFUSED', null],
])('%s means %s', (code, trouble) => {
  expect(storageTroubleOf(Object.assign(new Error('x'), { code }))).toBe(trouble);
});

test('what is no error is no trouble', () => {
  expect([storageTroubleOf(undefined), storageTroubleOf('SQLITE_FULL'), storageTroubleOf(new Error('x'))]).toEqual([null, null, null]);
});
