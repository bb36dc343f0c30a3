import { or, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

const escaped = (text: string): string => text.replace(/[\\%_]/g, (char) => `\\${char}`);

/**
 * The column has this text in it, whatever the case. SQLite's `lower` knows ASCII alone and PostgreSQL's `like` minds the case:
 * text beyond ASCII is looked for as typed, in small letters, in capitals, and with its first letter a capital.
 */
export function contains(column: SQLiteColumn | SQL, text: string): SQL | undefined {
  const small = text.toLowerCase();
  const like = (searched: SQL, pattern: string) => sql`${searched} like ${`%${escaped(pattern)}%`} escape '\\'`;
  const folded = like(sql`lower(${column})`, small);
  if (!/[^ -~]/.test(small)) return folded;
  const capitalised = small.replace(/^\P{L}*\p{L}/u, (start) => start.toUpperCase());
  return or(folded, ...[...new Set([text, small, capitalised, text.toUpperCase()])].map((typed) => like(sql`${column}`, typed)));
}
