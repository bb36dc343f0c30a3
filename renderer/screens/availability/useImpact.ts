import { useQuery } from '@tanstack/react-query';
import type { Impact } from '#core/domains/availability/model.ts';
import type { ImpactQuestion } from './impact.ts';
import { askImpact } from './impactOf.ts';
import { type ImpactShare, isWhole, sharesOf } from './impactShares.ts';

export interface ImpactAnswer {
  /** null while it is looked for, and where it can't be told */
  impact: Impact | null;
  /** how much of it that is; null before the first answer */
  share: ImpactShare | null;
  /** nothing is known yet: worth a moment's wait, and no more than that */
  looking: boolean;
}

/** What these changes together would do, asked anew whenever they or the bookings change. Of many, what is known so far. */
export function useImpact(questions: readonly ImpactQuestion[]): ImpactAnswer {
  const { data, isFetching } = useQuery<ImpactShare>({
    queryKey: ['ask', 'availability.impact', questions, 'merged'],
    async queryFn({ client, queryKey, signal }) {
      const before = client.getQueryData<ImpactShare>(queryKey);
      let last: ImpactShare = { impact: null, told: 0, failed: questions.length, of: questions.length };
      for await (const share of sharesOf(questions, askImpact)) {
        signal.throwIfAborted();
        last = share;
        // What was known whole stays in sight until it is known anew.
        if (before === undefined || !isWhole(before)) client.setQueryData(queryKey, share);
      }
      return last;
    },
    enabled: questions.length > 0,
  });
  return { impact: data?.impact ?? null, share: data ?? null, looking: data === undefined && isFetching };
}
