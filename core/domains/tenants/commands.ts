import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { managers, staff } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { MINUTE } from '../../base/time.ts';
import { ClockMove, MOST_AHEAD_MS, NewTenant, ProfileFields, type SandboxClock } from './model.ts';
import { aheadOf, mustBeSandbox, mustLoadProfile } from './store.ts';
import { profiles, sandboxClocks, tenants } from './tables.ts';

/** The tenant's id is chosen by the caller, because the transaction already runs under it. Refuses `already_exists`. */
export const createTenant = defineCommand({
  name: 'tenants.create',
  allow: { roles: [] },
  offline: false,
  input: NewTenant,
  async run({ db, ctx }, { subdomain, profile, sandboxOf }) {
    const now = ctx.now;
    const inserted = await db.unstamped
      .insert(tenants)
      .values({ tenantId: db.tenantId, subdomain, sandboxOf, createdAt: now })
      .onConflictDoNothing()
      .returning({ tenantId: tenants.tenantId });
    if (inserted.length === 0) refuse('already_exists', { field: 'subdomain', value: subdomain });
    await db.insert(profiles, {
      id: db.tenantId,
      ...profile,
      subdomain,
      verified: false,
      sandbox: sandboxOf !== null,
      createdAt: now,
      updatedAt: now,
      planQuota: null,
    });
    return { tenantId: db.tenantId };
  },
});

export const updateProfile = defineCommand({
  name: 'tenants.updateProfile',
  allow: { roles: managers },
  offline: true,
  input: editOf(ProfileFields).extend({}),
  async run({ db, ctx }, edit) {
    const profile = await mustLoadProfile(db);
    const changes = applyEdit<z.output<typeof ProfileFields>>(profile, edit);
    await db.patch(profiles, db.tenantId, { ...changes, updatedAt: ctx.now });
    return null;
  },
});

/** How many bookings a month; null: as many as it likes. Whoever runs the server says so. */
export const setQuota = defineCommand({
  name: 'tenants.setQuota',
  allow: { roles: [] },
  offline: false,
  input: z.strictObject({ planQuota: z.int().min(0).max(10_000_000).nullable() }),
  async run({ db, ctx }, { planQuota }) {
    await mustLoadProfile(db);
    await db.patch(profiles, db.tenantId, { planQuota, updatedAt: ctx.now });
    return null;
  },
});

/** Forward alone, or back to the server's. Refuses `forbidden` outside of a sandbox, `invalid_request` for what has passed or is too far. */
export const moveClock = defineCommand({
  name: 'tenants.moveClock',
  allow: { roles: staff, scope: 'write' },
  offline: false,
  input: ClockMove,
  async run({ db, ctx }, { advanceMinutes, to, reset }): Promise<SandboxClock & { byMs: number }> {
    await mustBeSandbox(db);
    const before = await aheadOf(db);
    const aheadMs = reset === true ? 0 : to === undefined ? before + (advanceMinutes ?? 0) * MINUTE : to - ctx.outsideNow;
    const path = to === undefined ? 'advanceMinutes' : 'to';
    if (reset !== true && aheadMs <= before)
      refuse('invalid_request', { issues: [{ path, expected: 'an instant after the sandbox’s now' }] });
    if (aheadMs > MOST_AHEAD_MS) refuse('invalid_request', { issues: [{ path, expected: 'at most two years ahead of the real time' }] });
    const row = { aheadMs, movedAt: ctx.outsideNow };
    if (!(await db.patch(sandboxClocks, db.tenantId, row))) await db.insert(sandboxClocks, { id: db.tenantId, ...row });
    return { now: ctx.outsideNow + aheadMs, aheadMs, byMs: aheadMs - before };
  },
});

/** A sandbox is called and looks as its business does now; whoever runs it copies the rest beside it. Refuses `forbidden` outside of one. */
export const resetSandbox = defineCommand({
  name: 'tenants.resetSandbox',
  allow: { roles: staff, scope: 'write' },
  offline: false,
  input: z.strictObject({}),
  async run({ db, ctx }) {
    await mustBeSandbox(db);
    const [entry] = await db.select().from(tenants).where(eq(tenants.tenantId, db.tenantId));
    const [business] = await db
      .select()
      .from(profiles)
      .where(and(eq(profiles.tenantId, entry?.sandboxOf ?? ''), eq(profiles.id, entry?.sandboxOf ?? '')));
    if (business === undefined) return refuse('not_found', { kind: 'tenant', id: db.tenantId });
    const { name, timezone, displayCurrency, brandColor, logoUrl, contactEmail } = business;
    const changes = { name, timezone, displayCurrency, brandColor, logoUrl, contactEmail, updatedAt: ctx.outsideNow };
    await db.patch(profiles, db.tenantId, changes);
    return null;
  },
});
