import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react';
import { type KeyboardEvent, useRef } from 'react';
import { formatMoney } from '#core/base/money.ts';
import { addDays } from '#core/base/zone.ts';
import type { SimulatedDay } from '#core/domains/pricing/model.ts';
import { tip } from '../../components/tip.ts';
import { dateText } from '../calendar/clock.ts';
import { daysOf, heatOf, type PriceRange } from './month.ts';
import classes from './pricing.module.css';
import { shortMoney } from './ruleWords.ts';

interface Props {
  month: string;
  today: string;
  days: ReadonlyMap<string, SimulatedDay>;
  /** under the saved rules, while others are tried */
  before: ReadonlyMap<string, SimulatedDay> | null;
  currency: string;
  range: PriceRange | null;
  chosen: string | undefined;
  onChoose: (date: string) => void;
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** Each day's lowest and highest price, warmer the dearer. Arrow keys walk over the days. */
export function MonthPrices({ month, today, days, before, currency, range, chosen, onChoose }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const { dates, lead } = daysOf(month);
  const reachable = chosen ?? dates[0];
  const onKeyDown = (key: KeyboardEvent) => {
    const step = steps[key.key];
    const from = key.target instanceof HTMLElement ? key.target.dataset['date'] : undefined;
    if (step === undefined || from === undefined) return;
    const next = addDays(from, step);
    if (!next.startsWith(month)) return;
    key.preventDefault();
    key.stopPropagation();
    root.current?.querySelector<HTMLElement>(`[data-date="${next}"]`)?.focus();
    onChoose(next);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys move between the days inside
    <div ref={root} className={classes.month} onKeyDown={onKeyDown}>
      {['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((name) => (
        <span key={name} className={classes.monthHead} aria-hidden>
          {name}
        </span>
      ))}
      {dates.map((date, index) => (
        <DayCell
          key={date}
          {...{ date, today, currency, range }}
          day={days.get(date)}
          was={before?.get(date)}
          column={index === 0 ? lead + 1 : undefined}
          isChosen={date === chosen}
          isReachable={date === reachable}
          onChoose={() => onChoose(date)}
        />
      ))}
    </div>
  );
}

interface CellProps {
  date: string;
  today: string;
  currency: string;
  range: PriceRange | null;
  day: SimulatedDay | undefined;
  was: SimulatedDay | undefined;
  column: number | undefined;
  isChosen: boolean;
  isReachable: boolean;
  onChoose: () => void;
}

function DayCell({ date, today, currency, range, day, was, column, isChosen, isReachable, onChoose }: CellProps) {
  const low = day?.lowCents ?? null;
  const high = day?.highCents ?? null;
  const change = was ? changeOf(was, day) : 0;
  const whole = (cents: number) => formatMoney(cents, { currency });
  const price = low === null || high === null ? null : low === high ? whole(low) : `${whole(low)} to ${whole(high)}`;
  const label = `${dateText(date, { weekday: 'long', day: 'numeric', month: 'long' })}: ${price ?? 'nothing to book'}${change > 0 ? ', dearer than now' : change < 0 ? ', cheaper than now' : ''}`;
  const heat = high === null ? 0 : Math.round(heatOf(high, range) * 34);
  return (
    <button
      type="button"
      className={classes.dayCell}
      style={{
        ...(column !== undefined && { gridColumnStart: column }),
        ...(heat > 0 && { background: `color-mix(in srgb, var(--status-pending-bar) ${heat}%, var(--sk-surface))` }),
      }}
      data-date={date}
      data-none={low === null || undefined}
      data-past={date < today || undefined}
      data-today={date === today || undefined}
      aria-pressed={isChosen}
      tabIndex={isReachable ? 0 : -1}
      onClick={onChoose}
      {...(price === null ? {} : tip(price))}
    >
      <span className="visuallyHidden">{label}</span>
      <span className={classes.dayNumber} aria-hidden>
        {Number(date.slice(8))}
        {change > 0 && <IconArrowUpRight size={13} stroke={2} />}
        {change < 0 && <IconArrowDownRight size={13} stroke={2} />}
      </span>
      {low !== null && high !== null && (
        <span className={classes.dayPrice} aria-hidden>
          {shortMoney(low, currency)}
          {high !== low && <small>–{shortMoney(high, currency)}</small>}
        </span>
      )}
    </button>
  );
}

/** Above zero where any of its starts is dearer than before, below where one is cheaper and none dearer. */
export function changeOf(was: SimulatedDay, day: SimulatedDay | undefined): number {
  const old = new Map(was.slots.map((slot) => [slot.startsAt, slot.priceCents]));
  const changes = (day?.slots ?? []).map(({ startsAt, priceCents }) => Math.sign(priceCents - (old.get(startsAt) ?? priceCents)));
  return changes.includes(1) ? 1 : changes.includes(-1) ? -1 : 0;
}
