import { Alert, Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { Dispute, DisputeOutcome } from '#core/domains/disputes/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { Answered } from '../../components/Answered.tsx';
import { toast } from '../../components/toasts.ts';
import { amountProblem, moneySentence } from '../bookings/payments.ts';
import { PriceInput } from '../catalogue/PriceInput.tsx';
import { backSentence, refundChoice } from './resolving.ts';

interface Props {
  dispute: Dispute;
  onClose: () => void;
}

/** The business's decision: it ends the dispute, and can't be undone. */
export function ResolveDialog({ dispute, onClose }: Props) {
  const booking = useAsk<BookingDetail>('bookings.booking', { bookingId: dispute.bookingId });
  return (
    <Modal opened onClose={onClose} title="Resolve the dispute" size={440}>
      <Answered query={booking}>{(known) => <ResolveForm dispute={dispute} booking={known} onClose={onClose} />}</Answered>
    </Modal>
  );
}

function ResolveForm({ dispute, booking, onClose }: Props & { booking: BookingDetail }) {
  const { id: disputeId, currency, customerName } = dispute;
  const { most, why } = refundChoice(booking);
  const [chosen, setChosen] = useState<DisputeOutcome | null>(null);
  const [cents, setCents] = useState(most);
  const [note, setNote] = useState('');
  const [problems, setProblems] = useState<{ amount?: string; note?: string; other?: string }>({});
  const { run, running } = useRun<object>('disputes.resolve');
  const outcome = why === null ? chosen : 'keep';
  const refundCents = outcome === 'refund' ? cents : 0;
  const resolve = async (at: SubmitEvent) => {
    at.preventDefault();
    const form = at.currentTarget;
    const amount = outcome === 'refund' ? amountProblem(cents, { most, currency }) : null;
    const isSilent = note.trim() === '';
    if (amount !== null || isSilent) {
      setProblems({ ...(amount !== null && { amount }), ...(isSilent && { note: `Say why: ${customerName} reads it.` }) });
      form.querySelector<HTMLElement>(amount === null ? 'textarea' : 'input[inputmode]')?.focus();
      return;
    }
    try {
      await run({ disputeId, outcome, note: note.trim(), ...(outcome === 'refund' && { refundCents }) });
      toast.ok(`Resolved. ${outcome === 'refund' ? backSentence(cents, booking) : 'The payment is kept.'}`);
      onClose();
    } catch (cause) {
      setProblems({ other: moneySentence(failureOf(cause), currency) });
    }
  };
  return (
    <form onSubmit={(at) => void resolve(at)} noValidate>
      <Stack gap="md">
        <Radio.Group
          aria-label="What becomes of the payment"
          value={outcome ?? ''}
          onChange={(value) => {
            setChosen(value === 'refund' ? 'refund' : 'keep');
            setProblems({});
          }}
        >
          <Stack gap="sm">
            <Radio
              value="refund"
              label="Give money back"
              disabled={why !== null}
              description={why ?? `Up to ${formatMoney(most, { currency })}`}
            />
            <Radio value="keep" label="Keep the payment" />
          </Stack>
        </Radio.Group>
        {outcome === 'refund' && (
          <PriceInput
            label="Amount"
            cents={cents}
            currency={currency}
            description={backSentence(cents, booking)}
            error={problems.amount}
            onCents={(next) => {
              setCents(next);
              setProblems({});
            }}
          />
        )}
        <Textarea
          label="Note"
          description={`${customerName} reads it, by mail and beside the booking.`}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={2_000}
          dir="auto"
          value={note}
          error={problems.note}
          onChange={({ currentTarget }) => {
            setNote(currentTarget.value);
            setProblems({});
          }}
        />
        {problems.other !== undefined && (
          <Alert color="red" variant="light" role="alert">
            {problems.other}
          </Alert>
        )}
        <Text size="xs" c="dimmed">
          It ends the dispute for good.
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color={outcome === 'refund' ? 'red' : undefined} loading={running} disabled={outcome === null}>
            {verbOf(outcome, { refundCents, currency })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function verbOf(outcome: DisputeOutcome | null, { refundCents, currency }: { refundCents: number; currency: string }): string {
  if (outcome === 'keep') return 'Keep the payment';
  return outcome === 'refund' && refundCents > 0 ? `Give back ${formatMoney(refundCents, { currency })}` : 'Resolve';
}
