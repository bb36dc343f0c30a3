import { refuse } from '../../base/refusal.ts';
import type { ReadDb } from '../../data/database.ts';
import type { Profile } from './model.ts';
import { profiles, sandboxClocks } from './tables.ts';

export async function mustLoadProfile(db: ReadDb): Promise<Profile> {
  const row = (await db.find(profiles, db.tenantId)) ?? refuse('not_found', { kind: 'tenant', id: db.tenantId });
  const { tenantId: _tenant, rev: _rev, planQuota: _quota, ...profile } = row;
  return profile;
}

/** By how many ms this tenant's clock is ahead of the server's: a sandbox's alone ever is. */
export async function aheadOf(db: ReadDb): Promise<number> {
  return (await db.find(sandboxClocks, db.tenantId))?.aheadMs ?? 0;
}

/** @throws Refusal `forbidden` {reason: live} */
export async function mustBeSandbox(db: ReadDb): Promise<void> {
  if (!(await mustLoadProfile(db)).sandbox) refuse('forbidden', { reason: 'live' });
}
