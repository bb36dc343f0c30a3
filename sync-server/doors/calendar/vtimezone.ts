/**
 * A zone's clock changes as VTIMEZONE (RFC 5545, 3.6.5), written out one by one for the span that the events need. Rules
 * that repeat for ever would be guesses about the years between; these are what the zone really does.
 */

/** `20261025T030000` */
const localText = (wall: Temporal.PlainDateTime): string => wall.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');

/** `+0200`, with seconds where a zone once had them */
function offsetText(nanoseconds: number): string {
  const total = Math.round(Math.abs(nanoseconds) / 1e9);
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = total % 60;
  const sign = nanoseconds < 0 ? '-' : '+';
  return `${sign}${two(Math.floor(total / 3600))}${two(Math.floor(total / 60) % 60)}${seconds === 0 ? '' : two(seconds)}`;
}

function nameOf(at: Temporal.ZonedDateTime): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: at.timeZoneId, timeZoneName: 'short' });
  const part = format.formatToParts(at.epochMilliseconds).find(({ type }) => type === 'timeZoneName');
  return part?.value ?? at.offset;
}

/** One stretch of one offset, from the wall time at which the clock before it was changed. */
function observance(from: Temporal.ZonedDateTime, before: number): string[] {
  const kind = from.offsetNanoseconds > before ? 'DAYLIGHT' : 'STANDARD';
  const wallBefore = from.toPlainDateTime().add({ nanoseconds: before - from.offsetNanoseconds });
  return [
    `BEGIN:${kind}`,
    `DTSTART:${localText(wallBefore)}`,
    `TZOFFSETFROM:${offsetText(before)}`,
    `TZOFFSETTO:${offsetText(from.offsetNanoseconds)}`,
    `TZNAME:${nameOf(from)}`,
    `END:${kind}`,
  ];
}

const offsetBefore = (transition: Temporal.ZonedDateTime): number => transition.subtract({ nanoseconds: 1 }).offsetNanoseconds;

/** @param span epoch ms; the offset in force at its start is given by the change that brought it */
export function vtimezone(zone: string, { from, until }: { from: number; until: number }): string {
  const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  // 'previous' looks before the instant itself: a change at that very moment counts as well.
  const first = start.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const lines: string[] = [];
  if (first === null) lines.push(...observance(start.with({ month: 1, day: 1 }).startOfDay(), start.offsetNanoseconds));
  else lines.push(...observance(first, offsetBefore(first)));
  for (
    let next = start.getTimeZoneTransition('next');
    next !== null && next.epochMilliseconds <= until;
    next = next.getTimeZoneTransition('next')
  )
    lines.push(...observance(next, offsetBefore(next)));
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...lines, 'END:VTIMEZONE'].join('\r\n');
}
