import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { now } from '../../components/now.ts';
import classes from './calendar.module.css';
import { minutesText } from './clock.ts';
import type { Drawn, GridColumn } from './columns.ts';
import { toPx } from './DayColumn.tsx';
import { DAY_MINUTES, minutesInto } from './days.ts';

const STEP_MINUTES = 15;
const USUAL_START = 9 * 60;
/** as tall as it is drawn where no length was chosen */
const SHOWN_MINUTES = 30;

interface Props {
  columns: GridColumn[];
  zone: string;
  today: string;
  instantOf: (column: number, minutes: number) => number;
  onCreate: (drawn: Drawn, column: GridColumn) => void;
}

interface Cursor {
  column: number;
  from: number;
  /** 0: the usual length of what is booked */
  length: number;
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** The keyboard's way to draw a new booking: one stop of Tab, moved by arrows, made longer with Shift, taken with Enter. */
export function DrawCursor({ columns, zone, today, instantOf, onCreate }: Props) {
  const how = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [moved, setCursor] = useState<Cursor | null>(null);
  const cursor = moved && moved.column < columns.length ? moved : firstOf({ columns, zone, today });
  useEffect(() => {
    if (moved) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [moved]);
  const column = columns[cursor.column];
  if (!column) return null;
  const { from, length } = cursor;
  const time = length === 0 ? minutesText(from) : `${minutesText(from)}–${minutesText(from + length)}`;

  const onKeyDown = (key: KeyboardEvent) => {
    const next = key.altKey || key.metaKey || key.ctrlKey ? undefined : steppedBy(key, { cursor, columns: columns.length });
    if (!next) return;
    key.preventDefault();
    key.stopPropagation();
    setCursor(next);
  };
  const create = () => {
    const at = (minutes: number) => instantOf(cursor.column, minutes);
    onCreate({ startsAt: at(from), endsAt: length === 0 ? undefined : at(from + length) }, column);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={classes.cursor}
        style={{
          top: toPx(from),
          height: toPx(length || SHOWN_MINUTES) - 1,
          left: `calc(${(cursor.column / columns.length) * 100}% + 3px)`,
          width: `calc(${100 / columns.length}% - 8px)`,
        }}
        aria-label={`New booking, ${column.label}, ${time}`}
        aria-describedby={how}
        onKeyDown={onKeyDown}
        onClick={create}
      >
        <b>{time}</b>
        <span>New booking</span>
      </button>
      <span id={how} hidden>
        Arrow keys move it, with Shift they change its length.
      </span>
      <div role="status" className="visuallyHidden">
        {moved && `${column.label}, ${time}`}
      </div>
    </>
  );
}

/** Now where today is on show, else where work usually begins. */
function firstOf({ columns, zone, today }: Pick<Props, 'columns' | 'zone' | 'today'>): Cursor {
  const column = columns.findIndex(({ day }) => day.date === today);
  const day = columns[column]?.day;
  const minutes = day ? Math.ceil(minutesInto(zone, day, now()) / STEP_MINUTES) * STEP_MINUTES : USUAL_START;
  return { column: Math.max(0, column), from: clamp(minutes, 0, DAY_MINUTES - STEP_MINUTES), length: 0 };
}

function steppedBy({ key, shiftKey }: KeyboardEvent, { cursor, columns }: { cursor: Cursor; columns: number }): Cursor | undefined {
  const steps: Record<string, [number, number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const step = steps[key];
  if (!step) return undefined;
  const [across, down] = step;
  const { column, from, length } = cursor;
  if (shiftKey) return { column, from, length: clamp(length + down * STEP_MINUTES, 0, DAY_MINUTES - from) };
  const start = clamp(from + down * STEP_MINUTES, 0, DAY_MINUTES - Math.max(length, STEP_MINUTES));
  return { column: clamp(column + across, 0, columns - 1), from: start, length };
}
