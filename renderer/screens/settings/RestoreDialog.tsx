import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import type { DataFile } from '#core/engine/bridge.ts';
import { useSession } from '../../bridge/ask.ts';
import { formatAt } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import { useNow } from '../../components/useNow.ts';
import classes from './data.module.css';
import { ageOf, count, fileFault, sizeOf } from './dataWords.ts';
import { ProgressLine } from './ProgressLine.tsx';
import { type RestoreStep, useRestore } from './useRestore.ts';

/** From a chosen file to the business as it was then, with a last look in between. */
export function RestoreDialog({ file, onClose }: { file: File; onClose: () => void }) {
  const { step, confirm, leave } = useRestore(file);
  const business = useSession().data?.tenant?.name ?? '';
  const isRunning = step.is === 'running';
  const close = () => {
    leave();
    onClose();
  };
  useEffect(() => {
    if (step.is !== 'done') return;
    toast.ok('Restored. Every device is fetching it now.');
    onClose();
  }, [step.is, onClose]);
  return (
    <Modal
      opened
      onClose={close}
      title="Restore from a file"
      size={460}
      closeOnClickOutside={false}
      closeOnEscape={!isRunning}
      withCloseButton={!isRunning}
    >
      <Body step={step} file={file} business={business} onConfirm={confirm} onClose={close} />
    </Modal>
  );
}

interface BodyProps {
  step: RestoreStep;
  file: File;
  business: string;
  onConfirm: (businessName: string) => void;
  onClose: () => void;
}

function Body({ step, file, business, onConfirm, onClose }: BodyProps) {
  switch (step.is) {
    case 'sending':
      return (
        <Stack gap="lg">
          <ProgressLine label={`Checking ${file.name}`} share={step.share} figures={sizeOf(file.size)} />
          <Foot onClose={onClose} />
        </Stack>
      );
    case 'asking':
      return <Question found={step.found} business={business} onConfirm={onConfirm} onClose={onClose} />;
    case 'failed':
      return (
        <Stack gap="lg">
          <Text size="sm" role="alert">
            {fileFault(step.failure, business)}
          </Text>
          <Foot onClose={onClose} word="Close" />
        </Stack>
      );
    case 'running':
    case 'done':
      return <Running share={step.is === 'running' ? step.share : null} />;
  }
}

function Foot({ onClose, word = 'Cancel' }: { onClose: () => void; word?: string }) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onClose} data-autofocus>
        {word}
      </Button>
    </Group>
  );
}

/** The first half of the work looks at every row, and could still say no. */
function Running({ share }: { share: { done: number; total: number } | null }) {
  const isLooking = share === null || share.done * 2 < share.total;
  return (
    <Stack gap="sm">
      <ProgressLine
        label={isLooking ? 'Looking through the file' : 'Putting it back'}
        share={share}
        figures={share && share.total > 0 ? `${Math.floor((100 * share.done) / share.total)} %` : ''}
      />
      <p className={classes.alone}>It goes on even if you leave, and is done as a whole or not at all.</p>
    </Stack>
  );
}

interface QuestionProps {
  found: DataFile;
  business: string;
  onConfirm: (businessName: string) => void;
  onClose: () => void;
}

const kinds = { bookings: 'Bookings', customers: 'Customers', offerings: 'Offerings' } as const;

function Question({ found, business, onConfirm, onClose }: QuestionProps) {
  const [typed, setTyped] = useState('');
  const now = useNow();
  const isNamed = typed.trim() === business;
  const field = useRef<HTMLInputElement>(null);
  // The dialog was open before there was anything to type.
  useEffect(() => field.current?.focus(), []);
  const submit = (at: SubmitEvent) => {
    at.preventDefault();
    if (isNamed) onConfirm(business);
  };
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack gap="md">
        <p className={classes.then}>
          <b>{found.business}</b>
          <span>
            as it was on {formatAt(found.madeAt, 'dayYear')}, {formatAt(found.madeAt, 'time')} ({ageOf(found.madeAt, now)})
          </span>
        </p>
        <table className={classes.compare}>
          <thead>
            <tr>
              <th scope="col">
                <span className="visuallyHidden">What</span>
              </th>
              <th scope="col">In the file</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody className="num">
            {(Object.keys(kinds) as (keyof typeof kinds)[]).map((kind) => (
              <tr key={kind}>
                <td>{kinds[kind]}</td>
                <td>{count(found.inFile[kind])}</td>
                <td>{count(found.now[kind])}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Text size="sm">
          What was booked or changed since then is lost, on every device. Members, devices, API keys and webhooks stay as they are now. If
          you may want today’s state back, download everything first.
        </Text>
        <TextInput
          label={
            <>
              Type <b>{business}</b> to go on
            </>
          }
          ref={field}
          spellCheck={false}
          value={typed}
          onChange={(at) => setTyped(at.currentTarget.value)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red" disabled={!isNamed}>
            Restore
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
