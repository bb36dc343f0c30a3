/** The one table of what this server refuses: its status, its sentence and whether asking again helps. It is the docs, too. */
import type { RefusalCode } from '#core/base/refusal.ts';

/** `never`: the same request gets the same answer; `changed`: after changing it; `later`: the same request may succeed by waiting */
export type Retry = 'never' | 'changed' | 'later';

export interface ErrorEntry {
  readonly status: number;
  readonly message: string;
  readonly retry: Retry;
}

export const errorTable: Readonly<Record<RefusalCode, ErrorEntry>> = {
  invalid_request: { status: 400, message: 'The request is not valid; details.issues names each field.', retry: 'changed' },
  unauthorized: { status: 401, message: 'The credential is missing, wrong, expired or revoked.', retry: 'changed' },
  payment_required: { status: 402, message: 'This has to be paid first.', retry: 'changed' },
  forbidden: { status: 403, message: 'This credential may not do that.', retry: 'changed' },
  not_found: { status: 404, message: 'There is no such thing here.', retry: 'never' },
  booking_conflict: { status: 409, message: 'That time cannot be booked; details.next_available says which can.', retry: 'changed' },
  idempotency_conflict: { status: 409, message: 'This Idempotency-Key was used for another request.', retry: 'changed' },
  idempotency_in_progress: { status: 409, message: 'The first request with this Idempotency-Key is still running.', retry: 'later' },
  invalid_transition: { status: 409, message: 'Its present state does not allow that.', retry: 'never' },
  hold_expired: { status: 409, message: 'The hold has ended; details.next_available says what is free.', retry: 'changed' },
  edit_conflict: { status: 409, message: 'It was changed meanwhile; details has both values.', retry: 'changed' },
  already_exists: { status: 409, message: 'There is one already with this value.', retry: 'changed' },
  in_use: { status: 409, message: 'It is in use, or there are as many as there may be.', retry: 'changed' },
  sequence_gap: { status: 409, message: 'Commands are missing before this one.', retry: 'changed' },
  history_unknown: { status: 409, message: 'This revision is not of this server: fetch everything again.', retry: 'changed' },
  device_copied: {
    status: 401,
    message: 'Two copies of this device were at work: sign each in again, as a device of its own.',
    retry: 'changed',
  },
  payload_too_large: { status: 413, message: 'The body is too large.', retry: 'changed' },
  unsupported_media_type: {
    status: 415,
    message: 'That kind of body is not taken here; details.expected names the one that is.',
    retry: 'changed',
  },
  invalid_service: { status: 422, message: 'The offering cannot be booked like that.', retry: 'changed' },
  coupon_invalid: { status: 422, message: 'The coupon does not apply; details.reason says why.', retry: 'changed' },
  portal_payment_required: { status: 422, message: 'The outside portal wants a payment first.', retry: 'changed' },
  upgrade_required: { status: 426, message: 'This app is too old for the server: update it.', retry: 'changed' },
  rate_limited: { status: 429, message: 'Too many requests: wait as long as Retry-After says.', retry: 'later' },
  quota_exceeded: { status: 429, message: "This month's bookings of the plan are used up.", retry: 'later' },
  internal_error: { status: 500, message: 'Something went wrong on the server.', retry: 'later' },
  unavailable: { status: 503, message: 'The server cannot do that at the moment.', retry: 'later' },
  disk_full: { status: 503, message: "The server's disk is full: nothing was changed. Reading goes on.", retry: 'later' },
  portal_maintenance: { status: 503, message: 'The outside portal is down for maintenance.', retry: 'later' },
  portal_rate_limited: { status: 503, message: 'The outside portal asked to slow down.', retry: 'later' },
  portal_timeout: { status: 504, message: 'The outside portal did not answer in time.', retry: 'later' },
};
