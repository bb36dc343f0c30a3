import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { BookingDetail, BookingSummary } from '#core/domains/bookings/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { ask } from '../../bridge/ask.ts';
import { formatAt, relativeTo, zoneNote } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { useNow } from '../../components/useNow.ts';
import { CancelDialog } from '../bookings/CancelDialog.tsx';
import { move } from '../bookings/moves.ts';
import { offeringsOf, zoneOf } from '../bookings/words.ts';
import classes from './today.module.css';

const MOST = 6;

/** Who waits for an answer, longest first. */
export function Pending({ pending }: { pending: readonly BookingSummary[] }) {
  const now = useNow();
  const { openBooking } = useDrawers();
  const [declining, setDeclining] = useState<BookingDetail | null>(null);
  if (pending.length === 0) return null;
  const decline = (booking: BookingSummary) =>
    ask<BookingDetail>('bookings.booking', { bookingId: booking.id }).then(setDeclining, toast.problem);
  return (
    <section className={classes.card} data-last aria-label="To approve">
      <header className={classes.cardHead}>
        <h2>To approve</h2>
        {pending.length > MOST && (
          <Link to="/bookings" search={{ status: 'pending' }} className={classes.more}>
            All {pending.length}
          </Link>
        )}
      </header>
      <ul className={classes.list}>
        {pending.slice(0, MOST).map((booking) => (
          <li key={booking.id} className={classes.request}>
            <button type="button" className={classes.who} onClick={() => openBooking(booking.id)}>
              <Truncate className={classes.name}>{booking.customerName}</Truncate>
              <Truncate className={classes.what}>
                {`${formatAt(booking.startsAt, 'dayTime', zoneOf(booking))} ${zoneNote(booking.startsAt, zoneOf(booking))}`.trim()}
              </Truncate>
              <Truncate className={classes.what}>{offeringsOf(booking)}</Truncate>
            </button>
            <div className={classes.answers}>
              <Text size="xs" c="dimmed" className="num">
                {relativeTo(booking.createdAt, now) ?? formatAt(booking.createdAt, 'day')}
              </Text>
              <div>
                <Button
                  size="xs"
                  variant="subtle"
                  color="gray"
                  aria-label={`Decline: ${booking.customerName}`}
                  onClick={() => void decline(booking)}
                >
                  Decline
                </Button>
                <Button
                  size="xs"
                  variant="light"
                  aria-label={`Approve: ${booking.customerName}`}
                  onClick={() => void move(booking, 'approve')}
                >
                  Approve
                </Button>
              </div>
            </div>
          </li>
        ))}
      </ul>
      {declining && <CancelDialog booking={declining} how="decline" onClose={() => setDeclining(null)} />}
    </section>
  );
}
