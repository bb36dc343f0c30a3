import { ActionIcon, CopyButton, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { BookingActions } from './BookingActions.tsx';
import { BookingBody } from './BookingBody.tsx';
import { BookingMenu } from './BookingMenu.tsx';
import classes from './drawer.module.css';
import { RescheduleView } from './RescheduleView.tsx';
import { statusOf } from './riskWords.ts';

/** One booking, over whatever screen it was opened from. */
export function BookingDrawer({ bookingId }: { bookingId: string }) {
  const { close } = useDrawers();
  const [moving, setMoving] = useState(false);
  const query = useAsk<BookingDetail>('bookings.booking', { bookingId }, { every: 60_000 });
  const booking = query.data;
  if (booking && moving) return <RescheduleView booking={booking} onBack={() => setMoving(false)} onClose={close} />;
  return (
    <SidePanel
      title={booking?.customerName ?? 'Booking'}
      aside={
        booking && (
          <>
            <StatusBadge status={statusOf(booking)} />
            <BookingMenu key={booking.id} booking={booking} />
          </>
        )
      }
      onClose={close}
      footer={booking && <BookingActions key={booking.id} booking={booking} onReschedule={() => setMoving(true)} />}
    >
      <Answered query={query}>
        {(detail) => (
          <>
            <Code code={detail.confirmationCode} />
            <BookingBody booking={detail} />
          </>
        )}
      </Answered>
    </SidePanel>
  );
}

function Code({ code }: { code: string }) {
  return (
    <div className={classes.code}>
      <Text size="xs" c="dimmed">
        Booking
      </Text>
      <span className={classes.mono}>{code}</span>
      <CopyButton value={code}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy the code'}>
            <ActionIcon size="sm" aria-label="Copy the code" onClick={copy}>
              {copied ? <IconCheck size={14} stroke={1.5} /> : <IconCopy size={14} stroke={1.5} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
