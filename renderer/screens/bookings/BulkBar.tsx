import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { useNow } from '../../components/useNow.ts';
import classes from './BulkBar.module.css';
import { deeds, type DeskMove, isEarly, may, moveMany } from './moves.ts';
import { isUnpaid } from './riskWords.ts';

interface Props {
  picked: readonly BookingSummary[];
  onClear: () => void;
}

const offered: readonly DeskMove[] = ['approve', 'checkIn', 'complete', 'noShow', 'cancel'];

/** What can be done with all that is chosen: each button counts those whose state allows it. */
export function BulkBar({ picked, onClear }: Props) {
  const now = useNow();
  const [running, setRunning] = useState<{ label: string; done: number; total: number } | null>(null);
  const [cancelling, setCancelling] = useState<readonly BookingSummary[] | null>(null);
  const start = async (which: DeskMove, those: readonly BookingSummary[], extra: Record<string, unknown> = {}) => {
    const { label } = deeds[which];
    setRunning({ label, done: 0, total: those.length });
    await moveMany(those, which, { extra, onProgress: (done) => setRunning({ label, done, total: those.length }) });
    setRunning(null);
    onClear();
  };
  return (
    <>
      <div className={classes.bar} role="toolbar" aria-label="Chosen bookings">
        {running ? (
          <Text className="num" role="status">
            {running.label}: {running.done} of {running.total}
          </Text>
        ) : (
          <>
            <Text className="num" fw={500} mr={8}>
              {picked.length} selected
            </Text>
            {offered.map((which) => {
              const those = picked.filter(
                (booking) => may(booking, which) && !isEarly(booking, which, now) && !(which === 'approve' && isUnpaid(booking)),
              );
              if (those.length === 0) return null;
              const Icon = deeds[which].icon;
              const isCancel = which === 'cancel';
              return (
                <Button
                  key={which}
                  size="xs"
                  variant="default"
                  leftSection={<Icon size={14} stroke={1.5} />}
                  onClick={() => (isCancel ? setCancelling(those) : void start(which, those))}
                >
                  {deeds[which].label}
                  {those.length < picked.length && ` ${those.length}`}
                </Button>
              );
            })}
            <IconAction icon={IconX} label="Clear the selection" onClick={onClear} />
          </>
        )}
      </div>
      <CancelMany
        those={cancelling}
        onClose={() => setCancelling(null)}
        onCancel={(those, reason) => {
          setCancelling(null);
          void start('cancel', those, reason ? { reason } : {});
        }}
      />
    </>
  );
}

interface CancelProps {
  those: readonly BookingSummary[] | null;
  onClose: () => void;
  onCancel: (those: readonly BookingSummary[], reason: string) => void;
}

function CancelMany({ those, onClose, onCancel }: CancelProps) {
  const [reason, setReason] = useState('');
  const count = those?.length ?? 0;
  return (
    <Modal opened={those !== null} onClose={onClose} title={count === 1 ? 'Cancel 1 booking?' : `Cancel ${count} bookings?`} size={420}>
      <Text c="dimmed" mb="md">
        Every customer is told, and refunded what each booking's policy gives back now. This can't be undone.
      </Text>
      <TextInput
        label="Reason"
        description="Customers see it"
        placeholder="Optional"
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
        mb="lg"
        data-autofocus
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Keep them
        </Button>
        <Button color="red" onClick={() => those && onCancel(those, reason.trim())}>
          {count === 1 ? 'Cancel the booking' : `Cancel ${count} bookings`}
        </Button>
      </Group>
    </Modal>
  );
}
