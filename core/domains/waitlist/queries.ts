import { z } from 'zod';
import { byAge } from '../../base/age.ts';
import { refuse } from '../../base/refusal.ts';
import { staff } from '../../contracts/actor.ts';
import { idOf } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import { type WaitlistEntry, waitStatuses } from './model.ts';
import { entriesOf, listEntries, loadDue, mustLoadWait, type WaitRow } from './store.ts';

const MOST_ENDED = 500;

const isLive = ({ status }: WaitRow): boolean => status === 'WAITING' || status === 'OFFERED';

/** Who waits first, in the order in which they are offered; then the rest, the newest first, and no more than 500 of those. */
export const entries = defineQuery({
  name: 'waitlist.entries',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({
    status: z.array(z.enum(waitStatuses)).max(waitStatuses.length).optional(),
    offeringId: idOf('off').optional(),
  }),
  async run({ db }, filter): Promise<WaitlistEntry[]> {
    const rows = await listEntries(db, filter);
    const live = rows.filter(isLive).toSorted(byAge);
    const ended = rows.filter((row) => !isLive(row)).toSorted((a, b) => b.updatedAt - a.updatedAt || byAge(b, a));
    return entriesOf(db, [...live, ...ended.slice(0, MOST_ENDED)]);
  },
});

export const entry = defineQuery({
  name: 'waitlist.entry',
  allow: { roles: staff, scope: 'read', customers: true },
  input: z.strictObject({ waitlistId: idOf('wtl') }),
  async run({ db, ctx }, { waitlistId }): Promise<WaitlistEntry> {
    if (ctx.actor.kind === 'customer' && ctx.actor.waitlistId !== waitlistId) refuse('not_found', { kind: 'waitlist', id: waitlistId });
    const [found] = await entriesOf(db, [await mustLoadWait(db, waitlistId)]);
    return found ?? refuse('not_found', { kind: 'waitlist', id: waitlistId });
  },
});

/** For the worker: is there anything for `waitlist.offerNext` to do, and when does the next offer run out? */
export const due = defineQuery({
  name: 'waitlist.due',
  allow: { roles: [] },
  input: z.strictObject({}),
  async run({ db, ctx }) {
    const { missed, over, next, nextAt } = await loadDue(db, { now: ctx.now });
    return { isDue: missed.length + over.length + next.length > 0, nextAt };
  },
});
