import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { managers, staff } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { Email, idOf, Locale } from '../../contracts/fields.ts';
import { members } from '../members/tables.ts';
import { MailSettings, MailText, mailTemplates } from './model.ts';
import { usualText } from './rules/language.ts';
import { mustKnow } from './rules/placeholders.ts';
import { loadMailSettings, mustLoadMail, queueMail, textId } from './store.ts';
import { mails, mailSettings, mailTexts, notifications } from './tables.ts';

export const markRead = defineCommand({
  name: 'notifications.markRead',
  allow: { roles: staff },
  offline: true,
  input: z.strictObject({ ids: z.array(idOf('ntf')).min(1).max(500) }),
  async run({ db, ctx }, { ids }) {
    for (const id of ids) {
      const row = await db.find(notifications, id);
      if (row?.readAt === null) await db.patch(notifications, id, { readAt: ctx.now });
    }
    return null;
  },
});

const TextRef = z.strictObject({ template: z.enum(mailTemplates), locale: Locale });

/**
 * The business's own words for one letter in one language, from the next one on. Refuses `invalid_request` for a placeholder that the
 * letter does not know, and where a language that nobody has written yet is given half; `edit_conflict`.
 */
export const setMailText = defineCommand({
  name: 'notifications.setMailText',
  allow: { roles: managers },
  offline: true,
  input: TextRef.extend(editOf(MailText).shape),
  async run({ db, ctx }, { template, locale, ...edit }) {
    const id = textId({ template, locale });
    const row = await db.find(mailTexts, id);
    const current = row ?? usualText(template, locale);
    const { subject, body } = { ...current, ...applyEdit<MailText>({ subject: current.subject, body: current.body }, edit) };
    if (subject === '' || body === '')
      refuse('invalid_request', { issues: [{ path: `changes.${subject === '' ? 'subject' : 'body'}`, expected: 'some text' }] });
    mustKnow(template, { subject, body });
    if (row === undefined) await db.insert(mailTexts, { id, template, locale, subject, body, updatedAt: ctx.now });
    else await db.patch(mailTexts, id, { subject, body, updatedAt: ctx.now });
    return null;
  },
});

/** Back to the usual words. */
export const resetMailText = defineCommand({
  name: 'notifications.resetMailText',
  allow: { roles: managers },
  offline: true,
  input: TextRef,
  async run({ db }, ref) {
    await db.remove(mailTexts, textId(ref));
    return null;
  },
});

/** Which language is written in where the booker's is not known, and whether customers are asked how it was. Refuses `edit_conflict`. */
export const updateMailSettings = defineCommand({
  name: 'notifications.updateMailSettings',
  allow: { roles: managers },
  offline: true,
  input: editOf(MailSettings),
  async run({ db, ctx }, edit) {
    const current = await loadMailSettings(db);
    const row = { ...current, ...applyEdit<MailSettings>(current, edit), updatedAt: ctx.now };
    if (!(await db.patch(mailSettings, db.tenantId, row))) await db.insert(mailSettings, { id: db.tenantId, ...row });
    return null;
  },
});

/** For the door, which made the code: eight digits that say that a customer reads mail at this address. To null nothing is written. */
export const sendCode = defineCommand({
  name: 'notifications.sendCode',
  allow: { roles: [] },
  offline: false,
  input: z.strictObject({ email: Email.nullable(), code: z.string().regex(/^\d{8}$/, 'expected eight digits'), locale: Locale.nullable() }),
  run: async (world, { email, code, locale }) => ({
    mailId: email === null ? null : await queueMail(world, { template: 'sign_in_code', recipient: email, locale, code }),
  }),
});

/** A letter as it is saved, about nobody's booking, to whoever asks. */
export const sendTestMail = defineCommand({
  name: 'notifications.sendTestMail',
  allow: { roles: managers },
  offline: false,
  input: TextRef,
  async run(world, { template, locale }) {
    const { actor } = world.ctx;
    const member = (await world.db.find(members, actor.id)) ?? refuse('not_found', { kind: 'member', id: actor.id });
    return { mailId: await queueMail(world, { template, locale, recipient: member.email }) };
  },
});

/**
 * What failed or waits goes out now; what was sent is sent as a new letter. Refuses `invalid_transition` for what no longer holds, and
 * for a code, which is good once.
 */
export const sendMailAgain = defineCommand({
  name: 'notifications.sendMailAgain',
  allow: { roles: staff },
  offline: false,
  input: z.strictObject({ mailId: idOf('mai') }),
  async run(world, { mailId }) {
    const { db, ctx } = world;
    const { status, template, ...mail } = await mustLoadMail(db, mailId);
    if (status === 'DROPPED' || template === 'sign_in_code') refuse('invalid_transition', { status, move: 'send' });
    if (status === 'SENT') return { mailId: await queueMail(world, { ...mail, template }) };
    // Who sends it at this moment has it leased, and will say how it went.
    if (mail.leasedUntil === null)
      await db.patch(mails, mailId, { status: 'PENDING', attemptCount: 0, nextAttemptAt: ctx.outsideNow, error: null });
    return { mailId };
  },
});
