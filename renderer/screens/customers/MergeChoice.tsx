import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { formatAt } from '../../components/times.ts';
import { OfflineNote, useIsOffline } from '../integrations/OfflineNote.tsx';
import classes from './merge.module.css';
import { mergedOf, mergeSentence, visitsWords } from './merging.ts';

interface Props {
  customers: readonly CustomerSummary[];
  /** who is kept unless another is chosen */
  usual: CustomerSummary;
  /** what else may be said about them, at the foot's beginning */
  aside: ReactNode;
  /** the way out without merging */
  out: { label: string; leave: () => void };
  onMerged: (kept: CustomerSummary, goneIds: readonly string[]) => void;
}

/** Customers side by side, which of them stays, and what becomes of them. Of three or more some can be left out. */
export function MergeChoice({ customers, usual, aside, out, onMerged }: Props) {
  const [keptId, setKeptId] = useState(usual.id);
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const { run, running, error } = useRun<{ keepId: string; mergeIds: string[] }>('customers.merge');
  const isOffline = useIsOffline();
  const form = useRef<HTMLFormElement>(null);
  // What had the focus went with those before.
  useEffect(() => form.current?.querySelector<HTMLElement>('input:checked')?.focus(), []);
  const meant = customers.filter(({ id }) => !leftOut.has(id));
  const kept = meant.find(({ id }) => id === keptId) ?? meant[0] ?? usual;
  const others = meant.filter(({ id }) => id !== kept.id);
  const turn = (id: string) =>
    setLeftOut((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])));
  const merge = async (at: SubmitEvent) => {
    at.preventDefault();
    const mergeIds = others.map(({ id }) => id);
    const isDone = await run({ keepId: kept.id, mergeIds }).then(
      () => true,
      () => false,
    );
    if (isDone) onMerged(kept, mergeIds);
  };
  return (
    <form ref={form} onSubmit={(at) => void merge(at)}>
      <Stack gap="md">
        <Radio.Group label="Which one stays?" value={kept.id} onChange={(id) => setKeptId(id)}>
          <div className={classes.cards}>
            {customers.map((customer) => (
              <Card
                key={customer.id}
                customer={customer}
                isKept={customer.id === kept.id}
                isOut={leftOut.has(customer.id)}
                onTurn={customers.length > 2 && (meant.length > 2 || leftOut.has(customer.id)) ? () => turn(customer.id) : undefined}
              />
            ))}
          </div>
        </Radio.Group>
        <Outcome kept={kept} others={others} />
        <OfflineNote>The server merges customers: this works again when you are online.</OfflineNote>
        {error && (
          <Alert color="red" variant="light" role="alert">
            {mergeSentence(error)}
          </Alert>
        )}
        <Group gap="sm" justify="flex-end">
          <span className={classes.aside}>{aside}</span>
          <Button variant="default" onClick={out.leave}>
            {out.label}
          </Button>
          <Button type="submit" loading={running} disabled={isOffline || others.length === 0}>
            Merge
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface CardProps {
  customer: CustomerSummary;
  isKept: boolean;
  isOut: boolean;
  onTurn: (() => void) | undefined;
}

function Card({ customer, isKept, isOut, onTurn }: CardProps) {
  const { id, name, email, phone, notes } = customer;
  return (
    <div className={classes.card} data-kept={isKept || undefined} data-out={isOut || undefined}>
      <Radio
        value={id}
        disabled={isOut}
        data-autofocus={isKept || undefined}
        classNames={{ body: classes.radio, labelWrapper: classes.words, label: classes.label }}
        label={
          <>
            <b dir="auto">{name}</b>
            <span>{email ?? 'No e-mail'}</span>
            <span className="num">{phone ?? 'No phone'}</span>
            <span className="num">
              {visitsWords(customer)} · since {formatAt(customer.createdAt, 'date')}
            </span>
            {notes !== '' && (
              <span className={classes.notes} dir="auto">
                {notes}
              </span>
            )}
          </>
        }
      />
      {onTurn && (
        <Button
          size="compact-xs"
          variant="subtle"
          className={classes.turn}
          aria-label={`${isOut ? 'Put back' : 'Leave out'}: ${name}`}
          onClick={onTurn}
        >
          {isOut ? 'Put back' : 'Leave out'}
        </Button>
      )}
    </div>
  );
}

function Outcome({ kept, others }: { kept: CustomerSummary; others: readonly CustomerSummary[] }) {
  const id = useId();
  const { email, phone, lost, createdAt, ...visits } = mergedOf(kept, others);
  return (
    <section className={classes.outcome} aria-labelledby={id}>
      <h3 id={id}>Afterwards</h3>
      <ul className={classes.facts}>
        <li>
          <b dir="auto">{kept.name}</b>
        </li>
        {[email, phone, visitsWords(visits), `since ${formatAt(createdAt, 'date')}`]
          .filter((part) => part !== null)
          .map((part) => (
            <li key={part} className="num">
              {part}
            </li>
          ))}
      </ul>
      {lost.length > 0 && (
        <p className={classes.lost}>
          Not kept: <bdi>{lost.join(', ')}</bdi>
        </p>
      )}
      <Text size="xs" c="dimmed">
        Bookings, payments, plans and places on the waiting list come together here, and notes are put one after the other. It can’t be
        undone.
      </Text>
    </section>
  );
}
