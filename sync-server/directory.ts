/** Which tenants this server has: found by name before any tenant is known, and each one's sandbox twin. */
import { eq, isNull, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Database, Drizzle } from '#core/data/database.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import { ID_BODY } from '#core/base/ids.ts';

export interface TenantEntry {
  readonly tenantId: string;
  readonly subdomain: string;
  readonly sandboxOf: string | null;
}

const isTenantId = (name: string): boolean => name.startsWith('tnt_') && ID_BODY.test(name.slice(4));

const tenantWhere = (column: SQLiteColumn) => (drizzle: Drizzle) =>
  drizzle
    .select()
    .from(tenants)
    .where(eq(column, sql.placeholder('name')))
    .prepare();
const byId = tenantWhere(tenants.tenantId);
const bySubdomain = tenantWhere(tenants.subdomain);

export async function findTenant(database: Database, subdomainOrId: string): Promise<TenantEntry | undefined> {
  const build = isTenantId(subdomainOrId) ? byId : bySubdomain;
  const rows = await database.across((db) => db.compiled(build).all({ name: subdomainOrId }));
  return rows[0];
}

export async function twinOf(database: Database, liveTenantId: string): Promise<string | undefined> {
  const rows = await database.across((db) => db.select().from(tenants).where(eq(tenants.sandboxOf, liveTenantId)));
  return rows[0]?.tenantId;
}

/** Businesses that have no sandbox: their opening was cut short. */
export async function listWithoutTwin(database: Database): Promise<string[]> {
  const rows = await database.across((db) => db.select().from(tenants));
  const twinned = new Set(rows.map(({ sandboxOf }) => sandboxOf));
  return rows.filter(({ tenantId, sandboxOf }) => sandboxOf === null && !twinned.has(tenantId)).map(({ tenantId }) => tenantId);
}

/** Names of businesses, sandboxes left out; no more than `most`. */
export const listSubdomains = async (database: Database, most: number): Promise<string[]> =>
  (await database.across((db) => db.select().from(tenants).where(isNull(tenants.sandboxOf)).limit(most))).map(({ subdomain }) => subdomain);

export async function countTenants(database: Database): Promise<number> {
  return (await database.across((db) => db.select({ id: tenants.tenantId }).from(tenants).limit(1))).length;
}
