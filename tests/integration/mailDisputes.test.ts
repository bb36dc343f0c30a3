import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Mail, Notification } from '#core/domains/notifications/model.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import type { Loop } from '#server/workers/loop.ts';
import { startMail } from '#server/workers/mail.ts';
import { type Business, openBusiness } from './business.ts';
import { type MailServer, openMailServer, partOf, partsOf, subjectOf } from './mailServer.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

// Who of a customer and a business hears of what the other says in a dispute: by the bell here, by letters there.

const NOON = Date.parse('2026-10-20T10:00Z');
const START = NOON - 2 * HOUR + 2 * DAY;

let time: VirtualTime;
let atlas: Business;
let server: MailServer;
let loop: Loop | undefined;
let bookingId: string;

beforeEach(async () => {
  time = virtualTime(NOON);
  atlas = await openBusiness({ clock: time.clock });
  server = await openMailServer();
  bookingId = await book({ locale: 'de' });
});
afterEach(async () => {
  await loop?.stop();
  loop = undefined;
  await server.close();
  await atlas.close();
});

async function book(more: object = {}): Promise<string> {
  const items = [{ offeringId: await atlas.offer({ capacity: 5 }), startsAt: START }];
  const customer = { name: 'Ada Lovelace', email: 'ada@example.com' };
  return (await atlas.run('bookings.create', { items, customer, source: 'desk', ...more }))['bookingId'] ?? '';
}

const ada = (): Actor => ({ kind: 'customer', id: 'public', name: 'Customer', bookingId });
const open = async (reason: string, as?: Actor): Promise<string> =>
  (await atlas.run('disputes.open', { bookingId, reason }, as))['disputeId'] ?? '';

const queued = async (): Promise<string[]> => {
  const rows = await atlas.engine.database.across((db) => db.select().from(mails).where(eq(mails.tenantId, atlas.tenantId)));
  return rows.filter(({ template }) => template.startsWith('dispute_')).map(({ template }) => template);
};
const bell = async () => {
  const { data } = (await atlas.ask('notifications.list', {})) as { data: Notification[] };
  return data.filter(({ kind }) => kind.startsWith('DISPUTE_'));
};

/** What is sent from now on of disputes. */
async function sent(): Promise<{ subject: string; text: string; html: string; types: string[] }[]> {
  const { parts } = atlas;
  const options = { ...parts.options, smtpUrl: server.url, mailFrom: 'desk@slotkeeper.example' };
  await loop?.stop();
  loop = startMail({ ...parts, options, timer: time.timer });
  await loop.idle();
  const linesOf = (message: string, type: string) => partOf(message, type).replaceAll('\r\n', '\n');
  const letters = server.arrived.map(({ text: message }) => ({
    ...{ subject: subjectOf(message), text: linesOf(message, 'text/plain'), html: linesOf(message, 'text/html') },
    types: partsOf(message).map(({ type }) => type),
  }));
  return letters.filter(({ subject }) => /Nachricht|Entschieden/.test(subject));
}

test('the desk’s bell rings for what a customer does, and leads to the dispute', async () => {
  const disputeId = await open(`The chair\n was broken. ${'Really. '.repeat(40)}`, ada());
  await atlas.run('disputes.reply', { disputeId, text: 'Which one?' });
  await atlas.run('disputes.reply', { disputeId, text: 'The left one.' }, ada());
  await atlas.run('disputes.withdraw', { disputeId }, ada());
  const about = { bookingId, disputeId, title: 'Ada Lovelace', readAt: null };
  const rung = await bell();
  expect(rung.map(({ kind }) => kind).toSorted()).toEqual(['DISPUTE_MESSAGE', 'DISPUTE_MESSAGE', 'DISPUTE_OPENED']);
  for (const one of rung) expect(one).toMatchObject(about);
  const bodies = rung.map(({ body }) => body);
  expect(bodies).toEqual(expect.arrayContaining(['The left one.', 'Taken back']));
  const [opened = ''] = rung.filter(({ kind }) => kind === 'DISPUTE_OPENED').map(({ body }) => body);
  expect(opened).toMatch(/^The chair was broken\. Really\. .*…$/);
  expect(opened.length).toBeLessThanOrEqual(140);
  expect(await queued()).toEqual(['dispute_message']);
});

test('the bell shows whole characters', async () => {
  await open('😀'.repeat(100), ada());
  const [rung] = await bell();
  expect(rung?.body).toBe(`${'😀'.repeat(69)}…`);
});

