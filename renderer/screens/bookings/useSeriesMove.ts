/** One of a series is moved: alone, or with all that follow, each as far on the wall clock or to a time of its own. */
import { useState } from 'react';
import type { BookingDetail, BookingSummary, SeriesMoveDate, SeriesMovePreview } from '#core/domains/bookings/model.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';

interface MovedDate {
  bookingId: string;
  from: number;
  /** who served it before, where somebody else does now */
  resourceId?: string;
}

interface MovedSeries {
  moved: MovedDate[];
  left: unknown[];
}

export interface SeriesMove {
  /** this one and those after it that can be moved; one alone where it is of no series, or the last of it */
  following: readonly BookingSummary[];
  isRest: boolean;
  setIsRest: (isRest: boolean) => void;
  /** undefined while it is looked for */
  dates: readonly SeriesMoveDate[] | undefined;
  error: BridgeFailure | null;
  /** that can go */
  free: number;
  /** another time for one of them; null: as far as the others */
  choose: (bookingId: string, startsAt: number | null) => void;
  isChosen: (bookingId: string) => boolean;
  /** @returns what to say when it is done */
  move: (customerName: string) => Promise<void>;
}

const none: BookingSummary[] = [];
const movable = ({ status }: BookingSummary): boolean => status === 'PENDING' || status === 'CONFIRMED';

export function useFollowing({ seriesId, startsAt }: BookingDetail): readonly BookingSummary[] {
  const { data: series = none } = useAsk<BookingSummary[]>(
    'bookings.series',
    { seriesId },
    { enabled: seriesId !== null, tables: ['bookings'] },
  );
  return series.filter((one) => one.startsAt >= startsAt && movable(one));
}

interface Wish {
  readonly booking: BookingDetail;
  readonly following: readonly BookingSummary[];
  readonly isRest: boolean;
  readonly setIsRest: (isRest: boolean) => void;
  /** where this one goes; undefined: nowhere yet */
  readonly startsAt: number | undefined;
}

export function useSeriesMove({ booking, following, isRest, setIsRest, startsAt }: Wish): SeriesMove {
  const { id: bookingId, seriesId } = booking;
  // What was chosen for one of them was chosen beside where the others went.
  const [chosen, setChosen] = useState<{ beside: number | undefined; starts: ReadonlyMap<string, number> }>({
    beside: startsAt,
    starts: new Map(),
  });
  const starts = chosen.beside === startsAt ? chosen.starts : new Map<string, number>();
  const input = {
    ...{ seriesId, overridePolicy: true, shift: { bookingId, startsAt } },
    dates: [...starts].map(([id, at]) => ({ bookingId: id, startsAt: at })),
  };
  const enabled = isRest && startsAt !== undefined && startsAt !== booking.startsAt;
  const { data, error } = useAsk<SeriesMovePreview>('bookings.previewSeriesMove', input, { enabled });
  const dates = enabled && !error ? data?.dates : undefined;
  const free = dates?.filter((date) => date.free).length ?? 0;
  return {
    ...{ following, isRest, setIsRest, dates, error: enabled ? error : null, free },
    isChosen: (id) => starts.has(id),
    choose(id, at) {
      const next = new Map(starts);
      if (at === null) next.delete(id);
      else next.set(id, at);
      setChosen({ beside: startsAt, starts: next });
    },
    async move(customerName) {
      const take = dates?.every((date) => date.free) ? 'all' : 'free';
      const { moved, left } = await runCommand<MovedSeries>('bookings.moveSeries', { ...input, take });
      const stay =
        left.length === 0
          ? ''
          : `, ${left.length} ${left.length === 1 ? 'stays' : 'stay'} where ${left.length === 1 ? 'it is' : 'they are'}`;
      const back = moved.map(({ bookingId: id, from, resourceId }) => ({
        bookingId: id,
        startsAt: from,
        ...(resourceId && { resourceId }),
      }));
      toast.ok(`${customerName} is moved: ${moved.length === 1 ? '1 date' : `${moved.length} dates`}${stay}.`, {
        undo: () => runCommand('bookings.moveSeries', { seriesId, dates: back, overridePolicy: true, take: 'all' }).catch(toast.problem),
      });
    },
  };
}
