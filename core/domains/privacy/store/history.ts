import type { ReadDb } from '../../../data/database.ts';
import { events } from '../../../data/tables.ts';
import type { HistoryEntry } from '../../bookings/model.ts';
import { listAny, oneOf } from './theirs.ts';

/** What happened to each of these, the oldest first. */
export async function listSubjectEvents(db: ReadDb, subjectIds: readonly string[]): Promise<Map<string, HistoryEntry[]>> {
  const rows = (await listAny(db, events, oneOf(events.subjectId, subjectIds))).toSorted(
    (a, b) => a.at - b.at || a.rev - b.rev || a.ordinal - b.ordinal,
  );
  const found = new Map<string, HistoryEntry[]>();
  for (const { subjectId, id, name, at, actorKind, actorName, data } of rows) {
    const entry = { id, name, at, actorKind, actorName, data };
    found.set(subjectId, [...(found.get(subjectId) ?? []), entry]);
  }
  return found;
}
