import { eq, getTableColumns, getTableName, type SQL } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { type Build, compiled } from './compiled.ts';
import { type Fresh, newFresh } from './fresh.ts';
import type { Drizzle, KeyedTable, RowOf } from './handle.ts';
import { asRead, deleteRow, findRow, insertRow, listedRows, type Listing, rowsWhere, updateRow } from './records.ts';
import type { Memory, RowsDb, Settled } from './settled.ts';

export type { Drizzle, KeyedTable, RowOf } from './handle.ts';
export { listingBelow, listingOf } from './records.ts';
export { roughlyIn, settledIn } from './settled.ts';

export type NewRow<T extends SQLiteTable> = Omit<T['$inferInsert'], 'tenantId' | 'rev'>;
export type RowChanges<T extends SQLiteTable> = Partial<Omit<T['$inferInsert'], 'tenantId' | 'id' | 'rev'>>;

/** A handle that cannot write, bound to one tenant. */
export interface ReadDb extends RowsDb {
  readonly select: Drizzle['select'];
  /** A query that is asked often, built once: `db.compiled(takenBetween).all({ tenantId: db.tenantId, from, until })`. */
  compiled<Query>(build: Build<Query>): Query;
  /** What hardly ever changes, remembered where it can be: `db.settled(offeringById, offeringId)`. Nobody changes what it answers. */
  settled<T>(settled: Settled<T>, key: string): Promise<T>;
}

/** The records API: the only way that a row of a synced table is written. */
export interface WriteDb extends ReadDb {
  insert<T extends KeyedTable>(table: T, row: NewRow<T>): Promise<void>;
  /** @returns false where no such row exists */
  patch<T extends KeyedTable>(table: T, id: string, changes: RowChanges<T>): Promise<boolean>;
  /** Leaves a tombstone where the table is synced. @returns false where no such row exists */
  remove<T extends KeyedTable>(table: T, id: string): Promise<boolean>;
  /** A savepoint: whatever `fn` wrote is undone when it throws, and the throw goes on. */
  nested<T>(fn: () => Promise<T>): Promise<T>;
  /**
   * Past the journal: for the desktop's rebase, which applies what the server said, and for the directory's rows
   * (tenants, sign-ins, pairings), which are found before any tenant is known and take no revision.
   */
  readonly unstamped: WorkDb;
  /** Tells listeners of the commit that this table changed, where `unstamped` changed it. */
  touch(table: KeyedTable): void;
}

/** Across tenants, for look-ups at the door. */
export interface AcrossDb {
  readonly select: Drizzle['select'];
  compiled<Query>(build: Build<Query>): Query;
}

/** Rows that take no revision (leases, deliveries, sessions, idempotency), of any tenant. Synced tables are out of bounds here. */
export type WorkDb = AcrossDb & Pick<Drizzle, 'insert' | 'update' | 'delete'>;

export interface Commit {
  readonly tenantId: string | null;
  /** names of the tables touched */
  readonly tables: readonly string[];
}

export interface Database {
  /** one snapshot for as long as `fn` runs */
  read<T>(tenantId: string, fn: (db: ReadDb) => Promise<T>): Promise<T>;
  across<T>(fn: (db: AcrossDb) => Promise<T>): Promise<T>;
  /** One atomic change of one tenant; resolves once it is durable. `fn` may run again after a serialization failure: it keeps nothing outside. */
  write<T>(tenantId: string, fn: (db: WriteDb) => Promise<T>): Promise<T>;
  work<T>(fn: (db: WorkDb) => Promise<T>): Promise<T>;
  /** Called after each durable commit, in order. @returns how to stop listening */
  onCommit(listener: (commit: Commit) => void): () => void;
  close(): Promise<void>;
}

/** What a write does to a row beside writing it: the server stamps and buries, the desktop keeps images. */
export interface Journal {
  /** the revision that stamps a row whose current one is `rev` (undefined: a new row) */
  stamp(rev: number | undefined): Promise<number>;
  /** absent: none are kept */
  beforeChange?(tableName: string, id: string, row: object | undefined): Promise<void>;
  removed(tableName: string, id: string): Promise<void>;
  /** A savepoint begins. @returns what to call when it is undone: a revision taken inside it was never taken */
  mark(): () => void;
}

export const mine = (db: ReadDb, table: KeyedTable): SQL => eq(table.tenantId, db.tenantId);

const isSynced = (table: KeyedTable): boolean => 'rev' in getTableColumns(table);

export function acrossDb(drizzle: Drizzle): AcrossDb {
  return { select: drizzle.select.bind(drizzle), compiled: (build) => compiled(drizzle, build) };
}

/** What is to hear of each table that is written. */
type Hearer = Pick<Memory, 'written'>;

