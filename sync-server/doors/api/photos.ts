/** An offering's photos: sent as the camera made them, kept small. */
import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { idOf, Text } from '#core/contracts/fields.ts';
import { preparePhoto, type PreparedPhoto } from '#server/photos/prepare.ts';
import type { Reader } from '../http/changes.ts';
import { errorsOf, NoAnswer, NoBody } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { photoAnswer, type PhotoPlace, type PhotoRef as Photo } from './present.ts';
import { PhotoRef } from './shapes.ts';

const tags = ['Offerings'];
const OfferingRef = z.strictObject({ id: idOf('off') });
const Ref = z.strictObject({ id: idOf('pho') });

const MOST_BYTES = 25 * 1024 * 1024;
const kinds = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'];

/** By its hash it is known to be the same one, should it come again under its Idempotency-Key. */
class Upload {
  readonly sha256: string;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#bytes = bytes;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }
}

const UploadBody = z
  .custom<Upload>((value) => value instanceof Upload, `the bytes of a photo, sent as ${kinds.join(', ')}`)
  .meta({ description: 'The file as it is, up to 25 MiB' });

const PhotoList = z.strictObject({ data: z.array(PhotoRef) }).meta({ id: 'Photos' });
const PhotoChanges = z.strictObject({ alt: Text(200) }).meta({ id: 'PhotoChanges', examples: [{ alt: 'The loft at noon' }] });
const PhotoOrder = z
  .strictObject({ photoIds: z.array(idOf('pho')).min(1).max(100) })
  .meta({ id: 'PhotoOrder', examples: [{ photoIds: ['pho_0123456789abcdefghjk'] }] });

async function readPhotos(read: Reader, { isMeant, place }: { isMeant: (photo: Photo) => boolean; place: PhotoPlace }) {
  return ((await read('catalog.photos', {})) as Photo[]).filter(isMeant).map((photo) => photoAnswer(photo, place));
}

async function readPhoto(read: Reader, { photoId, place }: { photoId: string; place: PhotoPlace }) {
  const [photo] = await readPhotos(read, { isMeant: ({ id }) => id === photoId, place });
  return photo ?? refuse('not_found', { kind: 'photo', id: photoId });
}

function acceptPhotos(app: FastifyInstance): void {
  app.addContentTypeParser(kinds, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer | string) => new Upload(Buffer.from(body)));
}

export function photoRoutes(door: ApiDoor): void {
  void door.app.register(async (app: ApiDoor['app']) => {
    acceptPhotos(app);
    uploadRoute({ ...door, app });
  });
  orderRoute(door);
  changeRoutes(door);
}

function uploadRoute({ app, change, photoPlace }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Add a photo, behind the others', params: OfferingRef, consumes: kinds, body: UploadBody },
    description:
      'The photo is turned upright, rid of what the camera wrote into it (such as the place), brought to at most 1600 pixels and kept as WebP.',
    querystring: z.strictObject({ alt: Text(200).default('').meta({ description: 'What is said to who cannot see it' }) }),
    response: { 201: PhotoRef, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'in_use'] }) },
  };
  app.post('/offerings/:id/photos', { config: { scope: 'write' }, schema, bodyLimit: MOST_BYTES }, (request, reply) => {
    const { alt } = request.query;
    let photo: PreparedPhoto | undefined;
    return change(request, reply, {
      async admit() {
        photo = await preparePhoto(request.body.bytes);
      },
      steps: [() => ({ name: 'catalog.addPhoto', input: { offeringId: request.params.id, alt, ...photo } })],
      status: 201,
      answer: (read, [value]) => readPhoto(read, { photoId: (value as { photoId: string }).photoId, place: photoPlace(request) }),
    });
  });
}

function orderRoute({ app, change, photoPlace }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Put photos in order; the first stands for the offering', params: OfferingRef, body: PhotoOrder },
    response: { 200: PhotoList, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.put('/offerings/:id/photos/order', { config: { scope: 'write' }, schema }, (request, reply) => {
    const offeringId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'catalog.orderPhotos', input: { offeringId, ...request.body } })],
      answer: async (read) => ({
        data: await readPhotos(read, { isMeant: (photo) => photo.offeringId === offeringId, place: photoPlace(request) }),
      }),
    });
  });
}

function changeRoutes({ app, change, photoPlace }: ApiDoor): void {
  const changeSchema = {
    ...{ tags, summary: 'Change what is said of a photo to who cannot see it', params: Ref, body: PhotoChanges },
    response: { 200: PhotoRef, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.patch('/photos/:id', { config: { scope: 'write' }, schema: changeSchema }, (request, reply) => {
    const photoId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'catalog.updatePhoto', input: { photoId, changes: request.body } })],
      answer: (read) => readPhoto(read, { photoId, place: photoPlace(request) }),
    });
  });
  const removeSchema = {
    ...{ tags, summary: 'Remove a photo', params: Ref, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.delete('/photos/:id', { config: { scope: 'write' }, schema: removeSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'catalog.removePhoto', input: { photoId: request.params.id } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
}
