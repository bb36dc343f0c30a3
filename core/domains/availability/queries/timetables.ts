/** Slots carry no price here: pricing stands beside availability, and the bookings' `availability.slots` puts the two together. */
import { and, eq, gt, lt, or } from 'drizzle-orm';
import { z } from 'zod';
import { isoOf } from '../../../base/time.ts';
import { DAY_MS, zoneNamed } from '../../../base/zone.ts';
import { staff } from '../../../contracts/actor.ts';
import { EpochMs, idOf } from '../../../contracts/fields.ts';
import { defineQuery } from '../../../contracts/query.ts';
import type { ReadDb } from '../../../data/database.ts';
import { listOfferings, listResources } from '../../catalog/store.ts';
import { mustLoadProfile } from '../../tenants/store.ts';
import type { Timetable } from '../model.ts';
import { openingWindows, openStretches, stretchesOf } from '../rules/hours.ts';
import { zoneOfResource } from '../rules/resources.ts';
import { listBusy } from '../store/external.ts';
import { exceptionOf, findHold, listHolds, listOpenSubjects, loadTimetables } from '../store/occupancies.ts';
import { exceptions } from '../tables.ts';

export const timetable = defineQuery({
  name: 'availability.timetable',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({ subjectId: z.union([idOf('off'), idOf('res')]) }),
  async run({ db }, { subjectId }): Promise<Timetable> {
    const timetables = await loadTimetables(db, [subjectId]);
    return timetables.get(subjectId) ?? { rules: [], exceptions: [] };
  },
});

export const subjectsWithHours = defineQuery({
  name: 'availability.subjectsWithHours',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({}),
  run: ({ db, ctx }) => listOpenSubjects(db, isoOf(ctx.now).slice(0, 16)),
});

export const hold = defineQuery({
  name: 'availability.holdById',
  allow: { roles: staff, scope: 'read', customers: true },
  input: z.strictObject({ holdId: idOf('hld') }),
  run: async ({ db }, { holdId }) => (await findHold(db, holdId)) ?? null,
});

const MAX_CALENDAR_DAYS = 62;

/** What a calendar draws beside the bookings: blocks, holds, busy times of outside calendars, and the hours in which anything at all is open. */
export const calendar = defineQuery({
  name: 'availability.calendar',
  allow: { roles: staff, scope: 'read' },
  input: z.strictObject({ from: EpochMs, to: EpochMs }).refine(({ from, to }) => from < to && to - from <= MAX_CALENDAR_DAYS * DAY_MS, {
    path: ['to'],
    message: 'expected at most 62 days after from',
  }),
  async run({ db, ctx }, { from, to }) {
    const subjects = await listSubjects(db);
    const timetables = await loadTimetables(
      db,
      subjects.map(({ id }) => id),
    );
    const holds = await listHolds(db, { from, until: to, now: ctx.now });
    const offerings = new Map(subjects.map((subject) => [subject.id, subject]));
    const busy = await listBusy(db, { subjectIds: [...offerings.keys()], from, until: to });
    return {
      busy: busy.map((time) => ({ ...time, subjectName: offerings.get(time.subjectId)?.name ?? '' })),
      blocks: await listBlocks(db, { subjects: offerings, from, to }),
      holds: holds.map(({ sourceId, offeringId, startsAt, endsAt, quantity, expiresAt }) => ({
        id: sourceId,
        offeringId,
        startsAt,
        endsAt,
        quantity,
        expiresAt,
        offeringTitle: offerings.get(offeringId ?? '')?.name ?? '',
        color: offerings.get(offeringId ?? '')?.color ?? '',
      })),
      hours: subjects.flatMap(({ id, zone }) => {
        const open = timetables.get(id);
        if (open === undefined) return [];
        const query = { zone: zoneNamed(zone), timetable: open, defaults: { slotMinutes: 60, capacity: 1 }, from, until: to };
        return openStretches(openingWindows(query)).map((stretch) => ({ subjectId: id, startsAt: stretch.from, endsAt: stretch.until }));
      }),
    };
  },
});

interface Subject {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly color: string;
}

async function listSubjects(db: ReadDb): Promise<Subject[]> {
  const { timezone } = await mustLoadProfile(db);
  const offerings = (await listOfferings(db)).filter(({ status }) => status !== 'ARCHIVED');
  const resources = (await listResources(db)).filter(({ active }) => active);
  return [
    ...offerings.map(({ id, title, timezone: zone, color }) => ({ id, name: title, zone, color })),
    ...resources.map(({ id, name }) => {
      const served = offerings.filter(({ resourceGroups }) => resourceGroups.flat().includes(id));
      return { id, name, zone: zoneOfResource(served, timezone), color: '' };
    }),
  ];
}

const localAround = (at: number): string => isoOf(Math.max(0, at)).slice(0, 16);

async function listBlocks(db: ReadDb, query: { subjects: ReadonlyMap<string, Subject>; from: number; to: number }) {
  const { subjects, from, to } = query;
  // A wall clock is never further than two days from UTC: the exact look follows below.
  const isNear = and(gt(exceptions.toLocal, localAround(from - 2 * DAY_MS)), lt(exceptions.fromLocal, localAround(to + 2 * DAY_MS)));
  const rows = (await db.list(exceptions, or(eq(exceptions.yearly, true), isNear))).filter(({ subjectId }) => subjects.has(subjectId));
  return rows.flatMap((row) => {
    const subject = subjects.get(row.subjectId);
    const exception = exceptionOf(row);
    const { id, kind, reason } = exception;
    const named = { exceptionId: id, subjectId: row.subjectId, subjectName: subject?.name ?? '', kind, reason };
    const stretches = stretchesOf(zoneNamed(subject?.zone ?? 'UTC'), exception, { from, until: to });
    return stretches.map((stretch) => ({ ...named, startsAt: stretch.from, endsAt: stretch.until }));
  });
}
