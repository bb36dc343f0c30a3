import { eq } from 'drizzle-orm';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '#core/base/time.ts';
import { occupancies } from '#core/domains/availability/tables.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { pairings } from '#core/domains/members/tables.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { idempotency } from '#core/engine/tables.ts';
import { manageToken } from '#server/secrets/manage.ts';
import { waitlistToken } from '#server/secrets/waitlist.ts';
import type { Loop } from '#server/workers/loop.ts';
import { startMail } from '#server/workers/mail.ts';
import { startWorkers } from '#server/workers/start.ts';
import { startUpkeep } from '#server/workers/upkeep.ts';
import { type Business, mara, openBusiness } from './business.ts';
import { type MailServer, openMailServer, partOf } from './mailServer.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

const at = (text: string): number => Date.parse(text);
const TOMORROW_10 = at('2026-10-21T10:00Z');

let time: VirtualTime;
let atlas: Business;
const stopping: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  time = virtualTime(at('2026-10-20T09:00Z'));
  atlas = await openBusiness({ clock: time.clock });
});

afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
  await atlas.close();
});

function started(loop: Loop): Loop {
  stopping.push(() => loop.stop());
  return loop;
}

const advanceWith = (loop: Loop, ms: number) => time.advanceTo(time.clock.now() + ms, () => loop.idle());
/** Nothing is at work yet. */
const sleepUntil = (instant: number) => time.advanceTo(instant, async () => {});
const statusOf = async (bookingId: string) => ((await atlas.ask('bookings.booking', { bookingId })) as BookingDetail).status;
const book = async (offeringId: string, more: object = {}): Promise<string> =>
  (
    await atlas.run('bookings.create', {
      items: [{ offeringId, startsAt: TOMORROW_10 }],
      customer: { name: 'Ada <Lovelace>', email: 'ada@example.com' },
      source: 'desk',
      ...more,
    })
  )['bookingId'] ?? '';

describe('upkeep, once a minute', () => {
  test('completes what has ended, checked in or not, and not a minute early', async () => {
    const offeringId = await atlas.offer({ capacity: 2 });
    const came = await book(offeringId);
    const unnoticed = await book(offeringId);
    await sleepUntil(TOMORROW_10 - 5 * MINUTE);
    const upkeep = started(startUpkeep({ ...atlas.parts, timer: time.timer }));
    await advanceWith(upkeep, TOMORROW_10 - time.clock.now());
    await atlas.run('bookings.checkIn', { bookingId: came });
    await advanceWith(upkeep, HOUR - MINUTE);
    expect([await statusOf(came), await statusOf(unnoticed)]).toEqual(['CHECKED_IN', 'CONFIRMED']);
    await advanceWith(upkeep, MINUTE);
    expect([await statusOf(came), await statusOf(unnoticed)]).toEqual(['COMPLETED', 'COMPLETED']);
  });

  test('lets a request lapse that nobody answered before it began, and gives its time back', async () => {
    const offeringId = await atlas.offer({ approval: 'manual' });
    const bookingId = await book(offeringId, { confirm: false });
    await sleepUntil(TOMORROW_10 - 5 * MINUTE);
    const upkeep = started(startUpkeep({ ...atlas.parts, timer: time.timer }));
    await advanceWith(upkeep, 4 * MINUTE);
    expect(await statusOf(bookingId)).toBe('PENDING');
    await advanceWith(upkeep, 6 * MINUTE);
    expect(await statusOf(bookingId)).toBe('CANCELLED');
  });

  test('sweeps expired holds, idempotency keys and pairing codes away', async () => {
    const offeringId = await atlas.offer({});
    await atlas.run('availability.hold', { offeringId, startsAt: TOMORROW_10 });
    const expiresAt = time.clock.now() + 5 * MINUTE;
    await atlas.run('members.createPairing', { codeHash: 'x'.repeat(64), expiresAt });
    await atlas.engine.database.work(async (db) => {
      await db.insert(idempotency).values({ tenantId: atlas.tenantId, id: 'key', payloadHash: '', status: 200, body: '', expiresAt });
    });
    const left = () =>
      atlas.engine.database.across(async (db) => [
        (await db.select().from(occupancies)).length,
        (await db.select().from(pairings)).length,
        (await db.select().from(idempotency)).length,
      ]);
    const upkeep = started(startUpkeep({ ...atlas.parts, timer: time.timer }));
    await advanceWith(upkeep, 4 * MINUTE);
    expect(await left()).toEqual([1, 1, 1]);
    await advanceWith(upkeep, 10 * MINUTE);
    expect(await left()).toEqual([0, 0, 0]);
  });

  test('by two processes does everything once', async () => {
    const offeringId = await atlas.offer({ capacity: 300 });
    const ids = await Promise.all(Array.from({ length: 30 }, () => book(offeringId)));
    await sleepUntil(TOMORROW_10 + HOUR - 5 * MINUTE);
    const both = [1, 2].map(() => started(startUpkeep({ ...atlas.parts, timer: time.timer })));
    await time.advanceTo(TOMORROW_10 + HOUR + 2 * MINUTE, async () => void (await Promise.all(both.map((upkeep) => upkeep.idle()))));
    for (const bookingId of ids.slice(0, 3)) {
      const { status, history } = (await atlas.ask('bookings.booking', { bookingId })) as BookingDetail;
      expect(status).toBe('COMPLETED');
      expect(history.filter(({ name }) => name === 'booking.completed')).toHaveLength(1);
    }
  });
});

