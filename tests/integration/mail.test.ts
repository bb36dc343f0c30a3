import { and, eq } from 'drizzle-orm';
import ICAL from 'ical.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { Mail, MailCopy, MailPreview, Outbox } from '#core/domains/notifications/model.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { ask } from '#core/engine/ask.ts';
import { mailAnswers } from '#server/doors/console/mail.ts';
import type { Loop } from '#server/workers/loop.ts';
import { startMail } from '#server/workers/mail.ts';
import { type Business, mara, openBusiness } from './business.ts';
import { headersOf, type MailServer, openMailServer, partOf, partsOf, subjectOf } from './mailServer.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

const NOON = Date.parse('2026-10-20T10:00Z');
/** Ten in the morning in Berlin, before the clocks change. */
const inDays = (days: number): number => NOON - 2 * HOUR + days * DAY;
const system: Actor = { kind: 'system', id: 'test', name: 'Test' };
const ada = { name: 'Ada Lovelace', email: 'ada@example.com' };

let time: VirtualTime;
let atlas: Business;
let server: MailServer;
let loops: Loop[];
let offeringId: string;

beforeEach(async () => {
  time = virtualTime(NOON);
  atlas = await openBusiness({ clock: time.clock });
  server = await openMailServer();
  loops = [];
  offeringId = await atlas.offer({ capacity: 5 });
});

afterEach(async () => {
  for (const loop of loops) await loop.stop();
  await server.close();
  await atlas.close();
});

function sending(parts = atlas.parts): Loop {
  const options = { ...parts.options, smtpUrl: server.url, mailFrom: 'desk@slotkeeper.example' };
  const loop = startMail({ ...parts, options, timer: time.timer });
  loops.push(loop);
  return loop;
}

const until = (loop: Loop, instant: number) => time.advanceTo(instant, () => loop.idle());

/** What is sent by then: nobody looks in between, so that days take no time. */
async function sentAt(instant: number): Promise<void> {
  for (const loop of loops.splice(0)) await loop.stop();
  await time.advanceTo(instant, async () => {});
  await sending().idle();
}

async function book(startsAt: number, more: object = {}): Promise<string> {
  const items = [{ offeringId, startsAt }];
  return (await atlas.run('bookings.create', { items, customer: ada, source: 'desk', ...more }))['bookingId'] ?? '';
}

const rowsOf = (template: string) =>
  atlas.engine.database.across((db) =>
    db
      .select()
      .from(mails)
      .where(and(eq(mails.tenantId, atlas.tenantId), eq(mails.template, template as 'booking_reminder'))),
  );
const waiting = async (template: string) => (await rowsOf(template)).filter(({ status }) => status === 'PENDING');
const subjects = () => server.arrived.map(({ text }) => subjectOf(text));
const aboutReminders = () => subjects().filter((subject) => subject.startsWith('See you soon'));
const idOf = (message: string) => headersOf(message).find((line) => line.startsWith('Message-ID')) ?? '';

