/** Files that no row names: of an upload that ended before its row was written, or of evidence that was removed. */
import { and, eq, inArray } from 'drizzle-orm';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY } from '#core/base/time.ts';
import type { Database } from '#core/data/database.ts';
import { evidence } from '#core/domains/bookings/tables.ts';
import { findTenant } from '../directory.ts';
import type { Blobs, ListedBlob } from './port.ts';

/** An upload may be between its file and its row for as long as it likes within this. */
const SETTLED = DAY;
const AT_ONCE = 200;

export interface Sweeping {
  readonly blobs: Blobs;
  readonly database: Database;
  /** epoch ms */
  readonly now: number;
}

/** @returns how many were removed */
export async function sweepBlobs({ blobs, database, now }: Sweeping): Promise<number> {
  let removed = 0;
  const look = async (tenantId: string, some: readonly ListedBlob[]): Promise<void> => {
    for (const blob of await orphansOf(database, { tenantId, some })) {
      const storedAt = await blob.storedAt();
      if (storedAt === undefined || storedAt > now - SETTLED) continue;
      await blobs.remove(blob);
      removed += 1;
    }
  };
  const byTenant = new Map<string, ListedBlob[]>();
  for await (const blob of blobs.list()) {
    const some = byTenant.get(blob.tenantId) ?? [];
    some.push(blob);
    byTenant.set(blob.tenantId, some);
    if (some.length < AT_ONCE) continue;
    byTenant.delete(blob.tenantId);
    await look(blob.tenantId, some);
  }
  for (const [tenantId, some] of byTenant) await look(tenantId, some);
  await sweepIncoming(blobs.incoming, now);
  return removed;
}

/** Of a business that this server doesn't know, none: they may be another server's. */
async function orphansOf(
  database: Database,
  { tenantId, some }: { tenantId: string; some: readonly ListedBlob[] },
): Promise<readonly ListedBlob[]> {
  if ((await findTenant(database, tenantId)) === undefined) return [];
  const ids = some.map(({ id }) => id);
  const rows = await database.across((db) =>
    db
      .select({ id: evidence.id })
      .from(evidence)
      .where(and(eq(evidence.tenantId, tenantId), inArray(evidence.id, ids))),
  );
  const named = new Set(rows.map(({ id }) => id));
  return some.filter(({ id }) => !named.has(id));
}

/** What a process left that died while a file came in. */
async function sweepIncoming(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: now }));
    if (mtimeMs <= now - SETTLED) await rm(join(folder, name), { force: true });
  }
}
