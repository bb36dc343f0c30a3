/** Weekly hours as a person paints or types them: stretches of minutes per weekday, 1 = Monday … 7 = Sunday. */
import type { WeeklyRule } from '#core/domains/availability/model.ts';

export type NewRule = Omit<WeeklyRule, 'id'>;

/** Minutes since the day's midnight, half open; `to` may pass 1440 for hours that run into the next day. */
export interface Stretch {
  from: number;
  to: number;
}

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const DAY_MINUTES = 1_440;

const two = (value: number) => String(value).padStart(2, '0');

export function clockOf(minutes: number): string {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function minutesOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

export function stretchOf(rule: Pick<WeeklyRule, 'startTime' | 'endTime'>): Stretch {
  const from = minutesOf(rule.startTime);
  const to = minutesOf(rule.endTime);
  return { from, to: to > from ? to : to + DAY_MINUTES };
}

export function ruleOf(dayOfWeek: number, stretch: Stretch, like?: Partial<NewRule>): NewRule {
  return {
    slotMinutes: null,
    capacity: null,
    validFrom: null,
    validUntil: null,
    ...like,
    dayOfWeek,
    startTime: clockOf(stretch.from),
    endTime: clockOf(stretch.to),
  };
}

export function isPlain(rule: NewRule): boolean {
  return rule.slotMinutes === null && rule.capacity === null && rule.validFrom === null && rule.validUntil === null;
}

export function sortRules<R extends NewRule>(rules: readonly R[]): R[] {
  return rules.toSorted((a, b) => a.dayOfWeek - b.dayOfWeek || minutesOf(a.startTime) - minutesOf(b.startTime));
}

export function rulesOfDay<R extends NewRule>(rules: readonly R[], dayOfWeek: number): R[] {
  return sortRules(rules.filter((rule) => rule.dayOfWeek === dayOfWeek));
}

/** What of a stretch these rules leave free. */
function freeOf(stretch: Stretch, rules: readonly NewRule[]): Stretch[] {
  return rules.reduce<Stretch[]>(
    (pieces, rule) => {
      const taken = stretchOf(rule);
      return pieces.flatMap(({ from, to }) =>
        taken.from >= to || taken.to <= from
          ? [{ from, to }]
          : [
              { from, to: taken.from },
              { from: taken.to, to },
            ].filter((piece) => piece.to > piece.from),
      );
    },
    [stretch],
  );
}

/** Paints a stretch: it swallows plain neighbours that it touches, and leaves rules with details of their own alone. */
export function paint(rules: readonly NewRule[], dayOfWeek: number, stretch: Stretch): NewRule[] {
  const detailed = rules.filter((rule) => rule.dayOfWeek === dayOfWeek && !isPlain(rule));
  return freeOf(stretch, detailed).reduce((painted, piece) => paintPlain(painted, dayOfWeek, piece), [...rules]);
}

function paintPlain(rules: readonly NewRule[], dayOfWeek: number, stretch: Stretch): NewRule[] {
  let { from, to } = stretch;
  const kept: NewRule[] = [];
  for (const rule of rules) {
    const theirs = stretchOf(rule);
    if (rule.dayOfWeek === dayOfWeek && isPlain(rule) && theirs.from <= to && theirs.to >= from) {
      from = Math.min(from, theirs.from);
      to = Math.max(to, theirs.to);
    } else kept.push(rule);
  }
  return sortRules([...kept, ruleOf(dayOfWeek, { from, to })]);
}

/** Erases a stretch: what reaches beyond it on either side stays, with its details. */
export function erase(rules: readonly NewRule[], dayOfWeek: number, stretch: Stretch): NewRule[] {
  return sortRules(
    rules.flatMap((rule) => {
      const theirs = stretchOf(rule);
      if (rule.dayOfWeek !== dayOfWeek || theirs.from >= stretch.to || theirs.to <= stretch.from) return [rule];
      const before = theirs.from < stretch.from ? [ruleOf(dayOfWeek, { from: theirs.from, to: stretch.from }, rule)] : [];
      const after = theirs.to > stretch.to ? [ruleOf(dayOfWeek, { from: stretch.to, to: theirs.to }, rule)] : [];
      return [...before, ...after];
    }),
  );
}

export function copyDay(rules: readonly NewRule[], from: number, to: readonly number[]): NewRule[] {
  const source = rulesOfDay(rules, from);
  const others = rules.filter((rule) => rule.dayOfWeek === from || !to.includes(rule.dayOfWeek));
  const copies = to.filter((day) => day !== from).flatMap((day) => source.map((rule) => ({ ...bare(rule), dayOfWeek: day })));
  return sortRules([...others, ...copies]);
}

/** A rule without its id, as `availability.setSchedule` takes it. */
export function bare(rule: NewRule & { id?: string }): NewRule {
  const { dayOfWeek, startTime, endTime, slotMinutes, capacity, validFrom, validUntil } = rule;
  return { dayOfWeek, startTime, endTime, slotMinutes, capacity, validFrom, validUntil };
}

/** Keeps a span on one line where a day's hours take two. */
const JOINER = '\u2060';

const TIME = String.raw`(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?`;
const STRETCH = new RegExp(`^${TIME}\\s*(?:-|–|—|to|bis)\\s*${TIME}$`, 'i');

function timeOf(hours: string, minutes: string | undefined, half: string | undefined): number | null {
  let hour = Number(hours);
  const minute = Number(minutes ?? '0');
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  }
  return hour <= 24 && minute < 60 && hour * 60 + minute <= DAY_MINUTES ? hour * 60 + minute : null;
}

