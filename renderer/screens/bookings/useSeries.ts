/** The dates of a series before it is booked: those of its rule, and other times that were chosen for some of them. */
import { useState } from 'react';
import type { SeriesPreview } from '#core/domains/bookings/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { isPolicy } from '../availability/reasons.ts';
import { wishOf } from './itemDraft.ts';
import type { WishedItem } from './usePrice.ts';

export interface Series {
  preview: SeriesPreview | undefined;
  error: Error | null;
  /** dates that staff may book: free, or against nothing but policy */
  takable: number;
  isWhole: boolean;
  needsOverride: boolean;
  cents: number;
  /** as they are booked */
  dates: { rrule: string } | { dates: number[] };
  /** another time for the one that starts at `from` */
  choose: (from: number, to: number) => void;
  /** of one that was chosen: the start that the rule names; undefined: it is the rule's own */
  insteadOf: (startsAt: number) => number | undefined;
}

interface Chosen {
  /** of which rule, from when on */
  readonly of: string;
  /** by the starts that the rule names */
  readonly times: ReadonlyMap<number, number>;
}

export function useSeries(item: WishedItem | undefined, rrule: string | undefined): Series {
  const wish = item && wishOf(item.offering, item.draft, item.startsAt);
  const of = JSON.stringify([wish, rrule]);
  const [chosen, setChosen] = useState<Chosen>({ of, times: new Map() });
  const times = chosen.of === of ? chosen.times : new Map<number, number>();
  const byRule = useAsk<SeriesPreview>('bookings.previewSeries', { ...wish, rrule }, { enabled: rrule !== undefined });
  const isChanged = times.size > 0;
  const starts = (byRule.data?.occurrences ?? []).map(({ startsAt }) => times.get(startsAt) ?? startsAt).toSorted((a, b) => a - b);
  const byDates = useAsk<SeriesPreview>(
    'bookings.previewSeries',
    { ...wish, dates: starts },
    { enabled: rrule !== undefined && isChanged },
  );
  const { data, error } = isChanged ? byDates : byRule;
  const preview = error ? undefined : data;
  const occurrences = preview?.occurrences ?? [];
  const takable = occurrences.filter(({ free, reason }) => free || isPolicy(reason));
  const insteadOf = (startsAt: number) => [...times].find(([, to]) => to === startsAt)?.[0];
  return {
    ...{ preview, error, takable: takable.length, isWhole: takable.length === occurrences.length },
    needsOverride: takable.some(({ free }) => !free),
    cents: takable.reduce((sum, { priceCents }) => sum + priceCents, 0),
    dates: isChanged ? { dates: starts } : { rrule: rrule ?? '' },
    insteadOf,
    choose(from, to) {
      const named = insteadOf(from) ?? from;
      const next = new Map(times);
      if (to === named) next.delete(named);
      else next.set(named, to);
      setChosen({ of, times: next });
    },
  };
}

export function bookWords({ preview, takable, isWhole }: Series): string {
  if (!preview) return 'Book';
  if (takable === 0) return 'Nothing is free';
  if (isWhole) return takable === 1 ? 'Book' : `Book all ${takable}`;
  return takable === 1 ? 'Book the free one' : `Book the ${takable} free ones`;
}