export function workDb(drizzle: Drizzle, ...hearers: readonly (Hearer | undefined)[]): WorkDb {
  const noting = <Fn extends (table: never) => unknown>(fn: Fn): Fn =>
    ((table: never) => {
      for (const hearer of hearers) hearer?.written(getTableName(table));
      return fn(table);
    }) as Fn;
  const [insert, update, remove] = [drizzle.insert.bind(drizzle), drizzle.update.bind(drizzle), drizzle.delete.bind(drizzle)];
  return { ...acrossDb(drizzle), insert: noting(insert), update: noting(update), delete: noting(remove) };
}

export function readDb(drizzle: Drizzle, tenantId: string, memory?: Memory): ReadDb {
  const db: ReadDb = {
    ...acrossDb(drizzle),
    tenantId,
    find: (table, id) => findRow(drizzle, table, { tenantId, id }),
    list: (table, ...conditions) => rowsWhere(drizzle, table, { tenantId, conditions }),
    listed: (listing, values) => listedRows(drizzle, listing, { ...values, tenantId }),
    settled: (settled, key) => (memory === undefined ? settled.load(db, key) : memory.recall(db, settled, key)),
  };
  return db;
}

/** Reads what the transaction itself has inserted without asking for it. */
function freshReads(reader: ReadDb, fresh: Fresh): Pick<ReadDb, 'find' | 'listed' | 'compiled'> {
  return {
    async find<T extends KeyedTable>(table: T, id: string) {
      const row = fresh.find(table, id);
      return row === undefined ? reader.find(table, id) : asRead(table, row);
    },
    async listed<T extends KeyedTable, K extends keyof RowOf<T>>(listing: Listing<T, K>, values: Readonly<Record<string, unknown>>) {
      const { table, below, keys } = listing;
      const rows = below === undefined ? undefined : fresh.below(table, below, values);
      return rows === undefined ? reader.listed(listing, values) : rows.map((row) => asRead(table, row, keys));
    },
    compiled(build) {
      if (!isQuestion(reader, build)) fresh.end();
      return reader.compiled(build);
    },
  };
}

const questions = new WeakMap<Build<unknown>, boolean>();

/** Does it only read: what writes past the records is not told apart by its table. */
function isQuestion(db: Pick<ReadDb, 'compiled'>, build: Build<unknown>): boolean {
  let known = questions.get(build);
  if (known === undefined) {
    const { sql } = (db.compiled(build) as { getQuery(): { sql: string } }).getQuery();
    questions.set(build, (known = sql.startsWith('select')));
  }
  return known;
}

export interface WriteDbParts {
  readonly drizzle: Drizzle;
  readonly tenantId: string;
  readonly journal: Journal;
  readonly touched: Set<string>;
  readonly memory?: Memory | undefined;
  nested<T>(fn: () => Promise<T>): Promise<T>;
}

export function writeDb({ drizzle, tenantId, journal, touched, memory, nested }: WriteDbParts): WriteDb {
  const reader = readDb(drizzle, tenantId, memory);
  const fresh = newFresh();
  const touch = (name: string): void => {
    touched.add(name);
    memory?.written(name);
  };
  const stampOf = async (table: KeyedTable, row: { rev?: unknown } | undefined) => {
    touch(getTableName(table));
    if (!isSynced(table)) return {};
    return { rev: await journal.stamp(row?.rev as number | undefined) };
  };
  const writes: Omit<WriteDb, keyof ReadDb> = {
    async nested(fn) {
      const rewind = journal.mark();
      try {
        return await nested(fn);
      } catch (error) {
        rewind();
        fresh.end();
        throw error;
      }
    },
    unstamped: workDb(drizzle, memory, fresh),
    touch: (table) => touch(getTableName(table)),
    async insert(table, row) {
      const name = getTableName(table);
      touch(name);
      const stamped = isSynced(table);
      const stamp = stamped ? { tenantId, rev: await journal.stamp(undefined) } : { tenantId };
      if (stamped && journal.beforeChange !== undefined) await journal.beforeChange(name, row['id' as never] as string, undefined);
      await insertRow(drizzle, table, { row, stamp });
      fresh.inserted(table, { row, stamp });
    },
    async patch(table, id, changes) {
      const before = await reader.find(table, id);
      if (before === undefined) return false;
      fresh.written(getTableName(table));
      const stamp = await stampOf(table, before);
      if (isSynced(table)) await journal.beforeChange?.(getTableName(table), id, before);
      await updateRow(drizzle, table, { key: { tenantId, id }, changes: { ...changes, ...stamp } });
      return true;
    },
    async remove(table, id) {
      const before = await reader.find(table, id);
      if (before === undefined) return false;
      fresh.written(getTableName(table));
      await stampOf(table, before);
      if (isSynced(table)) {
        await journal.beforeChange?.(getTableName(table), id, before);
        await journal.removed(getTableName(table), id);
      }
      await deleteRow(drizzle, table, { tenantId, id });
      return true;
    },
  };
  return { ...reader, ...freshReads(reader, fresh), ...writes };
}
