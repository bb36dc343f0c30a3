/** What became of each visit by now: booked when, by whom, and how it went. */
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { between, chance, oneOf } from '../chance.ts';
import { guests, type Person } from '../people.ts';
import type { Visit } from './visits.ts';

export type Fate = 'pending' | 'declined' | 'confirmed' | 'checked_in' | 'completed' | 'cancelled' | 'no_show' | 'refunded';
export type Source = 'widget' | 'desk' | 'api';

export interface Story extends Visit {
  readonly guest: Person;
  readonly source: Source;
  readonly bookedAt: number;
  readonly fate: Fate;
  /** the offering asks for approval, and somebody gave it */
  readonly approvedAt: number | null;
  readonly cancelledAt: number | null;
  readonly cancelledBy: 'customer' | 'staff';
  readonly customerNotes: string;
  readonly notes: string;
}

const byHand = new Set(['brand-consultation', 'pottery-workshop']);
const REQUESTS = 6;

const wishes = [
  'Could I have a window seat, please?',
  'It is my first time, a short introduction would be lovely.',
  'I may be five minutes late.',
  'Bitte ruhige Musik, danke!',
  'Travelling with a small dog. Is that all right?',
  'We will need an extra table and a power strip.',
  'هل يتوفر موقف للسيارات؟',
  'Allergic to strong scents.',
] as const;

const remarks = [
  'Paid in cash last time.',
  'Called to confirm.',
  'Regular: offer the loyalty card.',
  'Asked for an invoice.',
  'Prefers messages to calls.',
] as const;

/** Regulars come more often than others. */
const guestOf = (key: string): Person => guests[Math.floor(chance(`${key}/guest`) ** 1.5 * guests.length)] ?? (guests[0] as Person);

const endOf = ({ startsAt, endsAt, slug }: Visit): number =>
  endsAt ?? startsAt + (slug === 'city-bicycle' ? DAY : slug === 'pottery-workshop' ? 3 * HOUR : 2 * HOUR);

/** Far enough ahead for every notice; never in the future. */
function bookedAt(visit: Visit, now: number): number {
  const lead = between(`${visit.key}/lead`, [30, 18 * 24]) * HOUR + between(`${visit.key}/minutes`, [0, 59]) * MINUTE;
  const latest = Math.min(visit.startsAt, visit.movedFrom ?? visit.startsAt) - lead;
  const ago = between(`${visit.key}/ago`, [2 * 60, 12 * 24 * 60]) * MINUTE;
  return Math.min(latest, now - ago);
}

/** Every so many of what is over went otherwise, so that each end is there on every day of the year. */
function pastFate(index: number): Fate {
  if (index % 41 === 11) return 'refunded';
  if (index % 23 === 7) return 'no_show';
  if (index % 12 === 5) return 'cancelled';
  return 'completed';
}

function fateOf(visit: Visit, { now, index, requests }: { now: number; index: number; requests: number }): Fate {
  const isRequest = byHand.has(visit.slug) && visit.movedFrom === undefined;
  if (endOf(visit) <= now - 10 * MINUTE) return pastFate(index);
  if (visit.startsAt <= now) return 'checked_in';
  if (isRequest && (requests < REQUESTS || chance(`${visit.key}/request`) < 0.35)) return 'pending';
  if (isRequest && chance(`${visit.key}/decline`) < 0.1) return 'declined';
  return index % 14 === 3 ? 'cancelled' : 'confirmed';
}

function storyOf(visit: Visit, { now, fate }: { now: number; fate: Fate }): Story {
  const { key } = visit;
  const booked = bookedAt(visit, now);
  const until = Math.min(visit.startsAt - HOUR, now);
  const isWidget = visit.isOverGrid !== true && chance(`${key}/source`) < 0.72;
  const source: Source = isWidget ? 'widget' : chance(`${key}/api`) < 0.25 && visit.isOverGrid !== true ? 'api' : 'desk';
  return {
    ...visit,
    guest: guestOf(key),
    source,
    bookedAt: booked,
    fate,
    approvedAt: byHand.has(visit.slug) && fate !== 'pending' ? Math.min(booked + HOUR, until) : null,
    cancelledAt: Math.round(booked + (until - booked) * (0.6 + 0.4 * chance(`${key}/cancelled`))),
    cancelledBy: source === 'widget' && chance(`${key}/by`) < 0.7 ? 'customer' : 'staff',
    customerNotes: source === 'widget' && chance(`${key}/wish`) < 0.14 ? oneOf(`${key}/wish/words`, wishes) : '',
    notes: chance(`${key}/remark`) < 0.07 ? oneOf(`${key}/remark/words`, remarks) : '',
  };
}

export function tellStories(visits: readonly Visit[], now: number): Story[] {
  let requests = 0;
  return visits.map((visit, index) => {
    const fate = fateOf(visit, { now, index, requests });
    if (fate === 'pending') requests += 1;
    return storyOf(visit, { now, fate });
  });
}
