import type { Json } from './json.ts';

/** The business said no: a code and facts, never a sentence. It ends the command and undoes what the command wrote. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly facts: Readonly<Record<string, Json>>;

  constructor(code: RefusalCode, facts: Readonly<Record<string, Json>> = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.facts = facts;
  }
}

export function refuse(code: RefusalCode, facts: Readonly<Record<string, Json>> = {}): never {
  throw new Refusal(code, facts);
}

export const refusalCodes = [
  'invalid_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'booking_conflict',
  'idempotency_conflict',
  'idempotency_in_progress',
  'invalid_transition',
  'hold_expired',
  'edit_conflict',
  'already_exists',
  'in_use',
  'sequence_gap',
  'history_unknown',
  'device_copied',
  'invalid_service',
  'coupon_invalid',
  'payment_required',
  'portal_payment_required',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'quota_exceeded',
  'upgrade_required',
  'internal_error',
  'unavailable',
  'disk_full',
  'portal_maintenance',
  'portal_rate_limited',
  'portal_timeout',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];
