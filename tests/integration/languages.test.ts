import { afterEach, beforeEach, expect, test } from 'vitest';
import { bookings } from '#core/domains/bookings/tables.ts';
import { mails } from '#core/domains/notifications/tables.ts';
import { openOffering, testWorld, type TestWorld } from './world.ts';

const SHOP = '/v1/storefront/atlas-studios';
const customer = { name: 'Ada Byron', email: 'ada@example.com' };

let world: TestWorld;
let offeringId: string;

beforeEach(async () => {
  world = await testWorld({ now: '2026-03-02T08:00:00Z' });
  offeringId = await openOffering(world, {});
});
afterEach(() => world.close());

/** What browsers ask in, what bookings keep, and what letters are written in. */
async function languages(): Promise<[bookings: (string | null)[], mails: (string | null)[]]> {
  return world.engine.database.read(world.business.tenantId, async (db) => [
    (await db.list(bookings)).map(({ locale }) => locale),
    (await db.list(mails)).map(({ locale }) => locale),
  ]);
}

const post = (url: string, { language, body }: { language: string | undefined; body: object }) =>
  world.call('POST', SHOP + url, { token: null, body, headers: language === undefined ? {} : { 'accept-language': language } });

test('a browser’s language is its booker’s, in every letter', async () => {
  const body = { offeringId, startsAt: '2026-03-05T10:00:00Z', customer };
  expect((await post('/checkout', { language: 'fi;q=0.1, nl-BE, en;q=0.5', body })).status).toBe(201);
  const [kept, written] = await languages();
  expect(kept).toEqual(['nl-BE']);
  expect(written).toEqual(['nl-BE', 'nl-BE']);
});

test('a program says in which language its customer is written to', async () => {
  const wish = { offeringId, customer, locale: 'pt-BR' };
  const one = await world.call('POST', '/v1/api/bookings', { body: { ...wish, startsAt: '2026-03-05T10:00:00Z' } });
  const two = { ...wish, startsAt: '2026-03-06T10:00:00Z', rrule: 'FREQ=DAILY;COUNT=2', take: 'all' };
  expect([one.status, (await world.call('POST', '/v1/api/series', { body: two })).status]).toEqual([201, 201]);
  expect((await languages())[0]).toEqual(['pt-BR', 'pt-BR', 'pt-BR']);
  const wrong = await world.call('POST', '/v1/api/bookings', { body: { ...wish, startsAt: '2026-03-05T12:00:00Z', locale: 'pt_br' } });
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('a BCP 47 tag')]);
});

test('a series keeps it in each of its bookings', async () => {
  const body = { offeringId, startsAt: '2026-03-05T10:00:00Z', rrule: 'FREQ=WEEKLY;COUNT=2', take: 'all', customer };
  expect((await post('/series', { language: 'de', body })).status).toBe(201);
  expect((await languages())[0]).toEqual(['de', 'de']);
});

test('a browser that asks in none, or in nonsense, is written to in the business’s own', async () => {
  for (const [i, language] of [undefined, '*', 'x'.repeat(400), '<script>'].entries()) {
    const body = { offeringId, startsAt: `2026-03-${10 + i}T10:00:00Z`, customer };
    expect([language, (await post('/checkout', { language, body })).status]).toEqual([language, 201]);
  }
  expect(new Set((await languages()).flat())).toEqual(new Set([null]));
});
