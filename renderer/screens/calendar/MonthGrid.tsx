import { useElementSize } from '@mantine/hooks';
import { type CSSProperties, useMemo } from 'react';
import { statusWord } from '../../components/statusWords.ts';
import { statusColor } from '../../theme.ts';
import classes from './calendar.module.css';
import { blockText } from './blocks.ts';
import type { CalendarData } from './calendarData.ts';
import { clockText, dateText } from './clock.ts';
import { type Day, isAllDay } from './days.ts';
import { Aside } from './EventCard.tsx';
import { type CalendarEvent, subtitleOf, titleOf } from './events.ts';

const ROW_PX = 20;
const HEAD_PX = 34;

interface Props {
  days: Day[];
  month: string;
  zone: string;
  today: string;
  data: CalendarData;
  onDay: (date: string) => void;
  onOpen: (bookingId: string) => void;
}

export function MonthGrid({ days, month, zone, today, data, onDay, onOpen }: Props) {
  const { ref, height } = useElementSize<HTMLDivElement>();
  const rows = days.length / 7;
  const room = Math.max(2, Math.floor(((height - 32) / rows - HEAD_PX) / ROW_PX));
  return (
    <div ref={ref} className={classes.month}>
      {days.slice(0, 7).map((day) => (
        <div key={day.date} className={classes.monthName}>
          {dateText(day.date, { weekday: 'short' })}
        </div>
      ))}
      {days.map((day) => (
        <MonthDay
          key={day.date}
          {...{ day, zone, data, room, onDay, onOpen }}
          isToday={day.date === today}
          outside={!day.date.startsWith(month)}
        />
      ))}
    </div>
  );
}

function MonthDay({
  day,
  zone,
  data,
  room,
  isToday,
  outside,
  onDay,
  onOpen,
}: Omit<Props, 'days' | 'month' | 'today'> & { day: Day; room: number; isToday: boolean; outside: boolean }) {
  const events = useMemo(
    () =>
      data.events
        .filter((event) => event.startsAt < day.endsAt && event.endsAt > day.startsAt)
        .toSorted((a, b) => Number(isAllDay(b)) - Number(isAllDay(a)) || a.startsAt - b.startsAt),
    [data.events, day],
  );
  const block = data.blocks.find((each) => isAllDay(each) && each.startsAt <= day.startsAt && each.endsAt >= day.endsAt);
  const shown = events.length > room ? events.slice(0, room - 1) : events;
  const isFirst = day.date.endsWith('-01');
  return (
    <div className={classes.monthDay} data-outside={outside || undefined} data-day={day.date}>
      <button
        type="button"
        className={`${classes.dayName} ${isToday ? classes.isToday : ''}`}
        style={{ alignSelf: 'flex-start', padding: 0 }}
        onClick={() => onDay(day.date)}
      >
        <span className={classes.dayNumber}>
          {isFirst ? dateText(day.date, { day: 'numeric', month: 'short' }) : Number(day.date.slice(8))}
        </span>
        <Aside>{`${isFirst ? '' : ` ${dateText(day.date, { month: 'long' })}`}, ${countText(events.length)} `}</Aside>
        {block && <span className="truncate">{blockText(block)}</span>}
      </button>
      {shown.map((event) => (
        <MonthEvent
          key={event.key}
          event={event}
          zone={zone}
          onClick={() => (event.bookings.length === 1 && event.bookings[0] ? onOpen(event.bookings[0].id) : onDay(day.date))}
        />
      ))}
      {events.length > shown.length && (
        <button type="button" className={classes.more} onClick={() => onDay(day.date)}>
          +{events.length - shown.length}
          <span className={classes.moreWord}> more</span>
        </button>
      )}
    </div>
  );
}

const countText = (count: number) => (count === 1 ? '1 booking' : `${count} bookings`);

function MonthEvent({ event, zone, onClick }: { event: CalendarEvent; zone: string; onClick: () => void }) {
  const shade = statusColor(event.status);
  return (
    <button
      type="button"
      className={classes.monthEvent}
      style={{ '--bar': event.color, '--ink': shade.text, '--tint': shade.tint } as CSSProperties}
      title={`${titleOf(event)} · ${subtitleOf(event)}`}
      onClick={onClick}
    >
      <i />
      {!isAllDay(event) && <span>{clockText(zone, event.startsAt)} </span>}
      <b dir="auto">{titleOf(event)}</b>
      <Aside>{`, ${subtitleOf(event)}, ${statusWord(event.status)}`}</Aside>
    </button>
  );
}
