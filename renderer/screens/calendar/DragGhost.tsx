import { type CSSProperties, useEffect, useMemo } from 'react';
import type { Slot } from '#core/domains/availability/model.ts';
import { addDays } from '#core/base/zone.ts';
import { useAsk } from '../../bridge/ask.ts';
import { statusColor } from '../../theme.ts';
import { reasonText } from '../availability/reasons.ts';
import classes from './calendar.module.css';
import type { CalendarData } from './calendarData.ts';
import { dateText, minutesText } from './clock.ts';
import { toPx } from './DayColumn.tsx';
import { instantAt } from './days.ts';
import { titleOf } from './events.ts';
import type { Drag } from './gridDrag.ts';
import { type Landing, landingAt } from './target.ts';
import type { GridColumn } from './columns.ts';

interface Props {
  drag: Drag;
  columns: GridColumn[];
  zone: string;
  data: CalendarData;
  /** tells what is known of the place under the drag: read again on the drop */
  onLanding: (landing: Landing | null, slots: readonly Slot[]) => void;
}

const noSlots: Slot[] = [];

/** The event under the pointer, with the time where it would land; red with the reason where it can't. */
export function DragGhost({ drag, columns, zone, data, onLanding }: Props) {
  const { event } = drag;
  const column = columns[drag.column];
  const dates = columns.map(({ day }) => day.date).toSorted();
  const offering = data.offerings.find((each) => each.id === event?.item.offeringId);
  const length = drag.to - drag.from;
  const target = column?.resourceId;
  const moved = target !== undefined && target !== null && event !== null && !event.resourceIds.includes(target);
  const input = {
    offeringId: event?.item.offeringId ?? '',
    from: addDays(dates[0] ?? '', -1),
    to: addDays(dates.at(-1) ?? '', 2),
    quantity: event?.item.quantity ?? 1,
    explain: true,
    ...(event ? { ignoring: [event.item.id] } : {}),
    ...(offering?.nights === null ? { durationMinutes: length } : {}),
    ...(moved ? { resourceId: target } : {}),
  };
  const { data: answer } = useAsk<{ slots: Slot[] }>('availability.slots', input, { enabled: event !== null, keep: false });
  const slots = answer?.slots ?? noSlots;
  const startsAt = column ? instantAt(zone, column.day, drag.from) : 0;

  const landing = useMemo(() => {
    if (!event || !answer) return null;
    const own = new Set([...event.bookings.map((booking) => booking.id), event.item.id]);
    return landingAt(slots, { startsAt, endsAt: startsAt + length * 60_000, own });
  }, [event, answer, slots, startsAt, length]);
  useEffect(() => onLanding(landing, slots), [landing, slots, onLanding]);

  const nameOf = (id: string) => data.resources.find((resource) => resource.id === id)?.name;
  const reason = landing && landing.kind !== 'free' ? reasonText(landing.reason, { zone, nameOf }) : null;
  const refused = landing?.kind === 'refused';
  const shade = statusColor(refused ? 'NO_SHOW' : event ? event.status : 'CONFIRMED');
  const time = `${minutesText(drag.from)}–${minutesText(drag.to)}`;
  const day = column ? dateText(column.day.date, { weekday: 'short', day: 'numeric' }) : '';

  return (
    <>
      <div
        className={classes.ghost}
        style={
          {
            '--ink': shade.text,
            '--tint': shade.tint,
            top: toPx(drag.from),
            height: Math.max(toPx(length) - 1, reason ? 36 : 20),
            left: `calc(${(drag.column / columns.length) * 100}% + 3px)`,
            width: `calc(${100 / columns.length}% - 8px)`,
            opacity: drag.landing ? 0.7 : 1,
          } as CSSProperties
        }
        data-landing={landing?.kind ?? 'unknown'}
      >
        <b>{time}</b>
        {reason && <span>{refused ? reason : `${reason} — you may override`}</span>}
        {!reason && <span className="truncate">{event ? titleOf(event) : 'New booking'}</span>}
      </div>
      <div role="status" className="visuallyHidden">
        {drag.byKeyboard && `${day}, ${time}${reason ? `: ${reason}` : ''}. Enter to move, Escape to cancel.`}
      </div>
    </>
  );
}
