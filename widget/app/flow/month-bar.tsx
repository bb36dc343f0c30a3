import { type Day, firstOfMonth, plusDays, plusMonths } from '../days.ts';
import { monthName } from '../formats.ts';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words.ts';

interface Props {
  from: Day;
  month: Day | null;
  setMonth(month: Day | null): void;
  setFrom(day: Day): void;
  today: Day;
  end: Day;
}

/** Names the month and opens it; its arrows move by the week, or by the month while that is open. */
export function MonthBar({ from, month, setMonth, setFrom, today, end }: Props) {
  const latest = (a: Day, b: Day) => (a > b ? a : b);
  const before = month ? month > firstOfMonth(today) : from > today;
  const after = month ? plusMonths(month, 1) < end : plusDays(from, 7) < end;
  const move = (sign: 1 | -1) => (month ? setMonth(plusMonths(month, sign)) : setFrom(latest(plusDays(from, sign * 7), today)));
  const arrow = (sign: 1 | -1, possible: boolean, name: string) => (
    <button type="button" class="round plain" aria-label={name} aria-disabled={!possible} onClick={() => possible && move(sign)}>
      <Icon name={sign > 0 ? 'next' : 'back'} flip />
    </button>
  );
  return (
    <div class="bar">
      <button
        type="button"
        class="plain month-name"
        aria-expanded={month !== null}
        onClick={() => setMonth(month ? null : firstOfMonth(from))}
      >
        <Icon name="calendar" />
        <span>{month ? monthName(month, month) : monthName(from, plusDays(from, 6))}</span>
        <span class="hidden">{month ? words.monthHide : words.month}</span>
      </button>
      {arrow(-1, before, month ? words.previousMonth : words.previousDays)}
      {arrow(1, after, month ? words.nextMonth : words.nextDays)}
    </div>
  );
}
