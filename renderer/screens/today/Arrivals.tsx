import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { formatAt, viewerZone, zoneNote } from '../../components/times.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { useNow } from '../../components/useNow.ts';
import { deeds, type DeskMove, may, move, usualMove } from '../bookings/moves.ts';
import { statusOf } from '../bookings/riskWords.ts';
import { offeringsOf, zoneOf } from '../bookings/words.ts';
import classes from './today.module.css';

interface Props {
  arrivals: readonly BookingSummary[];
  /** when the day begins */
  from: number;
}

/** So many that are over and done stand folded; fewer are simply there. */
const FOLD_FROM = 4;

/** The day in its order, the line of now between what was and what comes. What is over and settled is folded away. */
export function Arrivals({ arrivals, from }: Props) {
  const now = useNow();
  const [unfolded, setUnfolded] = useState(false);
  const settled = arrivals.filter((booking) => isSettled(booking, now));
  const isFolded = settled.length >= FOLD_FROM && !unfolded;
  const shown = isFolded ? arrivals.filter((booking) => !settled.includes(booking)) : arrivals;
  const firstAhead = shown.findIndex(({ startsAt }) => startsAt > now);
  return (
    <section className={classes.card} aria-label="Arrivals">
      {settled.length >= FOLD_FROM && (
        <button type="button" className={classes.fold} aria-expanded={!isFolded} onClick={() => setUnfolded(isFolded)}>
          {isFolded ? <IconChevronRight size={14} stroke={1.5} aria-hidden /> : <IconChevronDown size={14} stroke={1.5} aria-hidden />}
          <span className="num">{settled.length} earlier today</span>
        </button>
      )}
      <ul className={classes.list}>
        {shown.map((booking, i) => (
          <Fragment key={booking.id}>
            {i === firstAhead && <NowLine at={now} />}
            <Arrival booking={booking} from={from} now={now} />
          </Fragment>
        ))}
        {firstAhead === -1 && <NowLine at={now} />}
      </ul>
    </section>
  );
}

const isSettled = ({ status, endsAt }: BookingSummary, now: number) => endsAt <= now && (status === 'COMPLETED' || status === 'NO_SHOW');

const NowLine = ({ at }: { at: number }) => (
  <li className={classes.now} aria-label={`Now, ${formatAt(at, 'time')}`}>
    <span className="num">{formatAt(at, 'time')}</span>
  </li>
);

/** When it ends; the day where that is another. */
function endWords({ startsAt, endsAt }: BookingSummary, zone: string): string {
  const isSameDay = formatAt(startsAt, 'date', zone) === formatAt(endsAt - 1, 'date', zone);
  return isSameDay ? formatAt(endsAt, 'time', zone) : `to ${formatAt(endsAt, 'weekday', zone)}`;
}

const SOON_MS = 90 * 60_000;

function Arrival({ booking, from, now }: { booking: BookingSummary; from: number; now: number }) {
  const { openBooking } = useDrawers();
  const zone = zoneOf(booking);
  // The day is told by the viewer's clock, or the rows would stand out of order; the offering's own time is named below.
  const note = zoneNote(booking.startsAt, zone);
  const day = note ? viewerZone : zone;
  const isOver = booking.endsAt <= now;
  const isPressing = !isOver && booking.startsAt <= now + SOON_MS;
  const resources = booking.items.flatMap((item) => item.resourceNames).join(', ');
  return (
    <li className={classes.arrival} data-over={isOver || undefined} data-pressing={isPressing || undefined}>
      <div className={`${classes.time} num`}>
        {booking.startsAt < from ? (
          <>
            since
            <small>{formatAt(booking.startsAt, 'shortDay', day)}</small>
          </>
        ) : (
          <>
            {formatAt(booking.startsAt, 'time', day)}
            <small>{note ? `${formatAt(booking.startsAt, 'time', zone)} ${note}` : endWords(booking, day)}</small>
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
        <StatusBadge status={statusOf(booking)} />
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
