import { Button } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import { useState } from 'react';
import type { BookingDetail, BookingRisk, BookingSummary } from '#core/domains/bookings/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { ask, useAsk } from '../../bridge/ask.ts';
import { formatAt, zoneNote } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { CancelDialog } from '../bookings/CancelDialog.tsx';
import { release } from '../bookings/release.ts';
import { signalWords } from '../bookings/riskWords.ts';
import { offeringsOf, zoneOf } from '../bookings/words.ts';
import classes from './today.module.css';

interface Held extends BookingSummary {
  readonly risk: BookingRisk | null;
}

const MOST = 4;

/** What was held because of its risk: nobody is confirmed or turned away before somebody has looked. */
export function RiskReviews() {
  const { data: held = [] } = useAsk<Held[]>('bookings.riskQueue', {}, { tables: ['bookings', 'booking_items', 'offerings'] });
  const [all, setAll] = useState(false);
  const [declining, setDeclining] = useState<BookingDetail | null>(null);
  if (held.length === 0 && declining === null) return null;
  const decline = (booking: BookingSummary) =>
    ask<BookingDetail>('bookings.booking', { bookingId: booking.id }).then(setDeclining, toast.problem);
  return (
    <section className={classes.card} data-urgent aria-label="Risk reviews">
      <header className={classes.cardHead}>
        <h2>
          <IconShieldExclamation size={16} stroke={1.5} aria-hidden /> Risk reviews
        </h2>
        {held.length > MOST && !all && (
          <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
            All {held.length}
          </Button>
        )}
      </header>
      <ul className={classes.list}>
        {(all ? held : held.slice(0, MOST)).map((booking) => (
          <HeldRow key={booking.id} booking={booking} onDecline={() => void decline(booking)} />
        ))}
      </ul>
      {declining && <CancelDialog booking={declining} how="decline" onClose={() => setDeclining(null)} />}
    </section>
  );
}

function HeldRow({ booking, onDecline }: { booking: Held; onDecline: () => void }) {
  const { openBooking } = useDrawers();
  const { risk, customerName, startsAt } = booking;
  const zone = zoneOf(booking);
  return (
    <li className={classes.held}>
      <button type="button" className={classes.who} onClick={() => openBooking(booking.id)}>
        <Truncate className={classes.name}>{customerName}</Truncate>
        <Truncate className={classes.what}>
          {`${[formatAt(startsAt, 'dayTime', zone), zoneNote(startsAt, zone)].filter(Boolean).join(' ')} · ${offeringsOf(booking)}`}
        </Truncate>
      </button>
      {risk && (
        <span className={`${classes.score} num`} title={`${risk.score} of 100`}>
          Score {risk.score}
        </span>
      )}
      {risk && (
        <ul className={classes.signs}>
          {risk.signals.map((signal) => (
            <li key={signal.kind}>{signalWords(signal)}</li>
          ))}
        </ul>
      )}
      <div className={classes.verdict}>
        <Button size="xs" variant="subtle" color="gray" aria-label={`Decline: ${customerName}`} onClick={onDecline}>
          Decline
        </Button>
        <Button size="xs" variant="light" aria-label={`Release: ${customerName}`} onClick={() => void release(booking)}>
          Release
        </Button>
      </div>
    </li>
  );
}
