import { Text } from '@mantine/core';
import { formatMoney } from '#core/base/money.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { MoneyText } from '../../components/MoneyText.tsx';
import { formatAt } from '../../components/times.ts';
import classes from './drawer.module.css';
import { LetOff } from './LetOff.tsx';
import { cancellationWords, keptWords, mayLetOff } from './moneyBack.ts';
import { Received } from './Received.tsx';
import { Section } from './Section.tsx';
import { zoneOf } from './words.ts';

/** What it costs, what came in and went back, what is due, and the till. */
export function MoneySection({ booking }: { booking: BookingDetail }) {
  const { currency, subtotalCents, discountCents, couponCode, taxCents, totalCents, order, payments, refunds, paymentDueAt } = booking;
  // Prices hold their tax, or it comes on top: the sum tells which.
  const addsTax = taxCents > 0 && subtotalCents - discountCents + taxCents === totalCents;
  const cancellation = endingWords(booking);
  const asksDeposit = payments.some(({ status, purpose }) => status === 'PENDING' && purpose === 'deposit');
  return (
    <Section title="Money">
      {(addsTax || discountCents > 0) && <Line name="Subtotal" cents={subtotalCents} currency={currency} />}
      {discountCents > 0 && (
        <Line name={couponCode === null ? 'Discount' : `Discount, ${couponCode}`} cents={-discountCents} currency={currency} />
      )}
      {addsTax && <Line name="Tax" cents={taxCents} currency={currency} />}
      <Line name="Total" cents={totalCents} currency={currency} isSum={addsTax || discountCents > 0} />
      {!addsTax && taxCents > 0 && (
        <Text size="xs" c="dimmed" className="num">
          Including {formatMoney(taxCents, { currency })} tax
        </Text>
      )}
      {order !== null && (
        <Received order={order} payments={payments} refunds={refunds}>
          {paymentDueAt !== null && order.dueCents > 0 && (
            <Text size="xs" c="dimmed" className="num">
              {asksDeposit ? 'The deposit is due' : 'To be paid'} by {formatAt(paymentDueAt, 'dayTime')}, or its time is free again.
            </Text>
          )}
        </Received>
      )}
      {cancellation !== '' && (
        <Text size="xs" c="dimmed" mt={6} className="num">
          {cancellation}
        </Text>
      )}
      {mayLetOff(booking) && <LetOff booking={booking} />}
    </Section>
  );
}

function Line({ name, cents, currency, isSum = false }: { name: string; cents: number; currency: string; isSum?: boolean }) {
  return (
    <div className={classes.line} data-sum={isSum || undefined}>
      <span>{name}</span>
      <MoneyText cents={cents} currency={currency} />
    </div>
  );
}

/** What a cancellation would do, and until when; once it is cancelled, what of it is still to come, or that nothing went back. */
function endingWords(booking: BookingDetail): string {
  const { refundPercent, cancelNow, refunds, payments } = booking;
  const kept = keptWords(booking);
  if (kept !== null) return kept;
  if (booking.cancelledAt !== null || booking.status === 'CANCELLED' || booking.status === 'REFUNDED')
    return refundPercent === null || refunds.length > 0 || payments.every(({ capturedCents }) => capturedCents === 0)
      ? ''
      : 'Nothing was given back.';
  if (booking.status !== 'PENDING' && booking.status !== 'CONFIRMED') return '';
  return cancellationWords(booking, cancelNow.until === null ? null : formatAt(cancelNow.until, 'dayTime', zoneOf(booking)));
}
