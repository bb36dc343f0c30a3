import { useElementSize, useMergedRef } from '@mantine/hooks';
import { type CSSProperties, useEffect, useMemo, useRef } from 'react';
import { now as clockNow } from '../../components/now.ts';
import { AllDayStrip } from './AllDayStrip.tsx';
import classes from './calendar.module.css';
import type { CalendarData, OpenWindow } from './calendarData.ts';
import { hourText, minutesText } from './clock.ts';
import { DayColumn, toPx } from './DayColumn.tsx';
import { type Day, minutesInto, partOf } from './days.ts';
import type { Drawn, GridColumn } from './columns.ts';
import { DragGhost } from './DragGhost.tsx';
import { DrawCursor } from './DrawCursor.tsx';
import type { CalendarEvent } from './events.ts';
import { HOUR_PX, useGridDrag } from './gridDrag.ts';
import { isStretchable } from './lengths.ts';
import { useNow } from './ticker.ts';
import { useDrop } from './useDrop.ts';

const GUTTER_PX = 56;
const LANE_PX = 46;

interface Props {
  columns: GridColumn[];
  zone: string;
  data: CalendarData;
  today: string;
  /** where the view opens; changes scroll it again */
  scrollKey: string;
  columnMin?: number;
  onOpen: (bookingId: string) => void;
  onCreate: (drawn: Drawn, column: GridColumn) => void;
}

/** A column by resource shows what stands on it; by day, everything. */
function accepts(column: GridColumn, resourceIds: readonly string[]): boolean {
  if (column.resourceId === undefined) return true;
  return column.resourceId === null ? resourceIds.length === 0 : resourceIds.includes(column.resourceId);
}

export function TimeGrid({ columns, zone, data, today, scrollKey, columnMin = 0, onOpen, onCreate }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const gridRef = useMergedRef(grid, sizeRef);
  const lanes = Math.max(2, Math.floor((width || columns.length * 160) / columns.length / LANE_PX));
  const drop = useDrop({ columns, zone, data, onCreate });
  const { drag, press, onKeyDown, justDragged } = useGridDrag({
    grid,
    scroller,
    columns: columns.length,
    onDrop: drop.onDrop,
    snapTo: drop.snapTo,
    endsOf: drop.endsOf,
  });
  const stripColumns = useMemo(
    () => columns.map((column) => ({ ...column, accepts: (ids: readonly string[]) => accepts(column, ids) })),
    [columns],
  );
  const stretchable = useStretchable(data);

  useOpeningScroll({ scroller, scrollKey, ready: data.ready, columns, zone, data, today });

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      style={{ '--columns': columns.length, '--column-min': `${columnMin}px` } as CSSProperties}
    >
      <div className={classes.sheet}>
        <div className={classes.head}>
          <div className={classes.headRow}>
            <span className={classes.corner}>{zoneName(zone, columns[0]?.day.startsAt ?? 0)}</span>
            {columns.map((column) => (
              <div key={column.key} style={{ minWidth: 0 }}>
                {column.heading}
              </div>
            ))}
          </div>
          <AllDayStrip columns={stripColumns} zone={zone} events={data.events} blocks={data.blocks} onOpen={onOpen} />
        </div>
        <div className={classes.body}>
          <Gutter zone={zone} today={columns.find((column) => column.day.date === today)?.day} />
          <div ref={gridRef} className={classes.columns}>
            <DrawCursor columns={columns} zone={zone} today={today} instantOf={drop.instantOf} onCreate={onCreate} />
            {columns.map((column, index) => (
              <ColumnOf
                key={column.key}
                {...{ column, zone, data, lanes, drag, stretchable, onOpen, justDragged }}
                isToday={column.day.date === today}
                onCreate={(minutes) => onCreate({ startsAt: drop.instantOf(index, minutes) }, column)}
                onPress={(at, mode, place) => press(at, mode, { ...place, column: index })}
                onKeyDown={(key, place) => onKeyDown(key, { ...place, column: index })}
              />
            ))}
            {drag && <DragGhost drag={drag} columns={columns} zone={zone} data={data} onLanding={drop.onLanding} />}
          </div>
        </div>
      </div>
    </div>
  );
}

type ColumnProps = Omit<Parameters<typeof DayColumn>[0], 'day' | 'events' | 'holds' | 'blocks' | 'hours'> & {
  column: GridColumn;
  data: CalendarData;
};

