import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { DeskMethod, Payment } from '#core/domains/payments/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';
import { PriceInput } from '../catalogue/PriceInput.tsx';
import { amountProblem, methodChoices, moneySentence } from './payments.ts';

interface Props {
  payment: Payment;
  /** what may still be given back of it */
  most: number;
  onClose: () => void;
}

/** Of desk money it is given at this moment; a card's goes back through its provider. */
export function GiveBackDialog({ payment, most, onClose }: Props) {
  const { id: paymentId, currency, provider } = payment;
  const { run, running } = useRun<object>('payments.refund');
  const [cents, setCents] = useState(most);
  const [reason, setReason] = useState('');
  const [method, setMethod] = useState<DeskMethod>(payment.method === 'card' ? 'cash' : payment.method);
  const [problem, setProblem] = useState<string | null>(null);
  const isDesk = provider === 'desk';
  const give = async (at: SubmitEvent) => {
    at.preventDefault();
    const wrong = amountProblem(cents, { most, currency });
    if (wrong !== null) return setProblem(wrong);
    try {
      await run({ paymentId, amountCents: cents, reason: reason.trim(), ...(isDesk && { method }) });
      toast.ok(`${formatMoney(cents, { currency })} ${isDesk ? 'given back.' : 'is on its way back.'}`);
      onClose();
    } catch (cause) {
      setProblem(moneySentence(failureOf(cause), currency));
    }
  };
  return (
    <Modal opened onClose={onClose} title="Give money back" size={400}>
      <form onSubmit={(at) => void give(at)} noValidate>
        <Stack gap="md">
          <PriceInput
            data-autofocus
            label="Amount"
            description={`At most ${formatMoney(most, { currency })}`}
            cents={cents}
            currency={currency}
            error={problem}
            onCents={(next) => {
              setCents(next);
              setProblem(null);
            }}
          />
          {isDesk && <SegmentedControl aria-label="How" fullWidth data={methodChoices} value={method} onChange={setMethod} />}
          <TextInput
            label="Reason"
            placeholder="Optional"
            maxLength={500}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          {!isDesk && (
            <Text size="xs" c="dimmed">
              It goes back to the card that it came from, which takes a few days.
            </Text>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={running}>
              Give back
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
