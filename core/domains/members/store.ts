import { and, eq, isNull } from 'drizzle-orm';
import { refuse } from '../../base/refusal.ts';
import type { ReadDb, RowOf, WriteDb } from '../../data/database.ts';
import { apiKeys, devices, members } from './tables.ts';

export async function mustLoadMember(db: ReadDb, memberId: string): Promise<RowOf<typeof members>> {
  return (await db.find(members, memberId)) ?? refuse('not_found', { kind: 'member', id: memberId });
}

export async function mustLoadKey(db: ReadDb, keyId: string): Promise<RowOf<typeof apiKeys>> {
  return (await db.find(apiKeys, keyId)) ?? refuse('not_found', { kind: 'key', id: keyId });
}

/** The one who last left under this address. */
export async function formerMember(db: ReadDb, email: string): Promise<RowOf<typeof members> | undefined> {
  const left = await db.list(members, eq(members.email, email), eq(members.active, false));
  return left.toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))[0];
}

/** Who has left may come back. */
export async function mustHaveNoMember(db: ReadDb, email: string): Promise<void> {
  const same = await db.list(members, eq(members.email, email), eq(members.active, true));
  if (same.length > 0) refuse('already_exists', { field: 'email', value: email });
}

/** A business without an owner could never be managed again. */
export async function mustKeepAnOwner(db: ReadDb, leavingId: string): Promise<void> {
  const owners = await db.list(members, and(eq(members.role, 'OWNER'), eq(members.active, true)));
  if (owners.every(({ id }) => id === leavingId)) refuse('in_use', { kind: 'last_owner', count: 1 });
}

export async function revokeDevicesOf(db: WriteDb, { memberId, now }: { memberId: string; now: number }): Promise<void> {
  for (const device of await db.list(devices, eq(devices.memberId, memberId), isNull(devices.revokedAt)))
    await db.patch(devices, device.id, { revokedAt: now });
}
