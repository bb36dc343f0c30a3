/** A device's token: `sld_<tenant>.<device>.<secret>`. The secret has 160 random bits, so a plain digest of it is enough. */
import { eq, and } from 'drizzle-orm';
import { Refusal } from '#core/base/refusal.ts';
import { MINUTE } from '#core/base/time.ts';
import type { Actor, Role } from '#core/contracts/actor.ts';
import { devices, members } from '#core/domains/members/tables.ts';
import { ask } from '#core/engine/ask.ts';
import { businessOf } from '#core/engine/clock.ts';
import type { Engine } from '#core/engine/engine.ts';
import { deviceCursors } from '#core/engine/tables.ts';
import { doorkeeper } from './apiKeys.ts';
import { bodyOf, isBody, randomSecret, sameSecret, sha256Hex } from './tokens.ts';

const TOKEN = /^sld_([0-9a-hjkmnp-tv-z]{20})\.([0-9a-hjkmnp-tv-z]{20})\.([0-9a-hjkmnp-tv-z]{32})$/;

export interface SignedInMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export interface DeviceHolder {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly member: SignedInMember;
}

export const memberActor = ({ deviceId, member }: DeviceHolder): Actor => ({
  ...{ kind: 'member', id: member.id, role: member.role, name: member.name, deviceId },
});

export function newDeviceSecret(): { secret: string; tokenHash: string } {
  const secret = randomSecret();
  return { secret, tokenHash: sha256Hex(secret) };
}

export const deviceToken = ({ tenantId, deviceId, secret }: { tenantId: string; deviceId: string; secret: string }): string =>
  `sld_${bodyOf(tenantId)}.${bodyOf(deviceId)}.${secret}`;

interface Credential {
  readonly deviceId: string;
  readonly tokenHash: string;
  readonly lastSeenAt: number;
  readonly member: SignedInMember;
}

function parsed(token: string): { tenantId: string; deviceId: string; secret: string } | undefined {
  const [, tenant, device, secret] = TOKEN.exec(token) ?? [];
  if (!isBody(tenant) || !isBody(device) || secret === undefined) return undefined;
  return { tenantId: `tnt_${tenant}`, deviceId: `dev_${device}`, secret };
}

/** undefined: unknown, wrong, revoked, or of a member who has left */
export async function deviceHolderOf(engine: Engine, token: string): Promise<DeviceHolder | undefined> {
  const known = parsed(token);
  if (known === undefined) return undefined;
  const { tenantId, deviceId, secret } = known;
  const input = { deviceId };
  const credential = (await ask(engine, { tenantId, actor: doorkeeper, name: 'members.deviceCredential', input })) as Credential | null;
  if (credential === null || !sameSecret(credential.tokenHash, sha256Hex(secret))) return undefined;
  if (!(await isInBusiness(engine, { tenantId, email: credential.member.email }))) return undefined;
  await noteSeen(engine, { tenantId, ...credential });
  return { tenantId, deviceId: credential.deviceId, member: credential.member };
}

/** Who has left the business has left its sandbox. */
async function isInBusiness(engine: Engine, { tenantId, email }: { tenantId: string; email: string }): Promise<boolean> {
  const business = await engine.database.read(tenantId, (db) => businessOf(engine, db));
  if (business === null) return true;
  const same = await engine.database.read(business, (db) => db.list(members, eq(members.email, email), eq(members.active, true)));
  return same.length > 0;
}

/** What a device that was let in once is told: only whoever has its secret is told anything. undefined: it never was */
export async function whyTurnedOut(engine: Engine, token: string): Promise<Refusal | undefined> {
  const known = parsed(token);
  if (known === undefined) return undefined;
  const { tenantId, deviceId, secret } = known;
  return engine.database.read(tenantId, async (db) => {
    const device = await db.find(devices, deviceId);
    if (device === undefined || !sameSecret(device.tokenHash, sha256Hex(secret))) return undefined;
    const cursor = await db.find(deviceCursors, deviceId);
    if (cursor !== undefined && cursor.copiedAt !== null) return new Refusal('device_copied');
    const member = await db.find(members, device.memberId);
    return new Refusal('unauthorized', { reason: member?.active === true ? 'revoked' : 'deactivated' });
  });
}

/** By the minute: a device that is always connected costs no write a request. */
async function noteSeen(
  engine: Engine,
  { tenantId, deviceId, lastSeenAt }: Pick<Credential, 'deviceId' | 'lastSeenAt'> & { tenantId: string },
) {
  const now = engine.clock.now();
  if (now - lastSeenAt < MINUTE) return;
  await engine.database.work(async (db) => {
    await db
      .update(devices)
      .set({ lastSeenAt: now })
      .where(and(eq(devices.tenantId, tenantId), eq(devices.id, deviceId)));
  });
}
