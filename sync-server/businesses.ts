/** Opens a business on this server: the tenant, its owner, and its sandbox twin. */
import { eq } from 'drizzle-orm';
import { asciiSlugOf } from '#core/base/slugs.ts';
import { freeSlug } from '#core/domains/catalog/rules/offerings.ts';
import type { Json } from '#core/base/json.ts';
import { Refusal } from '#core/base/refusal.ts';
import { memberPasswords, members } from '#core/domains/members/tables.ts';
import { profiles } from '#core/domains/tenants/tables.ts';
import { attempt, execute } from '#core/engine/execute.ts';
import type { Engine } from '#core/engine/engine.ts';
import { demoTenantId } from './demo/run.ts';
import { findTenant, listWithoutTwin, twinOf } from './directory.ts';
import { doorkeeper } from './secrets/apiKeys.ts';
import { newCommandId, newTenantId } from './secrets/tokens.ts';

export interface NewBusiness {
  readonly name: string;
  /** absent: made from the name */
  readonly subdomain?: string | undefined;
  readonly timezone: string;
  readonly displayCurrency: string;
  readonly owner: { readonly name: string; readonly email: string; readonly passwordHash: string | null };
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
  const wanted = asciiSlugOf(name)
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

const MOST_NAMES = 20;

/**
 * The business first, its sandbox after it: two tenants are two transactions. Whoever dies in between leaves a business that
 * its owner can sign in to, and `completeBusiness` makes the rest.
 * @throws Refusal `already_exists` {field: subdomain}
 */
export async function openBusiness(engine: Engine, business: NewBusiness): Promise<Business> {
  const tenantId = business.tenantId ?? newTenantId();
  const { subdomain, memberId } = await createNamed(engine, { tenantId, business });
  const sandboxTenantId = business.sandboxTenantId ?? newTenantId();
  await createTenant(engine, { tenantId: sandboxTenantId, subdomain: twinName(subdomain), sandboxOf: tenantId, business });
  return { tenantId, sandboxTenantId, ownerId: memberId, subdomain };
}

type Opened = Pick<Business, 'subdomain'> & { readonly memberId: string };

async function createNamed(engine: Engine, { tenantId, business }: { tenantId: string; business: NewBusiness }): Promise<Opened> {
  for (let tries = 1; ; tries++) {
    const subdomain = business.subdomain ?? (await freeSubdomain(engine, business.name));
    try {
      if (reserved.has(subdomain) || subdomain.endsWith(TWIN) || (await isTaken(engine, subdomain)))
        throw new Refusal('already_exists', { field: 'subdomain', value: subdomain });
      return { subdomain, ...(await createTenant(engine, { tenantId, subdomain, sandboxOf: null, business })) };
    } catch (error) {
      // Somebody else took at the same instant what was free: who named no address cares for none.
      const isMatterOfName = error instanceof Refusal && error.code === 'already_exists' && business.subdomain === undefined;
      if (!isMatterOfName || tries === MOST_NAMES) throw error;
    }
  }
}

/** Makes the sandbox of a business whose opening was cut short; of a whole one, or of a sandbox, nothing. The demo goes on by itself. */
export async function completeBusiness(engine: Engine, tenantId: string): Promise<void> {
  if (tenantId === demoTenantId) return;
  const entry = await findTenant(engine.database, tenantId);
  if (entry === undefined || entry.sandboxOf !== null || (await twinOf(engine.database, tenantId)) !== undefined) return;
  const business = await engine.database.read(tenantId, async (db) => {
    const [profile] = await db.list(profiles);
    const [owner] = await db.list(members, eq(members.role, 'OWNER'), eq(members.active, true));
    const password = owner === undefined ? undefined : await db.find(memberPasswords, owner.id);
    if (profile === undefined || owner === undefined) return undefined;
    const { name, timezone, displayCurrency } = profile;
    return {
      name,
      timezone,
      displayCurrency,
      owner: { name: owner.name, email: owner.email, passwordHash: password?.passwordHash ?? null },
    };
  });
  if (business === undefined) return;
  try {
    await createTenant(engine, { tenantId: newTenantId(), subdomain: twinName(entry.subdomain), sandboxOf: tenantId, business });
  } catch (error) {
    // Another process was quicker.
    if (!(error instanceof Refusal && error.code === 'already_exists')) throw error;
  }
}

/** Every business whose opening was cut short, at the start of a server. */
export async function completeBusinesses(engine: Engine): Promise<void> {
  for (const tenantId of await listWithoutTwin(engine.database)) await completeBusiness(engine, tenantId);
}

interface NewTenant {
  readonly tenantId: string;
  readonly subdomain: string;
  readonly sandboxOf: string | null;
  readonly business: Pick<NewBusiness, 'name' | 'timezone' | 'displayCurrency' | 'owner'>;
}

/** Tenant and owner in one transaction: nobody ever finds a business that nobody owns. */
async function createTenant(engine: Engine, { tenantId, subdomain, sandboxOf, business }: NewTenant): Promise<{ memberId: string }> {
  const { name, timezone, displayCurrency, owner } = business;
  const profile = { name, timezone, displayCurrency, brandColor: '#0F766E', logoUrl: null, contactEmail: owner.email };
  const addOwner = { name: 'members.add', input: { ...owner, role: 'OWNER' } };
  let ownerValue: Json = null;
  const outcome = await execute(engine, {
    ...{ tenantId, actor: doorkeeper },
    envelope: { commandId: newCommandId(engine.clock.now()), name: 'tenants.create', input: { subdomain, profile, sandboxOf } },
    async alongside(db, created) {
      if (!created.ok) return;
      const added = await attempt(engine, {
        db,
        actor: doorkeeper,
        envelope: { commandId: newCommandId(engine.clock.now()), ...addOwner },
      });
      if (!added.ok) throw new Refusal(added.code, added.facts);
      ownerValue = added.value;
    },
  });
  if (!outcome.ok) throw new Refusal(outcome.code, outcome.facts);
  return ownerValue as unknown as { memberId: string };
}
