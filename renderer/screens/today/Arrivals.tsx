import { Button } from '@mantine/core';
import { Fragment } from 'react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { formatAt, zoneNote } from '../../components/times.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { useNow } from '../../components/useNow.ts';
import { deeds, type DeskMove, may, move, usualMove } from '../bookings/moves.ts';
import { offeringsOf, zoneOf } from '../bookings/words.ts';
import classes from './today.module.css';

interface Props {
  arrivals: readonly BookingSummary[];
  /** when the day begins */
  from: number;
}

/** The day in its order, the line of now between what was and what comes. */
export function Arrivals({ arrivals, from }: Props) {
  const now = useNow();
  const firstAhead = arrivals.findIndex(({ startsAt }) => startsAt > now);
  return (
    <section className={classes.card} aria-label="Arrivals">
      <ul className={classes.list}>
        {arrivals.map((booking, i) => (
          <Fragment key={booking.id}>
            {i === firstAhead && i > 0 && <NowLine at={now} />}
            <Arrival booking={booking} from={from} now={now} />
          </Fragment>
        ))}
        {firstAhead === -1 && <NowLine at={now} />}
      </ul>
    </section>
  );
}

const NowLine = ({ at }: { at: number }) => (
  <li className={classes.now} aria-label={`Now, ${formatAt(at, 'time')}`}>
    <span className="num">{formatAt(at, 'time')}</span>
  </li>
);

const SOON_MS = 90 * 60_000;

function Arrival({ booking, from, now }: { booking: BookingSummary; from: number; now: number }) {
  const { openBooking } = useDrawers();
  const zone = zoneOf(booking);
  const isOver = booking.endsAt <= now;
  const isPressing = !isOver && booking.startsAt <= now + SOON_MS;
  const resources = booking.items.flatMap((item) => item.resourceNames).join(', ');
  return (
    <li className={classes.arrival} data-over={isOver || undefined} data-pressing={isPressing || undefined}>
      <div className={`${classes.time} num`}>
        {booking.startsAt < from ? (
          <>
            since
            <small>{formatAt(booking.startsAt, 'day', zone)}</small>
          </>
        ) : (
          <>
            {formatAt(booking.startsAt, 'time', zone)}
            <small>{zoneNote(booking.startsAt, zone) || formatAt(booking.endsAt, 'time', zone)}</small>
          </>
        )}
      </div>
      <span className={classes.bar} style={{ background: booking.items[0]?.color }} aria-hidden />
      <button type="button" className={classes.who} onClick={() => openBooking(booking.id)}>
        <Truncate className={classes.name}>{booking.customerName}</Truncate>
        <Truncate className={classes.what}>{[offeringsOf(booking), resources].filter(Boolean).join(' · ')}</Truncate>
      </button>
      <ArrivalMoves booking={booking} isPressing={isPressing} />
      <span className={classes.status}>
        <StatusBadge status={booking.status} />
      </span>
    </li>
  );
}

function ArrivalMoves({ booking, isPressing }: { booking: BookingSummary; isPressing: boolean }) {
  const next = usualMove(booking);
  const moves: DeskMove[] = [
    ...(may(booking, 'noShow') && booking.status === 'CONFIRMED' ? (['noShow'] as const) : []),
    ...(next ? [next] : []),
  ];
  return (
    <span className={classes.moves}>
      {moves.map((which) => {
        const Icon = deeds[which].icon;
        return (
          <Button
            key={which}
            size="xs"
            variant={which === next && isPressing && which !== 'complete' ? 'light' : 'default'}
            leftSection={<Icon size={14} stroke={1.5} />}
            aria-label={`${deeds[which].label}: ${booking.customerName}`}
            onClick={() => void move(booking, which)}
          >
            {deeds[which].label}
          </Button>
        );
      })}
    </span>
  );
}
