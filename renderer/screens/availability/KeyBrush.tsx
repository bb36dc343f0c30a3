import { type KeyboardEvent, useState } from 'react';
import { minutesSpan } from '../calendar/clock.ts';
import classes from './availability.module.css';
import { HOUR_PX, type Stroke } from './brush.ts';
import { type NewRule, weekdays } from './hours.ts';
import { blockOf, type Cursor, moveCursor, openIn } from './keyCursor.ts';

interface Props {
  rules: readonly NewRule[];
  step: number;
  onStroke: (stroke: Stroke) => void;
}

const toPx = (minutes: number) => (minutes / 60) * HOUR_PX;

/** The brush for those without a mouse: arrows walk, Shift widens, Enter or Space opens, Delete closes. */
export function KeyBrush({ rules, step, onStroke }: Props) {
  const [cursor, setCursor] = useState<Cursor>({ day: 1, minutes: 9 * 60, anchor: null });
  const [focused, setFocused] = useState(false);
  const block = blockOf({ ...cursor, minutes: Math.floor(cursor.minutes / step) * step }, step);
  const days = block.lastDay - block.firstDay + 1;
  const names = days === 1 ? weekdays[block.firstDay - 1] : `${weekdays[block.firstDay - 1]} to ${weekdays[block.lastDay - 1]}`;
  const where = `${names}, ${minutesSpan(block.from, block.to)}, ${openIn(rules, block)}`;
  const stroke = (kind: 'paint' | 'erase') => onStroke({ kind, ...block, rule: null });
  const onKeyDown = (key: KeyboardEvent<HTMLButtonElement>) => {
    if (key.altKey || key.ctrlKey || key.metaKey) return;
    const next = moveCursor(cursor, key, step);
    if (next) {
      setCursor(next);
      const target = key.currentTarget;
      requestAnimationFrame(() => target.scrollIntoView({ block: 'nearest' }));
    } else if (key.key === 'Delete' || key.key === 'Backspace') stroke('erase');
    else if (key.key === 'Escape' && cursor.anchor) setCursor({ ...cursor, anchor: null });
    else return;
    key.preventDefault();
    key.stopPropagation();
  };
  return (
    <>
      <button
        type="button"
        className={classes.keyBrush}
        aria-label={`Paint hours by keyboard. ${where}. Arrow keys move, with Shift they widen; Enter opens, Delete closes.`}
        style={{
          top: toPx(block.from),
          height: toPx(block.to - block.from),
          left: `${((block.firstDay - 1) / 7) * 100}%`,
          width: `${(days / 7) * 100}%`,
        }}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKeyDown}
        onClick={() => stroke('paint')}
      />
      <span role="status" className="visuallyHidden">
        {focused ? where : ''}
      </span>
    </>
  );
}
