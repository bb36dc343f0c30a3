import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { type BookingDetail, type BookingSummary, bookingStatuses } from '#core/domains/bookings/model.ts';
import type { Timetable } from '#core/domains/availability/model.ts';
import type { OfferingSummary, Photo, ProductType } from '#core/domains/catalog/model.ts';
import type { DisputeSummary } from '#core/domains/disputes/model.ts';
import type { Notification } from '#core/domains/notifications/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import type { Database } from '#core/data/database.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine } from '#core/engine/engine.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { planClosures } from '#server/demo/plan/closures.ts';
import { demoDays } from '#server/demo/plan/days.ts';
import { tellStories } from '#server/demo/plan/fates.ts';
import { planVisits } from '#server/demo/plan/visits.ts';
import { demoTenantId, demoTwinId, stage } from '#server/demo/run.ts';
import { seedAtlas, seedDemo } from '#server/demo/seed.ts';
import { openSqlite } from '#server/drivers/sqlite.ts';

const NOW = Date.parse('2026-11-20T10:00Z');
const passwordHash = 'a hash that is the same for every file';

let folder: string;
let engine: Engine;

async function open(name: string): Promise<Engine> {
  // The marks of revisions are random by design, and no part of what must be the same.
  const database = await openSqlite({ file: join(folder, name), newNonce: () => 'nonce' });
  return { database, registry: slotkeeperRegistry(), clock: { now: () => NOW }, side: 'server' };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-demo-'));
  engine = await open('demo.db');
  await seedAtlas(engine, { now: NOW, passwordHash });
}, 120_000);

afterAll(async () => {
  await engine.database.close();
  rmSync(folder, { recursive: true });
});

const asked = async <T>(name: string, input: object = {}, tenantId = demoTenantId): Promise<T> =>
  (await ask(engine, { tenantId, actor: stage, name, input })) as T;
const bookings = async (input: object = {}, tenantId?: string) =>
  (await asked<{ data: BookingSummary[] }>('bookings.list', { limit: 1_000, ...input }, tenantId)).data;

/** Every row of every table, in key order. */
function rowsOf(name: string): Record<string, unknown[]> {
  const file = new Sqlite(join(folder, name), { readonly: true });
  const tables = file.prepare(`select name from sqlite_master where type = 'table' order by name`).pluck().all() as string[];
  const rows = Object.fromEntries(
    tables.map((table) => [
      table,
      file
        .prepare(`select * from "${table}"`)
        .all()
        .map((row) => JSON.stringify(row))
        .toSorted(),
    ]),
  );
  file.close();
  return rows;
}

/** The database of a server that is killed: after so many writes nothing more is written. */
const dyingAfter = (database: Database, writes: number): Database => {
  let left = writes;
  return { ...database, write: (tenantId, fn) => (left-- > 0 ? database.write(tenantId, fn) : Promise.reject(new Error('killed'))) };
};

