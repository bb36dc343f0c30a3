import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { managers } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { NewTenant, ProfileFields } from './model.ts';
import { mustLoadProfile } from './store.ts';
import { profiles, tenants } from './tables.ts';

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
