import { useEffect, useRef, useState } from 'react';
import { hourText, minutesSpan } from '../calendar/clock.ts';
import classes from './availability.module.css';
import { HOUR_PX, type Stroke, useBrush } from './brush.ts';
import { DayHead } from './DayHead.tsx';
import { DAY_MINUTES, detailsText, erase, isPlain, type NewRule, paint, ruleOf, sortRules, stretchOf, weekdays } from './hours.ts';
import { KeyBrush } from './KeyBrush.tsx';
import { RulePopover } from './RulePopover.tsx';

interface Props {
  rules: NewRule[];
  readOnly: boolean;
  step: number;
  emptyWord: string;
  onChange: (rules: readonly NewRule[]) => void;
}

const toPx = (minutes: number) => (minutes / 60) * HOUR_PX;

/** The week's hours: drag over free time to open it, over open time to close it, at an edge to stretch it. */
export function WeekPainter({ rules, readOnly, step, emptyWord, onChange }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [openRule, setOpenRule] = useState<number | null>(null);
  const brush = useBrush({ grid, step, onStroke: (stroke) => onChange(apply(rules, stroke)) });

  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = toPx(7 * 60) - 8;
  }, []);

  return (
    <div ref={scroller} className={classes.week}>
      <div className={classes.weekSheet}>
        <div className={classes.weekHead}>
          <span />
          {weekdays.map((name, index) => (
            <DayHead key={name} day={index + 1} name={name} rules={rules} readOnly={readOnly} emptyWord={emptyWord} onChange={onChange} />
          ))}
        </div>
        <div className={classes.weekBody}>
          <div className={classes.hours} aria-hidden>
            {Array.from({ length: 23 }, (_, index) => index + 1).map((hour) => (
              <span key={hour} className={classes.hour} style={{ top: hour * HOUR_PX }}>
                {hourText(hour)}
              </span>
            ))}
          </div>
          <div ref={grid} className={classes.grid} data-fixed={readOnly || undefined} role="group" aria-label="Weekly hours, painted">
            {weekdays.map((name, index) => (
              <div
                key={name}
                className={classes.day}
                data-weekday={index + 1}
                onPointerDown={(at) => !readOnly && brush.press(at, 'paint', { day: index + 1 })}
              >
                {rules.map((rule, at) => (
                  <RuleInDay
                    // oxlint-disable-next-line react/no-array-index-key -- rules have no ids of their own while they are painted
                    key={at}
                    {...{ rule, readOnly, day: index + 1 }}
                    opened={openRule === at}
                    onOpen={(opened) => setOpenRule(opened && !brush.justPainted() ? at : null)}
                    onErase={(event) => brush.press(event, 'erase', { day: index + 1 })}
                    onEdge={(event, anchor) => brush.press(event, 'resize', { day: index + 1, anchor, rule: at })}
                    onChange={(next) =>
                      onChange(sortRules(rules.flatMap((each, place) => (place !== at ? [each] : next === null ? [] : [next]))))
                    }
                  />
                ))}
              </div>
            ))}
            {!readOnly && <KeyBrush rules={rules} step={step} onStroke={(stroke) => onChange(apply(rules, stroke))} />}
            {brush.stroke && <StrokeBox stroke={brush.stroke} />}
          </div>
        </div>
      </div>
    </div>
  );
}

function apply(rules: readonly NewRule[], stroke: Stroke): readonly NewRule[] {
  const { from, to } = stroke;
  if (stroke.kind === 'resize') {
    const old = rules[stroke.rule ?? -1];
    if (!old) return rules;
    const others = rules.filter((rule) => rule !== old);
    const stretched = ruleOf(old.dayOfWeek, { from, to }, old);
    return isPlain(old)
      ? paint(others, old.dayOfWeek, { from, to })
      : sortRules([...erase(others, old.dayOfWeek, { from, to }), stretched]);
  }
  let next: readonly NewRule[] = rules;
  for (let day = stroke.firstDay; day <= stroke.lastDay; day += 1)
    next = stroke.kind === 'paint' ? paint(next, day, { from, to }) : erase(next, day, { from, to });
  return next;
}

function StrokeBox({ stroke }: { stroke: Stroke }) {
  const days = stroke.lastDay - stroke.firstDay + 1;
  return (
    <div
      className={classes.stroke}
      data-kind={stroke.kind}
      style={{
        top: toPx(stroke.from),
        height: toPx(stroke.to - stroke.from),
        left: `calc(${((stroke.firstDay - 1) / 7) * 100}% + 3px)`,
        width: `calc(${(days / 7) * 100}% - 6px)`,
      }}
    >
      {stroke.kind === 'erase' && 'Close '}
      {minutesSpan(stroke.from, stroke.to)}
    </div>
  );
}

interface RuleProps {
  rule: NewRule;
  day: number;
  readOnly: boolean;
  opened: boolean;
  onOpen: (opened: boolean) => void;
  onErase: (at: React.PointerEvent) => void;
  onEdge: (at: React.PointerEvent, anchor: number) => void;
  onChange: (rule: NewRule | null) => void;
}

/** A rule on its own day, and what of it runs past midnight on the next. */
function RuleInDay({ rule, day, readOnly, opened, onOpen, onErase, onEdge, onChange }: RuleProps) {
  const { from, to } = stretchOf(rule);
  if (rule.dayOfWeek === day) {
    const shownTo = Math.min(to, DAY_MINUTES);
    return (
      <RulePopover rule={rule} opened={opened} readOnly={readOnly} onClose={() => onOpen(false)} onChange={onChange}>
        <button
          type="button"
          className={classes.rule}
          style={{ top: toPx(from) + 1, height: Math.max(toPx(shownTo - from) - 2, 10) }}
          aria-label={`${weekdays[day - 1]} ${minutesSpan(from, to)}${detailsText(rule) && `, ${detailsText(rule)}`}. Edit`}
          onPointerDown={(at) => !readOnly && onErase(at)}
          onClick={() => onOpen(!opened)}
        >
          {shownTo - from >= 40 && <b>{minutesSpan(from, to)}</b>}
          {shownTo - from >= 75 && detailsText(rule) && <span>{detailsText(rule)}</span>}
          {!readOnly && <span className={classes.edge} data-edge="from" onPointerDown={(at) => onEdge(at, shownTo)} />}
          {!readOnly && to <= DAY_MINUTES && <span className={classes.edge} data-edge="to" onPointerDown={(at) => onEdge(at, from)} />}
        </button>
      </RulePopover>
    );
  }
  if (to > DAY_MINUTES && (rule.dayOfWeek % 7) + 1 === day) {
    return (
      <div className={classes.rule} data-continued style={{ top: 0, height: toPx(to - DAY_MINUTES), pointerEvents: 'none' }} aria-hidden />
    );
  }
  return null;
}
