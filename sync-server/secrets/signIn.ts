/** E-mail and password to a member of one tenant. */
import { eq } from 'drizzle-orm';
import { refuse } from '#core/base/refusal.ts';
import { signIns } from '#core/domains/members/tables.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine } from '#core/engine/engine.ts';
import { doorkeeper } from './apiKeys.ts';
import type { SignedInMember } from './devices.ts';
import { isPassword } from './passwords.ts';

export interface Entry {
  readonly tenantId: string;
  readonly member: SignedInMember;
}

interface Wanted {
  readonly email: string;
  readonly password: string;
  /** where the same address works in several businesses */
  readonly subdomain?: string | undefined;
}

async function candidates(engine: Engine, { email, subdomain }: Wanted) {
  const rows = await engine.database.across((db) =>
    db
      .select({ tenantId: tenants.tenantId, subdomain: tenants.subdomain, sandboxOf: tenants.sandboxOf, memberId: signIns.memberId })
      .from(signIns)
      .innerJoin(tenants, eq(tenants.tenantId, signIns.tenantId))
      .where(eq(signIns.email, email.toLowerCase())),
  );
  return rows.filter((row) => (subdomain === undefined ? row.sandboxOf === null : row.subdomain === subdomain));
}

interface PasswordCredential {
  readonly passwordHash: string;
  readonly member: SignedInMember;
}

/** @throws Refusal `unauthorized`; `invalid_request` where the password is right in several businesses and none was named */
export async function signIn(engine: Engine, wanted: Wanted): Promise<Entry> {
  const found: (Entry & { subdomain: string })[] = [];
  const places = await candidates(engine, wanted);
  if (places.length === 0) await isPassword(wanted.password, null);
  for (const { tenantId, subdomain, memberId } of places) {
    const question = { tenantId, actor: doorkeeper, name: 'members.passwordCredential', input: { memberId } };
    const credential = (await ask(engine, question)) as PasswordCredential | null;
    const matches = await isPassword(wanted.password, credential?.passwordHash ?? null);
    if (matches && credential !== null) found.push({ tenantId, subdomain, member: credential.member });
  }
  const [only, ...others] = found;
  if (only === undefined) return refuse('unauthorized');
  if (others.length > 0) {
    const names = found
      .map(({ subdomain }) => subdomain)
      .toSorted()
      .join(', ');
    return refuse('invalid_request', { issues: [{ path: 'tenant', expected: `one of ${names}` }] });
  }
  return { tenantId: only.tenantId, member: only.member };
}
