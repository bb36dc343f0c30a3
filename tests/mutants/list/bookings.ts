/** Mutants of what time is taken: holds, seats, buffers, and giving time back. */
import type { Mutant } from '../mutant.ts';

const occupancies = 'core/domains/availability/store/occupancies.ts';

export const bookings: readonly Mutant[] = [
  {
    name: 'holds-are-ignored',
    about: 'A held slot is nobody else’s',
    file: occupancies,
    find: "or(isNull(expiresAt), gt(expiresAt, given('serverNow')))",
    replace: 'isNull(expiresAt)',
  },
  {
    name: 'a-hold-stands-in-its-own-way',
    about: 'Who holds a slot can book it',
    file: 'core/domains/bookings/commands/create.ts',
    find: '  await giveTimeBack(db, holdId);\n',
    replace: '',
  },
  {
    name: 'seats-are-counted-by-booking',
    about: 'Capacity counts seats, not bookings',
    file: 'core/domains/availability/rules/occupancy.ts',
    find: 'quantity[i] = row.quantity;',
    replace: 'quantity[i] = 1;',
  },
  {
    name: 'a-moved-booking-loses-its-buffers',
    about: 'A booking that is moved keeps its buffers',
    file: 'core/domains/bookings/commands/change.ts',
    find: 'const taking = { offering, ...span,',
    replace: 'const taking = { offering: { ...offering, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 }, ...span,',
  },
  {
    name: 'a-cancelled-booking-keeps-its-place',
    about: 'A cancelled booking gives its time back',
    file: 'core/domains/bookings/commands/moves.ts',
    find: 'if (takesTime(before.status) && !takesTime(to)) for (const item',
    replace: 'if (!takesTime(before.status)) for (const item',
  },
  {
    name: 'a-moved-booking-is-not-judged',
    about: 'A booking can be moved only to where there is room',
    file: 'core/domains/bookings/commands/change.ts',
    find: 'const resourceIds = [...(await mustBeFree(db, { ...asked, resourceId }))];',
    replace: 'const resourceIds = move.item.resourceIds;',
  },
  {
    name: 'an-approval-does-not-check-again',
    about: 'A request that leaves its time to others is approved only where there is room still',
    file: 'core/domains/bookings/store/places.ts',
    find: '  const resourceIds = [...(await mustBeFree(db, { ...asked, resourceId: serving }))];\n',
    replace: '  const resourceIds = serving === undefined ? item.resourceIds : [serving];\n',
  },
];
