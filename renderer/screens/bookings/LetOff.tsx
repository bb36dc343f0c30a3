import { Button, Group, Modal, Stack, Text, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import { managersOnly, useIsManager } from '../catalogue/access.ts';

/** What is kept of a booking that is over, and did not come, need not be owed for good. */
export function LetOff({ booking }: { booking: BookingDetail }) {
  const isManager = useIsManager();
  const [asking, setAsking] = useState(false);
  const { run, running } = useRun<object>('bookings.refund');
  const sum = formatMoney(booking.order?.dueCents ?? 0, booking);
  const letOff = async () => {
    try {
      await run({ bookingId: booking.id });
      toast.ok(`${sum} is let off.`);
      setAsking(false);
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <>
      <Tooltip label={managersOnly} disabled={isManager}>
        <span>
          <Button variant="default" size="compact-sm" mt={6} disabled={!isManager} onClick={() => setAsking(true)}>
            Let it off…
          </Button>
        </span>
      </Tooltip>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Let ${sum} off?`} size={400}>
        <Stack gap="lg">
          <Text c="dimmed">{booking.customerName} no longer owes it. The booking stays over.</Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)}>
              Keep it owed
            </Button>
            <Button color="red" loading={running} onClick={() => void letOff()} data-autofocus>
              Let it off
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
