import { z } from 'zod';
import { idOf } from '#core/contracts/fields.ts';
import {
  type OfferingStatus,
  offeringStatuses,
  type OfferingSummary,
  type ProductType,
  type ShownOffering,
} from '#core/domains/catalog/model.ts';
import type { Reader, Step } from '../http/changes.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { isFormer, Moved, sendMoved } from '../http/moved.ts';
import { errorsOf, Flag, NoAnswer, NoBody, Paging, pageSchema } from '../http/schemas.ts';
import { filterQuery, matcherOf } from '../storefront/filters.ts';
import type { ApiDoor } from './door.ts';
import { offeringAnswer, offeringFields, type PhotoPlace, type PhotoRef, said } from './present.ts';
import { NewOffering, OfferingAnswer, OfferingChanges } from './shapes.ts';

const tags = ['Offerings'];
const Ref = z.strictObject({ id: idOf('off') });
const Position = z.tuple([z.number(), z.string()]);
const { q: _words, ...narrowing } = filterQuery;
const ListQuery = Paging.extend({
  ...narrowing,
  status: z.enum(offeringStatuses).optional(),
  q: z.string().max(200).optional(),
  trashed: Flag.optional().meta({ description: 'true: those in the trash alone' }),
});

async function readOffering(read: Reader, { offeringId, place }: { offeringId: string; place: PhotoPlace }) {
  const offering = (await read('catalog.shown', { idOrSlug: offeringId })) as ShownOffering;
  return offeringAnswer(offering, { photos: offering.photos, place });
}

const moveTo: Record<OfferingStatus, string> = {
  PUBLISHED: 'catalog.publishOffering',
  // back to a draft, from where ever it is
  DRAFT: 'catalog.unpublishOffering',
  ARCHIVED: 'catalog.archiveOffering',
};

export function offeringRoutes(door: ApiDoor): void {
  listRoute(door);
  readRoute(door);
  createRoute(door);
  updateRoute(door);
  archiveRoute(door);
  trashRoutes(door);
}

function listRoute({ app, ask, photoPlace }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'List offerings, oldest first; archived ones only where asked for', querystring: ListQuery },
    description: 'Narrowed by type, category, price and attributes as the storefront’s list is.',
    response: { 200: pageSchema(OfferingAnswer), ...errorsOf({ keyed: true }) },
  };
  app.get('/offerings', { config: { scope: 'read' }, schema }, async (request) => {
    const { limit, cursor, type, category, price, attributes, ...filter } = request.query;
    const after = decodeCursor(cursor, Position);
    const types = (await ask(request, 'catalog.productTypes', {})) as ProductType[];
    const isMeant = matcherOf({ type, category, price, attributes }, types);
    const all = (await ask(request, 'catalog.offerings', said(filter))) as OfferingSummary[];
    const photos = Map.groupBy((await ask(request, 'catalog.photos', {})) as PhotoRef[], ({ offeringId }) => offeringId);
    const place = photoPlace(request);
    const rows = all
      .filter(isMeant)
      .filter(({ status }) => filter.status !== undefined || filter.trashed === true || status !== 'ARCHIVED')
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
      .filter(({ createdAt, id }) => after === undefined || createdAt > after[0] || (createdAt === after[0] && id > after[1]));
    return pageOf(rows.slice(0, limit + 1), {
      limit,
      position: ({ createdAt, id }) => [createdAt, id],
      present: (offering) => offeringAnswer(offering, { photos: photos.get(offering.id) ?? [], place }),
    });
  });
}

function readRoute({ app, ask, photoPlace }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Read one offering by id or slug', params: z.strictObject({ idOrSlug: z.string().max(80) }) },
    response: { 200: OfferingAnswer, 301: Moved, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/offerings/:idOrSlug', { config: { scope: 'read' }, schema }, async (request, reply) => {
    const offering = (await ask(request, 'catalog.shown', request.params)) as ShownOffering;
    if (isFormer(request.params.idOrSlug, offering)) return sendMoved(reply, `/v1/api/offerings/${encodeURIComponent(offering.slug)}`);
    return offeringAnswer(offering, { photos: offering.photos, place: photoPlace(request) });
  });
}

function createRoute({ app, change, photoPlace }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Create an offering', body: NewOffering },
    response: { 201: OfferingAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['already_exists', 'not_found'] }) },
  };
  app.post('/offerings', { config: { scope: 'write' }, schema }, (request, reply) => {
    const { status, ...body } = request.body;
    const idOfNew = (values: readonly unknown[]): string => (values[0] as { offeringId: string }).offeringId;
    const create: Step = () => ({ name: 'catalog.createOffering', input: said(offeringFields(body)) });
    const publish: Step = (values) => ({ name: moveTo.PUBLISHED, input: { offeringId: idOfNew(values) } });
    return change(request, reply, {
      steps: status === 'PUBLISHED' ? [create, publish] : [create],
      status: 201,
      answer: (read, values) => readOffering(read, { offeringId: idOfNew(values), place: photoPlace(request) }),
    });
  });
}

function updateRoute({ app, change, photoPlace }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Change fields or the status of an offering', params: Ref, body: OfferingChanges },
    response: {
      200: OfferingAnswer,
      ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'already_exists', 'edit_conflict', 'invalid_transition'] }),
    },
  };
  app.patch('/offerings/:id', { config: { scope: 'write' }, schema }, (request, reply) => {
    const offeringId = request.params.id;
    const { status, ...fields } = request.body;
    const changes = said(offeringFields(fields));
    const update: Step = () => ({ name: 'catalog.updateOffering', input: { offeringId, changes } });
    if (status === undefined) return change(request, reply, { steps: [update], answer });
    const move: Step = () => ({ name: moveTo[status], input: { offeringId } });
    return change(request, reply, { steps: Object.keys(changes).length > 0 ? [update, move] : [move], answer });

    function answer(read: Reader) {
      return readOffering(read, { offeringId, place: photoPlace(request) });
    }
  });
}

function archiveRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Archive an offering: hidden from customers, its bookings stand', params: Ref, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_transition'] }) },
  };
  app.delete('/offerings/:id', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: moveTo.ARCHIVED, input: { offeringId: request.params.id } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
}

function trashRoutes({ app, change, photoPlace }: ApiDoor): void {
  const moves = [
    { path: 'trash', name: 'catalog.trashOffering', summary: 'Put an offering in the trash: off sale at once, its bookings stand' },
    { path: 'restore', name: 'catalog.restoreOffering', summary: 'Take an offering out of the archive or the trash, as a draft' },
  ] as const;
  for (const { path, name, summary } of moves) {
    const codes = ['not_found', 'invalid_transition'] as const;
    const schema = {
      ...{ tags, summary, params: Ref, body: NoBody },
      response: { 200: OfferingAnswer, ...errorsOf({ keyed: true, changes: true, codes }) },
    };
    app.post(`/offerings/:id/${path}`, { config: { scope: 'write' }, schema }, (request, reply) => {
      const offeringId = request.params.id;
      return change(request, reply, {
        steps: [() => ({ name, input: { offeringId } })],
        answer: (read) => readOffering(read, { offeringId, place: photoPlace(request) }),
      });
    });
  }
}
