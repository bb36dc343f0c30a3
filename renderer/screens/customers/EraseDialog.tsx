import { Anchor, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';
import { OfflineNote, useIsOffline } from '../integrations/OfflineNote.tsx';
import classes from './erase.module.css';
import { erasedWords, isTypedAgain, type Kept, refusedOf } from './erasing.ts';
import { InTheWay } from './InTheWay.tsx';

interface Props {
  customer: CustomerSummary;
  onClose: () => void;
  onErased: () => void;
}

interface Erased {
  /** of evidence, which stay */
  files: number;
}

/** What goes for good, what stays for the books, and the name once more before it does. */
export function EraseDialog({ customer, onClose, onErased }: Props) {
  const [typed, setTyped] = useState('');
  const { run, running, error } = useRun<{ customerId: string; name: string }, Erased>('customers.erase');
  const kept = useAsk<Kept>('customers.export', { customerId: customer.id }, { where: 'server' }).data;
  const isOffline = useIsOffline();
  const isNamed = isTypedAgain(typed, customer.name);
  const erase = async (at: SubmitEvent) => {
    at.preventDefault();
    if (!isNamed) return;
    const erased = await run({ customerId: customer.id, name: customer.name }).catch(() => null);
    if (erased === null) return;
    toast.ok(erasedWords(erased.files));
    onClose();
    onErased();
  };
  const showPlans = () => {
    onClose();
    document.querySelector('section[aria-label="Plans"]')?.scrollIntoView({ block: 'center' });
  };
  return (
    <Modal opened onClose={onClose} title={<bdi>Erase {customer.name}?</bdi>} size={480}>
      <form onSubmit={(at) => void erase(at)} autoComplete="off" noValidate>
        <Stack gap="md">
          <dl className={classes.fate}>
            <div>
              <dt>Goes</dt>
              <dd>
                Name, e-mail, phone and notes, here and wherever they stand: in bookings, answers, the waiting list, letters, what was sent
                to other programs, and every change’s history. Saved cards, too.
              </dd>
            </div>
            <div>
              <dt>Stays</dt>
              <dd>What was booked when, and the money, for the books. They are called “Erased customer” then.</dd>
            </div>
            <div>
              <dt>Later</dt>
              <dd>
                Backups, and what this and other desktops did themselves, hold them for up to 14 days more. Mailboxes and other programs
                keep what they were sent.
              </dd>
            </div>
            <Files evidence={kept?.evidence ?? []} />
          </dl>
          <TextInput
            label={
              <>
                Type <b dir="auto">{customer.name}</b> to go on. It can’t be undone.
              </>
            }
            data-autofocus
            spellCheck={false}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <OfflineNote>The server erases customers: this works again when you are online.</OfflineNote>
          {error && !running && (
            <InTheWay customerId={customer.id} kept={kept} refused={refusedOf(failureOf(error))} onShowPlans={showPlans} />
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={running} disabled={!isNamed || isOffline}>
              Erase
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Files of evidence may show them, and are not looked into. */
function Files({ evidence }: Pick<Kept, 'evidence'>) {
  const files = evidence.filter(({ kind }) => kind !== 'link');
  if (files.length === 0) return null;
  return (
    <div>
      <dt>By hand</dt>
      <dd>
        Files of evidence stay. Remove those that show them in their bookings:
        <ul className={classes.links}>
          {files.map(({ id, bookingId, name }) => (
            <li key={id}>
              <Anchor size="xs" renderRoot={(props) => <Link to="/bookings" search={{ booking: bookingId }} {...props} />}>
                {name}
              </Anchor>
            </li>
          ))}
        </ul>
      </dd>
    </div>
  );
}
