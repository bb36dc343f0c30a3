import { useEffect, useRef, useState } from 'preact/hooks';
import { serverNow } from '../api.ts';
import { config } from '../config.ts';
import { type Day, daysFrom, plusDays } from '../days.ts';
import { dateTime, dayOf, ownZone, sameClock, zoneName } from '../formats.ts';
import { Skeleton } from '../parts/skeleton.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import type { Offering, Slot } from '../storefront.ts';
import { words } from '../words.ts';
import { type Calendar, type Range, useCalendar } from './calendar.ts';
import { Choices } from './choices.tsx';
import { DayStrip } from './day-strip.tsx';
import { Month } from './month.tsx';
import { MonthBar } from './month-bar.tsx';
import { extras } from './extra.ts';
import { longestFree } from './pick.ts';
import { Slots } from './slots.tsx';
import type { Want } from './want.ts';

interface Props {
  offering: Offering;
  want: Want;
  onWant(want: Want): void;
  /** The day to begin at: that of the time picked before, on coming back to this step. */
  startDay: Day | null;
  /** Rises when a time turned out to be taken: what is shown is out of date then. */
  round: number;
  /** The start that is being held right now. */
  picking: string | null;
  onPick(slot: Slot): void;
  /** Another time for what is booked: nothing else of it changes, the price neither. */
  fixed?: boolean;
}

/** When: a strip of days, the month a tap away, and the chosen day's free times. */
export function When({ offering, want, onWant, startDay, round, picking, onPick, fixed = false }: Props) {
  const today = dayOf(new Date(serverNow()).toISOString(), offering.timezone);
  const end = plusDays(today, offering.maxAdvanceDays + 1);
  const [from, setFrom] = useState<Day>(startDay && startDay > today ? startDay : today);
  const [day, setDay] = useState<Day | null>(startDay);
  const [month, setMonth] = useState<Day | null>(null);
  const range = rangeOf({ from, month, today, end });
  // Of what is sold by the hour it says how much longer one may have it.
  const basic = { ...want, durationMinutes: offering.durationMinutes, ...(want.extra && extras?.basicOf(offering, want.extra)) };
  const isMore = JSON.stringify(basic) !== JSON.stringify(want);
  const basicDays = useCalendar(offering, basic, isMore && (fixed || offering.pricingModel !== 'HOURLY') ? null : range);
  const moreDays = useCalendar(offering, want, isMore ? range : null);
  const calendar = isMore ? moreDays : basicDays;
  const free = (of: Day) => calendar.days.get(of)?.length;
  const week = daysFrom(from, 7);
  const chosen = day && (month || week.includes(day)) ? day : (week.find(free) ?? null);
  useFirstJump({ offering, calendar, from, setFrom, blocked: startDay !== null });
  const seen = useRef(round);
  useEffect(() => {
    if (round !== seen.current) calendar.reload();
    seen.current = round;
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- Only a new round makes what is shown out of date.
  }, [round]);
  const goTo = (to: Day) => {
    setFrom(to);
    setDay(to);
    setMonth(null);
  };
  const isFree = (of: Day) => (calendar.days.has(of) ? Boolean(free(of)) : undefined);
  const longest = Math.max(0, ...[...basicDays.days.values()].map(longestFree));
  return (
    <div class="when">
      {!fixed && <Choices {...{ offering, want, longest }} onChange={onWant} />}
      <MonthBar {...{ from, month, setMonth, setFrom, today, end }} />
      {month ? (
        <Month {...{ month, chosen, isFree }} first={today} last={end} onChoose={goTo} />
      ) : (
        <DayStrip {...{ from, chosen, isFree }} onChoose={setDay} />
      )}
      {!month && <FreeTimes {...{ offering, want, calendar, chosen, from, picking, onPick, fixed }} onJump={goTo} />}
    </div>
  );
}

interface FreeTimesProps extends Pick<Props, 'offering' | 'want' | 'picking' | 'onPick'> {
  fixed: boolean;
  calendar: Calendar;
  from: Day;
  chosen: Day | null;
  onJump(day: Day): void;
}

function FreeTimes({ offering, want, calendar, from, chosen, picking, onPick, onJump, fixed }: FreeTimesProps) {
  const loaded = calendar.days.has(chosen ?? from);
  if (calendar.problem && !loaded) return <Trouble problem={calendar.problem} retry={calendar.reload} />;
  if (!loaded) return calendar.waiting ? <Waiting waiting problem={null} /> : <Skeleton />;
  const slots = chosen ? (calendar.days.get(chosen) ?? []) : [];
  const first = slots[0];
  if (!first) return <NothingFree {...{ offering, calendar, from, chosen, onJump, fixed }} />;
  const foreign = slots.some(({ startsAt }) => !sameClock(startsAt, offering.timezone, ownZone));
  const zone = zoneName(offering.timezone, Date.parse(first.startsAt));
  return (
    <div class={`${foreign ? 'foreign' : ''} ${calendar.stale ? 'stale' : ''}`} aria-busy={calendar.stale}>
      {foreign && <p class="zone">{words.zoneYours(zone)}</p>}
      <Slots {...{ offering, want, slots, picking, onPick, fixed }} day={chosen ?? from} />
    </div>
  );
}

function NothingFree({ offering, calendar, from, chosen, onJump, fixed }: Omit<FreeTimesProps, 'want' | 'picking' | 'onPick'>) {
  const later = [...calendar.days]
    .filter(([day, slots]) => day >= (chosen ?? from) && slots.length > 0)
    .map(([, slots]) => slots[0]?.startsAt ?? '');
  const next = [...later, calendar.nextFrom(chosen ?? from) ?? ''].filter(Boolean).sort()[0];
  return (
    <div class="empty" role="status">
      <p>{next ? (chosen ? words.noneFreeThisDay : words.noneFree) : words.noneFreeAtAll}</p>
      {next && (
        <button type="button" class="quiet" onClick={() => onJump(dayOf(next, offering.timezone))}>
          {words.nextFree(dateTime(next, offering.timezone))}
        </button>
      )}
      {!fixed && (
        <a
          class="quiet"
          href={`/s/${config.tenant}/o/${encodeURIComponent(offering.slug)}/waitlist${chosen ? `?from=${chosen}` : ''}`}
          target="_blank"
          rel="noopener"
        >
          {words.waitlist}
        </a>
      )}
    </div>
  );
}

/** The seven days on screen, or the month while it is open; nothing before today or past the horizon. */
function rangeOf({ from, month, today, end }: { from: Day; month: Day | null; today: Day; end: Day }): Range | null {
  const to = month ? plusDays(month, 31) : plusDays(from, 7);
  const begin = month ? (month > today ? month : today) : from;
  const range = { from: begin, to: to < end ? to : end };
  return range.from < range.to ? range : null;
}

/** A first week with nothing in it is skipped once: nobody comes to look at an empty week. */
function useFirstJump(props: { offering: Offering; calendar: Calendar; from: Day; setFrom(day: Day): void; blocked: boolean }): void {
  const { offering, calendar, from, setFrom, blocked } = props;
  const done = useRef(blocked);
  useEffect(() => {
    if (done.current || calendar.stale || calendar.days.size === 0) return;
    done.current = true;
    const next = calendar.nextFrom(from);
    const free = [...calendar.days.values()].some((slots) => slots.length > 0);
    if (!free && next) setFrom(dayOf(next, offering.timezone));
  });
}
