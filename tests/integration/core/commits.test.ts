import Database from 'better-sqlite3';

import { drizzle } from 'drizzle-orm/better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refuse } from '#core/base/refusal.ts';
import type { Database as Port, Drizzle, WriteDb } from '#core/data/database.ts';
import { groupCommitDatabase, type SqliteConnection } from '#core/data/groupCommit.ts';
import { headOf, revisionJournal } from '#core/data/journals.ts';
import { migrateSqlite } from '#core/data/migrate.ts';
import { resources } from '#core/domains/catalog/tables.ts';
import { idFor, NOON } from './world.ts';

const tenantId = idFor('tnt', 'commits');

interface Disk extends SqliteConnection {
  /** the next statements that begin with one of these fail, as a full or broken disk would make them */
  readonly failing: Set<string>;
  readonly statements: string[];
}

let folder: string;
let disk: Disk;
let database: Port;
/** Writes wait until the test lets them go, so that it decides which share a commit. */
let waiting: (() => void)[];

function open(file: string, readonly = false): Disk {
  const raw = new Database(file, { readonly });
  if (!readonly) raw.pragma('journal_mode = WAL');
  const failing = new Set<string>();
  const statements: string[] = [];
  return {
    failing,
    statements,
    drizzle: drizzle(raw, { casing: 'snake_case' }) as unknown as Drizzle,
    exec(statement) {
      statements.push(statement);
      if (failing.delete(statement)) throw new Error(`disk I/O error at ${statement}`);
      raw.exec(statement);
    },
    get inTransaction() {
      return raw.inTransaction;
    },
    version: () => raw.pragma('data_version', { simple: true }),
    close: () => void raw.close(),
  };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-commits-'));
  disk = open(join(folder, 'core.db'));
  await migrateSqlite(disk);
  waiting = [];
  let nonces = 0;
  database = groupCommitDatabase({
    writer: disk,
    openReader: () => open(join(folder, 'core.db'), true),
    maxReaders: 2,
    journalOf: (db, tenant) => revisionJournal({ drizzle: db, tenantId: tenant, newNonce: () => `nonce-${++nonces}` }),
    defer: (fn) => waiting.push(fn),
  });
});

afterEach(async () => {
  go();
  await database.close();
  rmSync(folder, { recursive: true });
});

const go = (): void => {
  for (const fn of waiting.splice(0)) fn();
};

const add = (name: string) => async (db: WriteDb) => {
  const row = { id: idFor('res', name), name, kind: 'chair', memberId: null, quantity: 1, active: true, createdAt: NOON, updatedAt: NOON };
  await db.insert(resources, row);
  return name;
};
const names = () => database.read(tenantId, async (db) => (await db.list(resources)).map(({ name }) => name).toSorted());
const head = () => database.read(tenantId, (db) => headOf(db, tenantId));
const settled = async (writes: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(writes)).map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)));

describe('writes that wait together', () => {
  test('share one commit', async () => {
    const writes = ['a', 'b', 'c'].map((name) => database.write(tenantId, add(name)));
    disk.statements.length = 0;
    go();
    expect(await settled(writes)).toEqual(['a', 'b', 'c']);
    expect(disk.statements.filter((statement) => statement === 'COMMIT')).toHaveLength(1);
    expect(await names()).toEqual(['a', 'b', 'c']);
    expect((await head()).rev).toBe(3);
  });

  test('one that throws undoes itself alone', async () => {
    const broken = database.write(tenantId, async (db) => {
      await add('b')(db);
      throw new Error('broken');
    });
    const writes = [database.write(tenantId, add('a')), broken, database.write(tenantId, add('c'))];
    go();
    expect(await settled(writes)).toEqual(['a', 'Error: broken', 'c']);
    expect(await names()).toEqual(['a', 'c']);
    expect((await head()).rev).toBe(2);
  });

  test('nobody sees them before the commit, nor is told', async () => {
    const seen: unknown[] = [];
    const told: string[] = [];
    database.onCommit(({ tables }) => void told.push(...tables));
    const first = database.write(tenantId, add('a'));
    const second = database.write(tenantId, async (db) => {
      seen.push(await names(), [...told], (await db.list(resources)).length);
    });
    go();
    await Promise.all([first, second]);
    expect(seen).toEqual([[], [], 1]);
    expect(told).toEqual(['resources']);
  });

  test('all fail where the commit fails, and nothing of them stands', async () => {
    const told: unknown[] = [];
    database.onCommit((commit) => void told.push(commit));
    const writes = ['a', 'b'].map((name) => database.write(tenantId, add(name)));
    disk.failing.add('COMMIT');
    go();
    expect(await settled(writes)).toEqual(Array(2).fill('Error: disk I/O error at COMMIT'));
    expect(await names()).toEqual([]);
    expect(told).toEqual([]);
    const after = database.write(tenantId, add('c'));
    go();
    expect(await after).toBe('c');
    expect(await head()).toMatchObject({ rev: 1 });
  });

  test('all fail where an error has ended the transaction, the ones before it too', async () => {
    const ending = database.write(tenantId, async (db) => {
      await add('b')(db);
      disk.exec('ROLLBACK');
      throw new Error('database or disk is full');
    });
    const writes = [database.write(tenantId, add('a')), ending, database.write(tenantId, add('c'))];
    go();
    expect(await settled(writes)).toEqual(Array(3).fill('Error: database or disk is full'));
    expect(await names()).toEqual([]);
  });

  test('a command that swallows such an error still fails', async () => {
    const swallowing = database.write(tenantId, async (db) => {
      disk.exec('ROLLBACK');
      await db.nested(() => add('b')(db)).catch(() => {});
      return 'fine';
    });
    const writes = [database.write(tenantId, add('a')), swallowing];
    go();
    expect((await settled(writes)).every((outcome) => String(outcome).startsWith('Error') || String(outcome).startsWith('Sqlite'))).toBe(
      true,
    );
    expect(await names()).toEqual([]);
  });

  test('a listener that throws keeps nobody waiting', async () => {
    database.onCommit(() => {
      throw new Error('listener');
    });
    const writes = Array.from({ length: 300 }, (_, i) => database.write(tenantId, add(`r${i}`)));
    go();
    await Promise.all(writes);
    expect(await names()).toHaveLength(300);
  });
});