describe('a reminder', () => {
  test('goes out a day before, once', async () => {
    await book(inDays(5));
    await sentAt(inDays(4) - MINUTE);
    expect(aboutReminders()).toEqual([]);
    await sentAt(inDays(4));
    expect(aboutReminders()).toEqual(['See you soon: Haircut']);
    expect(partOf(server.arrived.at(-1)?.text ?? '', 'text/plain')).toMatch(/When: Sunday,? 25 October 2026/);
    await sentAt(inDays(6));
    expect(aboutReminders()).toHaveLength(1);
  });

  test('is not needed by who books less than 26 hours ahead', async () => {
    await book(NOON + 26 * HOUR - 30 * MINUTE, { overridePolicy: true });
    expect(await rowsOf('booking_reminder')).toEqual([]);
    await book(NOON + 26 * HOUR, { overridePolicy: true });
    expect(await rowsOf('booking_reminder')).toHaveLength(1);
  });

  test('moves with its booking, there and back, and is of the start that holds', async () => {
    const bookingId = await book(inDays(5));
    await atlas.run('bookings.reschedule', { bookingId, startsAt: inDays(8) });
    await atlas.run('bookings.reschedule', { bookingId, startsAt: inDays(5) });
    await atlas.run('bookings.reschedule', { bookingId, startsAt: inDays(9) });
    expect((await waiting('booking_reminder')).map(({ startsAt, nextAttemptAt }) => [startsAt, nextAttemptAt])).toEqual([
      [inDays(9), inDays(8)],
    ]);
    await sentAt(inDays(8) - MINUTE);
    expect(aboutReminders()).toEqual([]);
    await sentAt(inDays(8));
    expect(aboutReminders()).toHaveLength(1);
    await sentAt(inDays(10));
    expect(aboutReminders()).toHaveLength(1);
  });

  test('is one still where its booking is changed and begins when it did', async () => {
    const bookingId = await book(inDays(5));
    await atlas.run('bookings.reschedule', { bookingId, startsAt: inDays(5), endsAt: inDays(5) + 2 * HOUR, overridePolicy: true });
    await atlas.run('bookings.reschedule', { bookingId, quantity: 2 });
    expect(await rowsOf('booking_reminder')).toHaveLength(1);
    expect((await rowsOf('booking_rescheduled')).length).toBeGreaterThan(0);
  });

  test('is judged when it is sent: what moved while it was on its way is not reminded of', async () => {
    const bookingId = await book(inDays(5));
    const [row] = await waiting('booking_reminder');
    await atlas.run('bookings.reschedule', { bookingId, startsAt: inDays(6) });
    await atlas.engine.database.work(async (db) => {
      await db
        .update(mails)
        .set({ status: 'PENDING', nextAttemptAt: NOON })
        .where(and(eq(mails.tenantId, atlas.tenantId), eq(mails.id, row?.id ?? '')));
    });
    await sending().idle();
    expect(aboutReminders()).toEqual([]);
    expect((await rowsOf('booking_reminder')).find(({ id }) => id === row?.id)).toMatchObject({ status: 'DROPPED', attemptCount: 0 });
  });

  test('of what is cancelled is off, and of a request begins with its approval', async () => {
    const bookingId = await book(inDays(5), { confirm: false });
    expect(await rowsOf('booking_reminder')).toEqual([]);
    await atlas.run('bookings.approve', { bookingId });
    expect(await waiting('booking_reminder')).toHaveLength(1);
    await atlas.run('bookings.cancel', { bookingId });
    expect(await waiting('booking_reminder')).toEqual([]);
    await sentAt(inDays(4));
    expect(aboutReminders()).toEqual([]);
  });
});

describe('whether it was good', () => {
  const visit = async () => {
    const bookingId = await book(inDays(2));
    await time.advanceTo(inDays(2) + HOUR, async () => {});
    await atlas.run('bookings.complete', { bookingId });
    return bookingId;
  };

  test('is not asked unless the business wants it', async () => {
    await visit();
    expect(await rowsOf('review_request')).toEqual([]);
  });

  test('is asked two hours after, once, and not of who did not come', async () => {
    await atlas.run('notifications.updateMailSettings', { changes: { reviewRequests: true }, seen: { reviewRequests: false } });
    const bookingId = await visit();
    await sentAt(inDays(2) + 3 * HOUR - MINUTE);
    expect(subjects()).not.toContain('How was it? Haircut');
    await atlas.run('bookings.noShow', { bookingId });
    await sentAt(inDays(2) + 5 * HOUR);
    expect(subjects()).not.toContain('How was it? Haircut');
    const other = await book(inDays(3));
    await sentAt(inDays(3) + HOUR);
    await atlas.run('bookings.complete', { bookingId: other });
    await sentAt(inDays(3) + 3 * HOUR);
    await sentAt(inDays(4));
    expect(subjects().filter((subject) => subject === 'How was it? Haircut')).toHaveLength(1);
  });
});

describe('money that goes back', () => {
  test('is told once, when it has gone, with how much', async () => {
    const mail = sending();
    const bookingId = await book(inDays(5));
    const { order } = (await atlas.ask('bookings.booking', { bookingId })) as BookingDetail;
    await atlas.run('payments.record', { orderId: order?.id ?? '', method: 'cash', amountCents: 4_500 });
    await atlas.run('bookings.cancel', { bookingId, refundPercent: 50 });
    await mail.idle();
    expect(subjects().filter((subject) => subject.includes('money'))).toEqual([]);
    const { refunds } = (await atlas.ask('bookings.booking', { bookingId })) as BookingDetail;
    await atlas.run('payments.handBack', { refundId: refunds[0]?.id ?? '', method: 'cash' });
    await mail.idle();
    expect(subjects().filter((subject) => subject.includes('money'))).toEqual(['Your money is on its way back: €22.50']);
    expect(partOf(server.arrived.at(-1)?.text ?? '', 'text/plain')).toContain('Refund: €22.50');
  });
});

