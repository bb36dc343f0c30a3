import { Button, Checkbox, Group, Modal, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addDays } from '#core/base/zone.ts';
import type { LocalException } from '#core/domains/availability/model.ts';
import { runCommand } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { locale } from '../../components/locale.ts';
import { toast } from '../../components/toasts.ts';
import { dateText } from '../calendar/clock.ts';
import classes from './availability.module.css';
import { removeAll, type Scope, scopeChoices, subjectsOf } from './ExceptionDialog.tsx';
import { closingOf, guessCountry, type HolidayRow, rowsOf } from './holidayChoice.ts';
import { countries, type HolidayCountry, holidaysOf } from './holidays.ts';
import { ImpactLine } from './ImpactLine.tsx';
import type { Subject } from './subjects.ts';
import { useImpact } from './useImpact.ts';

interface Props {
  subject: Subject;
  subjects: Subject[];
  exceptions: readonly LocalException[];
  today: string;
  onClose: () => void;
}

const LANGUAGE = 'en';

/** Closes for the holidays of a country in one go, and opens again in one. */
export function HolidaysDialog(props: Props) {
  const known = useQuery({ queryKey: ['countries', LANGUAGE], queryFn: () => countries(LANGUAGE) });
  return (
    <Modal opened onClose={props.onClose} title={`Close ${props.subject.name} on holidays`} size={480}>
      <Answered query={known}>{(all) => <Holidays {...props} all={all} />}</Answered>
    </Modal>
  );
}

function Holidays({ subject, subjects, exceptions, today, onClose, all }: Props & { all: readonly HolidayCountry[] }) {
  const thisYear = Number(today.slice(0, 4));
  const [country, setCountry] = useState(() =>
    guessCountry(
      all.map(({ code }) => code),
      { zone: subject.zone, locale },
    ),
  );
  const [region, setRegion] = useState<string | null>(null);
  const [year, setYear] = useState(thisYear);
  const [left, setLeft] = useState<readonly string[]>([]);
  const [scope, setScope] = useState<Scope>('this');
  const wish = { country: country ?? '', region: region ?? undefined, year, language: LANGUAGE };
  const proposed = useQuery({ queryKey: ['holidays', wish], queryFn: () => holidaysOf(wish), enabled: country !== null });
  const rows = rowsOf(proposed.data ?? [], exceptions, today);
  const chosen = rows.filter(({ key, isClosed }) => !isClosed && !left.includes(key));
  const closing = useClosing({ chosen, subjectIds: subjectsOf(scope, subject, subjects), today, onClose });
  const regions = all.find(({ code }) => code === country)?.regions ?? [];
  return (
    <Stack gap="md">
      <Group grow gap="sm" align="flex-start">
        <Select
          label="Country"
          searchable
          placeholder="Choose a country"
          data-autofocus={country === null || undefined}
          value={country}
          data={all.map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(code) => {
            setCountry(code);
            setRegion(null);
          }}
        />
        {regions.length > 0 && (
          <Select
            label="Part of it"
            searchable
            clearable
            placeholder="All of the country"
            value={region}
            data={regions.map(({ code, name }) => ({ value: code, label: name }))}
            onChange={setRegion}
          />
        )}
      </Group>
      <SegmentedControl
        aria-label="Year"
        value={String(year)}
        data={[thisYear, thisYear + 1, thisYear + 2].map(String)}
        onChange={(next) => setYear(Number(next))}
      />
      {country !== null && <Answered query={proposed}>{() => <HolidayList rows={rows} left={left} onLeave={setLeft} />}</Answered>}
      <Select label="For" allowDeselect={false} value={scope} data={scopeChoices(subject)} onChange={(next) => setScope(next ?? 'this')} />
      {closing.isNear && <ImpactLine {...closing.impact} />}
      {!closing.isNear && chosen.length > 0 && <Text size="xs">None of them is in the next {LOOK_AHEAD_DAYS} days.</Text>}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={closing.running} disabled={chosen.length === 0 || closing.impact.looking} onClick={() => void closing.close()}>
          {(closing.impact.impact?.affected ?? 0) === 0 ? closeWords(chosen.length) : 'Close all the same'}
        </Button>
      </Group>
    </Stack>
  );
}

const closeWords = (count: number) => (count === 0 ? 'Close' : count === 1 ? 'Close on one holiday' : `Close on ${count} holidays`);

interface ListProps {
  rows: readonly HolidayRow[];
  /** those whose tick was taken off */
  left: readonly string[];
  onLeave: (left: readonly string[]) => void;
}

function HolidayList({ rows, left, onLeave }: ListProps) {
  if (rows.length === 0) return <Text size="sm">No holidays are left in that year. Choose the next one.</Text>;
  const open = rows.filter(({ isClosed }) => !isClosed);
  const ticked = open.filter(({ key }) => !left.includes(key));
  return (
    <div className={classes.holidays}>
      <Checkbox
        size="xs"
        label={`${rows.length} holidays`}
        disabled={open.length === 0}
        checked={ticked.length === open.length}
        indeterminate={ticked.length > 0 && ticked.length < open.length}
        onChange={() => onLeave(ticked.length === open.length ? open.map(({ key }) => key) : [])}
      />
      <ul>
        {rows.map((row) => (
          <li key={row.key}>
            <Checkbox
              size="xs"
              label={
                <>
                  {row.name} <small>{row.isClosed ? 'closed already' : row.yearly ? 'every year' : `${row.from.slice(0, 4)} only`}</small>
                </>
              }
              disabled={row.isClosed}
              checked={row.isClosed || !left.includes(row.key)}
              onChange={(at) => onLeave(at.currentTarget.checked ? left.filter((key) => key !== row.key) : [...left, row.key])}
            />
            <span className="num">{dateText(row.from.slice(0, 10), { weekday: 'short', day: 'numeric', month: 'short' })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface Closing {
  chosen: readonly HolidayRow[];
  subjectIds: readonly string[];
  today: string;
  onClose: () => void;
}

const LOOK_AHEAD_DAYS = 90;

/** Tells what closing on the chosen days would do, and closes. */
function useClosing({ chosen, subjectIds, today, onClose }: Closing) {
  const [running, setRunning] = useState(false);
  const wanted = chosen.map(closingOf);
  // Further days are beyond what is counted.
  const near = wanted.filter(({ from }) => from.slice(0, 10) <= addDays(today, LOOK_AHEAD_DAYS));
  const impact = useImpact(subjectIds.flatMap((subjectId) => near.map((addException) => ({ subjectId, addException }))));
  const close = async () => {
    setRunning(true);
    try {
      const made: string[] = [];
      for (const one of wanted)
        made.push(...(await runCommand<{ exceptionIds: string[] }>('availability.addException', { subjectIds, ...one })).exceptionIds);
      toast.ok(wanted.length === 1 ? 'Closed on one holiday' : `Closed on ${wanted.length} holidays`, { undo: () => removeAll(made) });
      onClose();
    } catch (cause) {
      toast.problem(cause);
    } finally {
      setRunning(false);
    }
  };
  return { impact, isNear: near.length > 0, running, close };
}
