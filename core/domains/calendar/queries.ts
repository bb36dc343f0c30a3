import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { idOf } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import type { CalendarEntry, Feed } from './model.ts';
import { listEntries, listEntriesOfBooking, listFeeds, mustLoadFeed } from './store.ts';

/** STAFF see their own alone: whoever knows a feed could read it. */
export const feedList = defineQuery({
  name: 'calendar.feeds',
  allow: { roles: staff },
  input: z.strictObject({}),
  async run({ db, ctx }): Promise<Feed[]> {
    const { actor } = ctx;
    const all = await listFeeds(db);
    return actor.kind === 'member' && actor.role === 'STAFF' ? all.filter(({ subjectId }) => subjectId === actor.id) : all;
  },
});

/** For the door, which has checked the token's signature against the version. */
export const feedEntries = defineQuery({
  name: 'calendar.entries',
  allow: { roles: [] },
  input: z.strictObject({ feedId: idOf('fed') }),
  async run({ db, ctx }, { feedId }): Promise<{ feed: Feed; entries: CalendarEntry[] }> {
    const row = await mustLoadFeed(db, feedId);
    const feed = (await listFeeds(db)).find(({ id }) => id === feedId) as Feed;
    return { feed, entries: await listEntries(db, { feed: row, now: ctx.now }) };
  },
});

export const feedVersion = defineQuery({
  name: 'calendar.feedVersion',
  allow: { roles: [] },
  input: z.strictObject({ feedId: idOf('fed') }),
  run: async ({ db }, { feedId }) => ({ version: (await mustLoadFeed(db, feedId)).version }),
});

export const bookingEntries = defineQuery({
  name: 'calendar.bookingEntries',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({ bookingId: idOf('bkg') }),
  run: ({ db }, { bookingId }): Promise<CalendarEntry[]> => listEntriesOfBooking(db, bookingId),
});
