import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { idOf } from '#core/contracts/fields.ts';
import { type Freshness, LocalException, type Timetable, WeeklyRule, type Why } from '#core/domains/availability/model.ts';
import { type Offering, offeringStatuses } from '#core/domains/catalog/model.ts';
import { nowOf } from '#core/engine/clock.ts';
import { liveAnswers, NotModified } from '../http/liveAnswers.ts';
import { errorsOf, InstantIn, InstantOut } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';
import { blockLinksOf, isOfResources, linkerOf } from './reasonLinks.ts';
import { AddOnsText, AvailabilityQuery, type FoundSlots, ReasonAnswer, reasonAnswer, SlotAnswer, slotAnswers } from './slots.ts';

const AvailabilityAnswer = z
  .strictObject({
    offeringId: idOf('off'),
    timezone: z.string(),
    from: z.string(),
    to: z.string(),
    rules: z.array(WeeklyRule),
    exceptions: z.array(LocalException),
    slots: z.array(SlotAnswer),
    nextAvailable: InstantOut.nullable(),
  })
  .meta({ id: 'Availability' });

export function availabilityRoutes(door: ApiDoor): void {
  freeTimeRoute(door);
  whyRoute(door);
}

function freeTimeRoute(door: ApiDoor): void {
  const { app, ask, parts, callerOf } = door;
  const answers = liveAnswers();
  const Query = AvailabilityQuery.safeExtend({
    moving: idOf('bki').optional().meta({
      description:
        'The item of a booking that is to have another time: its own counts as free, and it is as long as it was booked where nothing is said of that',
    }),
  });
  const schema = {
    tags: ['Availability'],
    summary: 'Rules, exceptions and the slots that they and the bookings leave',
    description: [
      "Dates are local to the offering's zone, `to` exclusive. `slots` holds the ones that can be booked; with `explain=true` the others too, each with its reason and links to what would have to change. Of any other time, on the grid or off it, `GET /v1/api/availability/why` tells the same.",
      'A length that is not sold is refused as a booking of it is: `invalid_service`, with `reason: length`, the `soldMinutes` there are (without add-ons) and, of what is sold by the hour or day, the `stepMinutes` by which it may be longer.',
      'The answer is always live. Its `ETag` stands for everything that it depends on: the revision of the business, the next hold to run out, and the minute (the second, where starts follow one another back to back). Send it back in `If-None-Match`: 304 says, without a look at any slot, that nothing has changed.',
    ].join('\n\n'),
    querystring: Query,
    response: { 200: AvailabilityAnswer, 304: NotModified, ...errorsOf({ keyed: true, codes: ['not_found', 'invalid_service'] }) },
  };
  app.get('/availability', { config: { scope: 'read' }, schema }, async (request, reply) => {
    const { offeringId: idOrSlug, moving, ...query } = request.query;
    const { id: offeringId, startTimes } = (await ask(request, 'catalog.shown', { idOrSlug })) as Offering;
    const freshness = (await ask(request, 'availability.freshness', {})) as Freshness;
    return answers(request, reply, {
      ...{
        about: [callerOf(request).tenantId, offeringId, query, moving],
        freshness,
        startTimes,
        now: await nowOf(parts.engine, callerOf(request).tenantId),
      },
      async compute() {
        const ignoring = moving === undefined ? {} : { ignoring: [moving] };
        const timetable = (await ask(request, 'availability.timetable', { subjectId: offeringId })) as Timetable;
        const found = (await ask(request, 'availability.slots', { offeringId, ...said(query), ...ignoring })) as FoundSlots;
        const reasons = found.slots.flatMap(({ reason }) => reason ?? []);
        const linksOf = await linkerOf(door, { request, offeringId, reasons });
        const { from, to } = query;
        return { offeringId, from, to, rules: [...timetable.rules], exceptions: [...timetable.exceptions], ...slotAnswers(found, linksOf) };
      },
    });
  });
}

const WhyQuery = z
  .strictObject({
    offeringId: z.string().min(1).max(80),
    startsAt: InstantIn.meta({ description: 'The time asked about; of nights, the check-in' }),
    endsAt: InstantIn.optional().meta({ description: 'Where it is not the length that the offering has by itself' }),
    nights: z.coerce.number('expected a whole number').int().min(1).max(60).optional(),
    quantity: z.coerce.number('expected a whole number').int().min(1).max(10_000).optional(),
    resourceId: idOf('res').optional(),
    addOns: AddOnsText.optional().meta({
      description: 'What comes with it, as in `GET /v1/api/availability`: without `endsAt` the time is long enough for them',
      examples: ['oil:2,towels'],
    }),
  })
  .refine(({ startsAt, endsAt }) => endsAt === undefined || startsAt < endsAt, {
    path: ['endsAt'],
    message: 'expected an instant after startsAt',
  });

const WhyAnswer = z
  .strictObject({
    offeringId: idOf('off'),
    startsAt: InstantOut,
    endsAt: InstantOut,
    timezone: z.string(),
    status: z.enum(offeringStatuses),
    available: z.boolean().meta({ description: 'Open, and with room' }),
    bookable: z.boolean().meta({ description: 'Available, and within the terms that staff may override' }),
    reasons: z.array(ReasonAnswer).meta({ description: 'Everything that is in the way; none exactly where it is bookable' }),
  })
  .meta({ id: 'WhyNot' });

function whyRoute(door: ApiDoor): void {
  const schema = {
    tags: ['Availability'],
    summary: 'Why one time can or cannot be booked',
    description:
      'Any time, also outside the hours, off the grid or past: every reason at once, each with links to what would have to change, as `explain=true` of `GET /v1/api/availability` gives them. What is sold by the night is asked with `nights`, or with `endsAt`.',
    querystring: WhyQuery,
    response: { 200: WhyAnswer, ...errorsOf({ keyed: true, codes: ['not_found', 'invalid_service'] }) },
  };
  door.app.get('/availability/why', { config: { scope: 'read' }, schema }, async (request) => {
    const { offeringId: idOrSlug, ...query } = request.query;
    const { id: offeringId } = (await door.ask(request, 'catalog.shown', { idOrSlug })) as Offering;
    const found = (await door.ask(request, 'availability.why', { offeringId, ...said(query) })) as Why;
    const { startsAt, endsAt, timezone, status, available, bookable } = found;
    const reasons = found.reasons.map(({ things, ...reason }) => ({ reason, things }));
    const linksOf = await linkerOf(door, { request, offeringId, reasons: reasons.map(({ reason }) => reason) });
    const blockLinks = await blockLinksOf(door, { request, reasons: found.reasons });
    return {
      ...{ offeringId, startsAt: isoOf(startsAt), endsAt: isoOf(endsAt), timezone, status, available, bookable },
      reasons: reasons.map(({ reason, things }) => reasonAnswer(reason, isOfResources(reason) ? () => blockLinks(things) : linksOf)),
    };
  });
}
