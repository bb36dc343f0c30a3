/**
 * From an iCalendar file (RFC 5545) to the time that it says is busy. Law: whatever the file holds, this ends soon and
 * throws nothing: an event that can't be read costs itself, a file that is no calendar is a sentence.
 */
import { componentOf, contentOf } from './content.ts';
import { type BusySpan, eventOf, type FeedEvent, freeBusyOf, type Range, spansOf } from './events.ts';
import { budgetOf } from './recurrence.ts';
import { clocksOf } from './zones.ts';

export type Reading =
  | { readonly ok: true; readonly spans: readonly BusySpan[]; readonly events: number; readonly skipped: number }
  | { readonly ok: false; readonly error: string };

const MOST_BYTES = 5 * 1024 * 1024;
const MOST_SPANS = 50_000;
const STEPS_OF_ALL = 2_000_000;
const STEPS_OF_ONE = 200_000;

/** How many components or series are read before others have their turn. */
const AT_ONCE = 200;

export function readCalendar(text: string, range: Range): Reading {
  const reading = readInTurns(text, range);
  for (;;) {
    const { done, value } = reading.next();
    if (done === true) return value;
  }
}

/** Stops every now and then, so that whoever has others waiting can serve them first. */
export function* readInTurns(text: string, range: Range): Generator<undefined, Reading> {
  if (text.length > MOST_BYTES) return { ok: false, error: 'The calendar is larger than 5 MiB.' };
  const content = contentOf(text);
  if (typeof content === 'string') return { ok: false, error: content };
  yield;
  const budget = budgetOf(STEPS_OF_ALL);
  const timezones = content.blocks
    .filter(({ kind }) => kind === 'VTIMEZONE')
    .map((block) => attempt(() => componentOf(block)))
    .filter((component) => component !== undefined);
  const clockOf = clocksOf({ timezones, floating: range.zone, until: range.until, budget: budgetOf(STEPS_OF_ONE, budget) });

  const count = { events: content.broken, skipped: content.broken };
  const families = new Map<string, FeedEvent[]>();
  const spans: BusySpan[] = [];
  for (const [place, block] of content.blocks.entries()) {
    if (place % AT_ONCE === 0) yield;
    if (block.kind === 'VTIMEZONE') continue;
    count.events += 1;
    const read = attempt(() => {
      const component = componentOf(block);
      return block.kind === 'VFREEBUSY' ? freeBusyOf(component, { ...range, place }) : eventOf(component, { clockOf, place });
    });
    if (read === undefined) count.skipped += 1;
    else if (Array.isArray(read)) for (const span of read) spans.push(span);
    else familyOf(families, read.uid).push(read);
  }
  for (const [place, family] of [...families.values()].entries()) {
    if (place % AT_ONCE === 0) yield;
    const found = attempt(() => spansOf(family, { ...range, budget: budgetOf(STEPS_OF_ONE, budget) }));
    if (found === undefined) count.skipped += family.length;
    else for (const span of found) spans.push(span);
    if (spans.length > MOST_SPANS || budget.isSpent())
      return { ok: false, error: `The calendar has more than ${MOST_SPANS.toLocaleString('en')} busy times.` };
  }
  if (count.skipped > 0 && count.skipped >= count.events) return { ok: false, error: 'None of the events in the calendar could be read.' };
  return { ok: true, spans: inOrder(spans), ...count };
}

function familyOf(families: Map<string, FeedEvent[]>, uid: string): FeedEvent[] {
  const family = families.get(uid) ?? [];
  families.set(uid, family);
  return family;
}

/** @returns undefined for what can't be read, whatever the parser made of it */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const inOrder = (spans: readonly BusySpan[]): BusySpan[] =>
  spans.toSorted((a, b) => a.startsAt - b.startsAt || a.endsAt - b.endsAt || (a.key < b.key ? -1 : 1));
