import { z } from 'zod';
import { managers } from '../../../contracts/actor.ts';
import { idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import { externalCalendarOf, listExternalCalendars, mustLoadExternalCalendar } from '../store/external.ts';

/** With their addresses, which open a whole calendar to whoever has them. */
const manage = { roles: managers, scope: 'admin' } as const;

export const externalCalendars = defineQuery({
  name: 'availability.externalCalendars',
  allow: manage,
  input: z.strictObject({}),
  run: ({ db, ctx }) => listExternalCalendars(db, ctx.now),
});

export const externalCalendar = defineQuery({
  name: 'availability.externalCalendar',
  allow: manage,
  input: z.strictObject({ externalCalendarId: idOf('xcl') }),
  run: async ({ db, ctx }, { externalCalendarId }) => externalCalendarOf(await mustLoadExternalCalendar(db, externalCalendarId), ctx.now),
});
