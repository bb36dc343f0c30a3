import type { DomainEvent } from '../../contracts/event.ts';
import type { Traces } from './rules/traces.ts';

export const CUSTOMER_ERASED = 'customer.erased';

/** What to look for is handed to those that react, and kept nowhere. */
export const customerErased = (customerId: string, traces: Traces): DomainEvent => ({
  name: CUSTOMER_ERASED,
  subject: { kind: 'customer', id: customerId },
  data: { customerId },
  unrecorded: traces,
});
