import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { OfferingSummary, Resource } from '#core/domains/catalog/model.ts';
import type { Dispute } from '#core/domains/disputes/model.ts';
import type { AttentionItem } from '#core/engine/bridge.ts';
import { useAsk } from '../../bridge/ask.ts';
import { fieldsOf, subjectIdOf } from './words.ts';

const noOfferings: OfferingSummary[] = [];
const noResources: Resource[] = [];

export interface Subject {
  who?: string | undefined;
  title?: string | undefined;
  timezone?: string | undefined;
  bookingId?: string | undefined;
  /** what is or was to be booked */
  offering?: string | undefined;
  currency: string;
}

/** What the command is about, as far as this device knows it. */
export function useSubject({ input }: AttentionItem): Subject {
  const fields = fieldsOf(input);
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : undefined);
  const disputeId = text('disputeId');
  const { data: dispute } = useAsk<Dispute>('disputes.dispute', { disputeId }, { enabled: disputeId !== undefined });
  const bookingId = text('bookingId') ?? dispute?.bookingId;
  const { data: booking } = useAsk<BookingDetail>('bookings.booking', { bookingId }, { enabled: bookingId !== undefined });
  const { data: offerings = noOfferings } = useAsk<OfferingSummary[]>('catalog.offerings', {}, { tables: ['offerings'] });
  const { data: resources = noResources } = useAsk<Resource[]>('catalog.resources', {}, { tables: ['resources'] });
  const subjectId = subjectIdOf(input);
  const offering = offerings.find(({ id }) => id === subjectId);
  return {
    who: booking?.customerName,
    title: offering?.title ?? resources.find(({ id }) => id === subjectId)?.name,
    timezone: offering?.timezone ?? booking?.items[0]?.timezone,
    bookingId: booking?.id,
    offering: offering?.title ?? booking?.items[0]?.offeringTitle,
    currency: offering?.currency ?? booking?.currency ?? 'EUR',
  };
}
