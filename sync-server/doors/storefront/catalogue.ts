/** What is for sale, and when it is free. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Refusal, refuse } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { Freshness } from '#core/domains/availability/model.ts';
import { AttributeDefinition, type Offering, type Photo, type ProductType, type Resource } from '#core/domains/catalog/model.ts';
import type { LeadPrice } from '#core/domains/pricing/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { ask } from '#core/engine/ask.ts';
import { nowOf } from '#core/engine/clock.ts';
import { photoVariantsOf, variantWidths } from '#server/photos/variants.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { locationAnswer, photoAnswer, type PhotoPlace, type PhotoRef, said } from '../api/present.ts';
import { AvailabilityQuery, type FoundSlots, SlotAnswer, slotAnswers } from '../api/slots.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { bearerOf, guardsOf } from '../http/guards.ts';
import { liveAnswers, NotModified } from '../http/liveAnswers.ts';
import { isFormer, Moved, sendMoved } from '../http/moved.ts';
import { errorsOf, InstantOut, Paging, pageSchema } from '../http/schemas.ts';
import { detailsOf } from './details.ts';
import { passerBy, type StorefrontDoor } from './door.ts';
import { filterQuery, matcherOf } from './filters.ts';
import { byTitle } from './order.ts';
import { ShopOffering, TenantAnswer } from './shapes.ts';

const tags = ['Storefront'];
const Shop = z.strictObject({ tenant: z.string().max(64) });
const Position = z.tuple([z.string(), z.string()]);

export function catalogueRoutes(door: StorefrontDoor): void {
  tenantRoute(door);
  listRoute(door);
  productTypesRoute(door);
  readRoute(door);
  availabilityRoute(door);
  photoRoute(door);
}

function tenantRoute({ app, ask }: StorefrontDoor): void {
  const schema = { tags, summary: 'The business', params: Shop, response: { 200: TenantAnswer, ...errorsOf({ codes: ['not_found'] }) } };
  app.get('/', { schema }, async (request) => {
    const { id, name, subdomain, timezone, displayCurrency, verified, brandColor, logoUrl, contactEmail } = (await ask(
      request,
      'tenants.profile',
      {},
    )) as Profile;
    return { tenant: { id, name, subdomain, timezone, displayCurrency, verified, branding: { color: brandColor, logoUrl }, contactEmail } };
  });
}

interface Shown {
  readonly resources: readonly Resource[];
  readonly photos: readonly PhotoRef[];
  readonly types: readonly ProductType[];
  readonly onSale: readonly Offering[];
  readonly leadPrices: ReadonlyMap<string, LeadPrice>;
  readonly place: PhotoPlace;
}

export function shopOffering(offering: Offering, { resources, photos, types, onSale, leadPrices, place }: Shown) {
  const { id, title, slug, description, productTypeKey, pricingModel, basePriceCents, currency, taxBps, taxIncluded } = offering;
  const { timezone, durationMinutes, slotMinutes, capacity, approval, minNoticeMinutes, maxAdvanceDays, cancellationPolicy, attributes } =
    offering;
  const { categories, durations, startTimes, nights, quantityTiers, plan, addOns, questions, customerMoveMinutes } = offering;
  // One of each group serves; the first group is the one that a customer may choose from, the rest (a chair, a kiln) come with it.
  const serving = new Set(offering.resourceGroups[0]);
  return {
    ...{ id, title, slug, description, productTypeKey, pricingModel, basePriceCents, currency, taxBps, taxIncluded },
    ...{
      timezone,
      durationMinutes,
      slotMinutes,
      capacity,
      approval,
      minNoticeMinutes,
      maxAdvanceDays,
      customerMoveMinutes,
      cancellationPolicy,
      attributes,
    },
    ...{ categories, durations, startTimes, nights, quantityTiers, addOns, questions },
    leadPrice: leadPrices.get(id) ?? refuse('not_found', { kind: 'offering', id }),
    // Which offerings its visits are for may name some that are not on show.
    plan: plan === null ? null : { period: plan.period, visits: plan.visits },
    details: detailsOf(offering, { types, onSale }),
    location: locationAnswer(offering),
    resources: resources
      .filter((resource) => resource.active && serving.has(resource.id))
      .map(({ id: resourceId, name }) => ({ id: resourceId, name })),
    photos: photos.filter((photo) => photo.offeringId === id).map((photo) => photoAnswer(photo, place)),
    rating: null,
  };
}

type Request = Parameters<StorefrontDoor['ask']>[0];

/** Beside what is for sale, this one, though it is so no more: whoever asks has booked it. */
export async function shownWith(door: StorefrontDoor, request: Request, alone?: Offering): Promise<Shown> {
  const { tenantId, subdomain } = door.tenantOf(request);
  const input = alone === undefined ? {} : { offeringIds: [alone.id] };
  const actor = alone === undefined ? passerBy : doorkeeper;
  const prices = (await ask(door.engine, { tenantId, actor, name: 'pricing.leadPrices', input })) as (LeadPrice & { offeringId: string })[];
  return {
    leadPrices: new Map(prices.map(({ offeringId, ...price }) => [offeringId, price])),
    resources: (await door.ask(request, 'catalog.resources', {})) as Resource[],
    photos: (await door.ask(request, 'catalog.photos', {})) as PhotoRef[],
    types: await productTypes(door, request),
    onSale: await published(door, request),
    // Pages and frames are of this origin, whatever name they were reached by.
    place: { publicUrl: '', tenant: subdomain },
  };
}

