/**
 * What time it is for a tenant. A sandbox may be ahead of the server; everybody else goes by the server's clock. Which tenants
 * are sandboxes never changes, so a process asks once for each, and live ones cost no statement after that.
 */
import { eq, sql } from 'drizzle-orm';
import type { Database, Drizzle, ReadDb } from '../data/database.ts';
import { aheadOf } from '../domains/tenants/store.ts';
import { tenants } from '../domains/tenants/tables.ts';
import type { Engine } from './engine.ts';

/** by tenant: whose sandbox it is */
const businesses = new WeakMap<Database, Map<string, string | null>>();

const entryOf = (drizzle: Drizzle) =>
  drizzle
    .select({ sandboxOf: tenants.sandboxOf })
    .from(tenants)
    .where(eq(tenants.tenantId, sql.placeholder('tenantId')))
    .prepare();

function knownOf(database: Database): Map<string, string | null> {
  let known = businesses.get(database);
  if (known === undefined) businesses.set(database, (known = new Map()));
  return known;
}

/** The business whose sandbox this is; null for a business itself. */
export async function businessOf({ database }: Engine, db: ReadDb): Promise<string | null> {
  const known = knownOf(database);
  const said = known.get(db.tenantId);
  if (said !== undefined) return said;
  const [entry] = await db.compiled(entryOf).all({ tenantId: db.tenantId });
  // One that is being opened now is asked for again.
  if (entry !== undefined) known.set(db.tenantId, entry.sandboxOf);
  return entry?.sandboxOf ?? null;
}

/** ms that the tenant of this transaction is ahead of the server's clock */
async function aheadIn(engine: Engine, db: ReadDb): Promise<number> {
  return engine.side === 'desktop' || (await businessOf(engine, db)) === null ? 0 : aheadOf(db);
}

/** epoch ms, by the server's clock and as the tenant of this transaction has it: one reading, so they are apart by what it is ahead. */
export async function clocksIn(engine: Engine, db: ReadDb): Promise<{ outsideNow: number; serverNow: number }> {
  const ahead = await aheadIn(engine, db);
  const outsideNow = engine.clock.now();
  return { outsideNow, serverNow: outsideNow + ahead };
}

/** epoch ms, as the tenant of this transaction has it */
export const nowIn = async (engine: Engine, db: ReadDb): Promise<number> => (await clocksIn(engine, db)).serverNow;

/** epoch ms, as this tenant has it */
export async function nowOf(engine: Engine, tenantId: string): Promise<number> {
  if (engine.side === 'desktop' || knownOf(engine.database).get(tenantId) === null) return engine.clock.now();
  return engine.database.read(tenantId, (db) => nowIn(engine, db));
}
