import { and, count, desc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { idOf, Locale } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import { mine } from '../../data/database.ts';
import { offerings } from '../catalog/tables.ts';
import { mustLoadProfile } from '../tenants/store.ts';
import {
  type Mail,
  mailLocales,
  type MailPreview,
  type MailSettings,
  type MailTemplate,
  mailTemplates,
  MailText,
  type Notification,
  type TemplateTexts,
  type WrittenText,
} from './model.ts';
import { chooseTongue, ownTextFor, usualText } from './rules/language.ts';
import { letterOf } from './rules/letters.ts';
import { placeholdersOf, unknownIn } from './rules/placeholders.ts';
import { sampleAbout } from './rules/sample.ts';
import { listMails, listTexts, loadMailSettings, type MailRow, type MailTextRow, mustLoadMail } from './store.ts';
import { notifications } from './tables.ts';

export const bell = defineQuery({
  name: 'notifications.list',
  allow: { roles: staff },
  input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
  async run({ db }, { limit }): Promise<{ data: Notification[]; unread: number }> {
    const rows = await db
      .select()
      .from(notifications)
      .where(mine(db, notifications))
      .orderBy(desc(notifications.at), desc(notifications.id))
      .limit(limit);
    const unread = await db
      .select({ n: count() })
      .from(notifications)
      .where(and(mine(db, notifications), isNull(notifications.readAt)));
    const data = rows.map(({ tenantId: _tenant, rev: _rev, ...row }) => row);
    return { data, unread: unread[0]?.n ?? 0 };
  },
});

function textsOf(template: MailTemplate, rows: readonly MailTextRow[]): WrittenText[] {
  const own = rows.filter((row) => row.template === template);
  const locales = [...new Set([...mailLocales, ...own.map(({ locale }) => locale)])];
  return locales.map((locale) => {
    const row = own.find((one) => one.locale === locale);
    const { subject, body } = row ?? usualText(template, locale);
    return { locale, subject, body, own: row !== undefined };
  });
}

/** Every letter in every language, in the business's words or the usual ones. */
export const mailTextsQuery = defineQuery({
  name: 'notifications.mailTexts',
  allow: { roles: staff },
  input: z.strictObject({}),
  async run({ db }): Promise<{ settings: MailSettings; templates: TemplateTexts[] }> {
    const rows = await listTexts(db);
    const templates = mailTemplates.map((template) => ({
      ...{ template, placeholders: placeholdersOf[template], texts: textsOf(template, rows) },
    }));
    return { settings: await loadMailSettings(db), templates };
  },
});

/** A letter about an invented booking, with these words in place of the saved ones. What it does not know stays between its braces. */
export const previewMail = defineQuery({
  name: 'notifications.previewMail',
  allow: { roles: staff },
  input: z.strictObject({ template: z.enum(mailTemplates), locale: Locale, own: MailText.nullable() }),
  async run({ db, ctx }, { template, locale, own }): Promise<MailPreview> {
    const profile = await mustLoadProfile(db);
    const { locale: usual } = await loadMailSettings(db);
    const rows = await listTexts(db, template);
    const shown = (await db.list(offerings, eq(offerings.status, 'PUBLISHED'))).toSorted((a, b) => (a.title < b.title ? -1 : 1))[0];
    const { timezone, displayCurrency, subdomain } = profile;
    const about = sampleAbout(template, {
      ...{ offeringTitle: shown?.title ?? 'Haircut', priceCents: shown?.basePriceCents ?? 4_500 },
      ...{ currency: shown?.currency ?? displayCurrency, timezone: shown?.timezone ?? timezone, now: ctx.now },
      url: `https://example.com/s/${subdomain}/manage/K7M2QX`,
    });
    const tongue = chooseTongue({ asked: locale, usual, texts: own === null ? rows : [{ ...own, locale }] });
    const text = own ?? ownTextFor(rows, tongue.locale) ?? null;
    const letter = letterOf({ template, tongue, own: text, business: profile.name, mark: null, about });
    return { ...letter, unknown: text === null ? [] : unknownIn(template, text).map(({ name }) => name) };
  },
});

/** The server's alone: a desktop has none. */
export const mailsQuery = defineQuery({
  name: 'notifications.mails',
  allow: { roles: staff },
  input: z.strictObject({ limit: z.int().min(1).max(200).default(100) }),
  run: ({ db }, { limit }): Promise<Mail[]> => listMails(db, limit),
});

/** For the worker and the door that write it out: the row, with the code that it may carry. */
export const mailRow = defineQuery({
  name: 'notifications.mail',
  allow: { roles: [] },
  input: z.strictObject({ mailId: idOf('mai') }),
  run: ({ db }, { mailId }): Promise<MailRow> => mustLoadMail(db, mailId),
});

/** For the worker: the business's own words of a letter, and its language. */
export const ownWords = defineQuery({
  name: 'notifications.ownWords',
  allow: { roles: [] },
  input: z.strictObject({ template: z.enum(mailTemplates) }),
  run: async ({ db }, { template }): Promise<{ usual: string; texts: MailTextRow[] }> => ({
    usual: (await loadMailSettings(db)).locale,
    texts: await listTexts(db, template),
  }),
});
