import { useCallback, useMemo, useRef } from 'react';
import type { Slot } from '#core/domains/availability/model.ts';
import { MINUTE } from '#core/base/time.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { useRun } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import { reasonText } from '../availability/reasons.ts';
import type { CalendarData } from './calendarData.ts';
import { clockText, momentText } from './clock.ts';
import { instantAt, minutesInto } from './days.ts';
import { type CalendarEvent, titleOf } from './events.ts';
import type { Drag } from './gridDrag.ts';
import { lengthsOf } from './lengths.ts';
import { type Landing, nearestStart } from './target.ts';
import type { Drawn, GridColumn } from './columns.ts';

interface Reschedule {
  bookingId: string;
  itemId: string;
  startsAt: number;
  endsAt?: number;
  resourceId?: string;
  overridePolicy?: boolean;
}

interface Options {
  columns: GridColumn[];
  zone: string;
  data: CalendarData;
  onCreate: (drawn: Drawn, column: GridColumn) => void;
}

interface Drop {
  onDrop: (drag: Drag) => Promise<void>;
  onLanding: (landing: Landing | null, slots: readonly Slot[]) => void;
  instantOf: (column: number, minutes: number) => number;
  /** minutes of the start that is nearest to these in the column; null where none is near */
  snapTo: (column: number, minutes: number) => number | null;
  /** minutes of the ends on that day with which the event can be had */
  endsOf: (event: CalendarEvent, at: { column: number; from: number }) => readonly number[];
}

/** What a drag does when it lands: draws a new booking, moves one, or goes back and says where there is room. */
export function useDrop({ columns, zone, data, onCreate }: Options): Drop {
  const known = useRef<{ landing: Landing | null; slots: readonly Slot[] }>({ landing: null, slots: [] });
  const { run } = useRun<Reschedule>('bookings.reschedule');
  const onLanding = useCallback((landing: Landing | null, slots: readonly Slot[]) => {
    known.current = { landing, slots };
  }, []);

  return useMemo(() => {
    const instantOf = (column: number, minutes: number) => {
      const day = columns[column]?.day;
      return day ? instantAt(zone, day, minutes) : 0;
    };

    const nameOf = (id: string) => data.resources.find((resource) => resource.id === id)?.name;

    const move = async (event: CalendarEvent, to: Omit<Reschedule, 'bookingId' | 'itemId'>): Promise<void> => {
      const booking = event.bookings[0];
      if (!booking) return;
      const ids = { bookingId: booking.id, itemId: event.item.id };
      try {
        await run({ ...ids, ...to });
        await data.refetch();
        const back = {
          startsAt: event.startsAt,
          endsAt: event.endsAt,
          ...(to.resourceId && event.resourceIds[0] ? { resourceId: event.resourceIds[0] } : {}),
        };
        toast.ok(movedText(event, to, { zone, nameOf }), {
          undo: () => run({ ...ids, ...back, overridePolicy: true }).catch(toast.problem),
        });
      } catch (cause) {
        const failure = failureOf(cause);
        const next = failure.facts['nextAvailable'];
        offerNext({
          text: sentenceOf(failure, zone),
          next: typeof next === 'number' ? next : null,
          zone,
          move: (startsAt) => move(event, shifted(event, startsAt)),
        });
      }
    };

    const onDrop = async (drag: Drag): Promise<void> => {
      const column = columns[drag.column];
      if (!column) return;
      const startsAt = instantOf(drag.column, drag.from);
      if (!drag.event) {
        onCreate({ startsAt, endsAt: instantOf(drag.column, drag.to) }, column);
        return;
      }
      const { event } = drag;
      const endsAt = drag.mode === 'stretch' ? instantOf(drag.column, drag.to) : startsAt + event.endsAt - event.startsAt;
      const target = column.resourceId ?? null;
      const newResource = target !== null && !event.resourceIds.includes(target) ? target : null;
      if (startsAt === event.startsAt && endsAt === event.endsAt && newResource === null) return;
      const { landing, slots } = known.current;
      if (landing?.kind === 'refused') {
        const next = slots.find((slot) => slot.bookable && slot.startsAt > startsAt)?.startsAt ?? null;
        const text = `${momentText(zone, startsAt)} doesn't work: ${reasonText(landing.reason, { zone, nameOf }).toLowerCase()}.`;
        offerNext({ text, next, zone, move: (at) => move(event, shifted(event, at)) });
        return;
      }
      await move(event, {
        startsAt,
        endsAt,
        ...(newResource === null ? {} : { resourceId: newResource }),
        ...(landing?.kind === 'override' ? { overridePolicy: true } : {}),
      });
    };

    const snapTo = (column: number, minutes: number) => {
      const day = columns[column]?.day;
      const start = day ? nearestStart(known.current.slots, instantAt(zone, day, minutes)) : null;
      return day && start !== null && start >= day.startsAt && start < day.endsAt ? minutesInto(zone, day, start) : null;
    };

    const endsOf = ({ item }: CalendarEvent, { column, from }: { column: number; from: number }) => {
      const offering = data.offerings.find(({ id }) => id === item.offeringId);
      const day = columns[column]?.day;
      if (!offering || !day) return [];
      const startsAt = instantAt(zone, day, from);
      return lengthsOf(offering, item, (day.endsAt - startsAt) / MINUTE).map((minutes) =>
        minutesInto(zone, day, startsAt + minutes * MINUTE),
      );
    };

    return { onDrop, onLanding, instantOf, snapTo, endsOf };
  }, [columns, zone, data, run, onCreate, onLanding]);
}

interface Names {
  zone: string;
  nameOf: (resourceId: string) => string | undefined;
}

function movedText(event: CalendarEvent, to: Omit<Reschedule, 'bookingId' | 'itemId'>, { zone, nameOf }: Names): string {
  const name = titleOf(event);
  const whom = to.resourceId === undefined ? '' : ` with ${nameOf(to.resourceId) ?? 'another'}`;
  if (to.startsAt !== event.startsAt) return `${name} moved to ${momentText(zone, to.startsAt)}${whom}`;
  return whom === '' ? `${name} now stays until ${clockText(zone, to.endsAt ?? event.endsAt)}` : `${name} is now${whom}`;
}

const shifted = (event: CalendarEvent, startsAt: number) => ({ startsAt, endsAt: startsAt + event.endsAt - event.startsAt });

function offerNext({
  text,
  next,
  zone,
  move,
}: {
  text: string;
  next: number | null;
  zone: string;
  move: (startsAt: number) => Promise<void>;
}): void {
  toast.instead(text, next === null ? undefined : { label: `Move to ${momentText(zone, next)}`, run: () => move(next) });
}
