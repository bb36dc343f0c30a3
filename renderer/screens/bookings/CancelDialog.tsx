import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { formatMoney, percentOf } from '#core/base/money.ts';
import { formatAt } from '../../components/times.ts';
import { backWords } from './moneyBack.ts';
import { move } from './moves.ts';
import { zoneOf } from './words.ts';

interface Props {
  booking: BookingDetail;
  /** null: closed */
  how: 'cancel' | 'decline' | null;
  onClose: () => void;
}

type Choice = 'policy' | 'full' | 'none';

/** Says what goes back before it is done. Staff may give back more or less than the policy. */
export function CancelDialog({ booking, how, onClose }: Props) {
  const name = booking.customerName;
  const title = how === 'decline' ? `Decline ${name}'s request?` : `Cancel ${name}'s booking?`;
  return (
    <Modal opened={how !== null} onClose={onClose} title={title} size={440}>
      {how && <CancelForm booking={booking} how={how} onClose={onClose} />}
    </Modal>
  );
}

function CancelForm({ booking, how, onClose }: Props & { how: 'cancel' | 'decline' }) {
  const [choice, setChoice] = useState<Choice>('policy');
  const [reason, setReason] = useState('');
  const [running, setRunning] = useState(false);
  const percents: Record<Choice, number> = { policy: booking.cancelNow.refundPercent, full: 100, none: 0 };
  const submit = async () => {
    setRunning(true);
    const refund =
      how === 'decline' ? {} : choice === 'policy' ? { expectedRefundPercent: percents.policy } : { refundPercent: percents[choice] };
    const done = await move(booking, how, { ...refund, ...(reason.trim() ? { reason: reason.trim() } : {}) });
    setRunning(false);
    if (done) onClose();
  };
  return (
    <Stack gap="lg">
      {how === 'decline' && <Text c="dimmed">The time is free again at once. {backWords(booking, 100)}</Text>}
      {how === 'cancel' && booking.totalCents === 0 && (
        <Text c="dimmed">It cost nothing, so nothing goes back. The time is free again at once.</Text>
      )}
      {how === 'cancel' && booking.totalCents > 0 && (
        <RefundChoice booking={booking} percents={percents} value={choice} onChange={setChoice} />
      )}
      <TextInput
        label="Reason"
        description="The customer sees it"
        placeholder="Optional"
        maxLength={500}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {how === 'decline' ? 'Keep the request' : 'Keep the booking'}
        </Button>
        <Button color="red" loading={running} onClick={() => void submit()} data-autofocus>
          {how === 'decline'
            ? 'Decline'
            : choice === 'none' || percents[choice] === 0
              ? 'Cancel the booking'
              : `Cancel and refund ${percents[choice]} %`}
        </Button>
      </Group>
    </Stack>
  );
}

interface RefundProps {
  booking: BookingDetail;
  percents: Record<Choice, number>;
  value: Choice;
  onChange: (choice: Choice) => void;
}

function RefundChoice({ booking, percents, value, onChange }: RefundProps) {
  const { currency, totalCents, cancelNow } = booking;
  const sum = (choice: Choice) => formatMoney(percentOf(totalCents, percents[choice]), { currency });
  const until = cancelNow.until === null ? '' : `, until ${formatAt(cancelNow.until, 'dayTime', zoneOf(booking))}`;
  return (
    <Radio.Group label="Refund" value={value} onChange={(choice) => onChange(choice)}>
      <Stack gap="sm" mt={6}>
        <Radio
          value="policy"
          label={`By the policy: ${sum('policy')}, ${percents.policy} % of ${formatMoney(totalCents, { currency })}${until}`}
        />
        {percents.policy !== 100 && <Radio value="full" label={`All of it: ${sum('full')}`} />}
        {percents.policy !== 0 && <Radio value="none" label="Nothing" />}
        <Text size="xs" c="dimmed" className="num">
          {backWords(booking, percents[value])}
        </Text>
      </Stack>
    </Radio.Group>
  );
}
