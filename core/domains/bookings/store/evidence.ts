import { eq, sql } from 'drizzle-orm';
import { refuse } from '../../../base/refusal.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { listingOf, type ReadDb, type RowOf } from '../../../data/database.ts';
import type { Evidence, EvidenceMediaType } from '../model.ts';
import { bookings, evidence } from '../tables.ts';

export type EvidenceRow = RowOf<typeof evidence>;

/**
 * The one rule of who may see and add what: of a booking all that work at the business, and its keys; nobody else, not even its
 * customer. Whoever may not is told that there is no such thing.
 */
export async function mustReachSubject(db: ReadDb, { actor, subjectId }: { actor: Actor; subjectId: string }): Promise<void> {
  if (actor.kind === 'customer' || (await db.find(bookings, subjectId)) === undefined)
    refuse('not_found', { kind: 'booking', id: subjectId });
}

/** @throws Refusal `not_found` */
export async function mustLoadEvidence(db: ReadDb, { actor, evidenceId }: { actor: Actor; evidenceId: string }): Promise<EvidenceRow> {
  const row = (await db.find(evidence, evidenceId)) ?? refuse('not_found', { kind: 'evidence', id: evidenceId });
  await mustReachSubject(db, { actor, subjectId: row.subjectId });
  return row;
}

const ofSubject = listingOf(evidence, eq(evidence.subjectId, sql.placeholder('subjectId')));

/** Oldest first. */
export async function listEvidence(db: ReadDb, subjectId: string): Promise<EvidenceRow[]> {
  const rows = await db.listed(ofSubject, { subjectId });
  return rows.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

export const evidenceOf = ({
  id,
  subjectId,
  kind,
  name,
  note,
  url,
  mediaType,
  size,
  sha256,
  addedBy,
  createdAt,
}: EvidenceRow): Evidence => ({
  ...{ id, subjectId, kind, name, note, url, addedBy, createdAt },
  file: mediaType === null || size === null || sha256 === null ? null : { mediaType: mediaType as EvidenceMediaType, size, sha256 },
});
