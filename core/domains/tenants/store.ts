import { refuse } from '../../base/refusal.ts';
import type { ReadDb } from '../../data/database.ts';
import type { Profile } from './model.ts';
import { profiles } from './tables.ts';

export async function mustLoadProfile(db: ReadDb): Promise<Profile> {
  return (await db.find(profiles, db.tenantId)) ?? refuse('not_found', { kind: 'tenant', id: db.tenantId });
}
