/**
 * The rows that a transaction has inserted itself: whoever reacts to a booking that is being made, and its answer, read them from here.
 * It knows of inserts alone. A table that is written in any other way is asked from then on; once something is undone, all are.
 */
import { getTableName } from 'drizzle-orm';
import type { KeyedTable } from './handle.ts';

type Row = Readonly<Record<string, unknown>>;

/** As it was given, and what the database adds to it: apart, because a copy of both for each row costs as much as the rest of this. */
export interface Inserted {
  readonly row: Row;
  readonly stamp: Row;
}

/** Of a kind of row that names another, its parent: rows are made after their parent, or in its transaction. */
export interface Below {
  readonly parent: KeyedTable;
  /** columns that equal the values of the same names; the first of them names the parent */
  readonly keys: readonly [string, ...string[]];
}

export interface Fresh {
  inserted(table: KeyedTable, inserted: Inserted): void;
  /** in another way */
  written(tableName: string): void;
  /** Nothing is known any more. */
  end(): void;
  find(table: KeyedTable, id: string): Inserted | undefined;
  /** In the order in which they were inserted. @returns undefined where the parent is not of this transaction, or some may be missing */
  below(table: KeyedTable, below: Below, values: Row): readonly Inserted[] | undefined;
}

/** Who writes more of a kind than this asks: to look through them would take longer. */
const MOST_OF_A_TABLE = 100;

export function newFresh(): Fresh {
  const rows = new Map<string, Inserted[]>();
  const asked = new Set<string>();
  let hasEnded = false;

  function forget(name: string): void {
    asked.add(name);
    rows.delete(name);
  }

  const isAsked = (name: string): boolean => hasEnded || asked.has(name);
  // Few, and strings as keys of a map cost more than to look through them.
  const find = (table: KeyedTable, id: string): Inserted | undefined => rows.get(getTableName(table))?.find(({ row }) => row['id'] === id);

  return {
    inserted(table, inserted) {
      const name = getTableName(table);
      if (isAsked(name)) return;
      let ofTable = rows.get(name);
      if (ofTable === undefined) rows.set(name, (ofTable = []));
      ofTable.push(inserted);
      if (ofTable.length > MOST_OF_A_TABLE) forget(name);
    },
    written: forget,
    end() {
      hasEnded = true;
      rows.clear();
    },
    find,
    below(table, { parent, keys }, values) {
      const name = getTableName(table);
      if (isAsked(name) || find(parent, values[keys[0]] as string) === undefined) return undefined;
      return (rows.get(name) ?? []).filter(({ row }) => keys.every((key) => row[key] === values[key]));
    },
  };
}
