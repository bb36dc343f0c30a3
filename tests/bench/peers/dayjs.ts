/** Hours by dayjs and its timezone plugin, as they are mostly written: day by day, from opening to closing by `add`. */
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import { createSeats, dateAfter, type LocalSpan, type Peer, weekdayOf } from './business.ts';

dayjs.extend(utc);
dayjs.extend(timezone);

export const byDayjs: Peer = (business, first, days) => {
  const { zone, minutes } = business;
  const at = (local: string) => dayjs.tz(local, zone);
  const spans = (those: readonly LocalSpan[]) => those.map(({ from, to }) => ({ start: at(from), end: at(to) }));
  const windows = spans(business.openings);
  for (let i = 0; i < days; i += 1) {
    const date = dateAfter(first, i);
    const weekday = weekdayOf(date);
    for (const rule of business.rules) {
      if (rule.dayOfWeek !== weekday) continue;
      const closing = rule.end > rule.start ? date : dateAfter(date, 1);
      windows.push({ start: at(`${date}T${rule.start}`), end: at(`${closing}T${rule.end}`) });
    }
  }
  const blocks = spans(business.blocks).toSorted((a, b) => a.start.valueOf() - b.start.valueOf());
  const starts = new Set<number>();
  for (const { start, end } of windows) {
    let slot = start;
    for (let next = slot.add(minutes, 'minute'); !next.isAfter(end); next = slot.add(minutes, 'minute')) {
      starts.add(slot.valueOf());
      slot = next;
    }
  }
  const hasSeat = createSeats(business);
  let next = 0;
  return [...starts]
    .toSorted((a, b) => a - b)
    .filter((startsAt) => {
      while (next < blocks.length && blocks[next]!.end.valueOf() <= startsAt) next += 1;
      const isBlocked = next < blocks.length && blocks[next]!.start.valueOf() < startsAt + minutes * 60_000;
      return !isBlocked && hasSeat(startsAt);
    });
};
