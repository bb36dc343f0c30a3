import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { managers } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { applyEdit, editOf } from '../../../contracts/edit.ts';
import { EpochMs, idOf, Text } from '../../../contracts/fields.ts';
import type { ReadDb } from '../../../data/database.ts';
import { mustLoadOffering, mustLoadResource } from '../../catalog/store.ts';
import { ExternalCalendarFields } from '../model.ts';
import { changeTime, mustLoadExternalCalendar, outcomeOfLook, timeChange } from '../store/external.ts';
import { externalCalendars, externalFetches } from '../tables.ts';

const manage = { roles: managers, scope: 'admin' } as const;
const Ref = z.strictObject({ externalCalendarId: idOf('xcl') });

/** Its time is looked for by whoever serves: of an offering with resources, they have calendars, not the offering. */
async function mustServeItself(db: ReadDb, subjectId: string): Promise<void> {
  if (subjectId.startsWith('res_')) return void (await mustLoadResource(db, subjectId));
  const { resourceGroups } = await mustLoadOffering(db, subjectId);
  const expected = 'a resource, or an offering that needs none';
  if (resourceGroups.length > 0) refuse('invalid_request', { issues: [{ path: 'subjectId', expected }] });
}

const MOST_CALENDARS = 100;

/** The feed is read as soon as the server comes to it. Refuses `in_use` {kind: externalCalendars} where there are too many. */
export const addExternalCalendar = defineCommand({
  name: 'availability.addExternalCalendar',
  allow: manage,
  offline: true,
  input: ExternalCalendarFields,
  async run({ db, ctx }, { subjectId, name, url }) {
    await mustServeItself(db, subjectId);
    if ((await db.list(externalCalendars)).length >= MOST_CALENDARS) refuse('in_use', { kind: 'externalCalendars', count: MOST_CALENDARS });
    const externalCalendarId = ctx.newId('xcl');
    await db.insert(externalCalendars, {
      id: externalCalendarId,
      ...{ subjectId, name, url, active: true },
      ...{ lastTriedAt: null, lastSuccessAt: null, lastError: null, events: 0 },
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    return { externalCalendarId };
  },
});

const Changeable = ExternalCalendarFields.pick({ name: true, url: true }).extend({ active: z.boolean() });

/** One that pauses gives its time back; another address keeps the old one's time until the new one is read. */
export const updateExternalCalendar = defineCommand({
  name: 'availability.updateExternalCalendar',
  allow: manage,
  offline: true,
  input: editOf(Changeable).extend({ externalCalendarId: idOf('xcl') }),
  async run(world, { externalCalendarId, ...edit }) {
    const { db, ctx } = world;
    const calendar = await mustLoadExternalCalendar(db, externalCalendarId);
    const changes = applyEdit<z.output<typeof Changeable>>(calendar, edit);
    const paused = changes.active === false;
    if (paused) await changeTime(world, { calendar, change: await timeChange(db, { id: calendar.id, spans: [] }) });
    const isAnother = changes.url !== undefined || changes.active !== undefined;
    await db.patch(externalCalendars, externalCalendarId, {
      ...changes,
      ...(paused && { events: 0 }),
      ...(isAnother && { lastError: null }),
      updatedAt: ctx.now,
    });
    if (isAnother) await db.patch(externalFetches, externalCalendarId, { nextAttemptAt: ctx.outsideNow, failures: 0, readFor: null });
    return null;
  },
});

/** Gives its time back. */
export const removeExternalCalendar = defineCommand({
  name: 'availability.removeExternalCalendar',
  allow: manage,
  offline: true,
  input: Ref,
  async run(world, { externalCalendarId }) {
    const { db } = world;
    const calendar = await mustLoadExternalCalendar(db, externalCalendarId);
    await changeTime(world, { calendar, change: await timeChange(db, { id: calendar.id, spans: [] }) });
    await db.remove(externalCalendars, externalCalendarId);
    await db.remove(externalFetches, externalCalendarId);
    return null;
  },
});

/** Makes it due now, whatever has failed so far. */
export const refreshExternalCalendar = defineCommand({
  name: 'availability.refreshExternalCalendar',
  allow: manage,
  offline: false,
  input: Ref,
  async run({ db, ctx }, { externalCalendarId }) {
    await mustLoadExternalCalendar(db, externalCalendarId);
    await db.patch(externalFetches, externalCalendarId, { nextAttemptAt: ctx.outsideNow, failures: 0, readFor: null });
    return null;
  },
});

/** Rows of one revision, which travel to every desktop at once. */
export const MOST_BUSY_TIMES = 10_000;

/**
 * The worker's: what a look at the feed brought. `spans: null` leaves the time as it is: not modified, or failed. What was read
 * from an address that the calendar no longer has, or for one that is paused or gone, is thrown away.
 */
export const recordExternalCalendar = defineCommand({
  name: 'availability.recordExternalCalendar',
  allow: { roles: [] },
  offline: false,
  input: Ref.extend({
    url: z.string(),
    succeeded: z.boolean(),
    error: Text(300).nullable(),
    spans: z
      .array(z.strictObject({ startsAt: EpochMs, endsAt: EpochMs }).refine(({ startsAt, endsAt }) => startsAt < endsAt))
      .max(MOST_BUSY_TIMES)
      .nullable(),
  }),
  async run(world, { externalCalendarId, url, ...look }) {
    const { db, ctx } = world;
    const calendar = await db.find(externalCalendars, externalCalendarId);
    if (calendar === undefined || !calendar.active || calendar.url !== url) return { recorded: false };
    const { change, status, isNews } = await outcomeOfLook(db, { calendar, look, now: ctx.serverNow });
    if (!isNews) return { recorded: true };
    await changeTime(world, { calendar, change });
    await db.patch(externalCalendars, externalCalendarId, status);
    return { recorded: true };
  },
});
