import { Button, Group, Modal, NumberInput, SegmentedControl, Select, Stack, Switch, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { type SubmitEvent, useState } from 'react';
import { addDays } from '#core/base/zone.ts';
import { useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { runCommand } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import type { LocalException } from '#core/domains/availability/model.ts';
import { LengthField } from '../catalogue/LengthField.tsx';
import { formOf, whenText } from './exceptionWords.ts';
import { clockOf, parseHours } from './hours.ts';
import type { Exceptional } from './impact.ts';
import { ImpactLine } from './ImpactLine.tsx';
import type { Subject } from './subjects.ts';
import { useImpact } from './useImpact.ts';

interface Props {
  subject: Subject;
  subjects: Subject[];
  range: { from: string; to: string };
  /** the one that is changed; absent: a new one is made */
  changing?: LocalException | undefined;
  onClose: () => void;
}

interface NewException extends Exceptional {
  subjectIds?: string[];
  subjectId?: string;
  replaces?: string;
}

export type Scope = 'this' | 'offerings' | 'everything';

export const scopeChoices = (subject: Subject): { value: Scope; label: string }[] => [
  { value: 'this', label: `Only ${subject.name}` },
  { value: 'offerings', label: 'All offerings' },
  { value: 'everything', label: 'All offerings and resources' },
];

/** Closes or opens a day, some days, or a few hours. */
export function ExceptionDialog({ subject, subjects, range, changing, onClose }: Props) {
  const add = useRun<NewException, { exceptionIds: string[] }>('availability.addException');
  const before = changing && formOf(changing);
  const [kind, setKind] = useState<'BLOCK' | 'OPEN'>(changing?.kind ?? 'BLOCK');
  const [from, setFrom] = useState(before?.from ?? range.from);
  const [to, setTo] = useState(before?.to ?? range.to);
  const [wholeDay, setWholeDay] = useState(before?.hours === null || before === undefined);
  const [hours, setHours] = useState(before?.hours ?? '9-17');
  const [yearly, setYearly] = useState(changing?.yearly ?? false);
  const [capacity, setCapacity] = useState<number | null>(changing?.capacity ?? null);
  const [slotMinutes, setSlotMinutes] = useState<number | null>(changing?.slotMinutes ?? null);
  const [reason, setReason] = useState(changing?.reason ?? '');
  const [scope, setScope] = useState<Scope>('this');
  const [problem, setProblem] = useState<string | null>(null);
  // A night that is open is one whose day is: hours would open those alone whose check-in is within.
  const nightly = subject.kind === 'offering' && subject.offerings.some(({ nights }) => nights !== null);
  const whole = kind === 'BLOCK' ? wholeDay : nightly;
  const spans = parseHours(hours);
  const hoursProblem = Array.isArray(spans) ? (spans.length === 0 ? 'Which hours?' : undefined) : spans.problem;

  const wanted: Exceptional[] = spansOf({ from, to, hours: whole || !Array.isArray(spans) ? null : spans }).map((span) => ({
    ...{ kind, ...span, yearly, ...(kind === 'OPEN' ? { capacity, slotMinutes } : {}) },
    reason: reason.trim() === '' ? null : reason.trim(),
  }));
  // Extra nights are whole days, which would open others around the clock.
  const isForOthers = changing === undefined && !(nightly && kind === 'OPEN');
  const subjectIds = subjectsOf(isForOthers ? scope : 'this', subject, subjects);
  const sound = from <= to && (whole || hoursProblem === undefined);
  // Why it is done is no part of what it changes: nothing is counted anew while that is typed.
  const impact = useImpact(
    sound
      ? subjectIds.flatMap((subjectId) =>
          wanted.map((one, i) => ({
            subjectId,
            addException: { ...one, reason: null },
            ...(i === 0 && changing !== undefined && { removeExceptionId: changing.id }),
          })),
        )
      : [],
  );
  const affected = impact.impact?.affected ?? 0;
  const doing = changing !== undefined ? 'Save' : kind === 'OPEN' ? 'Open' : 'Close';

  const takeBack = async (made: readonly string[]) => {
    await removeAll(made);
    if (changing === undefined) return;
    const { id: _gone, ...former } = changing;
    await runCommand('availability.addException', { subjectId: subject.id, ...former }).catch(toast.problem);
  };

  const save = async (at: SubmitEvent) => {
    at.preventDefault();
    if (!sound) return;
    try {
      const made: string[] = [];
      for (const [i, one] of wanted.entries()) {
        const whose = changing === undefined ? { subjectIds } : { subjectId: subject.id, ...(i === 0 && { replaces: changing.id }) };
        made.push(...(await add.run({ ...whose, ...one })).exceptionIds);
      }
      toast.ok(changing !== undefined ? 'Changed' : kind === 'BLOCK' ? 'Closed' : 'Opened', { undo: () => takeBack(made) });
      onClose();
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
    }
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={changing === undefined ? `Change days of ${subject.name}` : `Change ${changing.reason ?? whenText(changing)}`}
      size={420}
    >
      <form onSubmit={(at) => void save(at)}>
        <Stack gap="md">
          <SegmentedControl
            fullWidth
            aria-label="Kind"
            value={kind}
            data={[
              { value: 'BLOCK', label: 'Close' },
              { value: 'OPEN', label: nightly ? 'Open extra nights' : 'Open extra hours' },
            ]}
            onChange={(next) => setKind(next)}
          />
          <Group grow gap="sm" align="flex-start">
            <DatePickerInput
              label="From"
              valueFormat="D MMM YYYY"
              firstDayOfWeek={1}
              value={from}
              onChange={(date) => {
                if (date === null) return;
                setFrom(date);
                // Days that were chosen together move together.
                if (to < date || from === to) setTo(date);
              }}
            />
            <DatePickerInput
              label="To"
              valueFormat="D MMM YYYY"
              firstDayOfWeek={1}
              value={to}
              error={to < from ? 'Before the first day' : undefined}
              onChange={(date) => date && setTo(date)}
            />
          </Group>
          {kind === 'BLOCK' && <Switch label="All day" checked={wholeDay} onChange={(at) => setWholeDay(at.currentTarget.checked)} />}
          <Switch
            label="Every year"
            description={yearly && from.slice(5) === '02-29' ? 'On 29 February, in leap years alone.' : undefined}
            checked={yearly}
            onChange={(at) => setYearly(at.currentTarget.checked)}
          />
          {!whole && (
            <TextInput
              label={from === to ? 'Hours' : 'Hours on each day'}
              value={hours}
              error={hoursProblem}
              placeholder="9-12, 13-17"
              onChange={(at) => setHours(at.currentTarget.value)}
            />
          )}
          {kind === 'OPEN' && (
            <Group grow gap="sm" align="flex-start">
              <NumberInput
                label="Places"
                placeholder="as offered"
                min={1}
                max={10_000}
                allowDecimal={false}
                value={capacity ?? ''}
                onChange={(next) => setCapacity(typeof next === 'number' ? next : null)}
              />
              {!nightly && (
                <LengthField
                  label="Starts every"
                  value={slotMinutes ?? 0}
                  suggestions={[15, 30, 60, 120]}
                  zeroText="as offered"
                  onChange={(minutes) => setSlotMinutes(minutes === 0 ? null : minutes)}
                />
              )}
            </Group>
          )}
          <TextInput
            label="Reason"
            placeholder={kind === 'BLOCK' ? 'Christmas, holiday, repairs' : 'Market day'}
            maxLength={500}
            value={reason}
            error={problem}
            data-autofocus
            onChange={(at) => setReason(at.currentTarget.value)}
          />
          {isForOthers && (
            <Select
              label="For"
              allowDeselect={false}
              value={scope}
              data={scopeChoices(subject)}
              onChange={(next) => setScope(next ?? 'this')}
            />
          )}
          {sound && <ImpactLine {...impact} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.running} disabled={impact.looking}>
              {affected > 0 ? `${doing} all the same` : doing}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function subjectsOf(scope: Scope, subject: Subject, subjects: readonly Subject[]): string[] {
  if (scope === 'this') return [subject.id];
  return subjects.filter((each) => scope === 'everything' || each.kind === 'offering').map((each) => each.id);
}

/** Whole days are one span; hours are one for each day. */
function spansOf({
  from,
  to,
  hours,
}: {
  from: string;
  to: string;
  hours: { from: number; to: number }[] | null;
}): { from: string; to: string }[] {
  if (hours === null) return [{ from: `${from}T00:00`, to: `${addDays(to, 1)}T00:00` }];
  const spans: { from: string; to: string }[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) {
    for (const span of hours) spans.push({ from: localAt(date, span.from), to: localAt(date, span.to) });
  }
  return spans;
}

function localAt(date: string, minutes: number): string {
  return `${addDays(date, Math.floor(minutes / 1_440))}T${clockOf(minutes % 1_440)}`;
}

export async function removeAll(ids: readonly string[]): Promise<void> {
  try {
    for (const exceptionId of ids) await runCommand('availability.removeException', { exceptionId });
  } catch (cause) {
    toast.problem(cause);
  }
}
