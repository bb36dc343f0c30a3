import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { type Actor, staff } from '../../../contracts/actor.ts';
import { idOf, Text } from '../../../contracts/fields.ts';
import { defineQuery, type QueryContext } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import { type Offering, type OfferingSummary, offeringStatuses, type Photo, type Resource, type ShownOffering } from '../model.ts';
import { findOffering, listOfferings, listPhotoIds, listNamedPhotos, listPhotos, listResources } from '../store.ts';
import { photos } from '../tables.ts';

const OfferingRef = z.strictObject({ idOrSlug: Text(80) });
const everybody = { roles: staff, scope: 'read', customers: true } as const;

/** Customers see what is published; nothing tells them that there is more. */
const maySee = (actor: Actor, offering: Offering): boolean => actor.kind !== 'customer' || offering.status === 'PUBLISHED';

/** Without those in the trash, or those alone. */
export const offeringList = defineQuery({
  name: 'catalog.offerings',
  allow: everybody,
  input: z.strictObject({ status: z.enum(offeringStatuses).optional(), q: Text(200).optional(), trashed: z.boolean().optional() }),
  async run({ db, ctx }, { status, q, trashed = false }): Promise<OfferingSummary[]> {
    const firstPhoto = new Map<string, string>();
    for (const photo of await listPhotoIds(db)) if (!firstPhoto.has(photo.offeringId)) firstPhoto.set(photo.offeringId, photo.id);
    const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    return (await listOfferings(db))
      .filter((offering) => maySee(ctx.actor, offering))
      .filter((offering) => (offering.trashedAt !== null) === trashed)
      .filter((offering) => status === undefined || offering.status === status)
      .filter((offering) =>
        words.every((word) => `${offering.title} ${offering.slug} ${offering.productTypeKey}`.toLowerCase().includes(word)),
      )
      .map((offering) => ({ ...offering, photoId: firstPhoto.get(offering.id) ?? null }));
  },
});

async function mustFind({ db, ctx }: { db: ReadDb; ctx: QueryContext }, idOrSlug: string): Promise<Offering> {
  const offering = await findOffering(db, idOrSlug);
  return offering === undefined || !maySee(ctx.actor, offering) ? refuse('not_found', { kind: 'offering', id: idOrSlug }) : offering;
}

/** With its photos to be looked at. */
export const offeringDetail = defineQuery({
  name: 'catalog.offering',
  allow: everybody,
  input: OfferingRef,
  async run({ db, ctx }, { idOrSlug }): Promise<Offering & { photos: Photo[] }> {
    const offering = await mustFind({ db, ctx }, idOrSlug);
    return { ...offering, photos: await listPhotos(db, offering.id) };
  },
});

/** With its photos by name: who shows them asks for the bytes of each. */
export const offeringShown = defineQuery({
  name: 'catalog.shown',
  allow: everybody,
  input: OfferingRef,
  async run({ db, ctx }, { idOrSlug }): Promise<ShownOffering> {
    const offering = await mustFind({ db, ctx }, idOrSlug);
    return { ...offering, photos: await listNamedPhotos(db, offering.id) };
  },
});

/** Which pictures there are, without their bytes. */
export const photoList = defineQuery({
  name: 'catalog.photos',
  allow: everybody,
  input: z.strictObject({}),
  async run({ db, ctx }) {
    const seen = new Set((await listOfferings(db)).filter((offering) => maySee(ctx.actor, offering)).map(({ id }) => id));
    return (await listPhotoIds(db)).filter(({ offeringId }) => seen.has(offeringId));
  },
});

export const photo = defineQuery({
  name: 'catalog.photo',
  allow: everybody,
  input: z.strictObject({ photoId: idOf('pho') }),
  async run({ db, ctx }, { photoId }): Promise<Photo> {
    const row = await db.find(photos, photoId);
    const offering = row === undefined ? undefined : await findOffering(db, row.offeringId);
    if (row === undefined || offering === undefined || !maySee(ctx.actor, offering))
      return refuse('not_found', { kind: 'photo', id: photoId });
    const { id, offeringId, mediaType, base64, alt, position } = row;
    return { id, offeringId, mediaType, base64, alt, position };
  },
});

export const resourceList = defineQuery({
  name: 'catalog.resources',
  allow: everybody,
  input: z.strictObject({}),
  async run({ db, ctx }): Promise<readonly Resource[]> {
    const all = await listResources(db);
    return ctx.actor.kind === 'customer' ? all.filter(({ active }) => active).map((resource) => ({ ...resource, memberId: null })) : all;
  },
});
