import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { defineCommand } from '../../contracts/command.ts';
import { idOf } from '../../contracts/fields.ts';
import { notifications } from './tables.ts';

export const markRead = defineCommand({
  name: 'notifications.markRead',
  allow: { roles: staff },
  offline: true,
  input: z.strictObject({ ids: z.array(idOf('ntf')).min(1).max(500) }),
  async run({ db, ctx }, { ids }) {
    for (const id of ids) {
      const row = await db.find(notifications, id);
      if (row?.readAt === null) await db.patch(notifications, id, { readAt: ctx.now });
    }
    return null;
  },
});
