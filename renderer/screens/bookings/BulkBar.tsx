import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { ChosenBar } from '../../components/ChosenBar.tsx';
import { useNow } from '../../components/useNow.ts';
import { deeds, type DeskMove, isEarly, may, moveMany } from './moves.ts';
import { isUnpaid } from './riskWords.ts';

interface Props {
  picked: readonly BookingSummary[];
  onClear: () => void;
}

const offered: readonly DeskMove[] = ['approve', 'checkIn', 'complete', 'noShow', 'cancel'];

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
  const moves = offered.map((which) => {
    const those = picked.filter(
      (booking) => may(booking, which) && !isEarly(booking, which, now) && !(which === 'approve' && isUnpaid(booking)),
    );
    const run = () => (which === 'cancel' ? setCancelling(those) : void start(which, those));
    return { key: which, label: deeds[which].label, icon: deeds[which].icon, count: those.length, run };
  });
  return (
    <>
      <ChosenBar name="Chosen bookings" picked={picked.length} running={running} moves={moves} onClear={onClear} />
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
