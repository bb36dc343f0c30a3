import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { formatAt } from '../../components/times.ts';
import { backWords, cancelVerb, isAlike, policyWords } from './moneyBack.ts';
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
          {how === 'decline' ? 'Decline' : cancelVerb(booking, percents[choice])}
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

/** First what really becomes of the money; why, small beneath it. A choice that comes to the same is none. */
function RefundChoice({ booking, percents, value, onChange }: RefundProps) {
  const { until } = booking.cancelNow;
  const reasons: Record<Choice, string> = {
    policy: policyWords(booking, until === null ? null : formatAt(until, 'dayTime', zoneOf(booking))),
    full: 'Whatever the policy says',
    none: 'Whatever the policy says',
  };
  const others = (['full', 'none'] as const).filter((choice) => !isAlike(booking, percents[choice], percents.policy));
  if (others.length === 0)
    return (
      <div className="num">
        <Text>{backWords(booking, percents.policy)}</Text>
        <Text size="xs" c="dimmed">
          {reasons.policy}.
        </Text>
      </div>
    );
  return (
    <Radio.Group label="The money" value={value} onChange={(choice) => onChange(choice)}>
      <Stack gap="sm" mt={6} className="num">
        {(['policy', ...others] as const).map((choice) => (
          <Radio key={choice} value={choice} label={backWords(booking, percents[choice])} description={reasons[choice]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