const published = async ({ ask }: StorefrontDoor, request: Request) =>
  (await ask(request, 'catalog.offerings', { status: 'PUBLISHED' })) as Offering[];
const productTypes = async ({ ask }: StorefrontDoor, request: Request) => (await ask(request, 'catalog.productTypes', {})) as ProductType[];

function listRoute(door: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'List what is for sale, by title', params: Shop, querystring: Paging.extend(filterQuery) },
    response: { 200: pageSchema(ShopOffering), ...errorsOf({ codes: ['not_found'] }) },
  };
  door.app.get('/offerings', { schema }, async (request) => {
    const { limit, cursor, ...filters } = request.query;
    const after = decodeCursor(cursor, Position);
    const shown = await shownWith(door, request);
    // What only drafts are of is nobody's business, and no refusal names it.
    const onSale = new Set(shown.onSale.map(({ productTypeKey }) => productTypeKey));
    const isMeant = matcherOf(
      filters,
      shown.types.filter(({ key }) => onSale.has(key)),
      ({ id, basePriceCents }) => shown.leadPrices.get(id)?.cents ?? basePriceCents,
    );
    const rows = shown.onSale
      .filter(isMeant)
      .toSorted(byTitle)
      .filter((offering) => after === undefined || byTitle(offering, { title: after[0], id: after[1] }) > 0);
    return pageOf(rows, { limit, position: ({ title, id }) => [title, id], present: (offering) => shopOffering(offering, shown) });
  });
}

function productTypesRoute(door: StorefrontDoor): void {
  const ShopType = z
    .strictObject({
      key: z.string(),
      name: z.string(),
      offerings: z.int().meta({ description: 'How many are for sale' }),
      attributes: z.array(z.strictObject(AttributeDefinition.shape)),
    })
    .meta({ id: 'StorefrontProductType' });
  const schema = {
    tags,
    summary: 'What kinds of offerings are for sale, and what is said of each kind; `filter` tells what the list can be narrowed by',
    params: Shop,
    response: { 200: z.strictObject({ data: z.array(ShopType) }), ...errorsOf({ codes: ['not_found'] }) },
  };
  door.app.get('/product-types', { schema }, async (request) => {
    const counts = Map.groupBy(await published(door, request), ({ productTypeKey }) => productTypeKey);
    const types = await productTypes(door, request);
    const data = types.map(({ key, name, attributes }) => ({ key, name, offerings: counts.get(key)?.length ?? 0, attributes }));
    return { data: data.filter(({ offerings }) => offerings > 0) };
  });
}

/** An archived one is gone for who has not booked it. */
async function mustFind({ ask }: StorefrontDoor, { request, idOrSlug }: { request: Request; idOrSlug: string }): Promise<Offering> {
  const offering = (await ask(request, 'catalog.shown', { idOrSlug })) as Offering;
  return offering.status === 'PUBLISHED' ? offering : refuse('not_found', { kind: 'offering', id: idOrSlug });
}

function readRoute(door: StorefrontDoor): void {
  const schema = {
    ...{ tags, summary: 'One offering by slug or id', params: Shop.extend({ slugOrId: z.string().max(80) }) },
    response: { 200: ShopOffering, 301: Moved, ...errorsOf({ codes: ['not_found'] }) },
  };
  door.app.get('/offerings/:slugOrId', { schema }, async (request, reply) => {
    const { tenant, slugOrId: idOrSlug } = request.params;
    const offering = await mustFind(door, { request, idOrSlug });
    if (isFormer(idOrSlug, offering))
      return sendMoved(reply, `/v1/storefront/${encodeURIComponent(tenant)}/offerings/${encodeURIComponent(offering.slug)}`);
    return shopOffering(offering, await shownWith(door, request, offering));
  });
}

