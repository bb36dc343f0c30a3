import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Role, Scope } from '../../contracts/actor.ts';
import { flag, instant, json, keyed, synced } from '../../data/columns.ts';

export const members = sqliteTable(
  'members',
  {
    ...synced(),
    name: text().notNull(),
    email: text().notNull(),
    role: text().$type<Role>().notNull(),
    active: flag().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('members_by_email').on(t.tenantId, t.email)],
);

/** Never synced. The hash names its own algorithm and cost. */
export const memberPasswords = sqliteTable(
  'member_passwords',
  { ...keyed(), passwordHash: text().notNull(), changedAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Which tenants an e-mail address may sign in to: found before any tenant is known. Takes no revision. */
export const signIns = sqliteTable('sign_ins', { email: text().notNull(), tenantId: text().notNull(), memberId: text().notNull() }, (t) => [
  primaryKey({ columns: [t.email, t.tenantId] }),
]);

/** Never synced. A device's token is `sld_<tenant>.<device>.<secret>`; only the secret's hash is kept. */
export const devices = sqliteTable(
  'devices',
  {
    ...keyed(),
    memberId: text().notNull(),
    name: text().notNull(),
    tokenHash: text().notNull(),
    createdAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
    lastSeq: integer().notNull(),
    revokedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('devices_by_member').on(t.tenantId, t.memberId)],
);

/** Never synced. A short code that a signed-in member shows to a new device; good once, for ten minutes. */
export const pairings = sqliteTable('pairings', {
  codeHash: text().primaryKey(),
  tenantId: text().notNull(),
  memberId: text().notNull(),
  expiresAt: instant().notNull(),
});

export const apiKeys = sqliteTable(
  'api_keys',
  {
    ...synced(),
    name: text().notNull(),
    prefix: text().notNull(),
    scopes: json<Scope[]>().notNull(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
    revokedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index('api_keys_by_prefix').on(t.tenantId, t.prefix)],
);

/** Never synced: bcrypt hash and the last use, which is noted by the minute. */
export const apiKeySecrets = sqliteTable('api_key_secrets', { ...keyed(), secretHash: text().notNull(), lastUsedAt: instant() }, (t) => [
  primaryKey({ columns: [t.tenantId, t.id] }),
]);
