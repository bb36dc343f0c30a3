export interface QuoteLine {
  offeringId: string;
  title: string;
  startsAt: number;
  endsAt: number;
  quantity: number;
  priceCents: number;
}

export interface Quote {
  lines: QuoteLine[];
  subtotalCents: number;
  discountCents: number;
  taxCents: number;
  totalCents: number;
  currency: string;
  taxIncluded: boolean;
  /** until when a cancellation gives how much back, the most generous first; nothing after the last */
  policy: { until: number; refundPercent: number }[];
}
