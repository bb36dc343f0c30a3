import type { ReadDb } from '#core/data/database.ts';
import type { PackedEntry, Packing } from '../../backup/pack.ts';
import { bookingSheet } from './bookings.ts';
import { exceptionSheet, offeringSheet, scheduleSheet } from './catalogue.ts';
import { customerSheet } from './customers.ts';
import { type Sheet, textOf } from './sheet.ts';
import { loadSubjects } from './subjects.ts';

/** @returns what was added, by its name */
export async function addCsv(packing: Packing, db: ReadDb): Promise<Record<string, PackedEntry>> {
  const subjects = await loadSubjects(db);
  const sheets: Readonly<Record<string, Sheet>> = {
    bookings: bookingSheet(db, subjects),
    customers: customerSheet(db),
    exceptions: exceptionSheet(db, subjects),
    offerings: offeringSheet(db),
    schedules: scheduleSheet(db, subjects),
  };
  const entries: Record<string, PackedEntry> = {};
  for (const [name, sheet] of Object.entries(sheets)) entries[`csv/${name}.csv`] = await packing.add(`csv/${name}.csv`, textOf(sheet));
  return entries;
}
