import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { useDrawers } from '../../app/drawers.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { useSession } from '../../bridge/ask.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Screen } from '../../components/Screen.tsx';
import { type CalendarView, daysOn, step, useCalendarAddress } from './address.ts';
import classes from './calendar.module.css';
import { type CalendarData, useCalendarData } from './calendarData.ts';
import { CalendarToolbar } from './CalendarToolbar.tsx';
import { dateText, rangeText } from './clock.ts';
import { dateAt, type Day, daysFrom } from './days.ts';
import { Aside } from './EventCard.tsx';
import { MonthGrid } from './MonthGrid.tsx';
import { useNow } from './ticker.ts';
import type { Drawn, GridColumn } from './columns.ts';
import { TimeGrid } from './TimeGrid.tsx';

export function CalendarScreen() {
  const zone = useSession().data?.tenant?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const today = dateAt(zone, useNow('halfMinute'));
  const address = useCalendarAddress({ today, narrow });
  const { view, date, only, go } = address;
  const { from, count } = daysOn(view, date);
  const days = useMemo(() => daysFrom(zone, from, count), [zone, from, count]);
  const data = useCalendarData({ from: days[0]?.startsAt ?? 0, to: days.at(-1)?.endsAt ?? 0, offeringId: only });
  const drawers = useDrawers();
  useCalendarKeys({ go, view, date, today });

  const columns = useColumns({ view, days, today, data, onDay: (day) => go({ view: 'day', date: day }) });
  const onCreate = useCallback(
    ({ startsAt, endsAt }: Drawn, { resourceId }: GridColumn) =>
      drawers.openNew({ start: startsAt, end: endsAt, offering: only, resource: resourceId ?? undefined }),
    [drawers, only],
  );
  const range = view === 'month' ? dateText(date, { month: 'long', year: 'numeric' }) : rangeText(from, days.at(-1)?.date ?? from);

  return (
    <Screen
      title="Calendar"
      bare
      actions={
        <Button leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => drawers.openNew()}>
          New booking
        </Button>
      }
    >
      <div className={classes.frame}>
        <CalendarToolbar address={address} range={range} today={today} offerings={data.offerings} />
        {data.error && !data.ready ? (
          <ErrorState error={data.error} onRetry={data.retry} />
        ) : view === 'month' ? (
          <MonthGrid
            days={days}
            month={date.slice(0, 7)}
            zone={zone}
            today={today}
            data={data}
            onDay={(day) => go({ view: 'day', date: day })}
            onOpen={drawers.openBooking}
          />
        ) : (
          <TimeGrid
            columns={columns}
            zone={zone}
            data={data}
            today={today}
            scrollKey={view}
            columnMin={view === 'resources' ? 132 : view === 'week' ? 92 : 0}
            onOpen={drawers.openBooking}
            onCreate={onCreate}
          />
        )}
      </div>
    </Screen>
  );
}

interface Columns {
  view: CalendarView;
  days: Day[];
  today: string;
  data: CalendarData;
  onDay: (date: string) => void;
}

function useColumns({ view, days, today, data, onDay }: Columns): GridColumn[] {
  const [first] = days;
  if (view === 'resources' && first) {
    const active = data.resources.filter((resource) => resource.active);
    const named = active.map((resource) => ({
      key: resource.id,
      day: first,
      resourceId: resource.id,
      label: resource.name,
      heading: <ResourceName name={resource.name} kind={resource.kind} />,
    }));
    const label = 'Everything else';
    return [...named, { key: 'none', day: first, resourceId: null, label, heading: <ResourceName name={label} kind="no resource" /> }];
  }
  return days.map((day) => ({
    key: day.date,
    day,
    label: dateText(day.date, { weekday: 'long', day: 'numeric', month: 'long' }),
    heading: (
      <button
        type="button"
        className={`${classes.dayName} ${day.date === today ? classes.isToday : ''}`}
        style={{ width: '100%' }}
        aria-current={day.date === today ? 'date' : undefined}
        onClick={() => onDay(day.date)}
      >
        {`${dateText(day.date, { weekday: 'short' })} `}
        <span className={classes.dayNumber}>{Number(day.date.slice(8))}</span>
        <Aside>{` ${dateText(day.date, { month: 'long' })}`}</Aside>
      </button>
    ),
  }));
}

function ResourceName({ name, kind }: { name: string; kind: string }) {
  return (
    <div className={`${classes.dayName} ${classes.resourceName}`}>
      <span className="truncate" style={{ maxWidth: '100%' }} title={name}>
        {name}
      </span>
      <small>{kind}</small>
    </div>
  );
}

function useCalendarKeys({
  go,
  view,
  date,
  today,
}: {
  go: (to: { view?: CalendarView; date?: string }) => void;
  view: CalendarView;
  date: string;
  today: string;
}): void {
  const group = 'Calendar';
  useShortcuts([
    { keys: 't', label: 'Go to today', group, run: () => go({ date: today }) },
    { keys: 'ArrowLeft', label: 'Earlier', group, run: () => go({ date: step(view, date, -1) }) },
    { keys: 'ArrowRight', label: 'Later', group, run: () => go({ date: step(view, date, 1) }) },
    { keys: 'd', label: 'Day view', group, run: () => go({ view: 'day' }) },
    { keys: 'w', label: 'Week view', group, run: () => go({ view: 'week' }) },
    { keys: 'm', label: 'Month view', group, run: () => go({ view: 'month' }) },
    { keys: 'r', label: 'A column per resource', group, run: () => go({ view: 'resources' }) },
  ]);
}