describe('a code', () => {
  const codeMail = (locale: string | null = null) =>
    atlas.run('notifications.sendCode', { email: 'ada@example.com', code: '31415926', locale }, system);

  test('goes out in the asked language, and is kept no longer', async () => {
    await codeMail('es');
    expect(await rowsOf('sign_in_code')).toMatchObject([{ code: '31415926' }]);
    await sending().idle();
    expect(subjects()).toEqual(['Su código: 31415926']);
    expect(await rowsOf('sign_in_code')).toMatchObject([{ status: 'SENT', code: null }]);
  });

  test('that is too old is not sent', async () => {
    await codeMail();
    await time.advanceTo(NOON + 10 * MINUTE, async () => {});
    await sending().idle();
    expect(server.arrived).toEqual([]);
    expect(await rowsOf('sign_in_code')).toMatchObject([{ status: 'DROPPED', code: null }]);
  });

  test('is sent once: nobody sends it again', async () => {
    const { mailId } = await codeMail();
    expect(await atlas.outcome('notifications.sendMailAgain', { mailId })).toMatchObject({ ok: false, code: 'invalid_transition' });
    expect(await atlas.outcome('notifications.sendCode', { email: 'a@b.cd', code: '12', locale: null }, system)).toMatchObject({
      ok: false,
    });
  });
});

describe('an invitation', () => {
  const calendarOf = (message: string) => {
    const parts = partsOf(message).filter(({ type }) => type === 'text/calendar' || type === 'application/ics');
    const [shown, file] = parts;
    return { parts, shown, file, calendar: new ICAL.Component(ICAL.parse(shown?.text ?? '') as unknown[]) };
  };
  const eventOf = (message: string) => {
    const { calendar } = calendarOf(message);
    const event = calendar.getFirstSubcomponent('vevent');
    const read = (name: string) => event?.getFirstPropertyValue(name)?.toString();
    return { method: calendar.getFirstPropertyValue('method'), event, read };
  };
  const messageOf = (subject: string) => server.arrived.find(({ text }) => subjectOf(text).startsWith(subject))?.text ?? '';

  test('stands in the letter and beside it, from the business to the booker, and asks for no answer', async () => {
    const mail = sending();
    await book(inDays(5));
    await mail.idle();
    const { parts, shown, file } = calendarOf(messageOf('Confirmed'));
    expect(parts.map(({ type }) => type)).toEqual(['text/calendar', 'application/ics']);
    expect(shown?.head).toMatch(/content-type: text\/calendar; charset=utf-8; method=REQUEST/i);
    expect(file?.head).toMatch(/filename=booking\.ics/);
    expect(file?.text.trim()).toBe(shown?.text.trim());
    const { method, event, read } = eventOf(messageOf('Confirmed'));
    expect([method, read('status'), read('organizer'), read('attendee')?.toLowerCase()]).toEqual([
      ...['REQUEST', 'CONFIRMED', 'mailto:hello@atlas.example', 'mailto:ada@example.com'],
    ]);
    const attendee = event?.getFirstProperty('attendee');
    expect([attendee?.getParameter('cn'), attendee?.getParameter('partstat'), attendee?.getParameter('rsvp')]).toEqual([
      ...['Ada Lovelace', 'ACCEPTED', 'FALSE'],
    ]);
  });

  test('is one event from beginning to end: each change a later one, the last takes it away', async () => {
    const mail = sending();
    const bookingId = await book(inDays(5));
    await mail.idle();
    await atlas.run('bookings.reschedule', { bookingId, startsAt: inDays(6) });
    await mail.idle();
    await atlas.run('bookings.cancel', { bookingId });
    await mail.idle();
    const told = ['Confirmed', 'New time', 'Cancelled'].map((subject) => eventOf(messageOf(subject)));
    expect(told.map(({ method }) => method)).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
    expect(new Set(told.map(({ read }) => read('uid'))).size).toBe(1);
    const sequences = told.map(({ read }) => Number(read('sequence')));
    expect(sequences[0]! < sequences[1]! && sequences[1]! < sequences[2]!).toBe(true);
    expect(told.map(({ read }) => read('status'))).toEqual(['CONFIRMED', 'CONFIRMED', 'CANCELLED']);
    expect(told[1]?.read('dtstart')).toBe('2026-10-26T09:00:00');
  });

  test('that a cancellation has overtaken is left out', async () => {
    const bookingId = await book(inDays(5));
    await atlas.run('bookings.cancel', { bookingId });
    await sending().idle();
    expect(calendarOf(messageOf('Confirmed')).parts).toEqual([]);
    expect(eventOf(messageOf('Cancelled')).method).toBe('CANCEL');
  });

  test('is of one event: of several comes a file', async () => {
    const items = [inDays(5), inDays(6)].map((startsAt) => ({ offeringId, startsAt }));
    await book(inDays(5), { items });
    await sending().idle();
    const { parts, calendar } = calendarOf(messageOf('Confirmed'));
    expect(parts).toHaveLength(1);
    expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
    expect(calendar.getAllSubcomponents('vevent')).toHaveLength(2);
  });
});

