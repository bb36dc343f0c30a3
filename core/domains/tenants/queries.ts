import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { defineQuery } from '../../contracts/query.ts';
import type { SandboxClock } from './model.ts';
import { aheadOf, mustBeSandbox, mustLoadProfile } from './store.ts';

export const profile = defineQuery({
  name: 'tenants.profile',
  allow: { roles: staff, scope: 'read', customers: true },
  input: z.strictObject({}),
  run: ({ db }) => mustLoadProfile(db),
});

/** What time it is in a sandbox. Refuses `forbidden` outside of one. */
export const clock = defineQuery({
  name: 'tenants.clock',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({}),
  async run({ db, ctx }): Promise<SandboxClock> {
    await mustBeSandbox(db);
    return { now: ctx.now, aheadMs: await aheadOf(db) };
  },
});
