/**
 * A file's lines, taken apart into the components that say something of busy time. Each is parsed by itself, and of the
 * lines that count alone, so that a broken one costs nobody but itself.
 */
import ICAL from 'ical.js';

export interface Block {
  readonly kind: 'VEVENT' | 'VFREEBUSY' | 'VTIMEZONE';
  readonly lines: readonly string[];
}

export interface Content {
  readonly blocks: readonly Block[];
  /** components that began and never ended */
  readonly broken: number;
}

const MOST_EVENTS = 100_000;
const KINDS = ['VEVENT', 'VFREEBUSY', 'VTIMEZONE'] as const;
/** What a component may hold that counts; alarms and whatever else is inside are passed over with all that they say. */
const INSIDE: Readonly<Record<Block['kind'], readonly string[]>> = { VEVENT: [], VFREEBUSY: [], VTIMEZONE: ['STANDARD', 'DAYLIGHT'] };
const WANTED =
  /^(?:UID|DTSTART|DTEND|DURATION|RRULE|EXRULE|RDATE|EXDATE|RECURRENCE-ID|TRANSP|STATUS|SUMMARY|SEQUENCE|X-MICROSOFT-CDO-BUSYSTATUS|FREEBUSY|TZID|X-LIC-LOCATION|TZOFFSETFROM|TZOFFSETTO)[:;]/i;

const isKind = (name: string): name is Block['kind'] => KINDS.some((kind) => kind === name);

/** @returns a sentence that says what was expected, where this is no calendar */
export function contentOf(text: string): Content | string {
  if (!/^\uFEFF?\s*BEGIN:VCALENDAR\s/i.test(text)) return notACalendar(text);
  const blocks: Block[] = [];
  let broken = 0;
  let events = 0;
  let ended = false;
  let open: { kind: Block['kind']; lines: string[]; inside: string[] } | undefined;
  for (const line of text.replaceAll(/\r?\n[ \t]/g, '').split(/\r\n|\n|\r/)) {
    const [, edge, name = ''] = /^(BEGIN|END):([A-Z0-9-]+)\s*$/i.exec(line)?.map((part) => part.toUpperCase()) ?? [];
    if (edge === undefined) {
      if (open !== undefined && open.inside.length <= 1 && isSaid(open) && WANTED.test(line)) open.lines.push(line);
      continue;
    }
    if (name === 'VCALENDAR' || (edge === 'BEGIN' && isKind(name))) {
      if (open !== undefined) broken += 1;
      open = undefined;
      ended = name === 'VCALENDAR' && edge === 'END';
    }
    if (edge === 'BEGIN' && isKind(name)) {
      if (name !== 'VTIMEZONE' && ++events > MOST_EVENTS) return `The calendar has more than ${MOST_EVENTS.toLocaleString('en')} events.`;
      open = { kind: name, lines: [], inside: [] };
    } else if (open !== undefined && edge === 'END' && name === open.kind) {
      blocks.push({ kind: open.kind, lines: open.lines });
      open = undefined;
    } else if (open !== undefined) nest(open, { edge, name });
  }
  if (!ended) return 'The calendar breaks off before its end: expected END:VCALENDAR.';
  return { blocks, broken };
}

function isSaid({ kind, inside }: { kind: Block['kind']; inside: readonly string[] }): boolean {
  return inside.every((name) => INSIDE[kind].includes(name));
}

function nest(open: { kind: Block['kind']; lines: string[]; inside: string[] }, { edge, name }: { edge: string; name: string }): void {
  if (edge === 'BEGIN') {
    open.inside.push(name);
    if (isSaid(open)) open.lines.push(`BEGIN:${name}`);
    return;
  }
  if (isSaid(open) && open.inside.includes(name)) open.lines.push(`END:${name}`);
  const at = open.inside.lastIndexOf(name);
  if (at !== -1) open.inside.length = at;
}

function notACalendar(text: string): string {
  if (text.trim() === '') return 'The address answers with nothing: expected an iCalendar file.';
  const page = /<!doctype html|<html/i.test(text.slice(0, 2_000));
  return `The address answers with ${page ? 'a web page' : 'something else'}: expected an iCalendar file that begins with BEGIN:VCALENDAR.`;
}

/** jCal (RFC 7265): name, parameters, type, values. */
export type Property = readonly [string, Readonly<Record<string, string | readonly string[]>>, string, ...unknown[]];
export type Component = readonly [string, readonly Property[], readonly Component[]];

/** @throws whatever the parser does at a line that breaks the grammar */
export function componentOf({ kind, lines }: Block): Component {
  return ICAL.parse([`BEGIN:${kind}`, ...lines, `END:${kind}`].join('\r\n'));
}

export const all = ([, properties]: Component, name: string): Property[] => properties.filter(([own]) => own === name);

/** the first value as text; undefined where nothing is said */
export function said(component: Component, name: string): string | undefined {
  const value = all(component, name)[0]?.[3];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
