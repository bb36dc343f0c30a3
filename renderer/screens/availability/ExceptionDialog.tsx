import { Button, Group, Modal, SegmentedControl, Select, Stack, Switch, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { type SubmitEvent, useState } from 'react';
import { addDays } from '#core/base/zone.ts';
import { useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { runCommand } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import { clockOf, parseHours } from './hours.ts';
import type { Subject } from './subjects.ts';

interface Props {
  subject: Subject;
  subjects: Subject[];
  range: { from: string; to: string };
  onClose: () => void;
}

interface NewException {
  subjectIds: string[];
  kind: 'BLOCK' | 'OPEN';
  from: string;
  to: string;
  reason: string | null;
}

type Scope = 'this' | 'offerings' | 'everything';

/** Closes or opens a day, some days, or a few hours. */
export function ExceptionDialog({ subject, subjects, range, onClose }: Props) {
  const add = useRun<NewException, { exceptionIds: string[] }>('availability.addException');
  const [kind, setKind] = useState<'BLOCK' | 'OPEN'>('BLOCK');
  const [from, setFrom] = useState(range.from);
  const [to, setTo] = useState(range.to);
  const [wholeDay, setWholeDay] = useState(true);
  const [hours, setHours] = useState('9-17');
  const [reason, setReason] = useState('');
  const [scope, setScope] = useState<Scope>('this');
  const [problem, setProblem] = useState<string | null>(null);
  const whole = wholeDay && kind === 'BLOCK';
  const spans = parseHours(hours);
  const hoursProblem = Array.isArray(spans) ? (spans.length === 0 ? 'Which hours?' : undefined) : spans.problem;

  const save = async (at: SubmitEvent) => {
    at.preventDefault();
    if (to < from || (!whole && hoursProblem)) return;
    const subjectIds = subjectsOf(scope, subject, subjects);
    try {
      const made: string[] = [];
      for (const span of spansOf({ from, to, hours: whole || !Array.isArray(spans) ? null : spans })) {
        const { exceptionIds } = await add.run({ subjectIds, kind, ...span, reason: reason.trim() === '' ? null : reason.trim() });
        made.push(...exceptionIds);
      }
      toast.ok(kind === 'BLOCK' ? 'Closed' : 'Opened', { undo: () => removeAll(made) });
      onClose();
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
    }
  };

  return (
    <Modal opened onClose={onClose} title={`Change days of ${subject.name}`} size={420}>
      <form onSubmit={(at) => void save(at)}>
        <Stack gap="md">
          <SegmentedControl
            fullWidth
            aria-label="Kind"
            value={kind}
            data={[
              { value: 'BLOCK', label: 'Close' },
              { value: 'OPEN', label: 'Open extra hours' },
            ]}
            onChange={(next) => setKind(next)}
          />
          <Group grow gap="sm" align="flex-start">
            <DatePickerInput
              label="From"
              valueFormat="D MMM YYYY"
              firstDayOfWeek={1}
              value={from}
              onChange={(date) => date && setFrom(date)}
            />
            <DatePickerInput
              label="Until and with"
              valueFormat="D MMM YYYY"
              firstDayOfWeek={1}
              value={to}
              error={to < from ? 'Before the first day' : undefined}
              onChange={(date) => date && setTo(date)}
            />
          </Group>
          {kind === 'BLOCK' && <Switch label="All day" checked={wholeDay} onChange={(at) => setWholeDay(at.currentTarget.checked)} />}
          {!whole && (
            <TextInput
              label={from === to ? 'Hours' : 'Hours on each day'}
              value={hours}
              error={hoursProblem}
              placeholder="9-12, 13-17"
              onChange={(at) => setHours(at.currentTarget.value)}
            />
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
          <Select
            label="For"
            allowDeselect={false}
            value={scope}
            data={[
              { value: 'this', label: `Only ${subject.name}` },
              { value: 'offerings', label: 'All offerings' },
              { value: 'everything', label: 'All offerings and resources' },
            ]}
            onChange={(next) => setScope(next ?? 'this')}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.running}>
              {kind === 'BLOCK' ? 'Close' : 'Open'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function subjectsOf(scope: Scope, subject: Subject, subjects: readonly Subject[]): string[] {
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

async function removeAll(ids: readonly string[]): Promise<void> {
  try {
    for (const exceptionId of ids) await runCommand('availability.removeException', { exceptionId });
  } catch (cause) {
    toast.problem(cause);
  }
}