function ColumnOf({ column, data, ...rest }: ColumnProps) {
  const own = useMemo(() => {
    if (column.resourceId === undefined) return data;
    const offering = new Map(data.offerings.map((each) => [each.id, each]));
    const needsNone = (id: string) => offering.get(id)?.resourceGroups.length === 0;
    const looked = data.offerings.filter(({ id, status }) => status === 'PUBLISHED' && needsNone(id));
    const isWhole = (ids: readonly string[]) => column.resourceId !== null || looked.every(({ id }) => ids.includes(id));
    return {
      events: data.events.filter((event) => accepts(column, event.resourceIds)),
      holds: data.holds.filter((hold) => column.resourceId === null && needsNone(hold.offeringId)),
      blocks: data.blocks
        .map((block) => ({ ...block, whole: isWhole(block.subjectIds) }))
        .filter((block) =>
          column.resourceId === null ? block.subjectIds.some(needsNone) : block.subjectIds.includes(column.resourceId ?? ''),
        ),
      hours: hoursOfResource(data, column.resourceId),
    };
  }, [column, data]);
  return <DayColumn day={column.day} events={own.events} holds={own.holds} blocks={own.blocks} hours={own.hours} {...rest} />;
}

/** A resource with no hours of its own follows those of the offerings that it serves. */
function hoursOfResource(data: CalendarData, resourceId: string | null): OpenWindow[] {
  const servedBy = (groups: readonly (readonly string[])[]) =>
    resourceId === null ? groups.length === 0 : groups.flat().includes(resourceId);
  const own = data.hours.filter((window) => window.subjectId === resourceId);
  if (own.length > 0) return own;
  const offerings = new Set(data.offerings.filter((offering) => servedBy(offering.resourceGroups)).map((offering) => offering.id));
  return data.hours.filter((window) => offerings.has(window.subjectId));
}

/** Only what is priced by the hour may change its length by dragging. */
function useStretchable(data: CalendarData): (event: CalendarEvent) => boolean {
  return useMemo(() => {
    const several = new Set(data.offerings.filter(isStretchable).map(({ id }) => id));
    return (event) => several.has(event.item.offeringId);
  }, [data.offerings]);
}

function zoneName(zone: string, at: number): string {
  return (
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' })
      .formatToParts(at)
      .find((part) => part.type === 'timeZoneName')?.value ?? zone
  );
}

function Gutter({ zone, today }: { zone: string; today: Day | undefined }) {
  const now = useNow('halfMinute');
  const minutes = today && now >= today.startsAt && now < today.endsAt ? minutesInto(zone, today, now) : null;
  return (
    <div className={classes.gutter}>
      {Array.from({ length: 23 }, (_, index) => index + 1).map((hour) => (
        <span
          key={hour}
          className={classes.hour}
          style={{ top: hour * HOUR_PX, visibility: minutes !== null && Math.abs(minutes - hour * 60) < 14 ? 'hidden' : undefined }}
        >
          {hourText(hour)}
        </span>
      ))}
      {minutes !== null && (
        <span className={classes.nowLabel} style={{ top: toPx(minutes) }}>
          {minutesText(minutes)}
        </span>
      )}
    </div>
  );
}

interface OpeningScroll {
  scroller: { current: HTMLDivElement | null };
  scrollKey: string;
  ready: boolean;
  columns: GridColumn[];
  zone: string;
  data: CalendarData;
  today: string;
}

/** Opens on the present when it is in view, else where the day's work begins. */
function useOpeningScroll({ scroller, scrollKey, ready, columns, zone, data, today }: OpeningScroll): void {
  const done = useRef('');
  useEffect(() => {
    if (!ready || done.current === scrollKey || !scroller.current) return;
    done.current = scrollKey;
    const starts = columns
      .flatMap(({ day }) => [...data.events, ...data.hours].map((span) => partOf(zone, day, span)?.from ?? 0))
      .filter((from) => from > 0);
    const first = starts.length > 0 ? Math.min(...starts) : 8 * 60;
    const current = columns.find((column) => column.day.date === today);
    const now = current ? minutesInto(zone, current.day, clockNow()) - 180 : first;
    const target = current ? Math.max(Math.min(first, 10 * 60), Math.min(now, 15 * 60)) : first;
    scroller.current.scrollTop = Math.max(0, toPx(target) - GUTTER_PX / 4);
  }, [ready, scrollKey, scroller, columns, zone, data, today]);
}
