/**
 * A year of a business that is open by day, on two nights and one early morning, in zones whose clocks do what others' don't;
 * with what the definition of slots gives it by Intl alone.
 */
import { instantShowing } from '../../unit/oracle/clock.ts';
import { startsOf, windowsOf } from '../../unit/oracle/slots.ts';
import { dateAfter, MINUTE_MS, type PeerBusiness, type PeerRule, type Stretch } from './business.ts';
import { factsOf } from './ours.ts';

export const YEAR = 2026;
export const FIRST = `${YEAR}-01-01`;
export const DAYS = 365;

export const ZONES = [
  ...['Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Auckland', 'Pacific/Apia', 'Europe/Berlin'],
  ...['America/New_York', 'America/St_Johns', 'Africa/Casablanca', 'America/Santiago', 'Africa/Cairo'],
];

export interface ExpectedYear {
  readonly business: PeerBusiness;
  readonly starts: readonly number[];
}

const rules: readonly PeerRule[] = [
  ...[1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({ dayOfWeek, start: '09:00', end: '17:00' })),
  ...[4, 5, 6].map((dayOfWeek) => ({ dayOfWeek, start: '22:00', end: '04:00' })),
  { dayOfWeek: 7, start: '01:00', end: '06:00' },
];

export function expectedYear(zone: string): ExpectedYear {
  const monthly = Array.from({ length: 12 }, (_, i) => dateAfter(FIRST, i * 30 + 9));
  const plain: PeerBusiness = {
    ...{ zone, minutes: 30, bufferBefore: 0, bufferAfter: 15, capacity: 1, rules, taken: [] },
    openings: monthly.map((date) => ({ from: `${date}T17:30`, to: `${date}T20:30` })),
    blocks: monthly.map((date) => ({ from: `${dateAfter(date, 12)}T00:00`, to: `${dateAfter(date, 13)}T12:15` })),
  };
  // All that starts on the year's dates, by the zone's own clock.
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  const isInYear = (at: number) => clock.format(at).startsWith(String(YEAR));
  const range = { from: Date.UTC(YEAR - 1, 11, 31), to: Date.UTC(YEAR + 1, 0, 2) };
  const facts = factsOf(plain, range.from);
  const every = startsOf(windowsOf(facts, facts.timetable, range), plain.minutes, range);
  const taken = every.filter((_, i) => i % 23 === 5).map((at) => ({ from: at, until: at + 45 * MINUTE_MS }));
  const at = (local: string) => instantShowing(zone, Date.parse(`${local}:00Z`));
  const blocked = plain.blocks.map(({ from, to }) => ({ from: at(from), until: at(to) }));
  const meets = (those: readonly Stretch[], from: number, until: number) => those.some((one) => one.from < until && one.until > from);
  const isFree = (start: number) =>
    !meets(blocked, start, start + 30 * MINUTE_MS) && !meets(taken, start, start + 45 * MINUTE_MS) && isInYear(start);
  return { business: { ...plain, taken }, starts: every.filter(isFree) };
}
