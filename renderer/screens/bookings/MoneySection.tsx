import { Text } from '@mantine/core';
import { formatMoney } from '#core/base/money.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { MoneyText } from '../../components/MoneyText.tsx';
import { formatAt } from '../../components/times.ts';
import classes from './drawer.module.css';
import money from './money.module.css';
import { cancellationWords } from './moneyBack.ts';
import { PaymentRow } from './PaymentRow.tsx';
import { isToHandOver, unexplained } from './payments.ts';
import { OwedRow, RefundRow } from './RefundRow.tsx';
import { Section } from './Section.tsx';
import { TakePayment } from './TakePayment.tsx';
import { zoneOf } from './words.ts';

/** What it costs, what came in and went back, what is due, and the till. */
export function MoneySection({ booking }: { booking: BookingDetail }) {
  const { currency, subtotalCents, discountCents, couponCode, taxCents, totalCents } = booking;
  // Prices hold their tax, or it comes on top: the sum tells which.
  const addsTax = taxCents > 0 && subtotalCents - discountCents + taxCents === totalCents;
  const cancellation = endingWords(booking);
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
      <Received booking={booking} />
      {cancellation !== '' && (
        <Text size="xs" c="dimmed" mt={6} className="num">
          {cancellation}
        </Text>
      )}
    </Section>
  );
}

function Received({ booking }: { booking: BookingDetail }) {
  const { order, payments, refunds, paymentDueAt } = booking;
  if (order === null) return null;
  const owed = refunds.filter((refund) => isToHandOver(refund, booking));
  const others = refunds.filter((refund) => !owed.includes(refund));
  const due = dueWords(booking);
  return (
    <>
      {payments.length > 0 && (
        <ul className={money.rows} aria-label="Payments">
          {payments.map((payment) => (
            <PaymentRow key={payment.id} payment={payment} refunds={refunds} />
          ))}
          {others.map((refund) => (
            <RefundRow key={refund.id} refund={refund} />
          ))}
        </ul>
      )}
      {due && <div className={`num ${money.due}`}>{due}</div>}
      {paymentDueAt !== null && order.dueCents > 0 && (
        <Text size="xs" c="dimmed" className="num">
          To be paid by {formatAt(paymentDueAt, 'dayTime')}, or its time is free again.
        </Text>
      )}
      {owed.map((refund) => (
        <OwedRow key={refund.id} refund={refund} />
      ))}
      {order.dueCents > 0 && <TakePayment key={order.id} order={order} payments={payments} />}
    </>
  );
}

function dueWords(booking: BookingDetail): string | null {
  const { order, currency } = booking;
  if (order === null) return null;
  if (order.dueCents > 0) return `${formatMoney(order.dueCents, { currency })} due`;
  if (order.dueCents === 0) return order.totalCents > 0 ? 'Paid' : null;
  const cents = unexplained(booking);
  return cents > 0 ? `${formatMoney(cents, { currency })} to give back` : null;
}

function Line({ name, cents, currency, isSum = false }: { name: string; cents: number; currency: string; isSum?: boolean }) {
  return (
    <div className={classes.line} data-sum={isSum || undefined}>
      <span>{name}</span>
      <MoneyText cents={cents} currency={currency} />
    </div>
  );
}

/** What a cancellation would do, and until when; once it is cancelled, only that nothing went back. */
function endingWords(booking: BookingDetail): string {
  const { refundPercent, cancelNow, refunds, payments } = booking;
  if (booking.cancelledAt !== null || booking.status === 'CANCELLED' || booking.status === 'REFUNDED')
    return refundPercent === null || refunds.length > 0 || payments.every(({ capturedCents }) => capturedCents === 0)
      ? ''
      : 'Nothing was given back.';
  if (booking.status !== 'PENDING' && booking.status !== 'CONFIRMED') return '';
  return cancellationWords(booking, cancelNow.until === null ? null : formatAt(cancelNow.until, 'dayTime', zoneOf(booking)));
}
