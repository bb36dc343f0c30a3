import { Button, Group, Modal, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AttentionItem } from '#core/engine/bridge.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { formatAt, zoneNote } from '../../components/times.ts';
import classes from './attention.module.css';
import { EditAgain } from './EditAgain.tsx';
import { EditConflict } from './EditConflict.tsx';
import { retimed, useChoices } from './choices.ts';
import { type Subject, useSubject } from './subject.ts';
import { fieldsOf, whatWasTried } from './words.ts';

export function AttentionCard({ item }: { item: AttentionItem }) {
  const subject = useSubject(item);
  const choices = useChoices(item);
  const [editing, setEditing] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const { nextAvailable } = item.facts;
  const isConflict = item.code === 'booking_conflict' || item.code === 'hold_expired';
  const next = isConflict && typeof nextAvailable === 'number' ? nextAvailable : null;
  const title = whatWasTried(item, subject);
  const about = aboutWords(subject, { title, at: item.at });
  const canRetime = item.name === 'bookings.create' || item.name === 'bookings.reschedule';
  return (
    <article className={classes.card} aria-label={title}>
      <header className={classes.head}>
        <h2>{title}</h2>
        <Text size="xs" c="dimmed">
          <TimeText at={item.at} form="near" />
        </Text>
      </header>
      {about !== '' && (
        <Text size="xs" c="dimmed" dir="auto">
          {about}
        </Text>
      )}
      <Text className={classes.why}>{sentenceOf(item, subject.timezone)}</Text>
      {item.code === 'edit_conflict' && <EditConflict item={item} currency={subject.currency} choices={choices} />}
      <Group gap="sm" mt="md">
        {next !== null && canRetime && (
          <Button loading={choices.running} onClick={() => void choices.retry(retimed(item.input, next))}>
            {item.name === 'bookings.create' ? 'Book' : 'Move to'} {formatAt(next, 'dayTime', subject.timezone)}
          </Button>
        )}
        {canRetime && (
          <Button variant="default" onClick={() => setEditing(true)}>
            Choose another time
          </Button>
        )}
        {!canRetime && item.code !== 'edit_conflict' && (
          <Button variant="default" loading={choices.running} onClick={() => void choices.retry(item.input)}>
            Try again
          </Button>
        )}
        {subject.bookingId && (
          <Button
            variant="default"
            renderRoot={(props) => <Link {...props} to="." search={(before) => ({ ...before, booking: subject.bookingId })} />}
          >
            Open the booking
          </Button>
        )}
        {!isOneField(item) && (
          <Button variant="subtle" color="gray" onClick={() => setDiscarding(true)}>
            Discard
          </Button>
        )}
      </Group>
      {editing && <EditAgain item={item} timezone={subject.timezone} onClose={() => setEditing(false)} onRetry={choices.retry} />}
      <Modal opened={discarding} onClose={() => setDiscarding(false)} title="Discard this change?" size={400}>
        <Text c="dimmed" mb="lg">
          {title}: it never reached the server and can't be brought back.
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => setDiscarding(false)}>
            Keep it
          </Button>
          <Button color="red" data-autofocus onClick={() => void choices.discard()}>
            Discard
          </Button>
        </Group>
      </Modal>
    </article>
  );
}

/** What stands in no heading, which all times on the card need: what it is about, and whose clock they are read on. */
function aboutWords({ offering = '', timezone }: Subject, { title, at }: { title: string; at: number }): string {
  const note = timezone === undefined ? '' : zoneNote(at, timezone);
  return [title.includes(offering) ? '' : offering, note && `times in ${timezone?.replaceAll('_', ' ')} (${note})`]
    .filter(Boolean)
    .join(' · ');
}

/** Where one field is all there is, taking theirs is discarding. */
const isOneField = ({ code, input }: AttentionItem) =>
  code === 'edit_conflict' && Object.keys(fieldsOf(fieldsOf(input)['changes'])).length <= 1;
