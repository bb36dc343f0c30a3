import { and, desc, eq, inArray, ne } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import type { CommandContext } from '../../contracts/command.ts';
import type { ReadDb, RowOf, WriteDb } from '../../data/database.ts';
import { mine } from '../../data/database.ts';
import { type Mail, type MailSettings, type MailTemplate, usualMailSettings } from './model.ts';
import { mails, mailSettings, mailTexts } from './tables.ts';

export type MailRow = RowOf<typeof mails>;
export type MailTextRow = RowOf<typeof mailTexts>;

export const textId = ({ template, locale }: { template: MailTemplate; locale: string }): string => `${template}_${locale}`;

export const listTexts = (db: ReadDb, template?: MailTemplate): Promise<MailTextRow[]> =>
  db.list(mailTexts, template === undefined ? undefined : eq(mailTexts.template, template));

export async function loadMailSettings(db: ReadDb): Promise<MailSettings> {
  const row = await db.find(mailSettings, db.tenantId);
  return row === undefined ? usualMailSettings : { locale: row.locale, reviewRequests: row.reviewRequests };
}

export const mustLoadMail = async (db: ReadDb, id: string): Promise<MailRow> =>
  (await db.find(mails, id)) ?? refuse('not_found', { kind: 'mail', id });

/** Newest first. */
export async function listMails(db: ReadDb, limit: number): Promise<Mail[]> {
  const rows = await db.select().from(mails).where(mine(db, mails)).orderBy(desc(mails.createdAt), desc(mails.id)).limit(limit);
  return rows.map(({ id, template, recipient, status, bookingId, waitlistId, locale, attemptCount, nextAttemptAt, error, createdAt }) => ({
    ...{ id, template, recipient, status, bookingId, waitlistId, locale, attemptCount, nextAttemptAt, error, createdAt },
  }));
}

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

export interface NewMail {
  readonly template: MailTemplate;
  readonly recipient: string;
  readonly locale: string | null;
  readonly bookingId?: string | null;
  readonly waitlistId?: string | null;
  readonly code?: string | null;
  readonly refundId?: string | null;
  readonly startsAt?: number | null;
  /** epoch ms; absent: now */
  readonly dueAt?: number;
}

/** Into the outbox: a worker sends it when it is due. @returns its id */
export async function queueMail({ db, ctx }: World, mail: NewMail): Promise<string> {
  const { template, recipient, locale, bookingId = null, waitlistId = null, code = null, refundId = null, startsAt = null, dueAt } = mail;
  const id = ctx.newId('mai');
  // Mail is sent by the time outside, which a sandbox's clock may be ahead of.
  const nextAttemptAt = (dueAt ?? ctx.serverNow) - ctx.serverNow + ctx.outsideNow;
  await db.insert(mails, {
    ...{ id, template, recipient, locale, bookingId, waitlistId, code, refundId, startsAt },
    ...{ status: 'PENDING', attemptCount: 0, nextAttemptAt, leasedUntil: null, error: null },
    createdAt: ctx.serverNow,
  });
  return id;
}

export const mailsAbout = (db: ReadDb, { bookingId, template }: { bookingId: string; template: MailTemplate }): Promise<MailRow[]> =>
  db.list(mails, and(eq(mails.bookingId, bookingId), eq(mails.template, template)));

/** Reminders of other starts than this one are off, unless they are on their way. */
export async function dropReminders(db: WriteDb, { bookingId, except }: { bookingId: string; except: number | null }): Promise<void> {
  const rows = await db.list(
    mails,
    and(eq(mails.bookingId, bookingId), eq(mails.template, 'booking_reminder'), inArray(mails.status, ['PENDING'])),
    except === null ? undefined : ne(mails.startsAt, except),
  );
  for (const { id, leasedUntil } of rows) if (leasedUntil === null) await db.patch(mails, id, { status: 'DROPPED', nextAttemptAt: null });
}
