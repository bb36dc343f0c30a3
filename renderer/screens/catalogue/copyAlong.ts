import { isoOf } from '#core/base/time.ts';
import type { Timetable } from '#core/domains/availability/model.ts';
import type { Offering, Photo } from '#core/domains/catalog/model.ts';
import { ask, runCommand } from '../../bridge/ask.ts';
import { now } from '../../components/now.ts';

/** What a copy is to have beside its fields: hours, the days off and extra hours that are not over, and photos. */
export async function copyAlong({ id, photos }: Offering & { photos: Photo[] }, offeringId: string): Promise<void> {
  const { rules, exceptions } = await ask<Timetable>('availability.timetable', { subjectId: id });
  if (rules.length > 0)
    await runCommand('availability.setSchedule', { subjectId: offeringId, rules: rules.map(({ id: _id, ...rule }) => rule) });
  const today = isoOf(now()).slice(0, 10);
  for (const { id: _id, ...exception } of exceptions)
    if (exception.yearly || exception.to >= today) await runCommand('availability.addException', { subjectId: offeringId, ...exception });
  for (const { mediaType, base64, alt } of photos) await runCommand('catalog.addPhoto', { offeringId, mediaType, base64, alt });
}
