import { desc, eq } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import type { CommandContext } from '../../contracts/command.ts';
import { listingBelow, mine, type ReadDb, type RowOf, type WriteDb } from '../../data/database.ts';
import { bookings } from '../bookings/tables.ts';
import { orders } from '../payments/tables.ts';
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
  return rows.map(({ id, template, recipient, status, bookingId, waitlistId, orderId, locale, ...sending }) => {
    const { attemptCount, nextAttemptAt, error, createdAt } = sending;
    return { id, template, recipient, status, bookingId, waitlistId, orderId, locale, attemptCount, nextAttemptAt, error, createdAt };
  });
}

type World = { readonly db: WriteDb; readonly ctx: CommandContext };

export interface NewMail {
  readonly template: MailTemplate;
  readonly recipient: string;
  readonly locale: string | null;
  readonly bookingId?: string | null;
  readonly waitlistId?: string | null;
  readonly orderId?: string | null;
  readonly code?: string | null;
  readonly refundId?: string | null;
  readonly disputeId?: string | null;
  readonly messageId?: string | null;
  readonly startsAt?: number | null;
  /** epoch ms; absent: now */
  readonly dueAt?: number;
}

/** Into the outbox: a worker sends it when it is due. @returns its id */
export async function queueMail({ db, ctx }: World, mail: NewMail): Promise<string> {
  const { template, recipient, locale, dueAt } = mail;
  const { bookingId = null, waitlistId = null, orderId = null, code = null, refundId = null, startsAt = null } = mail;
  const { disputeId = null, messageId = null } = mail;
  const id = ctx.newId('mai');
  // Mail is sent by the time outside, which a sandbox's clock may be ahead of.
  const nextAttemptAt = (dueAt ?? ctx.serverNow) - ctx.serverNow + ctx.outsideNow;
  await db.insert(mails, {
    id,
    template,
    recipient,
    locale,
    bookingId,
    waitlistId,
    orderId,
    code,
    refundId,
    disputeId,
    messageId,
    startsAt,
    status: 'PENDING',
    attemptCount: 0,
    nextAttemptAt,
    leasedUntil: null,
    error: null,
    createdAt: ctx.serverNow,
  });
  return id;
}

const ofBooking = listingBelow(bookings, mails, { by: ['bookingId', 'template'] });

export const mailsAbout = (db: ReadDb, about: { bookingId: string; template: MailTemplate }): Promise<MailRow[]> =>
  db.listed(ofBooking, about);

const ofOrder = listingBelow(orders, mails, { by: ['orderId', 'template'] });

export const mailsAboutOrder = (db: ReadDb, about: { orderId: string; template: MailTemplate }): Promise<MailRow[]> =>
  db.listed(ofOrder, about);

/** They are off, unless they are on their way or gone. */
export async function dropMails(db: WriteDb, rows: readonly MailRow[]): Promise<void> {
  for (const { id, status, leasedUntil } of rows)
    if (status === 'PENDING' && leasedUntil === null) await db.patch(mails, id, { status: 'DROPPED', nextAttemptAt: null });
}
