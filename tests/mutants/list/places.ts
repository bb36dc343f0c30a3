/** Mutants of what is sold by the night, of what there are several of, and of who waits for a place. */
import type { Mutant } from '../mutant.ts';

const reasons = 'core/domains/availability/rules/reasons.ts';
const waitlist = 'core/domains/waitlist/commands.ts';

export const places: readonly Mutant[] = [
  {
    name: 'a-pool-counts-bookings',
    about: 'Of what there are several, each place that is booked takes one',
    file: reasons,
    find: '{ span, capacity: resource.pool, around, open: [], rows }',
    replace: '{ span, capacity: resource.pool, around, open: [], rows: rows.map((row) => ({ ...row, quantity: 1 })) }',
  },
  {
    name: 'a-stay-is-judged-by-its-first-night',
    about: 'A stay is had only where each of its nights is free',
    file: reasons,
    find: '    const around = padded(agenda, span);\n    const rows',
    replace: '    const around = { from: span.startsAt, until: Math.min(span.endsAt, span.startsAt + 72_000_000) };\n    const rows',
  },
  {
    name: 'any-number-of-nights-is-sold',
    about: 'Customers stay no longer than the offering allows',
    file: 'core/domains/availability/rules/nights.ts',
    find: 'stay.nights < minNights || stay.nights > maxNights',
    replace: 'stay.nights < minNights',
  },
  {
    name: 'fewer-are-left-than-are-booked',
    about: 'Of what there are several, as many stay as are booked',
    file: 'core/domains/availability/reactions.ts',
    find: "on: ['resource.quantity_changed']",
    replace: "on: ['resource.changed']",
  },
  {
    name: 'an-offer-keeps-no-place',
    about: 'What is offered to somebody who waits is kept for them',
    file: waitlist,
    find: "  await takeTime(world, { offering, ...span, quantity, resourceIds, source: 'hold', sourceId: holdId, expiresAt });\n",
    replace: '',
  },
];
