/** The moves of a booking's state machine, each a route of its own. */
import { z } from 'zod';
import { idOf, Text } from '#core/contracts/fields.ts';
import { errorsOf, NoBody } from '../http/schemas.ts';
import { readBooking } from './bookings.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';
import { BookingAnswer } from './shapes.ts';

const Ref = z.strictObject({ id: idOf('bkg') });
const Reason = z
  .strictObject({ reason: Text(500).optional() })
  .nullish()
  .meta({ id: 'Declination', examples: [{ reason: 'We are away that week' }] });
const Cancellation = z
  .strictObject({ reason: Text(500).optional(), expectedRefundPercent: z.int().min(0).max(100).optional() })
  .nullish()
  .meta({ id: 'Cancellation', examples: [{ reason: 'Ill', expectedRefundPercent: 100 }] });

const moves = [
  { path: 'approve', command: 'bookings.approve', summary: 'Confirm a PENDING booking', body: NoBody },
  { path: 'decline', command: 'bookings.decline', summary: 'Turn a PENDING booking down; everything is given back', body: Reason },
  { path: 'release', command: 'bookings.release', summary: 'Release a booking that is held for review', body: NoBody },
  { path: 'cancel', command: 'bookings.cancel', summary: 'Cancel; the policy decides the refund per cent', body: Cancellation },
  { path: 'check-in', command: 'bookings.checkIn', summary: 'The customer is here', body: NoBody },
  { path: 'complete', command: 'bookings.complete', summary: 'It is done', body: NoBody },
  { path: 'no-show', command: 'bookings.noShow', summary: 'The customer did not come; until 48 hours after the end', body: NoBody },
  { path: 'undo-no-show', command: 'bookings.undoNoShow', summary: 'They came after all: it is again what it was before', body: NoBody },
] as const;

export function bookingMoveRoutes({ app, change }: ApiDoor): void {
  for (const { path, command, summary, body } of moves) {
    const schema = {
      ...{ tags: ['Bookings'], summary, params: Ref, body },
      response: {
        200: BookingAnswer,
        ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'invalid_transition', 'edit_conflict'] }),
      },
    };
    app.post(`/bookings/:id/${path}`, { config: { scope: 'write' }, schema }, (request, reply) => {
      const bookingId = request.params.id;
      return change(request, reply, {
        steps: [() => ({ name: command, input: { bookingId, ...said(request.body ?? {}) } })],
        answer: (read) => readBooking(read, bookingId),
      });
    });
  }
}
