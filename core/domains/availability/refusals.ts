import type { Json } from '../../base/json.ts';
import { refuse } from '../../base/refusal.ts';
import type { SlotReason } from './model.ts';

/** Capacity is not there. `nextAvailable` is the first start that would do, null where none is within the horizon. */
export interface ConflictFacts {
  readonly requestedTime: number;
  readonly nextAvailable: number | null;
  readonly nearest: readonly number[];
  readonly reason: string;
}

export function refuseConflict({ requestedTime, nextAvailable, nearest, reason }: ConflictFacts): never {
  return refuse('booking_conflict', { requestedTime, nextAvailable, nearest: [...nearest], reason });
}

export function refuseHoldExpired({ requestedTime, nextAvailable, nearest }: ConflictFacts): never {
  return refuse('hold_expired', { requestedTime, nextAvailable, nearest: [...nearest] });
}

/** The offering can't be booked so: too soon, too far, another length, not for sale. */
export function refuseService(reason: string, facts: Readonly<Record<string, Json>> = {}): never {
  return refuse('invalid_service', { reason, ...facts });
}

/** What a policy reason tells beside its code. */
export function factsOf({ earliest, latest, limit, minNights, maxNights }: SlotReason): Record<string, Json> {
  const facts = Object.entries({ earliest, latest, limit, minNights, maxNights });
  return Object.fromEntries(facts.filter((fact): fact is [string, number] => fact[1] !== undefined));
}
