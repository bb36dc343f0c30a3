/** Which history this server has: revisions with their marks. After a restore, a later revision has another mark or none. */
import { and, eq, sql } from 'drizzle-orm';
import { refuse } from '../base/refusal.ts';
import type { Drizzle, ReadDb } from '../data/database.ts';
import { revisions } from '../data/tables.ts';

/** A revision and the mark that the server gave it. */
export interface Moment {
  readonly rev: number;
  readonly nonce: string;
}

/** @throws Refusal `history_unknown` {since} where this server never was at that moment */
export async function mustKnow(db: ReadDb, { rev, nonce }: Moment): Promise<void> {
  if (rev > 0 && (await nonceOf(db, rev)) !== nonce) refuse('history_unknown', { since: rev });
}

const markOf = (drizzle: Drizzle) =>
  drizzle
    .select({ nonce: revisions.nonce })
    .from(revisions)
    .where(and(eq(revisions.tenantId, sql.placeholder('tenantId')), eq(revisions.rev, sql.placeholder('rev'))))
    .prepare();

export async function nonceOf(db: ReadDb, rev: number): Promise<string | undefined> {
  const rows = await db.compiled(markOf).all({ tenantId: db.tenantId, rev });
  return rows[0]?.nonce;
}
