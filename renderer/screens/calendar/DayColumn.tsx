import { type CSSProperties, type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';
import classes from './calendar.module.css';
import { blockText, blockTitle, type MergedBlock } from './blocks.ts';
import type { Hold, OpenWindow } from './calendarData.ts';
import { countdownText, minutesText, spanText } from './clock.ts';
import { type Day, gapsBetween, isAllDay, minutesInto, partOf } from './days.ts';
import { EventCard, EventList } from './EventCard.tsx';
import type { CalendarEvent } from './events.ts';
import { type Drag, type DragMode, HOUR_PX } from './gridDrag.ts';
import { placeEvents, type Stretch } from './lanes.ts';
import { useNow } from './ticker.ts';

const MIN_EVENT_MINUTES = 22;
const LANE_GAP_PX = 2;

export interface Place {
  event: CalendarEvent | null;
  from: number;
  to: number;
}

interface Props {
  day: Day;
  zone: string;
  events: CalendarEvent[];
  holds: Hold[];
  blocks: MergedBlock[];
  hours: OpenWindow[];
  /** at most so many events side by side */
  lanes: number;
  isToday: boolean;
  drag: Drag | null;
  stretchable: (event: CalendarEvent) => boolean;
  onOpen: (bookingId: string) => void;
  onCreate: (minutes: number) => void;
  onPress: (at: PointerEvent, mode: DragMode, place: Place) => void;
  onKeyDown: (key: KeyboardEvent, place: Place & { event: CalendarEvent }) => void;
  justDragged: () => boolean;
}

export const toPx = (minutes: number) => (minutes / 60) * HOUR_PX;

type Shown = Stretch & { real: Stretch } & (
    { kind: 'event'; event: CalendarEvent } | { kind: 'hold'; hold: Hold } | { kind: 'block'; block: MergedBlock }
  );

export function DayColumn(props: Props) {
  const { day, zone, events, holds, blocks, hours, lanes, isToday, onOpen, onCreate, onPress, justDragged } = props;
  const [hint, setHint] = useState<number | null>(null);
  const { placed, crowds } = useMemo(
    () => placeEvents(shownOf({ day, zone, events, holds, blocks }), lanes),
    [day, zone, events, holds, blocks, lanes],
  );
  const minutesAt = (at: { clientY: number; currentTarget: HTMLElement }) =>
    Math.max(0, Math.min(1_425, Math.floor((((at.clientY - at.currentTarget.getBoundingClientRect().top) / HOUR_PX) * 60) / 15) * 15));

  return (
    // The keyboard draws with the cursor: on the ground itself only the pointer does.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className={classes.column}
      data-day={day.date}
      onPointerDown={(at) => {
        const minutes = minutesAt(at);
        setHint(null);
        onPress(at, 'create', { event: null, from: minutes, to: minutes });
      }}
      onPointerMove={(at) =>
        setHint(at.buttons === 0 && at.pointerType === 'mouse' && at.target === at.currentTarget ? minutesAt(at) : null)
      }
      onPointerLeave={() => setHint(null)}
      onClick={(at) => {
        if (at.target === at.currentTarget && !justDragged()) onCreate(minutesAt(at));
      }}
    >
      <Ground day={day} zone={zone} blocks={blocks} hours={hours} />
      {hint !== null && props.drag === null && (
        <div className={classes.hint} style={{ top: toPx(hint) }}>
          + {minutesText(hint)}
        </div>
      )}
      {placed.map(({ event: shown, lane, width, lanes: of }) => {
        const box = boxOf(shown.real, { lane, width, of });
        if (shown.kind === 'block') return <BlockCard key={shown.block.key} block={shown.block} zone={zone} style={box} />;
        if (shown.kind === 'hold') return <HoldCard key={shown.hold.id} hold={shown.hold} zone={zone} style={box} />;
        const { event } = shown;
        const place = { event, from: shown.real.from, to: shown.real.to };
        return (
          <EventCard
            key={`${event.key}${day.date}`}
            event={event}
            zone={zone}
            style={box}
            height={box.height}
            lifted={props.drag?.event?.key === event.key}
            stretchable={props.stretchable(event)}
            onOpen={onOpen}
            onPress={(at, mode) => onPress(at, mode, place)}
            onKeyDown={(key) => props.onKeyDown(key, place)}
            justDragged={justDragged}
          />
        );
      })}
      {crowds.map((crowd) => {
        const hidden = crowd.hidden.flatMap((shown) => (shown.kind === 'event' ? [shown.event] : []));
        const label = `${crowd.hidden.length} more`;
        return (
          <EventList key={`${crowd.from}/${crowd.lane}`} label={label} events={hidden} zone={zone} onOpen={onOpen}>
            <button
              type="button"
              className={classes.crowd}
              style={boxOf(crowd, { lane: crowd.lane, width: 1, of: crowd.lanes })}
              aria-label={label}
            >
              +{crowd.hidden.length}
            </button>
          </EventList>
        );
      })}
      {isToday && <NowLine day={day} zone={zone} />}
    </div>
  );
}

function shownOf({ day, zone, events, holds, blocks }: Pick<Props, 'day' | 'zone' | 'events' | 'holds' | 'blocks'>): Shown[] {
  const stretch = (span: { startsAt: number; endsAt: number }) => {
    const part = isAllDay(span) ? null : partOf(zone, day, span);
    return part && { real: { from: part.from, to: part.to }, from: part.from, to: Math.max(part.to, part.from + MIN_EVENT_MINUTES) };
  };
  return [
    ...events.flatMap((event): Shown[] => {
      const at = stretch(event);
      return at ? [{ kind: 'event', event, ...at }] : [];
    }),
    ...holds.flatMap((hold): Shown[] => {
      const at = stretch(hold);
      return at ? [{ kind: 'hold', hold, ...at }] : [];
    }),
    ...blocks.flatMap((block): Shown[] => {
      const at = block.whole ? null : stretch(block);
      return at ? [{ kind: 'block', block, ...at }] : [];
    }),
  ];
}

function boxOf(real: Stretch, { lane, width, of }: { lane: number; width: number; of: number }): CSSProperties & { height: number } {
  const height = Math.max(toPx(real.to - real.from) - 1, 20);
  return {
    top: toPx(real.from),
    height,
    left: `calc(${(lane / of) * 100}% + ${lane === 0 ? 2 : LANE_GAP_PX / 2}px)`,
    width: `calc(${(width / of) * 100}% - ${lane + width === of ? 8 : LANE_GAP_PX}px)`,
  };
}

/** What lies under the events: closed hours hatched, and the blocks that close everything. */
function Ground({ day, zone, blocks, hours }: Pick<Props, 'day' | 'zone' | 'blocks' | 'hours'>) {
  const closed = useMemo(() => {
    const open = hours.map((window) => partOf(zone, day, window)).filter((part) => part !== null);
    return gapsBetween(open);
  }, [day, zone, hours]);
  return (
    <>
      {closed.map(({ from, to }) => (
        <div key={from} className={classes.closed} style={{ top: toPx(from), height: toPx(to - from) }} />
      ))}
      {blocks.map((block) => {
        const part = partOf(zone, day, block);
        if (!part || !block.whole || isAllDay(block)) return null;
        return <BlockCard key={block.key} block={block} zone={zone} style={{ top: toPx(part.from), height: toPx(part.to - part.from) }} />;
      })}
    </>
  );
}

function BlockCard({ block, zone, style }: { block: MergedBlock; zone: string; style: CSSProperties }) {
  const label = blockText(block);
  return (
    <div
      className={classes.block}
      data-whole={block.whole || undefined}
      style={style}
      title={`${blockTitle(block)} · ${spanText(zone, block)}`}
    >
      <span>{label}</span>
    </div>
  );
}

function HoldCard({ hold, zone, style }: { hold: Hold; zone: string; style: CSSProperties }) {
  const now = useNow('second');
  if (hold.expiresAt <= now) return null;
  const left = countdownText(hold.expiresAt - now);
  return (
    <div
      className={classes.hold}
      style={{ ...style, '--bar': hold.color } as CSSProperties}
      title={`Held for a customer who is booking now: ${hold.offeringTitle}, ${spanText(zone, hold)}`}
    >
      <b className="num">Held {left}</b>
      <span className="truncate">{hold.offeringTitle}</span>
    </div>
  );
}

function NowLine({ day, zone }: { day: Day; zone: string }) {
  const now = useNow('halfMinute');
  return <div className={classes.now} style={{ top: toPx(minutesInto(zone, day, now)), left: 0, right: 0 }} />;
}
