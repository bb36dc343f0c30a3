/** The outbox of mail as its worker sees it: taken by a lease, settled under it. */
import { and, asc, eq, isNotNull, isNull, lte, or } from 'drizzle-orm';
import { HOUR, MINUTE } from '#core/base/time.ts';
import type { Database } from '#core/data/database.ts';
import type { MailRow } from '#core/domains/notifications/store.ts';
import { mails } from '#core/domains/notifications/tables.ts';

/** Longer than all that is taken at once may need of a slow mail server. */
const LEASE_MS = 10 * MINUTE;
const RETRY_AFTER_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR] as const;
const AT_ONCE = 10;

const keyOf = ({ tenantId, id }: { tenantId: string; id: string }) => and(eq(mails.tenantId, tenantId), eq(mails.id, id));
const isDue = (now: number) =>
  and(eq(mails.status, 'PENDING'), lte(mails.nextAttemptAt, now), or(isNull(mails.leasedUntil), lte(mails.leasedUntil, now)));

export async function isMailWaiting(database: Database, now: number): Promise<boolean> {
  const rows = await database.across((db) => db.select({ id: mails.id }).from(mails).where(isDue(now)).limit(1));
  return rows.length > 0;
}

/** @returns those that nobody else has, leased */
export async function takeMails(database: Database, now: number): Promise<MailRow[]> {
  const due = await database.across((db) =>
    db.select().from(mails).where(isDue(now)).orderBy(asc(mails.nextAttemptAt), asc(mails.id)).limit(AT_ONCE),
  );
  if (due.length === 0) return [];
  return database.work(async (db) => {
    const taken: MailRow[] = [];
    for (const row of due)
      taken.push(
        ...(await db
          .update(mails)
          .set({ leasedUntil: now + LEASE_MS })
          .where(and(keyOf(row), isDue(now)))
          .returning()),
      );
    return taken;
  });
}

/** What became of an attempt: taken by the mail server, no longer true, or what went wrong. */
export type Sent = 'sent' | 'dropped' | { readonly error: string };

const ends = { sent: 'SENT', dropped: 'DROPPED' } as const;

/** A code that is sent, or never will be, is kept no longer. */
export async function settleMail(database: Database, { row, now, sent }: { row: MailRow; now: number; sent: Sent }): Promise<void> {
  const wait = RETRY_AFTER_MS[row.attemptCount];
  const error = typeof sent === 'object' ? sent.error : null;
  const status = typeof sent === 'string' ? ends[sent] : wait === undefined ? 'FAILED' : 'PENDING';
  const isOpen = status === 'PENDING';
  await database.work(async (db) => {
    await db
      .update(mails)
      .set({
        ...{ status, error, leasedUntil: null, nextAttemptAt: isOpen ? now + (wait ?? 0) : null, code: isOpen ? row.code : null },
        attemptCount: row.attemptCount + (sent === 'dropped' ? 0 : 1),
      })
      .where(and(keyOf(row), eq(mails.leasedUntil, row.leasedUntil ?? 0)));
  });
}

/** Gives back what was taken and not sent. */
export async function releaseMail(database: Database, row: MailRow): Promise<void> {
  await database.work(async (db) => {
    await db
      .update(mails)
      .set({ leasedUntil: null })
      .where(and(keyOf(row), eq(mails.leasedUntil, row.leasedUntil ?? 0)));
  });
}

/** At the start of the one process that has this database: whoever held these is dead. */
export async function freeMails(database: Database): Promise<void> {
  await database.work(async (db) => {
    await db.update(mails).set({ leasedUntil: null }).where(isNotNull(mails.leasedUntil));
  });
}
