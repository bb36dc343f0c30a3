/** Days off and extra hours in one cell: `closed 2026-12-24 to 2026-12-26 (every year) "Christmas"; open 2026-06-06 10:00-14:00 (capacity 4)`. */
import { z } from 'zod';
import { addDays } from '../../../../base/zone.ts';
import { LocalException } from '../../model.ts';
import { wholeOf } from './numbers.ts';
import { escaped, partsOf, unescaped, unreadable } from './text.ts';

/** A day off or an extra opening before it has an id. */
export const SheetException = LocalException.omit({ id: true }).refine(({ from, to }) => from < to, {
  path: ['to'],
  message: 'expected an end after the beginning',
});
export type SheetException = z.output<typeof SheetException>;

const EXPECTED = 'days like closed 2026-12-24 to 2026-12-26 "Christmas"; open 2026-06-06 10:00-14:00';
const MIDNIGHT = '00:00';

/** By date and time: in which order they stand means nothing. */
export const inDateOrder = (exceptions: readonly SheetException[]): SheetException[] =>
  exceptions
    .map((exception) => ({ exception, place: `${exception.from} ${exception.to} ${textOf(exception)}` }))
    .toSorted((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ exception }) => exception);

export const exceptionsText = (exceptions: readonly SheetException[]): string => inDateOrder(exceptions).map(textOf).join('; ');

function textOf({ kind, from, to, yearly, capacity, slotMinutes, reason }: SheetException): string {
  const details = [
    yearly ? 'every year' : '',
    capacity === null ? '' : `capacity ${capacity}`,
    slotMinutes === null ? '' : `every ${slotMinutes} min`,
  ].filter(Boolean);
  const parts = [kind === 'BLOCK' ? 'closed' : 'open', whenText(from, to)];
  if (details.length > 0) parts.push(`(${details.join(', ')})`);
  if (reason !== null) parts.push(`"${escaped(reason, ';"')}"`);
  return parts.join(' ');
}

/** Of whole days the last one is said, as people do. */
function whenText(from: string, to: string): string {
  const [[first = '', start = ''], [end = '', until = '']] = [from.split('T'), to.split('T')];
  if (start !== MIDNIGHT || until !== MIDNIGHT)
    return first === end ? `${first} ${start}-${until}` : `${first} ${start} to ${end} ${until}`;
  const last = addDays(end, -1);
  return first === last ? first : `${first} to ${last}`;
}

const DATE = String.raw`(\d{4}-\d\d-\d\d)`;
const TIME = String.raw`(\d{1,2}:\d\d)`;
const PART = new RegExp(
  `^(closed|open)\\s+${DATE}(?:\\s+${TIME})?(?:\\s*[-–]\\s*${TIME}|\\s+to\\s+${DATE}(?:\\s+${TIME})?)?\\s*(?:\\(([^()]*)\\))?\\s*(?:"([\\s\\S]*)")?$`,
  'i',
);

/** @throws Unreadable */
export const exceptionsOf = (text: string): SheetException[] => inDateOrder(partsOf(text, ';').filter(Boolean).map(exceptionOf));

function exceptionOf(part: string): SheetException {
  const [, kind, first, start, sameDayEnd, last, lastEnd, details = '', reason] = PART.exec(part) ?? [];
  if (kind === undefined || first === undefined) return unreadable(EXPECTED);
  return {
    kind: kind.toLowerCase() === 'closed' ? 'BLOCK' : 'OPEN',
    ...spanOf({ first, start, last: last ?? first, until: sameDayEnd ?? lastEnd }),
    ...detailsOf(details),
    reason: reason === undefined ? null : unescaped(reason),
  };
}

interface Written {
  readonly first: string;
  readonly start: string | undefined;
  readonly last: string;
  readonly until: string | undefined;
}

/** Either both times are said or none: then both days are meant whole. Whether there are such times the model knows. */
function spanOf({ first, start, last, until }: Written): { from: string; to: string } {
  for (const date of [first, last]) if (!z.iso.date().safeParse(date).success) unreadable(EXPECTED);
  if ((start === undefined) !== (until === undefined)) unreadable(EXPECTED);
  if (start === undefined || until === undefined) return { from: `${first}T${MIDNIGHT}`, to: `${addDays(last, 1)}T${MIDNIGHT}` };
  return { from: `${first}T${start.padStart(5, '0')}`, to: `${last}T${until.padStart(5, '0')}` };
}

type Details = Pick<SheetException, 'yearly' | 'capacity' | 'slotMinutes'>;

function detailsOf(text: string): Details {
  const details: Details = { yearly: false, capacity: null, slotMinutes: null };
  for (const detail of partsOf(text, ',').filter(Boolean)) {
    const [, word = '', value = ''] = /^(every|capacity)\s+(\S+)(?:\s*min)?$/i.exec(detail) ?? [];
    if (/^every\s+year$/i.test(detail)) details.yearly = true;
    else if (word.toLowerCase() === 'every') details.slotMinutes = wholeOf(value, '30');
    else if (word.toLowerCase() === 'capacity') details.capacity = wholeOf(value, '4');
    else unreadable('in brackets: every year, capacity 4, every 30 min');
  }
  return details;
}
