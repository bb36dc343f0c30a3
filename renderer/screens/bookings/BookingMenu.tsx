import { Menu } from '@mantine/core';
import { IconDots, IconMessageReport } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { DisputeSummary } from '#core/domains/disputes/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { OpenDisputeDialog } from '../disputes/OpenDisputeDialog.tsx';

const none: DisputeSummary[] = [];

/** What is seldom done with a booking, and changes nothing of it. */
export function BookingMenu({ booking }: { booking: BookingDetail }) {
  const { id: bookingId, confirmedAt } = booking;
  const { data: disputes = none } = useAsk<DisputeSummary[]>('disputes.ofBooking', { bookingId }, { tables: ['disputes'] });
  const [isAsking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // What was never confirmed can't have gone wrong, and one at a time is enough.
  if (confirmedAt === null || disputes.some(({ status }) => status === 'OPEN')) return null;
  const close = () => {
    setAsking(false);
    // The menu's item, which had the focus before, is gone by then.
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconAction ref={button} icon={IconDots} label="More" />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconMessageReport size={16} stroke={1.5} />} onClick={() => setAsking(true)}>
            Open a dispute…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isAsking && <OpenDisputeDialog booking={booking} onClose={close} />}
    </>
  );
}
