import type { ReadDb } from '#core/data/database.ts';
import type { customers } from '#core/domains/customers/tables.ts';
import { keptTables, pagesOf } from '../rows.ts';
import { type Line, type Sheet, utc } from './sheet.ts';

type Customer = typeof customers.$inferSelect;

const titles = ['Name', 'E-mail', 'Phone', 'Notes', 'Added (UTC)', 'Changed (UTC)', 'Customer id'];

export const customerSheet = (db: ReadDb): Sheet => ({ titles, pages: pages(db) });

async function* pages(db: ReadDb): AsyncGenerator<Line[]> {
  const kept = keptTables.get('customers');
  if (kept !== undefined) for await (const rows of pagesOf(db, kept)) yield (rows as unknown as Customer[]).map(lineOf);
}

const lineOf = ({ id, name, email, phone, notes, createdAt, updatedAt }: Customer): Line => ({
  Name: name,
  'E-mail': email,
  Phone: phone,
  Notes: notes,
  'Added (UTC)': utc(createdAt),
  'Changed (UTC)': utc(updatedAt),
  'Customer id': id,
});
