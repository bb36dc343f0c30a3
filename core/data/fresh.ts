/**
 * The rows that a transaction has inserted itself: whoever reacts to a booking that is being made, and its answer, read them from here.
 * It knows of inserts alone. A table that is written in any other way is asked from then on; once something is undone, all are.
 */
import { getTableName } from 'drizzle-orm';
import type { KeyedTable } from './handle.ts';

type Row = Readonly<Record<string, unknown>>;

/** Of a kind of row that names another, its parent: rows are made after their parent, or in its transaction. */
export interface Below {
  readonly parent: KeyedTable;
  /** columns that equal the values of the same names; the first of them names the parent */
  readonly keys: readonly [string, ...string[]];
}

export interface Fresh {
  inserted(table: KeyedTable, row: Row): void;
  /** in another way */
  written(tableName: string): void;
  /** Nothing is known any more. */
  end(): void;
  find(table: KeyedTable, id: string): Row | undefined;
  /** In the order in which they were inserted. @returns undefined where the parent is not of this transaction, or some may be missing */
  below(table: KeyedTable, below: Below, values: Row): readonly Row[] | undefined;
}

/** Who writes more of a kind than this asks: to look through them would take longer. */
const MOST_OF_A_TABLE = 100;

export function newFresh(): Fresh {
  const rows = new Map<string, Map<string, Row>>();
  const asked = new Set<string>();
  let hasEnded = false;

  function forget(name: string): void {
    asked.add(name);
    rows.delete(name);
  }

  const isAsked = (name: string): boolean => hasEnded || asked.has(name);
  const find = (table: KeyedTable, id: string): Row | undefined => rows.get(getTableName(table))?.get(id);

  return {
    inserted(table, row) {
      const name = getTableName(table);
      if (isAsked(name)) return;
      let ofTable = rows.get(name);
      if (ofTable === undefined) rows.set(name, (ofTable = new Map()));
      ofTable.set(row['id'] as string, row);
      if (ofTable.size > MOST_OF_A_TABLE) forget(name);
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
      return [...(rows.get(name)?.values() ?? [])].filter((row) => keys.every((key) => row[key] === values[key]));
    },
  };
}
