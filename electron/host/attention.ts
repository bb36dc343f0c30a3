import { desc } from 'drizzle-orm';
import { refuse } from '#core/base/refusal.ts';
import { mine } from '#core/data/database.ts';
import type { AttentionItem } from '#core/engine/bridge.ts';
import { attention } from '#core/engine/tables.ts';
import type { Queue } from './queue.ts';

export type Attention = typeof attention.$inferSelect;

export async function listAttention({ database, tenantId }: Queue): Promise<AttentionItem[]> {
  const rows = await database.read(tenantId, (db) =>
    db.select().from(attention).where(mine(db, attention)).orderBy(desc(attention.createdAt), desc(attention.id)),
  );
  return rows.map(({ id, name, input, at, code, facts, createdAt }) => ({ id, name, input, at, code, facts, createdAt }));
}

/** @throws Refusal `not_found` */
export async function mustFindAttention({ database, tenantId }: Queue, id: string): Promise<Attention> {
  const item = await database.read(tenantId, (db) => db.find(attention, id));
  return item ?? refuse('not_found', { kind: 'attention', id });
}

/** @throws Refusal `not_found` */
export async function discardAttention({ database, tenantId }: Queue, id: string): Promise<void> {
  const wasThere = await database.write(tenantId, (db) => db.remove(attention, id));
  if (!wasThere) refuse('not_found', { kind: 'attention', id });
}
