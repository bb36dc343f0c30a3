import { Button, Group, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { ExternalCalendar } from '#core/domains/availability/model.ts';
import { runCommand } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import classes from './availability.module.css';
import { addressProblem } from './calendarWords.ts';
import type { Subject } from './subjects.ts';

type Props = { onClose: () => void } & ({ subject: Subject; calendar?: undefined } | { calendar: ExternalCalendar; subject?: undefined });

/** A calendar's address and what it is called here; a new one or one that is there. */
export function CalendarForm({ subject, calendar, onClose }: Props) {
  const [url, setUrl] = useState(calendar?.url ?? '');
  const [name, setName] = useState(calendar?.name ?? '');
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const wrongAddress = addressProblem(url);
  const wrongName = name.trim() === '' ? 'Give it a name to know it by.' : null;

  const save = async (at: SubmitEvent) => {
    at.preventDefault();
    setTried(true);
    setProblem(null);
    if (wrongAddress !== null || wrongName !== null) return;
    setSaving(true);
    const fields = { name: name.trim(), url: url.trim() };
    try {
      if (calendar)
        await runCommand('availability.updateExternalCalendar', {
          externalCalendarId: calendar.id,
          changes: fields,
          seen: { name: calendar.name, url: calendar.url },
        });
      else await runCommand('availability.addExternalCalendar', { subjectId: subject.id, ...fields });
      onClose();
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
      setSaving(false);
    }
  };

  return (
    <form
      className={classes.calendarForm}
      aria-label={calendar ? `Change ${calendar.name}` : 'Add a calendar'}
      onSubmit={(at) => void save(at)}
    >
      <TextInput
        label="Address"
        placeholder="https://…/calendar.ics"
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        maxLength={2_000}
        data-autofocus
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was asked for by a click
        autoFocus
        dir="ltr"
        value={url}
        error={tried ? (wrongAddress ?? problem) : problem}
        onChange={(at) => setUrl(at.currentTarget.value)}
      />
      <TextInput
        label="Name"
        placeholder="Airbnb"
        maxLength={120}
        value={name}
        error={tried ? wrongName : null}
        onChange={(at) => setName(at.currentTarget.value)}
      />
      <Group gap="sm">
        <Button type="submit" loading={saving}>
          {calendar ? 'Save' : 'Add'}
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
