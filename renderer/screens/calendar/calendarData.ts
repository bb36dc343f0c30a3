/** What the calendar asks for a range of days, narrowed to the offering that is looked at. */
import { useMemo } from 'react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import type { OfferingSummary, Resource } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { type Block, type BusyTime, type MergedBlock, mergeBlocks } from './blocks.ts';
import { type CalendarEvent, eventsOf } from './events.ts';

export interface Hold {
  id: string;
  offeringId: string;
  offeringTitle: string;
  color: string;
  startsAt: number;
  endsAt: number;
  quantity: number;
  expiresAt: number;
}

export interface OpenWindow {
  /** an offering or a resource */
  subjectId: string;
  startsAt: number;
  endsAt: number;
}

interface AvailabilityOfRange {
  blocks: Block[];
  busy: BusyTime[];
  holds: Hold[];
  hours: OpenWindow[];
}

export interface CalendarData {
  events: CalendarEvent[];
  holds: Hold[];
  blocks: MergedBlock[];
  hours: OpenWindow[];
  offerings: OfferingSummary[];
  resources: Resource[];
  ready: boolean;
  error: Error | null;
  retry: () => void;
  refetch: () => Promise<unknown>;
}

const noBookings: BookingSummary[] = [];
const noRange: AvailabilityOfRange = { blocks: [], busy: [], holds: [], hours: [] };
const noOfferings: OfferingSummary[] = [];
const noResources: Resource[] = [];

export function useCalendarData({ from, to, offeringId }: { from: number; to: number; offeringId: string | undefined }): CalendarData {
  const bookings = useAsk<BookingSummary[]>('bookings.calendar', { from, to });
  const range = useAsk<AvailabilityOfRange>('availability.calendar', { from, to });
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings').data ?? noOfferings;
  const resources = useAsk<Resource[]>('catalog.resources').data ?? noResources;

  const events = useMemo(() => {
    const byId = new Map(offerings.map((offering) => [offering.id, offering]));
    const all = eventsOf(bookings.data ?? noBookings, byId);
    return offeringId === undefined ? all : all.filter((event) => event.item.offeringId === offeringId);
  }, [bookings.data, offerings, offeringId]);

  const narrowed = useMemo(() => narrow(range.data ?? noRange, offerings, offeringId), [range.data, offerings, offeringId]);

  return {
    events,
    ...narrowed,
    offerings,
    resources,
    ready: bookings.data !== undefined && range.data !== undefined,
    error: bookings.error ?? range.error,
    retry: () => void Promise.all([bookings.refetch(), range.refetch()]),
    refetch: () => Promise.all([bookings.refetch(), range.refetch()]),
  };
}

function narrow(range: AvailabilityOfRange, offerings: readonly OfferingSummary[], offeringId: string | undefined) {
  const { holds, hours } = range;
  const blocks = [...range.blocks.filter((block) => block.kind === 'BLOCK'), ...range.busy];
  const live = offerings.filter((offering) => offering.status === 'PUBLISHED').map((offering) => offering.id);
  if (offeringId === undefined) {
    // What is lent by the day is open around the clock: it says nothing of when the desk is.
    const byDay = new Set(offerings.filter((offering) => offering.pricingModel === 'DAILY').map((offering) => offering.id));
    return { holds, hours: hours.filter((window) => !byDay.has(window.subjectId)), blocks: mergeBlocks(blocks, live) };
  }
  const resources = new Set(offerings.find((offering) => offering.id === offeringId)?.resourceGroups.flat());
  const own = hours.filter((window) => window.subjectId === offeringId);
  return {
    holds: holds.filter((hold) => hold.offeringId === offeringId),
    hours: own.length > 0 ? own : hours.filter((window) => resources.has(window.subjectId)),
    blocks: mergeBlocks(
      blocks.filter((block) => block.subjectId === offeringId || resources.has(block.subjectId)),
      [offeringId],
    ),
  };
}
