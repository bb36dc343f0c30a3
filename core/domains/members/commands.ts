import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { type Actor, managers } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { EpochMs, idOf, Name } from '../../contracts/fields.ts';
import { memberDeactivated } from './events.ts';
import { MemberFields, RoleField, ScopeField } from './model.ts';
import { formerMember, mustHaveNoMember, mustKeepAnOwner, mustLoadKey, mustLoadMember, revokeDevicesOf } from './store.ts';
import { apiKeys, apiKeySecrets, devices, memberPasswords, members, pairings, signIns } from './tables.ts';

const Hash = z.string().min(20).max(500);

/** Owners are made and unmade by owners: an ADMIN could else make a key that does it for them. */
function mayTouchOwners(actor: Actor): void {
  const isOwner = actor.kind === 'member' && actor.role === 'OWNER';
  if (!isOwner && actor.kind !== 'system') refuse('forbidden', { role: 'OWNER' });
}

/**
 * `passwordHash` comes ready from the door, because a command hashes nothing slow. Who has left and comes back under the same
 * address is the same member again, so that what waits on their desktop for the server still goes through.
 * Refuses `already_exists` {field: email}.
 */
export const addMember = defineCommand({
  name: 'members.add',
  allow: { roles: managers, scope: 'admin' },
  offline: false,
  input: MemberFields.extend({ passwordHash: Hash.nullable() }),
  async run({ db, ctx }, { passwordHash, ...fields }) {
    const email = fields.email.toLowerCase();
    await mustHaveNoMember(db, email);
    if (fields.role === 'OWNER') mayTouchOwners(ctx.actor);
    const now = ctx.now;
    const former = await formerMember(db, email);
    const memberId = former?.id ?? ctx.newId('mbr');
    if (former === undefined) await db.insert(members, { id: memberId, ...fields, email, active: true, createdAt: now, updatedAt: now });
    else {
      await db.patch(members, memberId, { ...fields, email, active: true, updatedAt: now });
      await db.remove(memberPasswords, memberId);
    }
    if (passwordHash !== null) await db.insert(memberPasswords, { id: memberId, passwordHash, changedAt: now });
    await db.unstamped.insert(signIns).values({ email, tenantId: db.tenantId, memberId }).onConflictDoNothing();
    return { memberId };
  },
});

export const updateMember = defineCommand({
  name: 'members.update',
  allow: { roles: managers, scope: 'admin' },
  offline: false,
  input: editOf(z.strictObject({ name: Name(), role: RoleField })).extend({ memberId: idOf('mbr') }),
  async run({ db, ctx }, { memberId, ...edit }) {
    const member = await mustLoadMember(db, memberId);
    const changes = applyEdit<{ name: string; role: typeof member.role }>(member, edit);
    if (changes.role !== undefined) await mayChangeRole(db, { actor: ctx.actor, member, role: changes.role });
    await db.patch(members, memberId, { ...changes, updatedAt: ctx.now });
    return null;
  },
});

async function mayChangeRole(
  db: Parameters<typeof mustKeepAnOwner>[0],
  { actor, member, role }: { actor: Actor; member: { id: string; role: string }; role: string },
): Promise<void> {
  if (role === 'OWNER' || member.role === 'OWNER') mayTouchOwners(actor);
  if (member.role === 'OWNER' && role !== 'OWNER') await mustKeepAnOwner(db, member.id);
}

/** Ends the member's devices at once; the calendar ends their feed on hearing of it. */
export const deactivateMember = defineCommand({
  name: 'members.deactivate',
  allow: { roles: managers, scope: 'admin' },
  offline: false,
  input: z.strictObject({ memberId: idOf('mbr') }),
  async run({ db, ctx }, { memberId }) {
    const member = await mustLoadMember(db, memberId);
    if (member.role === 'OWNER') {
      mayTouchOwners(ctx.actor);
      await mustKeepAnOwner(db, memberId);
    }
    await db.patch(members, memberId, { active: false, updatedAt: ctx.now });
    await db.unstamped.delete(signIns).where(and(eq(signIns.tenantId, db.tenantId), eq(signIns.memberId, memberId)));
    await revokeDevicesOf(db, { memberId, now: ctx.now });
    ctx.emit(memberDeactivated(memberId));
    return null;
  },
});

