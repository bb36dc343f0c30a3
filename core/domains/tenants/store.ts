import { refuse } from '../../base/refusal.ts';
import type { ReadDb } from '../../data/database.ts';
import type { Profile } from './model.ts';
import { profiles } from './tables.ts';

export async function mustLoadProfile(db: ReadDb): Promise<Profile> {
  const row = (await db.find(profiles, db.tenantId)) ?? refuse('not_found', { kind: 'tenant', id: db.tenantId });
  const { tenantId: _tenant, rev: _rev, planQuota: _quota, ...profile } = row;
  return profile;
}