async function mailServer(): Promise<MailServer> {
  const server = await openMailServer();
  stopping.push(() => server.close());
  return server;
}

const sending = (smtpUrl: string) =>
  started(
    startMail({ ...atlas.parts, options: { ...atlas.parts.options, smtpUrl, mailFrom: 'desk@slotkeeper.example' }, timer: time.timer }),
  );

describe('mail to bookers', () => {
  test('goes out in the business’s name, with the time on its own wall clock, the link that manages it and a calendar file', async () => {
    const { url, arrived } = await mailServer();
    const mail = sending(url);
    const offeringId = await atlas.offer({ title: 'Cut & colour', locationName: 'Atlas', locationAddress: 'Hof 2, Berlin' });
    const bookingId = await book(offeringId);
    await mail.idle();
    const { text: message, from, to } = arrived[0] ?? { text: '', from: '', to: '' };
    expect([from, to]).toEqual(['desk@slotkeeper.example', 'ada@example.com']);
    expect(message).toMatch(/^From: Atlas Studios <desk@slotkeeper\.example>\r$/m);
    expect(message).toMatch(/^Reply-To: Atlas Studios <hello@atlas\.example>\r$/m);
    expect(message).toMatch(/^Subject: Confirmed: Cut & colour\r$/m);
    const plain = partOf(message, 'text/plain');
    expect(plain).toMatch(/When: Wednesday,? 21 October 2026, 12:00 – 13:00 \(Central European Time\)/);
    expect(plain).toContain('Where: Atlas, Hof 2, Berlin');
    expect(plain).toContain('Total: €45.00');
    expect(plain).toMatch(/^Cancellation: (Free until|No refund|\d+% back)/m);
    const { serverKey } = atlas.parts;
    const manage = `https://book.example/s/atlas/manage/${bookingId}#t=${manageToken(serverKey, { tenantId: atlas.tenantId, bookingId })}`;
    expect(plain).toContain(`Change or cancel: ${manage}`);
    expect(plain).toMatch(/Add to Google Calendar: https:\/\/calendar\.google\.com\//);
    const html = partOf(message, 'text/html');
    expect(html).toContain('Hello Ada &lt;Lovelace&gt;,');
    expect(html).toContain('Cut &amp; colour');
    expect(partOf(message, 'text/calendar')).toContain('DTSTART;TZID=Europe/Berlin:20261021T120000');
  });

  test('tells of a request, an approval, a new time and a cancellation, each once', async () => {
    const { url, arrived } = await mailServer();
    const mail = sending(url);
    const offeringId = await atlas.offer({ approval: 'manual' });
    const bookingId = await book(offeringId, { confirm: false });
    await atlas.run('bookings.approve', { bookingId });
    await atlas.run('bookings.reschedule', { bookingId, startsAt: TOMORROW_10 + HOUR });
    const { order } = (await atlas.ask('bookings.booking', { bookingId })) as BookingDetail;
    await atlas.run('payments.record', { orderId: order?.id, method: 'cash', amountCents: 3_000 });
    await atlas.run('bookings.cancel', { bookingId, refundPercent: 50 });
    await mail.idle();
    const subjects = arrived.map(({ text }) => /^Subject: (.*)\r$/m.exec(text)?.[1] ?? '');
    expect(subjects.toSorted()).toEqual(['Cancelled: Haircut', 'Confirmed: Haircut', 'New time: Haircut', 'We have your request: Haircut']);
    const cancelled = arrived.find(({ text }) => text.includes('Subject: Cancelled'))?.text ?? '';
    expect(partOf(cancelled, 'text/plain')).toMatch(/Refund: €7\.50$/m);
    expect(partOf(cancelled, 'text/calendar')).toContain('STATUS:CANCELLED');
  });

  test('tells of a series in one letter, with every date and its own link; of a wait and of an offer with the link to answer', async () => {
    const { url, arrived } = await mailServer();
    const mail = sending(url);
    const offeringId = await atlas.offer({ title: 'Yoga' });
    const customer = { name: 'Ada <Lovelace>', email: 'ada@example.com' };
    const item = { offeringId, startsAt: TOMORROW_10 };
    await atlas.run('bookings.createSeries', { item, rrule: 'FREQ=WEEKLY;COUNT=3', take: 'all', customer, source: 'desk' });
    await mail.idle();
    expect(arrived).toHaveLength(1);
    const { text: message = '' } = arrived[0] ?? {};
    expect(message).toMatch(/^Subject: Confirmed: Yoga, 3 dates\r$/m);
    const plain = partOf(message, 'text/plain');
    for (const date of ['21 October 2026, 12:00', '28 October 2026, 12:00', '4 November 2026, 12:00']) expect(plain).toContain(date);
    expect(plain).toContain('Total: €135.00');
    expect(plain.match(/Change or cancel .*: https:\/\/book\.example\/s\/atlas\/manage\/bkg_/g)).toHaveLength(3);
    expect(partOf(message, 'text/calendar').match(/BEGIN:VEVENT/g)).toHaveLength(3);

    const wish = { offeringId, fromDate: '2026-10-22', toDate: '2026-10-22', ...customer };
    const { waitlistId = '' } = await atlas.run('waitlist.join', wish);
    await mail.idle();
    await atlas.run('waitlist.offer', { waitlistId, startsAt: at('2026-10-22T10:00Z') });
    await mail.idle();
    const link = `https://book.example/s/atlas/waitlist/${waitlistToken(atlas.parts.serverKey, { tenantId: atlas.tenantId, waitlistId })}`;
    const [joined = '', offered = ''] = arrived.slice(1).map(({ text }) => partOf(text, 'text/plain'));
    expect(joined).toContain(`See or leave the list: ${link}`);
    expect(offered).toContain(`Accept or decline: ${link}`);
    expect(offered).toMatch(/Kept for you until: Tuesday,? 20 October 2026, 13:00/);
  });

  test('that the mail server did not take is tried again, as the same message', async () => {
    const { url, arrived, refusing } = await mailServer();
    refusing.times = 2;
    const mail = sending(url);
    await book(await atlas.offer({}));
    await mail.idle();
    expect(arrived).toEqual([]);
    await advanceWith(mail, 10 * MINUTE);
    expect(arrived).toHaveLength(1);
    expect(arrived[0]?.text).toMatch(/^Message-ID: <mai_[0-9a-z]{20}@book\.example>\r$/m);
  });

  test('waits where there is no mail server, is mentioned once, and goes out when there is one', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const waiting = started(startMail({ ...atlas.parts, logger, timer: time.timer }));
    const offeringId = await atlas.offer({ capacity: 2 });
    await book(offeringId);
    await book(offeringId);
    await advanceWith(waiting, HOUR);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('no mail server is configured');
    const { url, arrived } = await mailServer();
    await sending(url).idle();
    expect(arrived).toHaveLength(2);
    const left = await atlas.engine.database.across((db) => db.select().from(mails).where(eq(mails.status, 'PENDING')));
    expect(left).toEqual([]);
  });

  test('cannot be made to carry another header by who types their name', async () => {
    const line = '"expected":"one line of text';
    await expect(atlas.run('tenants.updateProfile', { changes: { name: 'Atlas\r\nBcc: victim@example.com' } })).rejects.toThrow(line);
    await expect(atlas.offer({ title: 'Cut\r\nX-Evil: 1' })).rejects.toThrow(line);
    const offeringId = await atlas.offer({});
    const customer = { name: 'Ada\r\nBcc: victim@example.com', email: 'ada@example.com' };
    await expect(book(offeringId, { customer })).rejects.toThrow(line);
  });
});

describe('all workers together', () => {
  test('start and stop', async () => {
    const workers = startWorkers(atlas.parts);
    await atlas.run('customers.create', { name: 'Ada', email: null, phone: null }, mara);
    await workers.stop();
    expect(await atlas.ask('customers.list', {})).toHaveLength(1);
  });
});
