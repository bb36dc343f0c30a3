import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { type Actor, staff } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { idOf } from '../../contracts/fields.ts';
import { feedKinds } from './model.ts';
import { type FeedRow, mustHaveSubject, mustLoadFeed } from './store.ts';
import { feeds } from './tables.ts';

/** Staff have their own calendar; everybody's is the managers'. */
function mustOwn(actor: Actor, { kind, subjectId }: Pick<FeedRow, 'kind' | 'subjectId'>): void {
  const isOwn = actor.kind === 'member' && kind === 'member' && subjectId === actor.id;
  if (actor.kind === 'member' && actor.role === 'STAFF' && !isOwn) refuse('forbidden', { feed: kind });
}

/** One feed a subject: asked for again, it is the one that is there. */
export const createFeed = defineCommand({
  name: 'calendar.createFeed',
  allow: { roles: staff },
  offline: false,
  input: z.strictObject({
    kind: z.enum(feedKinds),
    subjectId: z.string().regex(/^(tnt|mbr|res|off)_/, 'expected the id of what the feed is for'),
  }),
  async run({ db, ctx }, { kind, subjectId }) {
    mustOwn(ctx.actor, { kind, subjectId });
    await mustHaveSubject(db, { kind, subjectId });
    const there = (await db.list(feeds, eq(feeds.subjectId, subjectId)))[0];
    if (there !== undefined) return { feedId: there.id };
    const feedId = ctx.newId('fed');
    await db.insert(feeds, { id: feedId, kind, subjectId, version: 1, createdAt: ctx.now, updatedAt: ctx.now });
    return { feedId };
  },
});

/** Every subscription to the old address ends. */
export const resetFeed = defineCommand({
  name: 'calendar.resetFeed',
  allow: { roles: staff },
  offline: false,
  input: z.strictObject({ feedId: idOf('fed') }),
  async run({ db, ctx }, { feedId }) {
    const feed = await mustLoadFeed(db, feedId);
    mustOwn(ctx.actor, feed);
    await db.patch(feeds, feedId, { version: feed.version + 1, updatedAt: ctx.now });
    return null;
  },
});