test('what the business itself does rings nobody', async () => {
  const disputeId = await open('You broke it.');
  await atlas.run('disputes.reply', { disputeId, text: 'Well?' });
  await atlas.run('disputes.withdraw', { disputeId });
  expect(await bell()).toEqual([]);
});

test('a customer is written what the business says, as it wrote it, in their language and with the way to answer', async () => {
  const disputeId = await open('The chair was broken.', ada());
  await atlas.run('disputes.reply', { disputeId, text: 'We are <b>sorry</b> & look:\nhttps://atlas.example/chairs\n\nMara {customer}' });
  const [letter] = await sent();
  expect(letter?.subject).toBe('Eine Nachricht zu Ihrer Buchung: Haircut');
  expect(letter?.text).toContain('We are <b>sorry</b> & look:\nhttps://atlas.example/chairs\n\nMara {customer}\n');
  expect(letter?.text).toMatch(/Lesen und antworten: https:\/\/book\.example\/s\/atlas\/manage\//);
  expect(letter?.html).toContain('We are &lt;b&gt;sorry&lt;/b&gt; &amp; look:<br>https://atlas.example/chairs<br><br>Mara {customer}');
  expect(letter?.types).not.toContain('text/calendar');
});

test('a dispute that the business opens is told with its reason, unless it was taken back before the letter went', async () => {
  const taken = await open('You broke the mirror.');
  await atlas.run('disputes.withdraw', { disputeId: taken });
  expect(await sent()).toEqual([]);
  await open('You broke the chair.');
  const letters = await sent();
  expect(letters.map(({ text }) => /You broke the \w+\./.exec(text)?.[0])).toEqual(['You broke the chair.']);
});

test('what was decided is told with what is given back, and why', async () => {
  await atlas.run('bookings.cancel', { bookingId, refundPercent: 100 });
  await atlas.run('disputes.resolve', { disputeId: await open('It was cold.', ada()), outcome: 'keep', note: 'It was 21 °C.' });
  const [kept] = await sent();
  expect(kept?.subject).toBe('Entschieden: Haircut');
  expect(kept?.text).toContain('It was 21 °C.\n');
  expect(kept?.text).toContain('Erstattung: Keine\n');
  expect(kept?.text).toMatch(/Buchung ansehen: https:/);

  bookingId = await book({ locale: 'de' });
  const { order } = (await atlas.ask('bookings.booking', { bookingId })) as { order: { id: string } };
  await atlas.run('payments.record', { orderId: order.id, method: 'cash', amountCents: 4_500 });
  await atlas.run('bookings.cancel', { bookingId, refundPercent: 0 });
  const disputeId = await open('It was cold.', ada());
  await atlas.run('disputes.resolve', { disputeId, outcome: 'refund', refundCents: 1_250, note: 'We are sorry.' });
  const [, back] = await sent();
  expect(back?.text).toContain('We are sorry.\n');
  expect(back?.text.replaceAll(/[\u00A0\u202F]/g, ' ')).toContain('Erstattung: 12,50 €\n');
});

test('whoever gave no address is written nothing, and the business’s own words are used where there are some', async () => {
  await atlas.run('notifications.setMailText', {
    ...{ template: 'dispute_message', locale: 'de', changes: { subject: 'Nachricht {code}', body: 'Liebe {customer}: {message}' } },
  });
  const { confirmationCode } = (await atlas.ask('bookings.booking', { bookingId })) as { confirmationCode: string };
  await open('You broke the chair.');
  bookingId = await book({ customer: { name: 'Ben', email: null, phone: '+49 30 123456' } });
  await open('You broke the mirror.');
  expect(await queued()).toEqual(['dispute_message']);
  const [letter] = await sent();
  expect(letter?.subject).toBe(`Nachricht ${confirmationCode}`);
  expect(letter?.text).toContain('Liebe Ada Lovelace: You broke the chair.');
  for (const subject of ['{message}', '{manageLink}'])
    expect(
      await atlas.outcome('notifications.setMailText', { template: 'dispute_message', locale: 'de', changes: { subject, body: 'X' } }),
    ).toMatchObject({ ok: false, code: 'invalid_request' });
});

test('a letter is sent again as it was', async () => {
  await open('You broke the chair.');
  await sent();
  const [{ id: mailId } = { id: '' }] = ((await atlas.ask('notifications.mails', {})) as Mail[]).filter(
    ({ template }) => template === 'dispute_message',
  );
  await atlas.run('notifications.sendMailAgain', { mailId });
  const letters = await sent();
  expect(letters).toHaveLength(2);
  expect(letters[1]?.text).toBe(letters[0]?.text);
});
