/**
 * What is read by every write and hardly ever changes: offerings, opening hours, price rules. Where one writer alone writes, such an
 * answer is kept until a row of its tables is written; elsewhere it is asked for each time.
 */
import { getTableName, type SQL } from 'drizzle-orm';
import type { KeyedTable, RowOf } from './handle.ts';
import type { Listing } from './records.ts';

/** The rows of one tenant. */
export interface RowsDb {
  readonly tenantId: string;
  find<T extends KeyedTable>(table: T, id: string): Promise<RowOf<T> | undefined>;
  /** rows of this tenant that meet every condition */
  list<T extends KeyedTable>(table: T, ...conditions: (SQL | undefined)[]): Promise<RowOf<T>[]>;
  /** the same, put into words once: `db.listed(itemsOfBooking, { bookingId })` */
  listed<T extends KeyedTable, K extends keyof RowOf<T>>(
    listing: Listing<T, K>,
    values: Readonly<Record<string, unknown>>,
  ): Promise<Pick<RowOf<T>, K>[]>;
}

export interface Settled<T> {
  /** by name: all that `load` reads */
  readonly tables: ReadonlySet<string>;
  /** by name: those of them whose rows end it when they are written */
  readonly endedBy: ReadonlySet<string>;
  load(db: RowsDb, key: string): Promise<T>;
}

/** What `load` makes of the rows of these tables alone: no clock, and of the outside nothing but the key. Its answer is shared, and so is frozen. */
export const settledIn = <T>(tables: readonly KeyedTable[], load: (db: RowsDb, key: string) => Promise<T>): Settled<T> => ({
  tables: namesOf(tables),
  endedBy: namesOf(tables),
  load,
});

/**
 * The same of what many rows come to, where the newest of them may be missing: no row that is written ends it. The key must do so
 * after a while, by holding the time.
 */
export const roughlyIn = <T>(tables: readonly KeyedTable[], load: (db: RowsDb, key: string) => Promise<T>): Settled<T> => ({
  tables: namesOf(tables),
  endedBy: new Set(),
  load,
});

const namesOf = (tables: readonly KeyedTable[]): ReadonlySet<string> => new Set(tables.map((table) => getTableName(table)));

/** One writer's. */
export interface Memory {
  /** A transaction begins. `version` differs from the last one's where somebody else has committed since. */
  begin(version: unknown): void;
  /** Until the transaction ends, in whichever way, nothing of this table is remembered: what was written may be undone. */
  written(tableName: string): void;
  end(): void;
  recall<T>(db: RowsDb, settled: Settled<T>, key: string): Promise<T>;
}

const MOST_ANSWERS = 10_000;

export function newMemory(): Memory {
  /** by tenant, then by key: to put the two into one text costs more than to look twice */
  const answers = new Map<Settled<unknown>, Map<string, Map<string, unknown>>>();
  const dirty = new Set<string>();
  let count = 0;
  let known: unknown;

  function forget(): void {
    answers.clear();
    count = 0;
  }

  function keep(settled: Settled<unknown>, { tenantId, key }: { tenantId: string; key: string }, answer: unknown): void {
    if (count >= MOST_ANSWERS) forget();
    let ofThis = answers.get(settled);
    if (ofThis === undefined) answers.set(settled, (ofThis = new Map()));
    let ofTenant = ofThis.get(tenantId);
    if (ofTenant === undefined) ofThis.set(tenantId, (ofTenant = new Map()));
    ofTenant.set(key, answer);
    count += 1;
  }

  const isClean = ({ endedBy }: Settled<unknown>): boolean => dirty.size === 0 || dirty.isDisjointFrom(endedBy);

  return {
    begin(version) {
      if (version !== known) forget();
      known = version;
    },
    written(tableName) {
      if (dirty.has(tableName)) return;
      dirty.add(tableName);
      for (const settled of answers.keys()) if (settled.endedBy.has(tableName)) answers.delete(settled);
    },
    end: () => dirty.clear(),
    async recall<T>(db: RowsDb, settled: Settled<T>, key: string): Promise<T> {
      const { tenantId } = db;
      const ofTenant = answers.get(settled)?.get(tenantId);
      const known = ofTenant?.get(key);
      if (known !== undefined || ofTenant?.has(key) === true) return known as T;
      const answer = frozen(await settled.load(within(db, settled), key));
      if (isClean(settled)) keep(settled, { tenantId, key }, answer);
      return answer;
    },
  };
}

/** @throws Error at a table that was not named: its changes would not be heard of */
function within(db: RowsDb, { tables }: Settled<unknown>): RowsDb {
  const mustBeNamed = (table: KeyedTable): void => {
    const name = getTableName(table);
    if (!tables.has(name)) throw new Error(`${name} is not among the tables of what is settled`);
  };
  return {
    tenantId: db.tenantId,
    async find(table, id) {
      mustBeNamed(table);
      return db.find(table, id);
    },
    async list(table, ...conditions) {
      mustBeNamed(table);
      return db.list(table, ...conditions);
    },
    async listed(listing, values) {
      mustBeNamed(listing.table);
      return db.listed(listing, values);
    },
  };
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
