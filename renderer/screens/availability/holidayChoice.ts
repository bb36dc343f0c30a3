/** Which holidays are proposed, and what closing for them means. */
import { addDays } from '#core/base/zone.ts';
import type { LocalException } from '#core/domains/availability/model.ts';
import { lastDay, marksOf } from './exceptionWords.ts';
import type { ProposedHoliday } from './holidays.ts';
import type { Exceptional } from './impact.ts';

export interface HolidayRow extends ProposedHoliday {
  key: string;
  /** each of its days is a day off already */
  isClosed: boolean;
}

const firstDay = ({ from }: Pick<ProposedHoliday, 'from'>) => from.slice(0, 10);

/** Those still to come; what is closed all day already is told, and not closed twice. */
export function rowsOf(holidays: readonly ProposedHoliday[], exceptions: readonly LocalException[], today: string): HolidayRow[] {
  return holidays
    .filter((holiday) => lastDay(holiday) >= today)
    .map((holiday) => ({ ...holiday, key: `${holiday.from} ${holiday.name}`, isClosed: isClosed(holiday, exceptions) }));
}

function isClosed(holiday: ProposedHoliday, exceptions: readonly LocalException[]): boolean {
  const last = lastDay(holiday);
  const marks = marksOf(exceptions, firstDay(holiday), last);
  for (let date = firstDay(holiday); date <= last; date = addDays(date, 1)) {
    const mark = marks.get(date);
    if (mark?.kind !== 'BLOCK' || mark.part) return false;
  }
  return true;
}

/** Whole days, whatever hour a holiday begins at. */
export function closingOf(holiday: ProposedHoliday): Exceptional {
  return {
    kind: 'BLOCK',
    from: `${firstDay(holiday)}T00:00`,
    to: `${addDays(lastDay(holiday), 1)}T00:00`,
    reason: holiday.name,
    yearly: holiday.yearly,
  };
}

interface ZonesOfLocale {
  getTimeZones?: () => string[] | undefined;
}

/** The country whose zone this is; of the viewer where nobody knows; none where it isn't offered. */
export function guessCountry(codes: readonly string[], { zone, locale }: { zone: string; locale: string }): string | null {
  const inZone = codes.find((code) => /^[A-Z]{2}$/.test(code) && zonesOf(code).includes(zone));
  if (inZone !== undefined) return inZone;
  const { region } = new Intl.Locale(locale).maximize();
  return region !== undefined && codes.includes(region) ? region : null;
}

function zonesOf(code: string): readonly string[] {
  return (new Intl.Locale(`und-${code}`) as ZonesOfLocale).getTimeZones?.() ?? [];
}
