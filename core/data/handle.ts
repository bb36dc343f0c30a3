import type { BaseSQLiteDatabase, SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';

/** drizzle over any driver: better-sqlite3 answers at once, PostgreSQL later; both can be awaited. */
export type Drizzle = BaseSQLiteDatabase<'async', unknown>;

export type KeyedTable = SQLiteTable & { readonly tenantId: SQLiteColumn; readonly id: SQLiteColumn };
export type RowOf<T extends SQLiteTable> = T['$inferSelect'];
