import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR } from '#core/base/time.ts';
import { bookingOrigins } from '#core/domains/bookings/tables.ts';
import { startUpkeep } from '#server/workers/upkeep.ts';
import { type Business, openBusiness } from './business.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

let time: VirtualTime;
let atlas: Business;
beforeEach(async () => {
  time = virtualTime(Date.parse('2026-10-20T09:00Z'));
  atlas = await openBusiness({ clock: time.clock });
});
afterEach(() => atlas.close());

test('where a booking came from is forgotten within an hour after 90 days, and not before', async () => {
  const now = time.clock.now();
  const kept = () => atlas.engine.database.read(atlas.tenantId, (db) => db.list(bookingOrigins));
  await atlas.engine.database.write(atlas.tenantId, async (db) => {
    for (const [id, createdAt] of [
      ['bkg_old', now - 90 * DAY],
      ['bkg_soon', now - 90 * DAY + HOUR],
      ['bkg_new', now],
    ] as const)
      await db.insert(bookingOrigins, { id, address: 'a', device: null, createdAt });
  });
  const upkeep = startUpkeep({ ...atlas.parts, timer: time.timer });
  await upkeep.idle();
  expect((await kept()).map(({ id }) => id).toSorted()).toEqual(['bkg_new', 'bkg_soon']);
  await time.advanceTo(now + HOUR, () => upkeep.idle());
  expect((await kept()).map(({ id }) => id)).toEqual(['bkg_new']);
  await upkeep.stop();
});
