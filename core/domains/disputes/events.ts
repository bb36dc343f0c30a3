/**
 * What is told of a dispute, of the booking that it is about: so that the booking's history has it. All but `dispute.withdrawn` go to
 * webhooks too; `openedById` and `reason` are seed 001's.
 */
import type { Json } from '../../base/json.ts';
import type { DomainEvent } from '../../contracts/event.ts';
import { told } from '../bookings/events.ts';

export type DisputeNews = 'dispute.opened' | 'dispute.message' | 'dispute.resolved' | 'dispute.withdrawn';

interface About {
  readonly id: string;
  readonly tenantId: string;
  readonly bookingId: string;
}

export const toldOfDispute = (
  name: DisputeNews,
  { id: disputeId, tenantId: businessId, bookingId }: About,
  data: Readonly<Record<string, Json>>,
): DomainEvent => told(name, bookingId, { disputeId, bookingId, businessId, ...data });
