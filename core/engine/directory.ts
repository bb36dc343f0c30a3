/** Look-ups at the door, before any tenant is known. */
import { eq } from 'drizzle-orm';
import type { Database } from '../data/database.ts';
import { pairings, signIns } from '../domains/members/tables.ts';
import { tenants } from '../domains/tenants/tables.ts';

export interface TenantEntry {
  readonly tenantId: string;
  readonly subdomain: string;
  readonly sandboxOf: string | null;
}

export function findTenant(database: Database, subdomainOrId: string): Promise<TenantEntry | undefined> {
  const column = subdomainOrId.startsWith('tnt_') ? tenants.tenantId : tenants.subdomain;
  return database.across(async (db) => (await db.select().from(tenants).where(eq(column, subdomainOrId)))[0]);
}

export function findSandboxOf(database: Database, tenantId: string): Promise<TenantEntry | undefined> {
  return database.across(async (db) => (await db.select().from(tenants).where(eq(tenants.sandboxOf, tenantId)))[0]);
}

export function listTenants(database: Database): Promise<TenantEntry[]> {
  return database.across(async (db) => db.select().from(tenants));
}

/** Every tenant that this address may sign in to. */
export function findSignIns(database: Database, email: string): Promise<{ tenantId: string; memberId: string }[]> {
  return database.across(async (db) => db.select().from(signIns).where(eq(signIns.email, email.toLowerCase())));
}

/** Good once: the code is gone whether or not it was still in time. */
export async function takePairing(
  database: Database,
  { codeHash, now }: { codeHash: string; now: number },
): Promise<{ tenantId: string; memberId: string } | undefined> {
  const taken = await database.work(async (db) => db.delete(pairings).where(eq(pairings.codeHash, codeHash)).returning());
  const pairing = taken[0];
  return pairing !== undefined && pairing.expiresAt > now ? pairing : undefined;
}
