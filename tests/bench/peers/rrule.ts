/**
 * Hours expanded by `rrule`: a rule for each weekday's opening and one for its closing, since the length of a window in hours
 * is not the same on each day. Two ways to leave its floating times for instants: its own `tzid`, read back as its README has
 * it, and plain wall-clock times handed to dayjs.
 */
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import { createRequire } from 'node:module';
import type * as Rrule from 'rrule';
import { dateAfter, freeStarts, type LocalSpan, type Peer, type PeerBusiness, type PeerRule, type Stretch } from './business.ts';

dayjs.extend(utc);
dayjs.extend(timezone);

// Its CommonJS build, which Node loads, has no named exports for an import.
const { RRule } = createRequire(import.meta.url)('rrule') as typeof Rrule;

const BYDAY = [RRule.MO, RRule.TU, RRule.WE, RRule.TH, RRule.FR, RRule.SA, RRule.SU] as const;
const floating = (local: string): Date => new Date(`${local}:00Z`);
const localOf = (date: Date): string => date.toISOString().slice(0, 16);

interface Clock {
  /** of the rule, for its occurrences */
  readonly tzid: string | null;
  /** from what an occurrence is given as to the instant */
  readonly instantOf: (occurrence: Date) => number;
  readonly instantAt: (local: string) => number;
}

function expanded({ rules, openings, blocks }: PeerBusiness, [first, last]: readonly [string, string], clock: Clock) {
  const occurrences = ({ dayOfWeek }: PeerRule, time: string, daysLater: number) =>
    new RRule({
      freq: RRule.WEEKLY,
      byweekday: [BYDAY[(dayOfWeek - 1 + daysLater) % 7]!],
      dtstart: floating(`${dateAfter(first, daysLater)}T${time}`),
      until: floating(`${dateAfter(last, daysLater)}T${time}`),
      tzid: clock.tzid,
    })
      .all()
      .map(clock.instantOf);
  const open = rules.flatMap((rule): Stretch[] => {
    const closings = occurrences(rule, rule.end, rule.end > rule.start ? 0 : 1);
    return occurrences(rule, rule.start, 0).map((from, i) => ({ from, until: closings[i] ?? from }));
  });
  const instants = ({ from, to }: LocalSpan): Stretch => ({ from: clock.instantAt(from), until: clock.instantAt(to) });
  return { open: [...open, ...openings.map(instants)], blocks: blocks.map(instants) };
}

const peerOf =
  (clockFor: (zone: string) => Clock): Peer =>
  (business, first, days) => {
    const { open, blocks } = expanded(business, [first, dateAfter(first, days - 1)], clockFor(business.zone));
    return freeStarts(business, open, blocks);
  };

/** Its `tzid`: occurrences come as the machine's own wall clock, written as if it were UTC. */
export const rruleWithTzid = peerOf((zone) => ({
  tzid: zone,
  instantOf: (shown) =>
    new Date(shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate(), shown.getUTCHours(), shown.getUTCMinutes()).getTime(),
  instantAt: (local) => dayjs.tz(local, zone).valueOf(),
}));

/** Without a zone: occurrences are wall-clock times, and dayjs says when they are. */
export const rruleWithDayjs = peerOf((zone) => ({
  tzid: null,
  instantOf: (shown) => dayjs.tz(localOf(shown), zone).valueOf(),
  instantAt: (local) => dayjs.tz(local, zone).valueOf(),
}));