export const createApiKey = defineCommand({
  name: 'members.createApiKey',
  allow: { roles: managers },
  offline: false,
  input: z.strictObject({
    name: Name(),
    scopes: z.array(ScopeField).min(1).default(['read', 'write']),
    prefix: z.string().min(8).max(64),
    secretHash: Hash,
  }),
  async run({ db, ctx }, { name, scopes, prefix, secretHash }) {
    const keyId = ctx.newId('key');
    const createdBy = ctx.actor.id;
    await db.insert(apiKeys, {
      id: keyId,
      name,
      prefix,
      scopes: [...new Set(scopes)],
      createdAt: ctx.outsideNow,
      createdBy,
      revokedAt: null,
    });
    await db.insert(apiKeySecrets, { id: keyId, secretHash, lastUsedAt: null });
    return { keyId };
  },
});

export const revokeApiKey = defineCommand({
  name: 'members.revokeApiKey',
  allow: { roles: managers },
  offline: false,
  input: z.strictObject({ keyId: idOf('key') }),
  async run({ db, ctx }, { keyId }) {
    const key = await mustLoadKey(db, keyId);
    if (key.revokedAt === null) await db.patch(apiKeys, keyId, { revokedAt: ctx.outsideNow });
    return null;
  },
});

/** Noted by the minute, so that a busy key costs no write a request. */
export const noteKeyUse = defineCommand({
  name: 'members.noteKeyUse',
  allow: { roles: [] },
  offline: false,
  input: z.strictObject({ keyId: idOf('key') }),
  async run({ db, ctx }, { keyId }) {
    await db.patch(apiKeySecrets, keyId, { lastUsedAt: ctx.outsideNow });
    return null;
  },
});

export const registerDevice = defineCommand({
  name: 'members.registerDevice',
  allow: { roles: [] },
  offline: false,
  input: z.strictObject({ memberId: idOf('mbr'), name: Name(80), tokenHash: Hash }),
  async run({ db, ctx }, { memberId, name, tokenHash }) {
    const member = await mustLoadMember(db, memberId);
    if (!member.active) refuse('unauthorized');
    const deviceId = ctx.newId('dev');
    const now = ctx.now;
    await db.insert(devices, { id: deviceId, memberId, name, tokenHash, createdAt: now, lastSeenAt: now, lastSeq: 0, revokedAt: null });
    return { deviceId };
  },
});

export const revokeDevice = defineCommand({
  name: 'members.revokeDevice',
  allow: { roles: ['OWNER', 'ADMIN', 'STAFF'] },
  offline: false,
  input: z.strictObject({ deviceId: idOf('dev') }),
  async run({ db, ctx }, { deviceId }) {
    const device = (await db.find(devices, deviceId)) ?? refuse('not_found', { kind: 'device', id: deviceId });
    const { actor } = ctx;
    if (actor.kind === 'member' && actor.role === 'STAFF' && device.memberId !== actor.id) refuse('forbidden', { device: deviceId });
    if (device.revokedAt === null) await db.patch(devices, deviceId, { revokedAt: ctx.now });
    return null;
  },
});

/** The code itself is the door's secret: only its hash comes here. */
export const createPairing = defineCommand({
  name: 'members.createPairing',
  allow: { roles: ['OWNER', 'ADMIN', 'STAFF'] },
  offline: false,
  input: z.strictObject({ codeHash: Hash, expiresAt: EpochMs, memberId: idOf('mbr').optional() }),
  async run({ db, ctx }, { codeHash, expiresAt, memberId }) {
    const owner = ctx.actor.kind === 'member' ? ctx.actor.id : (memberId ?? refuse('forbidden', { actor: ctx.actor.kind }));
    await db.unstamped.insert(pairings).values({ codeHash, tenantId: db.tenantId, memberId: owner, expiresAt });
    return { expiresAt };
  },
});
