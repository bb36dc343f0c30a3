import { eq, sql } from 'drizzle-orm';
import { byAge } from '../../../base/age.ts';
import type { Json } from '../../../base/json.ts';
import { refuse } from '../../../base/refusal.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { CommandContext } from '../../../contracts/command.ts';
import type { DomainEvent } from '../../../contracts/event.ts';
import { listingOf, type NewRow, type ReadDb, type RowOf, type WriteDb } from '../../../data/database.ts';
import type { Evidence, EvidenceMediaType } from '../model.ts';
import { MOST_EVIDENCE } from '../rules/evidence.ts';
import { bookings, evidence } from '../tables.ts';

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

export type EvidenceRow = RowOf<typeof evidence>;

/** Nobody but those that work at the business, and its keys, may see it; whoever may not is told that there is no such thing. */
export function mustBeOfTheHouse(actor: Actor, { kind, id }: { kind: string; id: string }): void {
  if (actor.kind === 'customer') refuse('not_found', { kind, id });
}

export async function mustReachBooking(db: ReadDb, { actor, bookingId: id }: { actor: Actor; bookingId: string }): Promise<void> {
  mustBeOfTheHouse(actor, { kind: 'booking', id });
  if ((await db.find(bookings, id)) === undefined) refuse('not_found', { kind: 'booking', id });
}

/** Of whichever subject: what it is of was looked at when it was added. @throws Refusal `not_found` */
export async function mustLoadEvidence(db: ReadDb, { actor, evidenceId }: { actor: Actor; evidenceId: string }): Promise<EvidenceRow> {
  mustBeOfTheHouse(actor, { kind: 'evidence', id: evidenceId });
  return (await db.find(evidence, evidenceId)) ?? refuse('not_found', { kind: 'evidence', id: evidenceId });
}

/** `evidence.added` and `.removed`: for the history, not for webhooks. */
export const toldOfEvidence = (what: string, subjectId: string, data: Readonly<Record<string, Json>>): DomainEvent => ({
  name: `evidence.${what}`,
  subject: { kind: subjectId.startsWith('dsp_') ? 'dispute' : 'booking', id: subjectId },
  data,
});

type NewEvidence = Omit<NewRow<typeof evidence>, 'addedBy' | 'createdAt'> & {
  /** who asks, where it isn't said */
  readonly addedBy?: string;
};

/** Of a subject that is known to be there. Refuses `already_exists`, and `in_use` where there are too many. */
export async function keepEvidence({ db, ctx }: World, row: NewEvidence): Promise<{ evidenceId: string }> {
  const { id, subjectId, kind, name, sha256 = null } = row;
  if ((await db.find(evidence, id)) !== undefined) refuse('already_exists', { kind: 'evidence', id });
  if ((await listEvidence(db, subjectId)).length >= MOST_EVIDENCE) refuse('in_use', { kind: 'evidence', count: MOST_EVIDENCE });
  await db.insert(evidence, { addedBy: ctx.actor.name, ...row, createdAt: ctx.now });
  ctx.emit(toldOfEvidence('added', subjectId, { evidenceId: id, kind, name, sha256 }));
  return { evidenceId: id };
}

const ofSubject = listingOf(evidence, eq(evidence.subjectId, sql.placeholder('subjectId')));

/** Oldest first. */
export async function listEvidence(db: ReadDb, subjectId: string): Promise<EvidenceRow[]> {
  const rows = await db.listed(ofSubject, { subjectId });
  return rows.toSorted(byAge);
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
