import type { Json } from '../../base/json.ts';
import { isoOf } from '../../base/time.ts';
import type { DomainEvent } from '../../contracts/event.ts';
import type { WaitRow } from './store.ts';

/** `waitlist.joined`, `.offered`, `.missed`, `.declined`, `.accepted`, `.left`, `.over`: for the log and for mail, not for webhooks. */
export function told(what: string, entry: WaitRow, more: Readonly<Record<string, Json>> = {}): DomainEvent {
  const { id, offeringId, quantity, fromDate, toDate, name, email, phone } = entry;
  const data = { waitlistId: id, offeringId, quantity, fromDate, toDate, customer: { name, email, phone }, ...more };
  return { name: `waitlist.${what}`, subject: { kind: 'waitlist', id }, data };
}

export const slotFacts = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }) => ({
  startsAt: isoOf(startsAt),
  endsAt: isoOf(endsAt),
});
