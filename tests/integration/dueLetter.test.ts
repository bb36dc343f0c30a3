import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Due } from '#core/domains/bookings/model.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { dueUrl } from '#server/doors/pages/dueLink.ts';
import { startMail } from '#server/workers/mail.ts';
import { type Business, openBusiness } from './business.ts';
import { type MailServer, openMailServer, partOf, subjectOf } from './mailServer.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

// What a plan's period costs is mailed once, to whoever owes it still.

const NOON = Date.parse('2026-10-20T10:00Z');
const system: Actor = { kind: 'system', id: 'test', name: 'Test' };
const ada = { name: 'Ada Lovelace', email: 'ada@example.com', phone: null };

let time: VirtualTime;
let atlas: Business;
let server: MailServer;
let customerId: string;
let planId: string;

beforeEach(async () => {
  time = virtualTime(NOON);
  atlas = await openBusiness({ clock: time.clock });
  server = await openMailServer();
  ({ customerId = '' } = await atlas.run('customers.create', ada));
  planId = await sell();
});
afterEach(async () => {
  await server.close();
  await atlas.close();
});

const sell = async (over: object = {}): Promise<string> =>
  atlas.offer({
    ...{ title: 'Yoga club', pricingModel: 'SUBSCRIPTION', basePriceCents: 4_900 },
    plan: { period: 'month', visits: 4, offeringIds: [await atlas.offer({})] },
    ...over,
  });
const start = async (startsOn: string, offeringId = planId, of = customerId): Promise<string> =>
  (await atlas.run('pricing.startSubscription', { customerId: of, offeringId, startsOn }))['subscriptionId'] ?? '';
const charge = () => atlas.run('pricing.chargePlans', {}, system);
const dues = async (): Promise<Due[]> => ((await atlas.ask('pricing.dues', { which: 'all' })) as { data: Due[] }).data;
const letters = () =>
  atlas.engine.database.across((db) => db.select().from(mails).where(eq(mails.template, 'plan_due')).orderBy(mails.createdAt));

async function sentAt(instant: number): Promise<void> {
  await time.advanceTo(instant, async () => {});
  const options = { ...atlas.parts.options, smtpUrl: server.url, mailFrom: 'desk@slotkeeper.example' };
  const loop = startMail({ ...atlas.parts, options, timer: time.timer });
  await loop.idle();
  await loop.stop();
}
const subjects = () => server.arrived.map(({ text }) => subjectOf(text));

