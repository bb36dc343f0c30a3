/** "Add to calendar" for who has no use for a file: the two addresses that open a filled-in form. */
import { isoOf } from '#core/base/time.ts';
import type { IcsEvent } from './ics.ts';

export interface AddLinks {
  readonly googleUrl: string;
  readonly outlookUrl: string;
}

type Told = Pick<IcsEvent, 'summary' | 'description' | 'location' | 'startsAt' | 'endsAt'>;

const compact = (at: number): string => isoOf(at).replaceAll(/[-:]/g, '');

export function addLinks({ summary, description, location, startsAt, endsAt }: Told): AddLinks {
  const where = location === null ? {} : { location };
  const dates = `${compact(startsAt)}/${compact(endsAt)}`;
  const google = new URLSearchParams({ action: 'TEMPLATE', text: summary, dates, details: description, ...where });
  const form = { path: '/calendar/action/compose', rru: 'addevent', subject: summary, body: description, ...where };
  const outlook = new URLSearchParams({ ...form, startdt: isoOf(startsAt), enddt: isoOf(endsAt) });
  return {
    googleUrl: `https://calendar.google.com/calendar/render?${google.toString()}`,
    outlookUrl: `https://outlook.live.com/calendar/0/deeplink/compose?${outlook.toString()}`,
  };
}
