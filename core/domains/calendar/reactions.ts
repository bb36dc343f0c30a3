import { eq } from 'drizzle-orm';
import { defineReaction } from '../../contracts/reaction.ts';
import { feeds } from './tables.ts';

export const endFeedOfLeaver = defineReaction({
  name: 'calendar.endFeedOfLeaver',
  on: ['member.deactivated'],
  side: 'both',
  async run({ db, ctx }, event) {
    for (const feed of await db.list(feeds, eq(feeds.subjectId, event.subject.id)))
      await db.patch(feeds, feed.id, { version: feed.version + 1, updatedAt: ctx.now });
  },
});
