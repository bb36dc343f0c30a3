import { and, count, desc, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { defineQuery } from '../../contracts/query.ts';
import { mine } from '../../data/database.ts';
import type { Notification } from './model.ts';
import { notifications } from './tables.ts';

export const bell = defineQuery({
  name: 'notifications.list',
  allow: { roles: staff },
  input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
  async run({ db }, { limit }): Promise<{ data: Notification[]; unread: number }> {
    const rows = await db
      .select()
      .from(notifications)
      .where(mine(db, notifications))
      .orderBy(desc(notifications.at), desc(notifications.id))
      .limit(limit);
    const unread = await db
      .select({ n: count() })
      .from(notifications)
      .where(and(mine(db, notifications), isNull(notifications.readAt)));
    const data = rows.map(({ id, kind, bookingId, title, body, at, readAt }) => ({ id, kind, bookingId, title, body, at, readAt }));
    return { data, unread: unread[0]?.n ?? 0 };
  },
});
