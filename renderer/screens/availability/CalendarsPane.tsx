import { Button, Menu } from '@mantine/core';
import {
  IconCalendarShare,
  IconDots,
  IconEdit,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { ExternalCalendar } from '#core/domains/availability/model.ts';
import type { Resource } from '#core/domains/catalog/model.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { toast } from '../../components/toasts.ts';
import { useNow } from '../calendar/ticker.ts';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import classes from './availability.module.css';
import { CalendarForm } from './CalendarForm.tsx';
import { stateOf } from './calendarWords.ts';
import type { Subject } from './subjects.ts';

/** Calendars kept elsewhere whose busy times are taken here too. Their addresses are secrets: managers alone see them. */
export function CalendarsPane({ subject, chosen }: { subject: Subject; chosen: string | undefined }) {
  const isManager = useIsManager();
  if (!isManager)
    return <EmptyState icon={IconCalendarShare} text={`${managersOnly} The addresses of outside calendars are theirs alone.`} />;
  return <Calendars subject={subject} chosen={chosen} />;
}

/** What is served by people and things has no busy time of its own. */
function ServedBy({ subject, resources }: { subject: Subject; resources: readonly Resource[] }) {
  const needed = new Set(subject.offerings.flatMap(({ resourceGroups }) => resourceGroups.flat()));
  const names = resources.filter(({ id }) => needed.has(id)).map(({ name }) => name);
  return (
    <EmptyState
      icon={IconCalendarShare}
      text={`${subject.name} is free when somebody or something that it needs is. Add outside calendars to those instead: ${names.join(', ')}.`}
    />
  );
}

function Calendars({ subject, chosen }: { subject: Subject; chosen: string | undefined }) {
  const query = useAsk<ExternalCalendar[]>('availability.externalCalendars', {}, { tables: ['external_calendars'] });
  const resources = useAsk<Resource[]>('catalog.resources').data ?? [];
  const [adding, setAdding] = useState(false);
  const isServed = subject.kind === 'offering' && subject.offerings.some(({ resourceGroups }) => resourceGroups.length > 0);
  return (
    <div className={classes.calendars}>
      <Answered query={query}>
        {(all) => {
          const mine = all.filter(({ subjectId }) => subjectId === subject.id);
          if (isServed && mine.length === 0) return <ServedBy {...{ subject, resources }} />;
          return (
            <>
              {mine.length > 0 && (
                <ul className={classes.calendarRows}>
                  {mine.map((calendar) => (
                    <CalendarRow key={calendar.id} calendar={calendar} isChosen={calendar.id === chosen} />
                  ))}
                </ul>
              )}
              {adding ? (
                <CalendarForm subject={subject} onClose={() => setAdding(false)} />
              ) : mine.length === 0 ? (
                <EmptyState
                  icon={IconCalendarShare}
                  text={`Add the address of a calendar kept elsewhere, such as Airbnb or Google, and ${subject.name} is taken whenever that one is busy.`}
                  action={{ label: 'Add a calendar', onClick: () => setAdding(true) }}
                />
              ) : (
                <Button variant="default" leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setAdding(true)}>
                  Add a calendar
                </Button>
              )}
            </>
          );
        }}
      </Answered>
    </div>
  );
}

function CalendarRow({ calendar, isChosen }: { calendar: ExternalCalendar; isChosen: boolean }) {
  const now = useNow('halfMinute');
  const [editing, setEditing] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'center' });
  }, [isChosen]);
  const { id: externalCalendarId, name, url, subjectId, active } = calendar;
  const state = stateOf(calendar, now);
  const run = async (work: () => Promise<unknown>, done?: () => void) => {
    try {
      await work();
      done?.();
    } catch (cause) {
      toast.problem(cause);
    }
  };
  const pause = () =>
    run(() => runCommand('availability.updateExternalCalendar', { externalCalendarId, changes: { active: !active }, seen: { active } }));
  const refresh = () =>
    run(
      () => runCommand('availability.refreshExternalCalendar', { externalCalendarId }),
      () => toast.ok(`“${name}” is read again in a moment`),
    );
  const remove = () =>
    run(
      () => runCommand('availability.removeExternalCalendar', { externalCalendarId }),
      () =>
        toast.ok(`“${name}” is removed, and its busy times are free again`, {
          undo: () => runCommand('availability.addExternalCalendar', { subjectId, name, url }).catch(toast.problem),
        }),
    );
  const icon = { size: 16, stroke: 1.5 };
  return (
    <li ref={row} className={classes.calendarRow} data-tone={state.tone} aria-current={isChosen || undefined}>
      <div className={classes.calendarMain}>
        <div className={classes.calendarText}>
          <b>{name}</b>
          <span className="truncate" title={url} dir="ltr">
            {shortAddress(url)}
          </span>
          <span role="status">
            <strong>{state.word}</strong> · {state.detail}
          </span>
          {calendar.lastError !== null && active && <span className={classes.calendarError}>{calendar.lastError}</span>}
        </div>
        <IconAction icon={IconRefresh} label={`Read ${name} now`} disabled={!active} onClick={() => void refresh()} />
        <IconAction
          icon={active ? IconPlayerPause : IconPlayerPlay}
          label={active ? `Pause ${name}` : `Go on with ${name}`}
          onClick={() => void pause()}
        />
        <Menu position="bottom-end" width={160}>
          <Menu.Target>
            <IconAction icon={IconDots} label={`More of ${name}`} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconEdit {...icon} />} onClick={() => setEditing(true)}>
              Change
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={() => void remove()}>
              Remove
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {editing && <CalendarForm calendar={calendar} onClose={() => setEditing(false)} />}
    </li>
  );
}

/** Where it is kept; the rest of the address is as good as a password. */
function shortAddress(url: string): string {
  return URL.canParse(url) ? new URL(url.replace(/^webcal:/i, 'https:')).host : url;
}
