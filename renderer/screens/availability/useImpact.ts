import { useQuery } from '@tanstack/react-query';
import type { Impact } from '#core/domains/availability/model.ts';
import type { ImpactQuestion } from './impact.ts';
import { impactOf } from './impactOf.ts';

export interface ImpactAnswer {
  /** null while it is looked for, and where it can't be told */
  impact: Impact | null;
  looking: boolean;
}

/** What these changes together would do, asked anew whenever they or the bookings change. */
export function useImpact(questions: readonly ImpactQuestion[]): ImpactAnswer {
  const { data, isFetching } = useQuery({
    queryKey: ['ask', 'availability.impact', questions, 'merged'],
    queryFn: () => impactOf(questions),
    enabled: questions.length > 0,
  });
  return { impact: data ?? null, looking: data === undefined && isFetching };
}
