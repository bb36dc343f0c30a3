/** The demo's calendar: days counted from today on the business's wall clock. */
import { addDays, dateToDay, dayOfWeek, instantToWall, wallToInstant } from '#core/base/zone.ts';
import { BERLIN } from '../offerings.ts';

const FIRST_DAY = -28;
const LAST_DAY = 28;

export interface DemoDay {
  /** 0 is today, -1 yesterday */
  readonly offset: number;
  /** YYYY-MM-DD */
  readonly date: string;
  /** 1 = Monday … 7 = Sunday */
  readonly weekday: number;
  /** The instant of a wall time `HH:MM` of this day; hours past 24 are of the next. */
  at(time: string, zone?: string): number;
}

function demoDay(date: string, offset: number): DemoDay {
  return {
    offset,
    date,
    weekday: dayOfWeek(dateToDay(date)),
    at(time, zone = BERLIN) {
      const hours = Number(time.slice(0, 2));
      const day = hours >= 24 ? addDays(date, 1) : date;
      return wallToInstant(zone, `${day}T${String(hours % 24).padStart(2, '0')}${time.slice(2)}`);
    },
  };
}

export function demoDays(now: number): DemoDay[] {
  const today = instantToWall(BERLIN, now).date;
  return Array.from({ length: LAST_DAY - FIRST_DAY + 1 }, (_, i) => demoDay(addDays(today, FIRST_DAY + i), FIRST_DAY + i));
}

/** The first day on or after this offset that is one of these weekdays. */
export function firstOn(days: readonly DemoDay[], { from, weekdays }: { from: number; weekdays: readonly number[] }): DemoDay {
  const day = days.find(({ offset, weekday }) => offset >= from && weekdays.includes(weekday));
  if (day === undefined) throw new RangeError(`the demo has no such weekday after day ${from}`);
  return day;
}
