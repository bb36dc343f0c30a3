/** The demo business: made at the first start, and the same with the same keys at every later one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#core/base/refusal.ts';
import type { Scope } from '#core/contracts/actor.ts';
import { execute } from '#core/engine/execute.ts';
import { seedDemo } from '../demo/seed.ts';
import { demoTenantId } from '../demo/run.ts';
import { countTenants, findTenant } from '../directory.ts';
import type { ServerParts } from '../parts.ts';
import { doorkeeper, newApiKey } from '../secrets/apiKeys.ts';
import { newPairingCode, PAIRING_LIFETIME } from '../secrets/pairing.ts';
import { newCommandId } from '../secrets/tokens.ts';
import { startConsole } from './console.ts';
import { PlainError } from './plainly.ts';

const Kept = z.object({
  tenantId: z.string(),
  subdomain: z.string(),
  ownerId: z.string(),
  owner: z.object({ email: z.string(), password: z.string() }),
  apiKey: z.string(),
  testApiKey: z.string(),
});
type Kept = z.output<typeof Kept>;

/** What the ready line tells beside `url`. */
export interface DemoSaid {
  readonly console: string | null;
  readonly storefront: string;
  readonly owner: { readonly email: string; readonly password: string };
  readonly apiKey: string;
  readonly testApiKey: string;
}

export interface Demo {
  readonly said: DemoSaid;
  stop(): Promise<void>;
}

const keptIn = (data: string): string => join(data, 'demo.json');

export async function startDemo(parts: ServerParts, { data, url }: { data: string; url: string }): Promise<Demo> {
  const kept = await loadOrSeed(parts, data);
  const folder = join(data, 'console');
  // A console that is signed in to this address already leaves the code unused; one that knows the demo under another port pairs again.
  const pairingCode = await pairingCodeFor(parts, kept);
  const child = await startConsole({ serverUrl: url, data: folder, pairingCode, logger: parts.logger });
  const { owner, apiKey, testApiKey, subdomain } = kept;
  return {
    said: { console: child.url, storefront: `${parts.publicUrl()}/s/${subdomain}`, owner, apiKey, testApiKey },
    stop: () => child.stop(),
  };
}

async function loadOrSeed(parts: ServerParts, data: string): Promise<Kept> {
  const kept = loadKept(data);
  if (kept !== undefined) return kept;
  const { database } = parts.engine;
  const isOurs = (await countTenants(database)) === 0 || (await findTenant(database, demoTenantId)) !== undefined;
  if (!isOurs) throw new PlainError(`${data} holds a business that is not the demo: name another folder with --data.`);
  return seed(parts, data);
}

function loadKept(data: string): Kept | undefined {
  try {
    return Kept.parse(JSON.parse(readFileSync(keptIn(data), 'utf8')));
  } catch {
    // Not there yet, or cut short while it was written: the seeding goes on where it stopped, with new keys.
    return undefined;
  }
}

async function seed(parts: ServerParts, data: string): Promise<Kept> {
  const { tenantId, sandboxTenantId, subdomain, ownerId, owner } = await seedDemo(parts.engine, parts);
  const apiKey = await makeKey(parts, { tenantId, sandbox: false });
  const testApiKey = await makeKey(parts, { tenantId: sandboxTenantId, sandbox: true });
  const kept: Kept = { tenantId, subdomain, ownerId, owner, apiKey, testApiKey };
  writeFileSync(keptIn(data), `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flush: true });
  return kept;
}

async function run({ engine }: ServerParts, { tenantId, name, input }: { tenantId: string; name: string; input: unknown }): Promise<void> {
  const outcome = await execute(engine, {
    tenantId,
    actor: doorkeeper,
    envelope: { commandId: newCommandId(engine.clock.now()), name, input },
  });
  if (!outcome.ok) throw new Refusal(outcome.code, outcome.facts);
}

const everyScope: readonly Scope[] = ['read', 'write', 'admin'];

async function makeKey(parts: ServerParts, place: { tenantId: string; sandbox: boolean }): Promise<string> {
  const { token, prefix, secretHash } = await newApiKey(place);
  const input = { name: place.sandbox ? 'Demo, sandbox' : 'Demo', scopes: everyScope, prefix, secretHash };
  await run(parts, { tenantId: place.tenantId, name: 'members.createApiKey', input });
  return token;
}

async function pairingCodeFor(parts: ServerParts, { tenantId, ownerId }: Kept): Promise<string> {
  const { code, codeHash } = newPairingCode();
  const expiresAt = parts.engine.clock.now() + PAIRING_LIFETIME;
  await run(parts, { tenantId, name: 'members.createPairing', input: { codeHash, expiresAt, memberId: ownerId } });
  return code;
}
