import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { managers, staff } from '../../contracts/actor.ts';
import { idOf } from '../../contracts/fields.ts';
import { defineQuery } from '../../contracts/query.ts';
import type { Drizzle } from '../../data/database.ts';
import type { ApiKey, Device, Member } from './model.ts';
import { apiKeys, apiKeySecrets, devices, memberPasswords, members } from './tables.ts';

const byName = <T extends { name: string }>(a: T, b: T): number => (a.name < b.name ? -1 : 1);

export const listMembers = defineQuery({
  name: 'members.list',
  allow: { roles: staff, scope: 'admin' },
  input: z.strictObject({}),
  async run({ db }): Promise<Member[]> {
    const rows = await db.list(members);
    return rows.map(({ id, name, email, role, active, createdAt }) => ({ id, name, email, role, active, createdAt })).toSorted(byName);
  },
});

export const listApiKeys = defineQuery({
  name: 'members.apiKeys',
  allow: { roles: managers },
  input: z.strictObject({}),
  async run({ db }): Promise<ApiKey[]> {
    const uses = new Map((await db.list(apiKeySecrets)).map(({ id, lastUsedAt }) => [id, lastUsedAt]));
    const rows = await db.list(apiKeys);
    return rows
      .map(({ id, name, prefix, scopes, createdAt, revokedAt }) => ({
        id,
        name,
        prefix,
        scopes,
        createdAt,
        revokedAt,
        lastUsedAt: uses.get(id) ?? null,
      }))
      .toSorted((a, b) => b.createdAt - a.createdAt);
  },
});

export const listDevices = defineQuery({
  name: 'members.devices',
  allow: { roles: staff },
  input: z.strictObject({}),
  async run({ db, ctx }): Promise<Device[]> {
    const names = new Map((await db.list(members)).map(({ id, name }) => [id, name]));
    const ownOnly = ctx.actor.kind === 'member' && ctx.actor.role === 'STAFF' ? eq(devices.memberId, ctx.actor.id) : undefined;
    const rows = await db.list(devices, ownOnly);
    return rows
      .map(({ id, memberId, name, createdAt, lastSeenAt, revokedAt }) => ({
        id,
        memberId,
        name,
        createdAt,
        lastSeenAt,
        revokedAt,
        memberName: names.get(memberId) ?? '',
      }))
      .toSorted((a, b) => b.lastSeenAt - a.lastSeenAt);
  },
});

/** Asked with every request of a program. */
const credentialOf = (drizzle: Drizzle) =>
  drizzle
    .select({
      ...{ keyId: apiKeys.id, name: apiKeys.name, scopes: apiKeys.scopes },
      ...{ secretHash: apiKeySecrets.secretHash, lastUsedAt: apiKeySecrets.lastUsedAt },
    })
    .from(apiKeys)
    .innerJoin(apiKeySecrets, and(eq(apiKeySecrets.tenantId, apiKeys.tenantId), eq(apiKeySecrets.id, apiKeys.id)))
    .where(and(eq(apiKeys.tenantId, sql.placeholder('tenantId')), eq(apiKeys.prefix, sql.placeholder('prefix')), isNull(apiKeys.revokedAt)))
    .prepare();

/** For the door: what a token is checked against. The system alone may ask. */
export const keyCredential = defineQuery({
  name: 'members.keyCredential',
  allow: { roles: [] },
  input: z.strictObject({ prefix: z.string().max(64) }),
  async run({ db }, { prefix }) {
    const [found] = await db.compiled(credentialOf).all({ tenantId: db.tenantId, prefix });
    return found ?? null;
  },
});

export const deviceCredential = defineQuery({
  name: 'members.deviceCredential',
  allow: { roles: [] },
  input: z.strictObject({ deviceId: idOf('dev') }),
  async run({ db }, { deviceId }) {
    const device = await db.find(devices, deviceId);
    if (device === undefined || device.revokedAt !== null) return null;
    const member = await db.find(members, device.memberId);
    if (member === undefined || !member.active) return null;
    const { id, name, email, role } = member;
    return { deviceId, tokenHash: device.tokenHash, lastSeenAt: device.lastSeenAt, member: { id, name, email, role } };
  },
});

export const passwordCredential = defineQuery({
  name: 'members.passwordCredential',
  allow: { roles: [] },
  input: z.strictObject({ memberId: idOf('mbr') }),
  async run({ db }, { memberId }) {
    const member = await db.find(members, memberId);
    const password = await db.find(memberPasswords, memberId);
    if (member === undefined || !member.active || password === undefined) return null;
    return { passwordHash: password.passwordHash, member: { id: member.id, name: member.name, email: member.email, role: member.role } };
  },
});
