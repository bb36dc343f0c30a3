import { useQueries } from '@tanstack/react-query';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { Quote } from '#core/domains/pricing/model.ts';
import { askQuery } from '../../bridge/ask.ts';
import { type ItemDraft, wishOf } from './itemDraft.ts';

export interface WishedItem {
  offering: OfferingSummary;
  draft: ItemDraft;
  startsAt: number;
}

export interface PricedItem extends WishedItem {
  quote: Quote;
}

/** What each costs now, as it would be booked; those that are not answered yet, or can't be had, are left out. */
export function useQuotes(items: readonly WishedItem[]): PricedItem[] {
  return useQueries({
    queries: items.map(({ offering, draft, startsAt }) => {
      const { resourceId: _resource, ...wish } = wishOf(offering, draft, startsAt);
      return askQuery<Quote>('pricing.quote', wish);
    }),
    combine: (answers) => answers.flatMap(({ data }, i) => (data && items[i] ? [{ ...items[i], quote: data }] : [])),
  });
}
