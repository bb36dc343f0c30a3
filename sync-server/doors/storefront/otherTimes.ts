/** What a customer sees who moves their own booking: what it is of, though it is for sale no more, and when else it may be. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import { ask } from '#core/engine/ask.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { DatesAsked, type FoundSlots, slotAnswers } from '../api/slots.ts';
import { errorsOf } from '../http/schemas.ts';
import { FreeTimes, shopOffering, shownWith } from './catalogue.ts';
import type { StorefrontDoor } from './door.ts';
import { ShopOffering } from './shapes.ts';

const tags = ['Storefront'];
const Params = z.strictObject({ tenant: z.string().max(64), id: idOf('bkg') });
const ItemId = idOf('bki').optional().meta({ description: 'Which part of the booking; the first where left out' });
const codes = ['unauthorized', 'not_found'] as const;

export function otherTimesRoutes(door: StorefrontDoor): void {
  offeringRoute(door);
  timesRoute(door);
}

type Request = FastifyRequest<{ Params: { id: string } }>;

/** The booking is theirs: whoever asks has been let in before. */
async function mustFindItem({ engine, tenantOf }: StorefrontDoor, { request, itemId }: { request: Request; itemId: string | undefined }) {
  const { tenantId } = tenantOf(request);
  const question = { tenantId, actor: doorkeeper, name: 'bookings.booking', input: { bookingId: request.params.id } };
  const { items } = (await ask(engine, question)) as BookingDetail;
  return items.find(({ id }) => itemId === undefined || id === itemId) ?? refuse('not_found', { kind: 'booking item', id: itemId ?? '' });
}

function offeringRoute(door: StorefrontDoor): void {
  const { app, engine, bookerOf, tenantOf } = door;
  const schema = {
    tags,
    summary: 'What the booking of a manage link is of, also once it is for sale no more',
    params: Params,
    querystring: z.strictObject({ itemId: ItemId }),
    response: { 200: ShopOffering, ...errorsOf({ codes }) },
  };
  app.get('/bookings/:id/offering', { schema }, async (request) => {
    await bookerOf(request, request.params.id);
    const { offeringId } = await mustFindItem(door, { request, itemId: request.query.itemId });
    const question = { tenantId: tenantOf(request).tenantId, actor: doorkeeper, name: 'catalog.shown', input: { idOrSlug: offeringId } };
    const offering = (await ask(engine, question)) as Offering;
    return shopOffering(offering, await shownWith(door, request, offering));
  });
}

function timesRoute(door: StorefrontDoor): void {
  const { app, engine, bookerOf, tenantOf } = door;
  const schema = {
    tags,
    summary: 'When else the booking of a manage link may be',
    description: [
      "Slots on local dates of the offering's zone that it may be moved to with `POST …/reschedule`: as long and for as many as it was booked, its own time counted as free.",
      'That is so though the offering is for sale no more, or no longer in that length.',
    ].join(' '),
    params: Params,
    querystring: DatesAsked.safeExtend({ itemId: ItemId }),
    response: { 200: FreeTimes, ...errorsOf({ codes }) },
  };
  app.get('/bookings/:id/availability', { schema }, async (request) => {
    const { from, to, itemId } = request.query;
    const actor = await bookerOf(request, request.params.id);
    const { id, offeringId } = await mustFindItem(door, { request, itemId });
    const input = { offeringId, from, to, ignoring: [id] };
    const found = (await ask(engine, { tenantId: tenantOf(request).tenantId, actor, name: 'availability.slots', input })) as FoundSlots;
    return { offeringId, from, to, ...slotAnswers(found) };
  });
}
