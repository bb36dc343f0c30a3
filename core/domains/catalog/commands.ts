import { z } from 'zod';
import { refuse } from '../../base/refusal.ts';
import { managers } from '../../contracts/actor.ts';
import { type CommandContext, defineCommand } from '../../contracts/command.ts';
import { applyEdit, editOf } from '../../contracts/edit.ts';
import { idOf, Text } from '../../contracts/fields.ts';
import type { ReadDb, WriteDb } from '../../data/database.ts';
import { mustLoadMember } from '../members/store.ts';
import { mustLoadProfile } from '../tenants/store.ts';
import { resourcesChanged } from './events.ts';
import { OfferingFields, type OfferingStatus, ResourceFields } from './model.ts';
import { defaultsFor, freeSlug, inOrder, mustMove, slugOf } from './rules.ts';
import { listPhotos, mustHaveResources, mustLoadOffering, mustLoadResource, slugsInUse } from './store.ts';
import { offerings, photos, resources } from './tables.ts';

const manage = { roles: managers, scope: 'write' } as const;
const OfferingRef = z.strictObject({ offeringId: idOf('off') });

/** A draft. What is left out takes the tenant's zone and currency and the usual; a left-out slug is made from the title. */
export const createOffering = defineCommand({
  name: 'catalog.createOffering',
  allow: manage,
  offline: true,
  input: OfferingFields.partial().required({ title: true, basePriceCents: true }),
  async run({ db, ctx }, input) {
    const taken = await slugsInUse(db);
    if (input.slug !== undefined && taken.has(input.slug)) refuse('already_exists', { field: 'slug', value: input.slug });
    const fields: OfferingFields = {
      ...defaultsFor(await mustLoadProfile(db)),
      ...definedOf(input),
      title: input.title,
      basePriceCents: input.basePriceCents,
      slug: input.slug ?? freeSlug(slugOf(input.title), taken),
    };
    await mustHaveResources(db, fields.resourceGroups);
    const offeringId = ctx.newId('off');
    const policy = inOrder(fields.cancellationPolicy);
    const now = ctx.now;
    await db.insert(offerings, {
      id: offeringId,
      ...fields,
      cancellationPolicy: policy,
      status: 'DRAFT',
      trashedAt: null,
      createdAt: now,
      updatedAt: now,
    });
    return { offeringId, slug: fields.slug };
  },
});

/** A field left undefined is a field left out, and must not hide its default. */
function definedOf<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;
}

/** Refuses `edit_conflict`, `already_exists` {field: slug}. */
export const updateOffering = defineCommand({
  name: 'catalog.updateOffering',
  allow: manage,
  offline: true,
  input: editOf(OfferingFields).extend({ offeringId: idOf('off') }),
  async run({ db, ctx }, { offeringId, ...edit }) {
    const offering = await mustLoadOffering(db, offeringId);
    const changes = applyEdit<OfferingFields>(offering as OfferingFields, edit);
    if (changes.slug !== undefined && (await slugsInUse(db, offeringId)).has(changes.slug))
      refuse('already_exists', { field: 'slug', value: changes.slug });
    if (changes.resourceGroups !== undefined) await mustHaveResources(db, changes.resourceGroups);
    if (changes.cancellationPolicy !== undefined) changes.cancellationPolicy = inOrder(changes.cancellationPolicy);
    await db.patch(offerings, offeringId, { ...changes, updatedAt: ctx.now });
    if (changes.resourceGroups !== undefined) ctx.emit(resourcesChanged(offeringId));
    return null;
  },
});

async function moveOffering({ db, ctx }: { db: WriteDb; ctx: CommandContext }, { id, to }: { id: string; to: OfferingStatus }) {
  const offering = await mustLoadOffering(db, id);
  mustMove(offering.status, to);
  const slug = offering.status === 'ARCHIVED' ? freeSlug(offering.slug, await slugsInUse(db, id)) : offering.slug;
  await db.patch(offerings, id, { status: to, slug, updatedAt: ctx.now });
  return null;
}

export const publishOffering = defineCommand({
  name: 'catalog.publishOffering',
  allow: manage,
  offline: true,
  input: OfferingRef,
  run: (world, { offeringId }) => moveOffering(world, { id: offeringId, to: 'PUBLISHED' }),
});

export const unpublishOffering = defineCommand({
  name: 'catalog.unpublishOffering',
  allow: manage,
  offline: true,
  input: OfferingRef,
  run: (world, { offeringId }) => moveOffering(world, { id: offeringId, to: 'DRAFT' }),
});

/** Hidden from customers and lists; its bookings stand. */
export const archiveOffering = defineCommand({
  name: 'catalog.archiveOffering',
  allow: manage,
  offline: true,
  input: OfferingRef,
  run: (world, { offeringId }) => moveOffering(world, { id: offeringId, to: 'ARCHIVED' }),
});

/** Back as a draft; under another slug where its own was taken meanwhile. */
export const restoreOffering = defineCommand({
  name: 'catalog.restoreOffering',
  allow: manage,
  offline: true,
  input: OfferingRef,
  run: (world, { offeringId }) => moveOffering(world, { id: offeringId, to: 'DRAFT' }),
});

const MAX_PHOTOS = 12;

export const addPhoto = defineCommand({
  name: 'catalog.addPhoto',
  allow: manage,
  offline: true,
  input: z.strictObject({
    offeringId: idOf('off'),
    mediaType: z.enum(['image/webp', 'image/jpeg', 'image/png']),
    base64: z.base64().min(1).max(400_000),
    alt: Text(200).default(''),
  }),
  async run({ db, ctx }, { offeringId, ...photo }) {
    await mustLoadOffering(db, offeringId);
    const before = await listPhotos(db, offeringId);
    if (before.length >= MAX_PHOTOS) refuse('in_use', { kind: 'photos', count: MAX_PHOTOS });
    const photoId = ctx.newId('pho');
    const position = (before.at(-1)?.position ?? -1) + 1;
    await db.insert(photos, { id: photoId, offeringId, ...photo, position, createdAt: ctx.now });
    return { photoId };
  },
});

export const removePhoto = defineCommand({
  name: 'catalog.removePhoto',
  allow: manage,
  offline: true,
  input: z.strictObject({ photoId: idOf('pho') }),
  async run({ db }, { photoId }) {
    const removed = await db.remove(photos, photoId);
    return removed ? null : refuse('not_found', { kind: 'photo', id: photoId });
  },
});

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
    return null;
  },
});

/** Serves nobody from now on; offerings that name it go on with the others of its group. */
export const archiveResource = defineCommand({
  name: 'catalog.archiveResource',
  allow: manage,
  offline: true,
  input: z.strictObject({ resourceId: idOf('res') }),
  async run({ db, ctx }, { resourceId }) {
    await mustLoadResource(db, resourceId);
    await db.patch(resources, resourceId, { active: false, updatedAt: ctx.now });
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