/** `9-12, 13-17`, `9:30–18`, `9am to 5pm`, `22-2`, `closed`. A sentence instead when it can't be read. */
export function parseHours(text: string): Stretch[] | { problem: string } {
  const trimmed = text.replaceAll(JOINER, '').trim();
  if (trimmed === '' || /^closed$/i.test(trimmed)) return [];
  const stretches: Stretch[] = [];
  for (const part of trimmed.split(/[,;]+/).map((piece) => piece.trim())) {
    if (part === '') continue;
    const match = STRETCH.exec(part);
    const from = match ? timeOf(match[1] ?? '', match[2], match[3]) : null;
    const to = match ? timeOf(match[4] ?? '', match[5], match[6]) : null;
    if (from === null || to === null || from === DAY_MINUTES)
      return { problem: `“${part}” isn’t a time span. Write it like 9-12 or 13:30-17.` };
    stretches.push({ from, to: to > from ? to : to + DAY_MINUTES });
  }
  const sorted = stretches.toSorted((a, b) => a.from - b.from);
  const clash = sorted.find((stretch, index) => index > 0 && stretch.from < (sorted[index - 1]?.to ?? 0));
  return clash ? { problem: `${clockOf(clash.from)} lies in the span before it.` } : sorted;
}

const short = (minutes: number) => (minutes % 60 === 0 ? String(minutes / 60) : clockOf(minutes));

/** The text that {@link parseHours} reads back as the same hours. */
export function hoursText(rules: readonly Pick<NewRule, 'startTime' | 'endTime'>[]): string {
  if (rules.length === 0) return '';
  return rules
    .map((rule) => stretchOf(rule))
    .map(({ from, to }) => `${short(from)}${JOINER}–${JOINER}${short(to > DAY_MINUTES ? to - DAY_MINUTES : to)}`)
    .join(', ');
}

/** What of a rule is not as offered. */
export function detailsText({ capacity, slotMinutes, validFrom, validUntil }: NewRule): string {
  return [
    capacity === null ? null : `${capacity} ${capacity === 1 ? 'place' : 'places'}`,
    slotMinutes === null ? null : `every ${slotMinutes} min`,
    validFrom === null ? null : `from ${validFrom}`,
    validUntil === null ? null : `until ${validUntil}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** `Mon–Fri 9–17 · Sat 10–14 (3 places)`: days in a row that are alike are told together. */
export function weekText(rules: readonly NewRule[]): string {
  const inFull = (rule: NewRule) => hoursText([rule]) + (isPlain(rule) ? '' : ` (${detailsText(rule)})`);
  const runs: { first: number; last: number; text: string }[] = [];
  for (const day of weekdays.keys()) {
    const text = rulesOfDay(rules, day + 1)
      .map(inFull)
      .join(', ');
    const before = runs.at(-1);
    if (before !== undefined && before.last === day - 1 && before.text === text) before.last = day;
    else if (text !== '') runs.push({ first: day, last: day, text });
  }
  const shortName = (day: number) => weekdays[day]?.slice(0, 3) ?? '';
  const named = runs.map(
    ({ first, last, text }) => `${first === last ? shortName(first) : `${shortName(first)}–${shortName(last)}`} ${text}`,
  );
  return named.length === 0 ? 'closed all week' : named.join(' · ');
}

/** A typed day replaces the day's hours; rules that keep their hours keep their details. */
export function typeDay(rules: readonly NewRule[], dayOfWeek: number, stretches: readonly Stretch[]): NewRule[] {
  const before = rulesOfDay(rules, dayOfWeek);
  const after = stretches.map((stretch) => {
    const same = before.find((rule) => stretchOf(rule).from === stretch.from);
    return ruleOf(dayOfWeek, stretch, same);
  });
  return sortRules([...rules.filter((rule) => rule.dayOfWeek !== dayOfWeek), ...after]);
}

export function weeklyHours(rules: readonly NewRule[]): number {
  return rules.reduce((sum, rule) => sum + stretchOf(rule).to - stretchOf(rule).from, 0) / 60;
}