describe('the language', () => {
  test('is the booker’s, else the business’s', async () => {
    await atlas.run('notifications.updateMailSettings', { changes: { locale: 'nl' } });
    const mail = sending();
    await book(inDays(1), { locale: 'de-AT' });
    await book(inDays(1), { locale: 'fi' });
    await book(inDays(1));
    await mail.idle();
    expect(subjects().toSorted()).toEqual(['Bestätigt: Haircut', 'Bevestigd: Haircut', 'Bevestigd: Haircut']);
    const german = server.arrived.find(({ text }) => subjectOf(text).startsWith('Best'))?.text ?? '';
    expect(partOf(german, 'text/plain').replaceAll('\u00A0', ' ')).toContain('Summe: € 45,00');
    expect(partOf(german, 'text/html')).toContain('<html lang="de-AT" dir="ltr">');
    const invitation = partOf(german, 'text/calendar').replaceAll(/\r\n /g, '');
    expect(invitation).toMatch(/DESCRIPTION:Bestätigungscode \w{6}\\nÄndern oder stornieren: https:/);
  });
});

describe('the business’s own words', () => {
  const words = { template: 'booking_confirmed', locale: 'de' };
  const changes = { subject: 'Juhu, {customer}!', body: 'Bis bald, {customer}.\n\n{manageLink}' };

  test('go out in place of the usual, in their language, until they are taken back', async () => {
    const mail = sending();
    await atlas.run('notifications.setMailText', { ...words, changes });
    await book(inDays(1), { locale: 'de' });
    await book(inDays(1), { locale: 'en' });
    await mail.idle();
    expect(subjects().toSorted()).toEqual(['Confirmed: Haircut', 'Juhu, Ada Lovelace!']);
    await atlas.run('notifications.resetMailText', words);
    await book(inDays(1), { locale: 'de' });
    await mail.idle();
    expect(subjects()).toContain('Bestätigt: Haircut');
    await atlas.run('notifications.setMailText', { ...words, changes: { subject: 'Noch einmal' } });
    await book(inDays(1), { locale: 'de' });
    await mail.idle();
    expect(subjects()).toContain('Noch einmal');
  });

  test('are refused where they ask for what the letter does not know, by name', async () => {
    const wrong = { ...words, changes: { ...changes, body: 'Hallo {kunde}' } };
    const issues = [{ path: 'changes.body', expected: '{customer}, {business}, {offering}, {when}, {code}, {manageLink}, not {kunde}' }];
    expect(await atlas.outcome('notifications.setMailText', wrong)).toMatchObject({
      ok: false,
      code: 'invalid_request',
      facts: { issues },
    });
    const half = { template: 'booking_confirmed', locale: 'ar', changes: { subject: 'S' } };
    expect(await atlas.outcome('notifications.setMailText', half)).toMatchObject({ ok: false, code: 'invalid_request' });
    const header = { ...words, changes: { subject: 'A\r\nBcc: b@example.com' } };
    expect(await atlas.outcome('notifications.setMailText', header)).toMatchObject({ ok: false, code: 'invalid_request' });
  });

  test('conflict where somebody else has changed them since', async () => {
    await atlas.run('notifications.setMailText', { ...words, changes });
    const late = { ...words, changes: { subject: 'Anders' }, seen: { subject: 'Bestätigt: {offering}' } };
    expect(await atlas.outcome('notifications.setMailText', late)).toMatchObject({
      ok: false,
      code: 'edit_conflict',
      facts: { field: 'subject' },
    });
  });

  test('are looked at before they are saved', async () => {
    const preview = (own: object | null, locale = 'de') =>
      atlas.ask('notifications.previewMail', { template: 'booking_confirmed', locale, own }) as Promise<MailPreview>;
    expect(await preview(null)).toMatchObject({ subject: 'Bestätigt: Haircut', unknown: [] });
    expect(await preview({ subject: 'S {when} {x}', body: '{y}' })).toMatchObject({ unknown: ['x', 'y'] });
    expect((await preview({ subject: 'S', body: '<b>{customer}</b>' })).html).toContain('<p>&lt;b&gt;Ada Lovelace&lt;/b&gt;</p>');
    expect((await preview({ subject: 'مرحبا', body: 'مرحبا {customer}' }, 'ar')).html).toContain('dir="rtl"');
  });
});

