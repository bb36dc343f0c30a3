import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { addDays, dateToDay, dayOfWeek } from '#core/base/zone.ts';
import type { LocalException } from '#core/domains/availability/model.ts';
import { dateText } from '../calendar/clock.ts';
import classes from './availability.module.css';
import { type DayMark, marksOf } from './exceptionWords.ts';

interface Props {
  /** first of the months shown, `YYYY-MM` */
  firstMonth: string;
  months: number;
  today: string;
  exceptions: LocalException[];
  onChoose: (from: string, to: string) => void;
}

const two = (value: number) => String(value).padStart(2, '0');

function monthsFrom(first: string, count: number): string[] {
  const [year = 0, month = 1] = first.split('-').map(Number);
  return Array.from({ length: count }, (_, index) => {
    const at = month - 1 + index;
    return `${year + Math.floor(at / 12)}-${two((at % 12) + 1)}`;
  });
}

/** Months of days: a click or a drag over them chooses what to close or open. */
export function YearView({ firstMonth, months, today, exceptions, onChoose }: Props) {
  const [anchor, setAnchor] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const [focus, setFocus] = useState(() => (today.slice(0, 7) >= firstMonth ? today : `${firstMonth}-01`));
  const root = useRef<HTMLDivElement>(null);
  const names = monthsFrom(firstMonth, months);
  const marks = useMemo(
    () => marksOf(exceptions, `${firstMonth}-01`, `${monthsFrom(firstMonth, months).at(-1) ?? firstMonth}-31`),
    [exceptions, firstMonth, months],
  );
  // The month may have been turned away from the day that had the focus.
  const reachable = names.includes(focus.slice(0, 7)) ? focus : `${firstMonth}-01`;
  const range = anchor === null ? null : { from: min(anchor, over ?? anchor), to: max(anchor, over ?? anchor) };

  useEffect(() => {
    if (anchor === null) return;
    const cancel = () => {
      setAnchor(null);
      setOver(null);
    };
    const up = () => {
      cancel();
      onChoose(min(anchor, over ?? anchor), max(anchor, over ?? anchor));
    };
    window.addEventListener('pointerup', up);
    // The finger scrolls.
    window.addEventListener('pointercancel', cancel);
    return () => {
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
    };
  }, [anchor, over, onChoose]);

  const onKeyDown = (key: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    const step = steps[key.key];
    if (step === undefined) return;
    const next = addDays(reachable, step);
    if (!names.includes(next.slice(0, 7))) return;
    key.preventDefault();
    key.stopPropagation();
    setFocus(next);
    root.current?.querySelector<HTMLElement>(`[data-date="${next}"]`)?.focus();
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys move between the days inside
    <div ref={root} className={classes.year} onKeyDown={onKeyDown}>
      {names.map((month) => (
        <Month
          key={month}
          {...{ month, today, marks, range }}
          focus={reachable}
          onDown={(date) => {
            setAnchor(date);
            setFocus(date);
          }}
          onOver={(date) => anchor !== null && setOver(date)}
          onEnter={(date) => onChoose(date, date)}
        />
      ))}
    </div>
  );
}

const min = (a: string, b: string) => (a < b ? a : b);
const max = (a: string, b: string) => (a > b ? a : b);

interface MonthProps {
  month: string;
  today: string;
  marks: ReadonlyMap<string, DayMark>;
  range: { from: string; to: string } | null;
  focus: string;
  onDown: (date: string) => void;
  onOver: (date: string) => void;
  onEnter: (date: string) => void;
}

function Month({ month, today, marks, range, focus, onDown, onOver, onEnter }: MonthProps) {
  const first = `${month}-01`;
  const lead = dayOfWeek(dateToDay(first)) - 1;
  const count = 28 + [0, 1, 2, 3].filter((extra) => addDays(first, 27 + extra).startsWith(month)).length - 1;
  return (
    <section className={classes.month}>
      <h3>{dateText(first, { month: 'long', year: 'numeric' })}</h3>
      <div className={classes.monthGrid}>
        {['M', 'T', 'W', 'T', 'F', 'S', 'S'].map((letter, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- they never move
          <span key={index} className={classes.weekday} aria-hidden>
            {letter}
          </span>
        ))}
        {Array.from({ length: count }, (_, index) => {
          const date = addDays(first, index);
          const mark = marks.get(date);
          const label = `${dateText(date, { weekday: 'long', day: 'numeric', month: 'long' })}${mark ? `: ${mark.text}${mark.part ? ', part of the day' : ''}` : ''}`;
          return (
            <button
              key={date}
              type="button"
              className={classes.date}
              style={index === 0 ? { gridColumnStart: lead + 1 } : undefined}
              data-date={date}
              data-kind={mark?.kind}
              data-part={mark?.part || undefined}
              data-past={date < today || undefined}
              data-today={date === today || undefined}
              data-chosen={(range && date >= range.from && date <= range.to) || undefined}
              aria-label={label}
              title={mark ? label : undefined}
              tabIndex={date === focus ? 0 : -1}
              onPointerDown={(at) => {
                if (at.button !== 0) return;
                at.currentTarget.releasePointerCapture?.(at.pointerId);
                onDown(date);
              }}
              onPointerEnter={() => onOver(date)}
              onKeyDown={(key) => {
                if (key.key !== 'Enter' && key.key !== ' ') return;
                key.preventDefault();
                onEnter(date);
              }}
            >
              {Number(date.slice(8))}
            </button>
          );
        })}
      </div>
    </section>
  );
}
