/** Opens a business on this server: the tenant, its owner, and its sandbox twin. */
import { freeSlug, slugOf } from '#core/domains/catalog/rules.ts';
import type { Json } from '#core/base/json.ts';
import { Refusal } from '#core/base/refusal.ts';
import { attempt, execute } from '#core/engine/execute.ts';
import type { Engine } from '#core/engine/engine.ts';
import { findTenant } from './directory.ts';
import { doorkeeper } from './secrets/apiKeys.ts';
import { newCommandId, newTenantId } from './secrets/tokens.ts';

export interface NewBusiness {
  readonly name: string;
  /** absent: made from the name */
  readonly subdomain?: string | undefined;
  readonly timezone: string;
  readonly displayCurrency: string;
  readonly owner: { readonly name: string; readonly email: string; readonly passwordHash: string };
  /** told by who must make the same business on every start; random otherwise */
  readonly tenantId?: string;
  readonly sandboxTenantId?: string;
}

export interface Business {
  readonly tenantId: string;
  readonly sandboxTenantId: string;
  readonly ownerId: string;
  readonly subdomain: string;
}

/** How a sandbox is called after its business; no business's own name ends so. */
const TWIN = '-sandbox';
const twinName = (subdomain: string): string => `${subdomain}${TWIN}`;

/** Names that a person would take for the server's own. */
const reserved = new Set(['www', 'api', 'app', 'admin', 'mail', 'docs', 'status', 'slotkeeper']);

async function isTaken({ database }: Engine, subdomain: string): Promise<boolean> {
  const found = await Promise.all([findTenant(database, subdomain), findTenant(database, twinName(subdomain))]);
  return found.some((entry) => entry !== undefined);
}

async function freeSubdomain(engine: Engine, name: string): Promise<string> {
  const wanted = slugOf(name)
    .slice(0, 30)
    .replace(/-+$/, '')
    .replace(/(-sandbox)+$/, '');
  const taken = new Set(reserved);
  for (let tries = 0; tries < 50; tries++) {
    const candidate = freeSlug(wanted.length < 2 ? 'business' : wanted, taken);
    if (!(await isTaken(engine, candidate))) return candidate;
    taken.add(candidate);
  }
  return `${wanted}-${newTenantId().slice(-6)}`;
}

/** @throws Refusal `already_exists` {field: subdomain} */
export async function openBusiness(engine: Engine, business: NewBusiness): Promise<Business> {
  const subdomain = business.subdomain ?? (await freeSubdomain(engine, business.name));
  // Its sandbox's name is looked at, too, before anything is written: nobody is left with half a business.
  if (reserved.has(subdomain) || subdomain.endsWith(TWIN) || (await isTaken(engine, subdomain)))
    throw new Refusal('already_exists', { field: 'subdomain', value: subdomain });
  const tenantId = business.tenantId ?? newTenantId();
  const sandboxTenantId = business.sandboxTenantId ?? newTenantId();
  const { memberId } = await createTenant(engine, { tenantId, subdomain, sandboxOf: null, business });
  await createTenant(engine, { tenantId: sandboxTenantId, subdomain: twinName(subdomain), sandboxOf: tenantId, business });
  return { tenantId, sandboxTenantId, ownerId: memberId, subdomain };
}

interface NewTenant {
  readonly tenantId: string;
  readonly subdomain: string;
  readonly sandboxOf: string | null;
  readonly business: NewBusiness;
}

/** Tenant and owner in one transaction: nobody ever finds a business that nobody owns. */
async function createTenant(engine: Engine, { tenantId, subdomain, sandboxOf, business }: NewTenant): Promise<{ memberId: string }> {
  const { name, timezone, displayCurrency, owner } = business;
  const profile = { name, timezone, displayCurrency, brandColor: '#0F766E', logoUrl: null, contactEmail: owner.email };
  const addOwner = { name: 'members.add', input: { ...owner, role: 'OWNER' } };
  let ownerValue: Json = null;
  const outcome = await execute(engine, {
    ...{ tenantId, actor: doorkeeper },
    envelope: { commandId: newCommandId(), name: 'tenants.create', input: { subdomain, profile, sandboxOf } },
    async alongside(db, created) {
      if (!created.ok) return;
      const added = await attempt(engine, { db, actor: doorkeeper, envelope: { commandId: newCommandId(), ...addOwner } });
      if (!added.ok) throw new Refusal(added.code, added.facts);
      ownerValue = added.value;
    },
  });
  if (!outcome.ok) throw new Refusal(outcome.code, outcome.facts);
  return ownerValue as unknown as { memberId: string };
}
