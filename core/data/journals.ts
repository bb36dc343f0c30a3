import { eq, sql } from 'drizzle-orm';
import type { Drizzle, Journal } from './database.ts';
import { beforeImages, heads, revisions, tombstones } from './tables.ts';

/** The server's: the transaction takes the tenant's next revision at its first stamped row, and only then. */
export function revisionJournal({ drizzle, tenantId, newNonce }: { drizzle: Drizzle; tenantId: string; newNonce: () => string }): Journal {
  let taken: number | undefined;
  const take = async (): Promise<number> => {
    if (taken !== undefined) return taken;
    const nonce = newNonce();
    const rows = await drizzle
      .insert(heads)
      .values({ tenantId, rev: 1, nonce })
      .onConflictDoUpdate({ target: heads.tenantId, set: { rev: sql`${heads.rev} + 1`, nonce } })
      .returning({ rev: heads.rev });
    const rev = rows[0]?.rev ?? 1;
    await drizzle.insert(revisions).values({ tenantId, rev, nonce });
    taken = rev;
    return rev;
  };
  return {
    stamp: take,
    beforeChange: async () => {},
    async removed(tableName, id) {
      const rev = await take();
      await drizzle
        .insert(tombstones)
        .values({ tenantId, tableName, id, rev })
        .onConflictDoUpdate({ target: [tombstones.tenantId, tombstones.tableName, tombstones.id], set: { rev } });
    },
    mark() {
      const before = taken;
      return () => {
        taken = before;
      };
    },
  };
}

/** The desktop's: the first image of a row wins, because that one is what the server last said. */
export function imageJournal({ drizzle, tenantId }: { drizzle: Drizzle; tenantId: string }): Journal {
  return {
    stamp: async (rev) => rev ?? 0,
    async beforeChange(tableName, id, row) {
      await drizzle
        .insert(beforeImages)
        .values({ tenantId, tableName, id, image: row === undefined ? null : JSON.stringify(row) })
        .onConflictDoNothing();
    },
    removed: async () => {},
    mark: () => () => {},
  };
}

export async function headOf(db: { select: Drizzle['select'] }, tenantId: string): Promise<{ rev: number; nonce: string }> {
  const rows = await db.select().from(heads).where(eq(heads.tenantId, tenantId));
  return rows[0] ?? { rev: 0, nonce: '' };
}
