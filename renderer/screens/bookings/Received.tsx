import type { ReactNode } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { OrderSummary, Payment, Refund } from '#core/domains/payments/model.ts';
import classes from './money.module.css';
import { PaymentRow } from './PaymentRow.tsx';
import { isToHandOver, unexplained } from './payments.ts';
import { OwedRow, RefundRow } from './RefundRow.tsx';
import { TakePayment } from './TakePayment.tsx';

interface Props {
  order: OrderSummary;
  payments: Payment[];
  refunds: Refund[];
  /** below what is due */
  children?: ReactNode;
}

/** What came in for an order and went back, what is due, and the till. */
export function Received({ order, payments, refunds, children }: Props) {
  const money = { order, payments, refunds };
  const owed = refunds.filter((refund) => isToHandOver(refund, money));
  const others = refunds.filter((refund) => !owed.includes(refund));
  const due = dueWords(money);
  return (
    <>
      {payments.length > 0 && (
        <ul className={classes.rows} aria-label="Payments">
          {payments.map((payment) => (
            <PaymentRow key={payment.id} payment={payment} refunds={refunds} />
          ))}
          {others.map((refund) => (
            <RefundRow key={refund.id} refund={refund} />
          ))}
        </ul>
      )}
      {due && <div className={`num ${classes.due}`}>{due}</div>}
      {children}
      {owed.map((refund) => (
        <OwedRow key={refund.id} refund={refund} />
      ))}
      {order.dueCents > 0 && <TakePayment key={order.id} order={order} payments={payments} />}
    </>
  );
}

function dueWords(money: { order: OrderSummary; payments: Payment[]; refunds: Refund[] }): string | null {
  const { dueCents, totalCents, currency } = money.order;
  if (dueCents > 0) return `${formatMoney(dueCents, { currency })} due`;
  if (dueCents === 0) return totalCents > 0 ? 'Paid' : null;
  const cents = unexplained(money);
  return cents > 0 ? `${formatMoney(cents, { currency })} to give back` : null;
}