describe('the letter about a due', () => {
  test('says how much, what for, till when and how to pay, an hour after the plan began at the desk', async () => {
    await start('2026-10-20');
    await sentAt(NOON + HOUR - MINUTE);
    expect(subjects()).toEqual([]);
    await sentAt(NOON + HOUR);
    expect(subjects()).toEqual(['€49.00 due: Yoga club']);
    const text = partOf(server.arrived[0]?.text ?? '', 'text/plain').replaceAll(/=\r?\n/g, '');
    expect(text).toContain('Hello Ada Lovelace,');
    expect(text).toMatch(/Period: Tuesday,? 20 October 2026 to Thursday,? 19 November 2026/);
    expect(text).toMatch(/Pay by: Tuesday,? 27 October 2026/);
    expect(text).toContain('How to pay: At the desk, on your next visit');
    const [due] = await dues();
    expect(text).toContain(
      `See what is due: ${dueUrl(atlas.parts, { tenantId: atlas.tenantId, orderId: due?.orderId ?? '', subdomain: 'atlas' })}`,
    );
  });

  test('leads to where it is paid, where the business takes cards', async () => {
    await atlas.run('payments.updateSettings', { changes: { provider: 'stripe' } });
    await start('2026-10-20');
    await sentAt(NOON + HOUR);
    const text = partOf(server.arrived[0]?.text ?? '', 'text/plain').replaceAll(/=\r?\n/g, '');
    expect(text).toMatch(/Pay now: https:\/\/book\.example\/s\/atlas\/dues\/\w+\.\w{40}/);
    expect(text).toContain('How to pay: By card, online, or at the desk');
  });

  test('of the next period goes out at nine on its first day, and once, whoever charges', async () => {
    await start('2026-10-20');
    await time.advanceTo(Date.parse('2026-11-19T23:00Z'), async () => {});
    await Promise.all([charge(), charge()]);
    await charge();
    const [, second, ...more] = await letters();
    expect([second?.nextAttemptAt, more]).toEqual([Date.parse('2026-11-20T08:00Z'), []]);
  });

  test('is not sent to who has paid by then, nor where it was let off or the plan ended before it', async () => {
    await start('2026-10-20');
    await start('2026-10-20');
    const ended = await start('2026-10-19');
    const [one, two] = await dues();
    await atlas.run('payments.record', { orderId: one?.orderId, method: 'cash', amountCents: 4_900 });
    await atlas.run('pricing.waiveDue', { orderId: two?.orderId, reason: 'Kind' });
    await time.advanceTo(Date.parse('2026-11-19T12:00Z'), async () => {});
    await charge();
    await atlas.run('pricing.endSubscription', { subscriptionId: ended, endsOn: '2026-11-18' });
    await sentAt(Date.parse('2026-11-19T14:00Z'));
    expect(subjects()).toEqual(['€49.00 due: Yoga club']);
    expect((await letters()).map(({ status }) => status).toSorted()).toEqual(['DROPPED', 'DROPPED', 'DROPPED', 'SENT']);
  });

  test('goes out for the period that runs, of a plan that is entered late, and for none that is over', async () => {
    await start('2026-07-05');
    expect(await dues()).toHaveLength(4);
    expect(await letters()).toHaveLength(1);
    await sentAt(NOON + HOUR);
    expect(partOf(server.arrived[0]?.text ?? '', 'text/plain')).toMatch(/Period: Monday,? 5 October 2026/);
  });

  test('is not written again where the plan ended and goes on after all, unless it was never sent', async () => {
    const subscriptionId = await start('2026-10-20');
    const other = await start('2026-10-19');
    await atlas.run('pricing.endSubscription', { subscriptionId: other, endsOn: '2026-10-19' });
    await sentAt(NOON + HOUR);
    await time.advanceTo(Date.parse('2026-11-20T12:00Z'), async () => {});
    await charge();
    await atlas.run('pricing.endSubscription', { subscriptionId, endsOn: '2026-11-19' });
    await sentAt(Date.parse('2026-11-20T14:00Z'));
    const before = (await letters()).length;
    await atlas.run('pricing.endSubscription', { subscriptionId, endsOn: '2027-11-19' });
    expect((await letters()).length).toBe(before + 1);
    await sentAt(Date.parse('2026-11-20T16:00Z'));
    await atlas.run('pricing.endSubscription', { subscriptionId, endsOn: '2026-11-19' });
    await atlas.run('pricing.endSubscription', { subscriptionId, endsOn: '2027-11-19' });
    expect((await letters()).length).toBe(before + 1);
  });

  test('is written in the language in which its reader booked last, and not at all without an address', async () => {
    const offeringId = await atlas.offer({ title: 'Class' });
    const book = (locale: string, startsAt: number) =>
      atlas.run('bookings.create', { items: [{ offeringId, startsAt }], customer: ada, source: 'desk', locale });
    await book('nl', NOON + DAY);
    await time.advanceTo(NOON + MINUTE, async () => {});
    await book('de', NOON + 2 * DAY);
    await start('2026-10-20');
    const { customerId: walkIn = '' } = await atlas.run('customers.create', { name: 'Zoe', email: null, phone: '+49 30 1' });
    await start('2026-10-20', planId, walkIn);
    expect((await letters()).map(({ recipient, locale }) => [recipient, locale])).toEqual([['ada@example.com', 'de']]);
    await sentAt(NOON + 2 * HOUR);
    expect(subjects().map((subject) => subject.replaceAll(/\u00A0/g, ' '))).toContain('49,00 € fällig: Yoga club');
  });

  test('can be tried on nobody: its test is about an invented due', async () => {
    const preview = (await atlas.ask('notifications.previewMail', { template: 'plan_due', locale: 'en', own: null })) as { text: string };
    expect(preview.text).toMatch(/Pay now: https:/);
  });
});
