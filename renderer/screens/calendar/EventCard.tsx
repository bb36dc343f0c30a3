import { Popover } from '@mantine/core';
import type { CSSProperties, KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { statusWord } from '../../components/statusWords.ts';
import { statusColor } from '../../theme.ts';
import { statusOf } from '../bookings/riskWords.ts';
import classes from './calendar.module.css';
import { clockText, spanText } from './clock.ts';
import { type CalendarEvent, isMovable, subtitleOf, titleOf } from './events.ts';

const SHORT_PX = 30;
const LINE_PX = 16;
/** Customer, time and padding; what is left goes to the offering. */
const OTHER_LINES_PX = 40;

const TIMED_PX = 46;

const linesIn = (height: number) => Math.max(1, Math.floor((height - OTHER_LINES_PX) / LINE_PX));

export function toneOf(event: CalendarEvent): CSSProperties {
  const shade = statusColor(event.status);
  return { '--bar': event.color, '--ink': shade.text, '--tint': shade.tint, color: shade.text, background: shade.tint } as CSSProperties;
}

/** What is not on the card but belongs to its name. */
export function Aside({ children }: { children: string }) {
  return <span className="visuallyHidden">{children}</span>;
}

function asideOf(event: CalendarEvent, { zone, short, timed }: { zone: string; short: boolean; timed: boolean }): string {
  const status = statusWord(event.status);
  if (short) return `${subtitleOf(event)}, ${status}`;
  return timed ? status : `${spanText(zone, event)}, ${status}`;
}

interface Props {
  event: CalendarEvent;
  zone: string;
  style: CSSProperties;
  height: number;
  lifted: boolean;
  stretchable: boolean;
  onOpen: (bookingId: string) => void;
  onPress: (at: PointerEvent, mode: 'move' | 'stretch') => void;
  onKeyDown: (key: KeyboardEvent) => void;
  justDragged: () => boolean;
}

const moveKeys = 'Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight';
const stretchKeys = 'Alt+Shift+ArrowUp Alt+Shift+ArrowDown';

/** Customer first, offering second, time last; a class opens the list of who comes. */
export function EventCard({ event, zone, style, height, lifted, stretchable, onOpen, onPress, onKeyDown, justDragged }: Props) {
  const single = event.bookings.length === 1 ? event.bookings[0] : undefined;
  const movable = isMovable(event);
  const short = height < SHORT_PX;
  const card = (
    <button
      type="button"
      className={classes.event}
      style={{ ...style, ...toneOf(event) }}
      data-status={event.status}
      data-short={short || undefined}
      data-movable={movable || undefined}
      data-lifted={lifted || undefined}
      data-booking={single?.id}
      title={`${titleOf(event)} · ${subtitleOf(event)} · ${spanText(zone, event)} · ${statusWord(event.status)}`}
      aria-keyshortcuts={movable ? (stretchable ? `${moveKeys} ${stretchKeys}` : moveKeys) : undefined}
      onPointerDown={(at) => {
        at.stopPropagation();
        if (movable) onPress(at, 'move');
      }}
      onKeyDown={movable ? (key) => (stretchable || !key.shiftKey) && onKeyDown(key) : undefined}
      onClick={() => {
        if (single && !justDragged()) onOpen(single.id);
      }}
    >
      <span className={classes.customer} dir="auto">
        {titleOf(event)}
      </span>
      <Aside>, </Aside>
      <span className={classes.offering} data-line={linesIn(height) === 1 || undefined} style={{ WebkitLineClamp: linesIn(height) }}>
        {short ? clockText(zone, event.startsAt) : subtitleOf(event)}
      </span>
      {!short && height >= TIMED_PX && (
        <>
          <Aside>, </Aside>
          <span className={classes.time}>{spanText(zone, event)}</span>
        </>
      )}
      <Aside>{`, ${asideOf(event, { zone, short, timed: height >= TIMED_PX })}`}</Aside>
      {movable && stretchable && (
        <span
          className={classes.handle}
          aria-hidden
          onPointerDown={(at) => {
            at.stopPropagation();
            onPress(at, 'stretch');
          }}
        />
      )}
    </button>
  );
  if (single) return card;
  return (
    <EventList label={`${event.item.offeringTitle}, ${spanText(zone, event)}`} events={[event]} zone={zone} onOpen={onOpen}>
      {card}
    </EventList>
  );
}

/** Who stands behind a class or a crowd, each a click away from the booking. */
export function EventList(props: {
  label: string;
  events: CalendarEvent[];
  zone: string;
  onOpen: (id: string) => void;
  children: ReactNode;
}) {
  const { label, events, zone, onOpen, children } = props;
  const rows = events.flatMap((event) => event.bookings.map((booking) => ({ event, booking })));
  return (
    <Popover position="right-start" width={320} withinPortal trapFocus>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown p={6} aria-label={label}>
        <div style={{ padding: '4px 8px 6px', fontSize: 12, color: 'var(--sk-text-second)' }}>{label}</div>
        <div className={classes.popList}>
          {rows.map(({ event, booking }) => (
            <button key={`${event.key}${booking.id}`} type="button" className={classes.popRow} onClick={() => onOpen(booking.id)}>
              <span className={classes.dot} style={{ background: event.color }} />
              <span className="truncate" style={{ flex: 1 }}>
                {booking.customerName}
                {events.length > 1 && <span style={{ color: 'var(--sk-text-second)' }}> · {event.item.offeringTitle}</span>}
              </span>
              {events.length > 1 && <span className="num">{clockText(zone, event.startsAt)}</span>}
              <StatusBadge status={statusOf(booking)} />
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