describe('writes that may run again', () => {
  beforeEach(() => {
    database = groupCommitDatabase({
      writer: disk,
      openReader: () => open(join(folder, 'core.db'), true),
      maxReaders: 2,
      journalOf: (db, tenant) => revisionJournal({ drizzle: db, tenantId: tenant, newNonce: () => 'nonce' }),
      defer: (fn) => waiting.push(fn),
      mayRunAgain: true,
    });
  });

  const refused = () =>
    database.write(tenantId, async (db) => {
      await add('before')(db);
      await db.nested(() => add('refused')(db).then(() => refuse('in_use'))).catch(() => {});
      return 'refused';
    });

  test('have no savepoints where nothing is undone', async () => {
    const writes = ['a', 'b'].map((name) => database.write(tenantId, (db) => db.nested(() => add(name)(db))));
    disk.statements.length = 0;
    go();
    expect(await settled(writes)).toEqual(['a', 'b']);
    expect(disk.statements).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
    expect((await head()).rev).toBe(2);
  });

  test('run again with them where one throws, which alone is undone', async () => {
    const broken = database.write(tenantId, (db) => add('b')(db).then(() => Promise.reject(new Error('broken'))));
    const writes = [database.write(tenantId, add('a')), broken, database.write(tenantId, add('c'))];
    go();
    expect(await settled(writes)).toEqual(['a', 'Error: broken', 'c']);
    expect(await names()).toEqual(['a', 'c']);
    expect((await head()).rev).toBe(2);
  });

  test('run again with them where a savepoint is undone and the write goes on', async () => {
    const told: string[][] = [];
    database.onCommit(({ tables }) => void told.push([...tables]));
    const writes = [database.write(tenantId, add('a')), refused(), database.write(tenantId, add('c'))];
    go();
    expect(await settled(writes)).toEqual(['a', 'refused', 'c']);
    expect(await names()).toEqual(['a', 'before', 'c']);
    expect((await head()).rev).toBe(3);
    expect(told).toEqual([['resources'], ['resources'], ['resources']]);
  });

  test('are run with savepoints for a while after that', async () => {
    const first = [refused(), database.write(tenantId, add('a'))];
    go();
    await Promise.all(first);
    disk.statements.length = 0;
    const second = [database.write(tenantId, add('b')), database.write(tenantId, add('c'))];
    go();
    await Promise.all(second);
    expect(disk.statements.filter((statement) => statement === 'SAVEPOINT job')).toHaveLength(2);
    expect(disk.statements.filter((statement) => statement === 'ROLLBACK')).toEqual([]);
  });

  test('all fail, and are not run again, where an error has ended the transaction', async () => {
    let runs = 0;
    const ending = database.write(tenantId, async (db) => {
      runs += 1;
      disk.exec('ROLLBACK');
      await db.nested(() => add('b')(db)).catch(() => {});
    });
    const writes = [database.write(tenantId, add('a')), ending];
    go();
    expect(await settled(writes)).toEqual(Array(2).fill('Error: the transaction has been ended'));
    expect(runs).toBe(1);
    expect(await names()).toEqual([]);
  });

  test('all fail where the commit fails', async () => {
    const writes = ['a', 'b'].map((name) => database.write(tenantId, add(name)));
    disk.failing.add('COMMIT');
    go();
    expect(await settled(writes)).toEqual(Array(2).fill('Error: disk I/O error at COMMIT'));
    expect(await names()).toEqual([]);
  });
});

describe('a revision', () => {
  test('that a savepoint took and gave back is taken again, by rows that then are found under it', async () => {
    const write = database.write(tenantId, async (db) => {
      await db
        .nested(async () => {
          await add('refused')(db);
          refuse('in_use');
        })
        .catch(() => {});
      await add('kept')(db);
    });
    go();
    await write;
    expect(await names()).toEqual(['kept']);
    const [row] = await database.read(tenantId, (db) => db.list(resources));
    expect(row?.rev).toBe((await head()).rev);
    const next = database.write(tenantId, add('next'));
    go();
    await next;
    expect((await head()).rev).toBe((row?.rev ?? 0) + 1);
  });

  test('taken before a savepoint outlives it', async () => {
    const write = database.write(tenantId, async (db) => {
      await add('first')(db);
      await db.nested(() => Promise.reject(new Error('undone'))).catch(() => {});
      await add('second')(db);
    });
    go();
    await write;
    const rows = await database.read(tenantId, (db) => db.list(resources));
    expect(rows.map(({ rev }) => rev)).toEqual([1, 1]);
    expect((await head()).rev).toBe(1);
  });

  test('costs nothing where no synced row is written', async () => {
    const write = database.write(tenantId, async (db) => {
      await db.patch(resources, idFor('res', 'none'), { name: 'x' });
    });
    go();
    await write;
    expect(await head()).toEqual({ rev: 0, nonce: '' });
  });
});
