import { Alert, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { formatAt } from '../../components/times.ts';
import { useNow } from '../../components/useNow.ts';
import { offeringsOf, zoneOf } from '../bookings/words.ts';
import classes from './erase.module.css';
import { type Kept, type Refused, unsettledOf } from './erasing.ts';

interface Props {
  customerId: string;
  /** what the server has about them, once it is here */
  kept: Kept | undefined;
  refused: Refused;
  /** to what lies beneath the dialog */
  onShowPlans: () => void;
}

const MOST = 5;

/** Why they can't be erased yet, and where that is mended. */
export function InTheWay({ customerId, kept, refused: { kind, text }, onShowPlans }: Props) {
  return (
    <Alert color="red" variant="light" role="alert">
      {text}
      {kind === 'bookings' && <Ahead customerId={customerId} />}
      {(kind === 'money' || kind === 'card') && kept && (
        <Unsettled customerId={customerId} orders={unsettledOf(kept, kind)} onShowPlans={onShowPlans} />
      )}
      {kind === 'plan' && <ToPlans onShowPlans={onShowPlans} />}
    </Alert>
  );
}

function ToPlans({ onShowPlans }: { onShowPlans: () => void }) {
  return (
    <Anchor component="button" type="button" size="xs" c="inherit" underline="always" className={classes.toPlans} onClick={onShowPlans}>
      Show their plans
    </Anchor>
  );
}

function Ahead({ customerId }: { customerId: string }) {
  const now = useNow();
  const status = ['PENDING', 'CONFIRMED', 'CHECKED_IN'];
  const input = { customerId, status, sort: 'startsAt', limit: 1_000 };
  const known = useAsk<{ data: BookingSummary[] }>('bookings.list', input, { tables: ['bookings'] }).data?.data ?? [];
  return <BookingLinks bookings={known.filter(({ endsAt }) => endsAt > now)} />;
}

interface UnsettledProps {
  customerId: string;
  orders: Kept['orders'];
  onShowPlans: () => void;
}

/** A plan's money is settled beside the plan, a booking's in the booking. */
function Unsettled({ customerId, orders, onShowPlans }: UnsettledProps) {
  const input = { customerId, sort: '-startsAt', limit: 1_000 };
  const known = useAsk<{ data: BookingSummary[] }>('bookings.list', input, { tables: ['bookings'] }).data?.data ?? [];
  const ids = new Set(orders.map(({ payableId }) => payableId));
  return (
    <>
      <BookingLinks bookings={known.filter(({ id }) => ids.has(id))} />
      {orders.some(({ payableKind }) => payableKind === 'plan') && <ToPlans onShowPlans={onShowPlans} />}
    </>
  );
}

function BookingLinks({ bookings }: { bookings: readonly BookingSummary[] }) {
  if (bookings.length === 0) return null;
  return (
    <ul className={classes.links}>
      {bookings.slice(0, MOST).map((booking) => (
        <li key={booking.id}>
          <Anchor
            size="xs"
            c="inherit"
            underline="always"
            renderRoot={(props) => <Link to="/bookings" search={{ booking: booking.id }} {...props} />}
          >
            {offeringsOf(booking)}, {formatAt(booking.startsAt, 'dayYearTime', zoneOf(booking))}
          </Anchor>
        </li>
      ))}
      {bookings.length > MOST && <li>and {bookings.length - MOST} more</li>}
    </ul>
  );
}
