import { eq, sql } from 'drizzle-orm';
import type { AcrossDb, Drizzle, Journal } from './database.ts';
import { rowsBy, runBy } from './shortcut.ts';
import { beforeImages, heads, revisions, tombstones } from './tables.ts';

const given = sql.placeholder;

const nextRevision = (drizzle: Drizzle) =>
  drizzle
    .insert(heads)
    .values({ tenantId: given('tenantId'), rev: 1, nonce: given('nonce') })
    .onConflictDoUpdate({ target: heads.tenantId, set: { rev: sql`${heads.rev} + 1`, nonce: sql`${given('nonce')}` } })
    .returning({ rev: heads.rev })
    .prepare();

const rememberRevision = (drizzle: Drizzle) =>
  drizzle
    .insert(revisions)
    .values({ tenantId: given('tenantId'), rev: given('rev'), nonce: given('nonce') })
    .prepare();

const bury = (drizzle: Drizzle) =>
  drizzle
    .insert(tombstones)
    .values({ tenantId: given('tenantId'), tableName: given('tableName'), id: given('id'), rev: given('rev') })
    .onConflictDoUpdate({ target: [tombstones.tenantId, tombstones.tableName, tombstones.id], set: { rev: sql`${given('rev')}` } })
    .prepare();

const keepImage = (drizzle: Drizzle) =>
  drizzle
    .insert(beforeImages)
    .values({ tenantId: given('tenantId'), tableName: given('tableName'), id: given('id'), image: sql`${given('image')}` })
    .onConflictDoNothing()
    .prepare();

/** The server's: the transaction takes the tenant's next revision at its first stamped row, and only then. */
export function revisionJournal({ drizzle, tenantId, newNonce }: { drizzle: Drizzle; tenantId: string; newNonce: () => string }): Journal {
  let taken: number | undefined;
  const take = async (): Promise<number> => {
    if (taken !== undefined) return taken;
    const nonce = newNonce();
    const rows = await rowsBy(drizzle, nextRevision, { tenantId, nonce });
    const rev = Number(rows[0]?.[0] ?? 1);
    await runBy(drizzle, rememberRevision, { tenantId, rev, nonce });
    taken = rev;
    return rev;
  };
  return {
    stamp: take,
    async removed(tableName, id) {
      const rev = await take();
      await runBy(drizzle, bury, { tenantId, tableName, id, rev });
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
      await runBy(drizzle, keepImage, { tenantId, tableName, id, image: row === undefined ? null : JSON.stringify(row) });
    },
    removed: async () => {},
    mark: () => () => {},
  };
}

const head = (drizzle: Drizzle) =>
  drizzle
    .select({ rev: heads.rev, nonce: heads.nonce })
    .from(heads)
    .where(eq(heads.tenantId, given('tenantId')))
    .prepare();

export async function headOf(db: Pick<AcrossDb, 'compiled'>, tenantId: string): Promise<{ rev: number; nonce: string }> {
  const rows = await db.compiled(head).all({ tenantId });
  return rows[0] ?? { rev: 0, nonce: '' };
}
