import { Button, Switch } from '@mantine/core';
import { IconCalendarOff, IconChevronLeft, IconChevronRight, IconConfetti, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { addDays, instantToWall } from '#core/base/zone.ts';
import type { LocalException } from '#core/domains/availability/model.ts';
import { runCommand } from '../../bridge/ask.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { toast } from '../../components/toasts.ts';
import { useNow } from '../calendar/ticker.ts';
import classes from './availability.module.css';
import { ExceptionDialog } from './ExceptionDialog.tsx';
import { formOf, lastDay, nextTimes, whenText } from './exceptionWords.ts';
import { HolidaysDialog } from './HolidaysDialog.tsx';
import { aheadText, changeWords } from './impact.ts';
import { impactOf } from './impactOf.ts';
import type { Subject } from './subjects.ts';
import { YearView } from './YearView.tsx';

interface Props {
  subject: Subject;
  subjects: Subject[];
  exceptions: LocalException[];
  /** the one that somebody came to see */
  chosen: string | undefined;
}

const MONTHS = 12;

export function ExceptionsPane({ subject, subjects, exceptions, chosen }: Props) {
  const today = instantToWall(subject.zone, useNow('halfMinute')).date;
  const [first, setFirst] = useState(today.slice(0, 7));
  const [range, setRange] = useState<{ from: string; to: string } | null>(null);
  const [changing, setChanging] = useState<LocalException | null>(null);
  const [past, setPast] = useState(false);
  const [holidays, setHolidays] = useState(false);
  const onChoose = useCallback((from: string, to: string) => setRange({ from, to }), [setRange]);
  const ahead = new Map(exceptions.map((exception) => [exception.id, nextTimes(exception, today)?.from ?? null]));
  const shown = exceptions
    .filter(({ id }) => past || ahead.get(id) !== null || id === chosen)
    .toSorted((a, b) => (ahead.get(a.id) ?? a.from).localeCompare(ahead.get(b.id) ?? b.from));
  const hidden = exceptions.filter(({ id }) => ahead.get(id) === null).length;

  return (
    <div className={classes.panes}>
      <div className={classes.pane}>
        <div className={classes.weekTools}>
          <IconAction icon={IconChevronLeft} label="Three months back" onClick={() => setFirst(shiftMonths(first, -3))} />
          <IconAction icon={IconChevronRight} label="Three months on" onClick={() => setFirst(shiftMonths(first, 3))} />
          <span className={classes.legend}>
            <span>
              <i style={{ background: 'var(--status-no-show-tint)', boxShadow: 'inset 0 0 0 1px var(--status-no-show-bar)' }} />
              closed
            </span>
            <span>
              <i style={{ background: 'var(--status-confirmed-tint)', boxShadow: 'inset 0 0 0 1px var(--status-confirmed-bar)' }} />
              extra hours
            </span>
            <span>· with a dot: part of the day. Click a day or drag over several.</span>
          </span>
        </div>
        <YearView firstMonth={first} months={MONTHS} today={today} exceptions={exceptions} onChoose={onChoose} />
      </div>
      <div className={`${classes.pane} ${classes.paneSide}`}>
        <div className={classes.previewHead}>
          <h3>Days off</h3>
          <Button size="xs" variant="default" leftSection={<IconConfetti size={14} stroke={1.5} />} onClick={() => setHolidays(true)}>
            Holidays
          </Button>
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} stroke={1.5} />} onClick={() => onChoose(today, today)}>
            Add
          </Button>
        </div>
        {hidden > 0 && (
          <div style={{ padding: '0 16px 8px' }}>
            <Switch size="xs" label={`Show past ones (${hidden})`} checked={past} onChange={(at) => setPast(at.currentTarget.checked)} />
          </div>
        )}
        {shown.length === 0 ? (
          <EmptyState icon={IconCalendarOff} text="No days off ahead. Click a day to close it or to open extra hours." />
        ) : (
          <ul className={classes.exceptions}>
            {shown.map((exception) => (
              <ExceptionRow
                key={exception.id}
                {...{ exception, subjectId: subject.id, isChosen: exception.id === chosen }}
                onChange={() => setChanging(exception)}
              />
            ))}
          </ul>
        )}
      </div>
      {holidays && <HolidaysDialog {...{ subject, subjects, exceptions, today }} onClose={() => setHolidays(false)} />}
      {changing && (
        <ExceptionDialog
          {...{ subject, subjects, changing }}
          range={{ from: changing.from.slice(0, 10), to: lastDay(changing) }}
          onClose={() => setChanging(null)}
        />
      )}
      {range && <ExceptionDialog subject={subject} subjects={subjects} range={range} onClose={() => setRange(null)} />}
    </div>
  );
}

function shiftMonths(month: string, by: number): string {
  let date = `${month}-15`;
  for (let left = Math.abs(by); left > 0; left -= 1) date = `${addDays(date, by > 0 ? 30 : -30).slice(0, 7)}-15`;
  return date.slice(0, 7);
}

interface RowProps {
  exception: LocalException;
  subjectId: string;
  isChosen: boolean;
  onChange: () => void;
}

function ExceptionRow({ exception, subjectId, isChosen, onChange }: RowProps) {
  const closed = exception.kind === 'BLOCK';
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'center' });
  }, [isChosen]);
  const remove = async () => {
    const { id, ...rest } = exception;
    const impact = await impactOf({ subjectId, removeExceptionId: id });
    const change = impact === null ? '' : changeWords(impact);
    try {
      await runCommand('availability.removeException', { exceptionId: id });
      toast.ok(impact === null || change === '' ? 'Removed' : `Removed: ${change} in the next ${aheadText(impact)}`, {
        undo: () => runCommand('availability.addException', { subjectId, ...rest }).catch(toast.problem),
      });
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <li ref={row} className={classes.exception} aria-current={isChosen || undefined}>
      <i style={{ background: closed ? 'var(--status-no-show-bar)' : 'var(--status-confirmed-bar)' }} />
      <div className={classes.exceptionText}>
        <b>{exception.reason ?? (closed ? 'Closed' : 'Extra hours')}</b>
        <span>
          {closed ? 'Closed' : 'Open'} {whenText(exception)}
          {exception.capacity !== null && `, ${exception.capacity} places`}
        </span>
      </div>
      {formOf(exception) !== null && (
        <IconAction icon={IconPencil} label={`Change ${exception.reason ?? whenText(exception)}`} onClick={onChange} />
      )}
      <IconAction icon={IconTrash} label={`Remove ${exception.reason ?? whenText(exception)}`} onClick={() => void remove()} />
    </li>
  );
}
