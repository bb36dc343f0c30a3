import { z } from 'zod';
import { managers } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { applyEdit, editOf } from '../../../contracts/edit.ts';
import { idOf } from '../../../contracts/fields.ts';
import type { ReadDb } from '../../../data/database.ts';
import { mustLoadMember } from '../../members/store.ts';
import { quantityChanged, resourceArchived } from '../events.ts';
import { ResourceFields } from '../model.ts';
import { mustLoadResource } from '../store.ts';
import { resources } from '../tables.ts';

const manage = { roles: managers, scope: 'write' } as const;

async function mustBeMember(db: ReadDb, memberId: string | null | undefined): Promise<void> {
  if (memberId !== null && memberId !== undefined) await mustLoadMember(db, memberId);
}

export const createResource = defineCommand({
  name: 'catalog.createResource',
  allow: manage,
  offline: true,
  input: ResourceFields.partial({ memberId: true, quantity: true }),
  async run({ db, ctx }, { name, kind, memberId, quantity = 1 }) {
    await mustBeMember(db, memberId);
    const resourceId = ctx.newId('res');
    const now = ctx.now;
    const fields = { name, kind, quantity, memberId: memberId ?? null };
    await db.insert(resources, { id: resourceId, ...fields, active: true, createdAt: now, updatedAt: now });
    return { resourceId };
  },
});

/** Refuses `in_use` {kind: places, count, at} where more of it are taken at a time still to come. */
export const updateResource = defineCommand({
  name: 'catalog.updateResource',
  allow: manage,
  offline: true,
  input: editOf(ResourceFields).extend({ resourceId: idOf('res') }),
  async run({ db, ctx }, { resourceId, ...edit }) {
    const resource = await mustLoadResource(db, resourceId);
    const changes = applyEdit<ResourceFields>(resource, edit);
    await mustBeMember(db, changes.memberId);
    await db.patch(resources, resourceId, { ...changes, updatedAt: ctx.now });
    const { quantity = resource.quantity } = changes;
    if (quantity !== resource.quantity) ctx.emit(quantityChanged(resourceId, quantity));
    return null;
  },
});

/**
 * Serves nobody from now on; offerings that name it go on with the others of its group. Refuses `in_use` {kind: bookings, count, at}
 * while it is booked or held for a time still to come.
 */
export const archiveResource = defineCommand({
  name: 'catalog.archiveResource',
  allow: manage,
  offline: true,
  input: z.strictObject({ resourceId: idOf('res') }),
  async run({ db, ctx }, { resourceId }) {
    const { active } = await mustLoadResource(db, resourceId);
    await db.patch(resources, resourceId, { active: false, updatedAt: ctx.now });
    if (active) ctx.emit(resourceArchived(resourceId));
    return null;
  },
});

export const restoreResource = defineCommand({
  name: 'catalog.restoreResource',
  allow: manage,
  offline: true,
  input: z.strictObject({ resourceId: idOf('res') }),
  async run({ db, ctx }, { resourceId }) {
    await mustLoadResource(db, resourceId);
    await db.patch(resources, resourceId, { active: true, updatedAt: ctx.now });
    return null;
  },
});
