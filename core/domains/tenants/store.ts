import { refuse } from '../../base/refusal.ts';
import { type ReadDb, settledIn } from '../../data/database.ts';
import type { Profile } from './model.ts';
import { profiles, sandboxClocks } from './tables.ts';

const ownProfile = settledIn([profiles], (db) => db.find(profiles, db.tenantId));

/** What its plan allows is not among it: null where it allows everything. */
export async function planQuotaOf(db: ReadDb): Promise<{ quota: number | null; timezone: string }> {
  const { planQuota: quota = null, timezone = '' } = (await db.settled(ownProfile, '')) ?? {};
  return { quota, timezone };
}

const profileToTell = settledIn([profiles], async (db) => {
  const row = await db.find(profiles, db.tenantId);
  if (row === undefined) return undefined;
  const { tenantId: _tenant, rev: _rev, planQuota: _quota, ...profile } = row;
  return profile;
});

export async function mustLoadProfile(db: ReadDb): Promise<Profile> {
  return (await db.settled(profileToTell, '')) ?? refuse('not_found', { kind: 'tenant', id: db.tenantId });
}

/** By how many ms this tenant's clock is ahead of the server's: a sandbox's alone ever is. */
export async function aheadOf(db: ReadDb): Promise<number> {
  return (await db.find(sandboxClocks, db.tenantId))?.aheadMs ?? 0;
}

/** @throws Refusal `forbidden` {reason: live} */
export async function mustBeSandbox(db: ReadDb): Promise<void> {
  if (!(await mustLoadProfile(db)).sandbox) refuse('forbidden', { reason: 'live' });
}
