import { z } from 'zod';
import { idOf } from '#core/contracts/fields.ts';
import { LocalException, type Timetable, WeeklyRule } from '#core/domains/availability/model.ts';
import { errorsOf, InstantOut } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';
import { AvailabilityQuery, type FoundSlots, SlotAnswer, slotAnswers } from './slots.ts';

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

export function availabilityRoutes({ app, ask }: ApiDoor): void {
  const schema = {
    tags: ['Availability'],
    summary: 'Rules, exceptions and the slots that they and the bookings leave',
    description:
      "Dates are local to the offering's zone, `to` exclusive. `slots` holds the ones that can be booked; with `explain=true` the others too, each with its reason.",
    querystring: AvailabilityQuery,
    response: { 200: AvailabilityAnswer, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/availability', { config: { scope: 'read' }, schema }, async (request) => {
    const { offeringId: idOrSlug, ...query } = request.query;
    const { id: offeringId } = (await ask(request, 'catalog.shown', { idOrSlug })) as { id: string };
    const timetable = (await ask(request, 'availability.timetable', { subjectId: offeringId })) as Timetable;
    const found = (await ask(request, 'availability.slots', { offeringId, ...said(query) })) as FoundSlots;
    const { from, to } = query;
    return { offeringId, from, to, rules: [...timetable.rules], exceptions: [...timetable.exceptions], ...slotAnswers(found) };
  });
}