describe('the outbox', () => {
  const list = () => atlas.ask('notifications.mails', {}) as Promise<Mail[]>;

  test('sends nothing twice: whoever dies after the mail server took it leaves the same message behind', async () => {
    await book(inDays(1));
    const { database } = atlas.engine;
    let broken = 0;
    // Taken, and not settled: what a crash in between leaves.
    const dying = new Proxy(database, {
      get(target, name, receiver) {
        if (name !== 'work') return Reflect.get(target, name, receiver) as unknown;
        return (fn: Parameters<typeof database.work>[0]) => {
          if (server.arrived.length > 0 && broken++ === 0) return Promise.reject(new Error('the process died'));
          return target.work(fn);
        };
      },
    });
    const first = sending({ ...atlas.parts, engine: { ...atlas.engine, database: dying } });
    await first.idle();
    await first.stop();
    expect(broken).toBe(1);
    expect(await list()).toMatchObject([{ status: 'PENDING', attemptCount: 0 }]);
    const second = sending();
    await until(second, NOON + 9 * MINUTE);
    expect(server.arrived).toHaveLength(1);
    await until(second, NOON + 12 * MINUTE);
    expect(server.arrived).toHaveLength(2);
    expect(idOf(server.arrived[1]?.text ?? '')).toBe(idOf(server.arrived[0]?.text ?? ''));
    expect(await list()).toMatchObject([{ status: 'SENT', attemptCount: 1 }]);
    await sentAt(NOON + DAY);
    expect(server.arrived).toHaveLength(2);
  });

  test('by two processes sends each letter once', async () => {
    await Promise.all(Array.from({ length: 5 }, (_, i) => book(inDays(1) + i * HOUR)));
    const both = [sending(), sending()];
    await time.advanceTo(NOON + HOUR, async () => void (await Promise.all(both.map((loop) => loop.idle()))));
    expect(server.arrived).toHaveLength(5);
    expect(new Set(server.arrived.map(({ text }) => idOf(text))).size).toBe(5);
  });

  test('gives up after six tries, says why, and sends again when it is told to', async () => {
    server.refusing.times = 6;
    await book(inDays(20));
    for (const after of [0, 1, 6, 36, 156, 516]) await sentAt(NOON + after * MINUTE);
    const [failed] = (await list()).filter(({ status }) => status === 'FAILED');
    expect(failed).toMatchObject({ attemptCount: 6, template: 'booking_confirmed', nextAttemptAt: null });
    expect(failed?.error).toMatch(/come back later/);
    const mail = loops[0]!;
    await atlas.run('notifications.sendMailAgain', { mailId: failed?.id ?? '' });
    await mail.idle();
    expect(subjects()).toEqual(['Confirmed: Haircut']);
    const { mailId } = await atlas.run('notifications.sendMailAgain', { mailId: failed?.id ?? '' });
    await mail.idle();
    expect(mailId).not.toBe(failed?.id);
    expect(new Set(server.arrived.map(({ text }) => idOf(text))).size).toBe(2);
  });

  test('does not send again what no longer holds', async () => {
    const bookingId = await book(inDays(5));
    await atlas.run('bookings.cancel', { bookingId });
    const [reminder] = await rowsOf('booking_reminder');
    expect(await atlas.outcome('notifications.sendMailAgain', { mailId: reminder?.id ?? '' })).toMatchObject({
      ...{ ok: false, code: 'invalid_transition' },
    });
  });

  test('lists the newest first, without codes, and to the desk alone', async () => {
    await book(inDays(1));
    await time.advanceTo(NOON + MINUTE, async () => {});
    await atlas.run('notifications.sendCode', { email: 'ada@example.com', code: '31415926', locale: null }, system);
    const listed = await list();
    expect(listed.map(({ template }) => template)).toEqual(['sign_in_code', 'booking_confirmed']);
    expect(JSON.stringify(listed)).not.toContain('31415926');
    const asKey = { kind: 'key', id: 'key_1', scopes: ['admin'], name: 'Key' } as const;
    await expect(ask(atlas.engine, { tenantId: atlas.tenantId, actor: asKey, name: 'notifications.mails', input: {} })).rejects.toThrow(
      'forbidden',
    );
  });

  test('can be read at the desk as it waits, but for the codes, which let in whoever has them', async () => {
    const bookingId = await book(inDays(5));
    await atlas.run('notifications.sendCode', { email: 'ada@example.com', code: '31415926', locale: null }, system);
    const asked = <T>(name: string, input: object, actor: Actor = mara) =>
      mailAnswers.get(name)?.(atlas.parts, { tenantId: atlas.tenantId, actor, input: input as never }) as Promise<T>;
    const { mails: listed, sends } = await asked<Outbox>('notifications.outbox', {});
    expect(sends).toBe(false);
    const read = (template: string, actor?: Actor) =>
      asked<MailCopy | null>('notifications.letter', { mailId: listed.find((mail) => mail.template === template)?.id }, actor);
    expect(await read('booking_confirmed')).toMatchObject({ recipient: 'ada@example.com', subject: 'Confirmed: Haircut' });
    expect((await read('booking_confirmed'))?.text).toContain(`/manage/${bookingId}#t=`);
    const code = JSON.stringify(await read('sign_in_code'));
    expect(code).toContain('Your code: ••••••');
    expect(code).not.toContain('31415926');
    expect(await read('booking_reminder')).toMatchObject({ subject: 'See you soon: Haircut' });
    await atlas.run('bookings.cancel', { bookingId });
    expect(await read('booking_reminder')).toBeNull();
    const client: Actor = { kind: 'member', id: 'mbr_client', role: 'CLIENT', name: 'Client' };
    await expect(read('booking_confirmed', client)).rejects.toThrow('forbidden');
    await expect(asked('notifications.letter', { mailId: 'mai_00000000000000000000' })).rejects.toThrow('not_found');
    await expect(asked('notifications.letter', {})).rejects.toThrow('invalid_request');
  });

  test('tries a letter out on whoever wrote it, about nobody’s booking', async () => {
    const { memberId } = await atlas.run('members.add', { name: 'Mo', email: 'mo@atlas.example', role: 'ADMIN', passwordHash: null });
    const mo: Actor = { ...mara, id: memberId ?? '', role: 'ADMIN' } as Actor;
    for (const template of ['booking_confirmed', 'sign_in_code'])
      await atlas.run('notifications.sendTestMail', { template, locale: 'fr' }, mo);
    await sending().idle();
    expect(server.arrived.map(({ to }) => to)).toEqual(['mo@atlas.example', 'mo@atlas.example']);
    expect(subjects().toSorted()).toEqual(['[Essai] Confirmée : Haircut', '[Essai] Votre code : 20481675']);
  });
});

describe('a header', () => {
  test('holds what strangers typed as one, whatever they typed', async () => {
    const mail = sending();
    const name = 'Ada" <victim@example.com>, Bcc: <other@example.com>';
    await book(inDays(1), { customer: { name, email: 'ada@example.com' } });
    await mail.idle();
    const [message] = server.arrived;
    expect(message?.to).toBe('ada@example.com');
    const headers = headersOf(message?.text ?? '');
    const names = headers.map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
    expect(names.filter((header) => ['bcc', 'cc'].includes(header))).toEqual([]);
    expect(names.filter((header) => header === 'to')).toHaveLength(1);
    // Quoted whole: no mail program reads a second address out of it.
    expect(headers.find((line) => line.startsWith('To: '))).toMatch(
      /^To: "Ada\\" <victim@example\.com>, Bcc: <other@example\.com>" <ada@example\.com>$/,
    );
  });
});
