export const feedKinds = ['tenant', 'member', 'resource', 'offering'] as const;
export type FeedKind = (typeof feedKinds)[number];

export interface Feed {
  id: string;
  kind: FeedKind;
  subjectId: string;
  /** what the feed is called: the member's, resource's or offering's name */
  title: string;
  version: number;
  updatedAt: number;
}

/** A feed with its address, which the server alone can make. */
export interface FeedWithUrl extends Feed {
  url: string;
}

/** What becomes one VEVENT. */
export interface CalendarEntry {
  bookingId: string;
  itemId: string;
  confirmationCode: string;
  sequence: number;
  offeringTitle: string;
  customerName: string;
  quantity: number;
  timezone: string;
  startsAt: number;
  endsAt: number;
  location: string | null;
  status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
  /** a request that leaves its time to others: nobody is busy with it */
  openToOthers: boolean;
  createdAt: number;
  updatedAt: number;
  cancelledAt: number | null;
}
