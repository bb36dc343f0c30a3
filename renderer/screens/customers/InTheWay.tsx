import { Alert, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import type { OrderSummary } from '#core/domains/payments/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { formatAt } from '../../components/times.ts';
import { useNow } from '../../components/useNow.ts';
import { offeringsOf, zoneOf } from '../bookings/words.ts';
import classes from './erase.module.css';
import type { Hindrance, Refused } from './erasing.ts';

interface Props {
  customerId: string;
  refused: Refused;
  /** to what lies beneath the dialog */
  onShowPlans: () => void;
}

const MOST = 5;

/** Why they can't be erased yet, and where that is mended. */
export function InTheWay({ customerId, refused: { kind, text }, onShowPlans }: Props) {
  return (
    <Alert color="red" variant="light" role="alert">
      {text}
      {kind === 'bookings' && <Ahead customerId={customerId} />}
      {(kind === 'money' || kind === 'card') && <Unsettled customerId={customerId} kind={kind} onShowPlans={onShowPlans} />}
      {kind === 'plan' && <ToPlans onShowPlans={onShowPlans} />}
    </Alert>
  );
}

function ToPlans({ onShowPlans }: { onShowPlans: () => void }) {
  return (
    <Anchor component="button" type="button" size="xs" className={classes.toPlans} onClick={onShowPlans}>
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

/** A plan's money is settled beside the plan, a booking's in the booking. */
function Unsettled({ customerId, kind, onShowPlans }: { customerId: string; kind: Hindrance; onShowPlans: () => void }) {
  const orders = useAsk<{ data: OrderSummary[] }>('payments.orders', { customerId, limit: 100 }, { tables: ['orders'] }).data?.data ?? [];
  const input = { customerId, sort: '-startsAt', limit: 1_000 };
  const known = useAsk<{ data: BookingSummary[] }>('bookings.list', input, { tables: ['bookings'] }).data?.data ?? [];
  const open = orders.filter((order) => (kind === 'card' ? order.heldCents > 0 : order.dueCents !== 0));
  const ids = new Set(open.map(({ payableId }) => payableId));
  return (
    <>
      <BookingLinks bookings={known.filter(({ id }) => ids.has(id))} />
      {open.some(({ payableKind }) => payableKind === 'plan') && <ToPlans onShowPlans={onShowPlans} />}
    </>
  );
}

function BookingLinks({ bookings }: { bookings: readonly BookingSummary[] }) {
  if (bookings.length === 0) return null;
  return (
    <ul className={classes.links}>
      {bookings.slice(0, MOST).map((booking) => (
        <li key={booking.id}>
          <Anchor size="xs" renderRoot={(props) => <Link to="/bookings" search={{ booking: booking.id }} {...props} />}>
            {offeringsOf(booking)}, {formatAt(booking.startsAt, 'dayYearTime', zoneOf(booking))}
          </Anchor>
        </li>
      ))}
      {bookings.length > MOST && <li>and {bookings.length - MOST} more</li>}
    </ul>
  );
}