describe('the demo business', () => {
  test('has offerings of every kind, with hours, prices, places and pictures', async () => {
    const offerings = await asked<OfferingSummary[]>('catalog.offerings');
    const published = offerings.filter(({ status }) => status === 'PUBLISHED');
    expect(published.length).toBeGreaterThanOrEqual(8);
    expect(published.every(({ photoId, basePriceCents }) => photoId !== null && basePriceCents > 0)).toBe(true);
    expect(new Set(published.map(({ productTypeKey }) => productTypeKey)).size).toBeGreaterThanOrEqual(6);
    expect(new Set(published.map(({ pricingModel }) => pricingModel))).toEqual(new Set(['ONE_TIME', 'HOURLY', 'DAILY']));
    expect(new Set(published.map(({ approval }) => approval))).toEqual(new Set(['auto', 'manual']));
    expect(published.map(({ slug }) => slug)).toContain('soho-loft');
    for (const { id, photoId } of published) {
      const { rules } = await asked<Timetable>('availability.timetable', { subjectId: id });
      expect(rules.length).toBeGreaterThan(0);
      const photo = await asked<Photo>('catalog.photo', { photoId });
      expect(Buffer.from(photo.base64, 'base64').length).toBeLessThan(30_000);
    }
  });

  test('files what it sells under categories, and has something to choose and to ask', async () => {
    const offerings = await asked<OfferingSummary[]>('catalog.offerings');
    const filed = await asked<{ name: string; offerings: number }[]>('catalog.categories');
    expect(filed.map(({ name }) => name)).toEqual(['Hair', 'Rooms', 'Classes', 'Wellness', 'Rentals', 'Advice']);
    expect(filed.every((category) => category.offerings > 0)).toBe(true);
    const types = await asked<ProductType[]>('catalog.productTypes');
    for (const { title, productTypeKey, attributes } of offerings) {
      const known = types.find(({ key }) => key === productTypeKey)?.attributes ?? [];
      expect([title, known.some(({ key }) => key in attributes)]).toEqual([title, true]);
    }
    for (const what of ['durations', 'addOns', 'questions'] as const) expect(offerings.some((each) => each[what].length > 0)).toBe(true);
  });

  test('has eight weeks of bookings in every state, and arrivals today', async () => {
    const all = await bookings();
    expect(all.length).toBeGreaterThanOrEqual(350);
    expect(all.length).toBeLessThanOrEqual(450);
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(bookingStatuses));
    const starts = all.map(({ startsAt }) => startsAt);
    expect(Math.min(...starts)).toBeLessThan(NOW - 26 * DAY);
    expect(Math.max(...starts)).toBeGreaterThan(NOW + 26 * DAY);
    const today = await asked<{ arrivals: BookingSummary[]; pending: BookingSummary[] }>('bookings.today');
    expect(today.arrivals.length).toBeGreaterThanOrEqual(5);
    expect(today.arrivals.some(({ status }) => status === 'CHECKED_IN')).toBe(true);
    expect(today.pending.length).toBeGreaterThanOrEqual(3);
  });

  test('writes to nobody and rings for the last day or two alone', async () => {
    const { data, unread } = await asked<{ data: unknown[]; unread: number }>('notifications.list', { limit: 100 });
    expect(data.length).toBeLessThan(40);
    expect(unread).toBeGreaterThan(0);
    expect(rowsOf('demo.db')['mails']).toEqual([]);
  });

  test('has disputes: one that waits, one that gave money back, one that kept it', async () => {
    const { data } = await asked<{ data: DisputeSummary[] }>('disputes.list');
    expect(data.map(({ status, awaits, resolution }) => [status, awaits, resolution?.outcome])).toEqual([
      ['OPEN', 'business', undefined],
      ['RESOLVED', null, 'refund'],
      ['RESOLVED', null, 'keep'],
    ]);
    const [, refunded] = data;
    const { order, refunds } = await asked<BookingDetail>('bookings.booking', { bookingId: refunded?.bookingId ?? '' });
    expect(refunds.map(({ amountCents, status }) => [amountCents, status])).toEqual([[refunded?.resolution?.refundCents, 'DONE']]);
    expect(order?.dueCents).toBe(0);
    const { data: rung } = await asked<{ data: Notification[] }>('notifications.list', { limit: 100 });
    expect(rung.filter(({ disputeId }) => disputeId !== null).map(({ kind }) => kind)).toEqual(['DISPUTE_MESSAGE', 'DISPUTE_OPENED']);
  });

  test('has a sandbox twin with the same catalogue and books of its own', async () => {
    const profile = await asked<Profile>('tenants.profile', {}, demoTwinId);
    expect(profile).toMatchObject({ sandbox: true, subdomain: 'atlas-sandbox' });
    const titles = async (tenantId: string) =>
      (await asked<OfferingSummary[]>('catalog.offerings', {}, tenantId)).map(({ title }) => title);
    expect(await titles(demoTwinId)).toEqual(await titles(demoTenantId));
    const theirs = await bookings({}, demoTwinId);
    expect(theirs.length).toBeGreaterThan(5);
    expect(theirs.length).toBeLessThan(20);
  });

  test('is made once: another start changes nothing', async () => {
    const before = rowsOf('demo.db');
    const demo = await seedDemo(engine, { serverKey: Buffer.alloc(32) });
    expect(demo).toMatchObject({
      tenantId: demoTenantId,
      sandboxTenantId: demoTwinId,
      subdomain: 'atlas',
      owner: { email: 'owner@atlas.example' },
    });
    expect(demo.owner.password).toMatch(/^atlas(-[0-9a-f]{4}){3}$/);
    expect(rowsOf('demo.db')).toEqual(before);
  });

  test(
    'is the same on every start, even on one that was killed twice on the way and taken up hours later',
    { timeout: 120_000 },
    async () => {
      const other = await open('other.db');
      for (const [writes, hours] of [
        [150, 0],
        [700, 1],
      ] as const) {
        const dying = { ...other, database: dyingAfter(other.database, writes) };
        await expect(seedAtlas(dying, { now: NOW + hours * HOUR, passwordHash })).rejects.toThrow('killed');
      }
      await seedAtlas(other, { now: NOW + 5 * HOUR, passwordHash });
      await other.database.close();
      expect(rowsOf('other.db')).toEqual(rowsOf('demo.db'));
    },
  );
});

describe('the plan of the demo', () => {
  test('is full, in every state and without a booking from the future, at whatever hour it is started', () => {
    for (let day = 0; day < 366; day += 5) {
      const now = NOW + day * DAY + ((day * 7) % 24) * HOUR + day * MINUTE;
      const days = demoDays(now);
      const stories = tellStories(planVisits(days, planClosures(days)), now);
      expect(stories.length).toBeGreaterThanOrEqual(350);
      expect(stories.length).toBeLessThanOrEqual(450);
      const fates = new Set(stories.map(({ fate }) => fate));
      for (const fate of ['pending', 'confirmed', 'checked_in', 'completed', 'cancelled', 'no_show', 'refunded'] as const)
        expect(fates).toContain(fate);
      expect(stories.filter(({ day: { offset } }) => offset === 0).length).toBeGreaterThanOrEqual(5);
      expect(stories.every(({ bookedAt, startsAt }) => bookedAt < now && bookedAt < startsAt)).toBe(true);
      expect(new Set(stories.map(({ key }) => key)).size).toBe(stories.length);
    }
  });
});
