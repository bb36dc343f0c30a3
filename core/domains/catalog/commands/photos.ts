import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { managers } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { applyEdit, editOf } from '../../../contracts/edit.ts';
import { idOf, Text } from '../../../contracts/fields.ts';
import { reordered } from '../rules/order.ts';
import { listNamedPhotos, mustLoadOffering } from '../store.ts';
import { photos } from '../tables.ts';

const manage = { roles: managers, scope: 'write' } as const;

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
    const before = await listNamedPhotos(db, offeringId);
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

/** What is said of the picture to who cannot see it. Refuses `edit_conflict`. */
export const updatePhoto = defineCommand({
  name: 'catalog.updatePhoto',
  allow: manage,
  offline: true,
  input: editOf(z.strictObject({ alt: Text(200) })).extend({ photoId: idOf('pho') }),
  async run({ db }, { photoId, ...edit }) {
    const photo = (await db.find(photos, photoId)) ?? refuse('not_found', { kind: 'photo', id: photoId });
    const changes = applyEdit<{ alt: string }>({ alt: photo.alt }, edit);
    if (changes.alt !== undefined) await db.patch(photos, photoId, changes);
    return null;
  },
});

/** The first is the one that lists show. Photos that are left out stay behind those named. */
export const orderPhotos = defineCommand({
  name: 'catalog.orderPhotos',
  allow: manage,
  offline: true,
  input: z.strictObject({ offeringId: idOf('off'), photoIds: z.array(idOf('pho')).max(100) }),
  async run({ db }, { offeringId, photoIds }) {
    await mustLoadOffering(db, offeringId);
    const before = await listNamedPhotos(db, offeringId);
    const order = reordered(photoIds, { standing: before.map(({ id }) => id), kind: 'photo' });
    for (const { id, position } of before) {
      const place = order.indexOf(id);
      if (place !== position) await db.patch(photos, id, { position: place });
    }
    return null;
  },
});
