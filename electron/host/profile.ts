/** One member's copy of one business on this computer: a database of its own, with the engine over it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { type Actor, type Role, roles } from '#core/contracts/actor.ts';
import type { Engine } from '#core/engine/engine.ts';
import type { Registry } from '#core/engine/registry.ts';
import { type OnOpen, openLocalDatabase, type RawWriter } from './database.ts';
import type { Platform } from './ports.ts';
import { adoptDevice, loadPosition, type Queue } from './queue.ts';

export const Account = z.object({
  serverUrl: z.string(),
  deviceId: z.string(),
  tenant: z.object({
    id: z.string(),
    name: z.string(),
    subdomain: z.string(),
    timezone: z.string(),
    displayCurrency: z.string(),
    brandColor: z.string(),
  }),
  member: z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.enum(roles) }),
  storefrontUrl: z.string().optional(),
  /** why the server ended the session, until somebody signs in again */
  ended: z.enum(['copied', 'deactivated', 'revoked']).optional(),
});
export type Account = z.output<typeof Account>;

export interface Profile extends Queue {
  readonly raw: RawWriter;
  readonly engine: Engine;
  actor(): Promise<Actor>;
  /** everything has been fetched at least once */
  isComplete(): Promise<boolean>;
  close(): Promise<void>;
}

/** The names of servers differ in letters that files don't: the file is named by what the profile is of. */
function fileOf({ serverUrl, tenant, member }: Account): string {
  const server = createHash('sha256').update(serverUrl).digest('hex').slice(0, 12);
  return `${tenant.id}-${member.id}-${server}.sqlite`.replace(/[^\w.-]/g, '');
}

export interface ProfileParts {
  readonly folder: string;
  readonly account: Account;
  readonly registry: Registry;
  readonly platform: Platform;
  readonly onOpen?: OnOpen;
}

export async function openProfile({ folder, account, registry, platform, onOpen }: ProfileParts): Promise<Profile> {
  const { database, raw } = await openLocalDatabase({ file: join(folder, 'profiles', fileOf(account)), defer: platform.defer, onOpen });
  const queue: Queue = { database, tenantId: account.tenant.id };
  await adoptDevice(queue, { serverUrl: account.serverUrl, deviceId: account.deviceId, member: account.member });
  return {
    ...queue,
    raw,
    engine: { database, registry, clock: platform.clock, side: 'desktop' },
    async actor() {
      const { member, deviceId } = await loadPosition(queue);
      return { kind: 'member', id: member.id, role: member.role as Role, name: member.name, deviceId };
    },
    isComplete: async () => (await loadPosition(queue)).complete,
    close: () => database.close(),
  };
}