export const FreeTimes = z
  .strictObject({
    offeringId: idOf('off'),
    timezone: z.string(),
    from: z.string(),
    to: z.string(),
    slots: z.array(SlotAnswer),
    nextAvailable: InstantOut.nullable(),
  })
  .meta({ id: 'StorefrontAvailability' });

function availabilityRoute(door: StorefrontDoor): void {
  const Query = AvailabilityQuery.safeExtend({ holdId: idOf('hld').optional() });
  const schema = {
    ...{ tags, summary: "Slots that can be booked, on local dates of the offering's zone", params: Shop, querystring: Query },
    response: { 200: FreeTimes, 304: NotModified, ...errorsOf({ codes: ['not_found', 'invalid_service'] }) },
  };
  const answers = liveAnswers();
  door.app.get('/availability', { schema }, async (request, reply) => {
    const { offeringId: idOrSlug, explain: _explain, holdId, ...query } = request.query;
    const { id: offeringId, startTimes } = await mustFind(door, { request, idOrSlug });
    const ignoring = holdId === undefined ? {} : { ignoring: [holdId] };
    const freshness = (await door.ask(request, 'availability.freshness', {})) as Freshness;
    return answers(request, reply, {
      ...{
        about: [door.tenantOf(request).tenantId, offeringId, query, holdId],
        freshness,
        startTimes,
        now: await nowOf(door.engine, door.tenantOf(request).tenantId),
      },
      async compute() {
        const found = (await door.ask(request, 'availability.slots', { offeringId, ...said(query), ...ignoring })) as FoundSlots;
        return { offeringId, from: query.from, to: query.to, ...slotAnswers(found) };
      },
    });
  });
}

/** What is not for sale is shown to keys that may read it, at the address that the API names. */
function photoReader({ ask: asks, engine, parts, tenantOf }: StorefrontDoor) {
  const { apiKey } = guardsOf(parts);
  return async (
    request: Request,
    { reply, photoId }: { reply: FastifyReply; photoId: string },
  ): Promise<{ photo: Photo; isPublic: boolean }> => {
    const input = { photoId };
    try {
      return { photo: (await asks(request, 'catalog.photo', input)) as Photo, isPublic: true };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'not_found' || bearerOf(request) === undefined) throw error;
      const { tenantId, actor } = await apiKey(request, reply);
      if (tenantId !== tenantOf(request).tenantId) throw error;
      return { photo: (await ask(engine, { tenantId, actor, name: 'catalog.photo', input })) as Photo, isPublic: false };
    }
  };
}

function photoRoute(door: StorefrontDoor): void {
  const { app, engine, tenantOf } = door;
  const photoOf = photoReader(door);
  const variants = photoVariantsOf(engine);
  const Query = z.strictObject({
    w: z
      .enum(variantWidths.map(String), `one of ${variantWidths.join(', ')}`)
      .transform(Number)
      .optional(),
  });
  const schema = { hide: true, params: Shop.extend({ photoId: idOf('pho') }), querystring: Query };
  app.get('/photos/:photoId', { config: { scope: 'read' }, schema }, async (request, reply) => {
    const { photoId } = request.params;
    const width = variantWidths.find((each) => each === request.query.w);
    const tag = width === undefined ? `"${photoId}"` : `"${photoId}-${width}"`;
    // A photo's bytes never change under its id. That it isn't there, or not yet on show, is not to be kept.
    const kept = () => reply.header('cache-control', 'public, max-age=31536000, immutable').header('etag', tag);
    reply.header('x-content-type-options', 'nosniff').header('content-security-policy', "default-src 'none'; sandbox");
    reply.header('cross-origin-resource-policy', 'cross-origin');
    if (request.headers['if-none-match'] === tag) return kept().code(304).send();
    const { photo, isPublic } = await photoOf(request, { reply, photoId });
    const { tenantId } = tenantOf(request);
    const { mediaType, base64 } = width === undefined ? photo : await variants.of({ tenantId, photo, width });
    return (isPublic ? kept() : reply.header('cache-control', 'private, no-store')).type(mediaType).send(Buffer.from(base64, 'base64'));
  });
}
