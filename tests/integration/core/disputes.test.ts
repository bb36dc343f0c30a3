import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import { bookings } from '#core/domains/bookings/tables.ts';
import { coreWorld, type CoreWorld, customer, idFor, key, member, NOON, owner, system, wish } from './world.ts';

let world: CoreWorld;
let bookingId: string;

const START = Date.parse('2026-11-23T09:00Z');
const END = START + HOUR;

beforeEach(async () => {
  world = await coreWorld();
  bookingId = await book();
});
afterEach(() => world.close());

async function book(at = START, rest: object = {}): Promise<string> {
  return (await world.run('bookings.create', wish(await world.offer({ title: `Haircut ${at}` }), at, { ...rest }))).bookingId ?? '';
}

const reason = 'The chair was broken.';
const anna = () => customer(bookingId);
const staff = member('STAFF', 'Sam');
const open = async (actor = anna(), more: object = {}): Promise<string> =>
  (await world.run('disputes.open', { bookingId, reason, ...more }, actor)).disputeId ?? '';
const reply = (disputeId: string, actor = staff, text = 'We are sorry.') => world.run('disputes.reply', { disputeId, text }, actor);
const one = (disputeId: string, actor = owner) => world.ask('disputes.dispute', { disputeId }, actor);
const list = async (filter: object = {}): Promise<string[]> =>
  (await world.ask('disputes.list', filter)).data.map(({ id }: { id: string }) => id);
const disputedAt = async () => (await world.database.read(world.tenantId, (db) => db.find(bookings, bookingId)))?.disputedAt;
const history = async (): Promise<{ name: string; data: Record<string, unknown> }[]> =>
  (await world.ask('bookings.booking', { bookingId })).history.filter(({ name }: { name: string }) => name.startsWith('dispute.'));

describe('a dispute', () => {
  test('that a customer opens is theirs and the business’s to talk about, and the business’s turn', async () => {
    const id = await open(anna(), {
      links: [{ url: 'https://photos.example/1', name: 'The chair' }, { url: 'https://me@evil.example/2?x' }],
    });
    expect(await one(id)).toMatchObject({
      ...{
        id,
        bookingId,
        bookingStatus: 'CONFIRMED',
        customerName: 'Anna Beispiel',
        offeringTitle: `Haircut ${START}`,
        timezone: 'Europe/Berlin',
      },
      ...{
        startsAt: START,
        totalCents: 4_500,
        currency: 'EUR',
        status: 'OPEN',
        openedBy: 'customer',
        openedByName: 'Anna Beispiel',
        reason,
      },
      ...{ awaits: 'business', messageCount: 0, evidenceCount: 2, resolution: null, createdAt: NOON, updatedAt: NOON, messages: [] },
      links: [
        { name: 'The chair', url: 'https://photos.example/1' },
        { name: 'evil.example', url: 'https://me@evil.example/2?x' },
      ],
    });
  });
});
