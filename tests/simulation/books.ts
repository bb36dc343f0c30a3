/** What must be true of the server's books, read off their rows alone: it knows what a row means, and nothing of how it came to be. */
import type { Row, Sight } from './sight.ts';

const n = (value: Row[string] | undefined): number => Number(value ?? 0);

const sum = (rows: readonly Row[], cents: (row: Row) => number): number => rows.reduce((total, row) => total + cents(row), 0);

const standing = new Set(['PENDING', 'CONFIRMED', 'CHECKED_IN', 'COMPLETED']);

/** What customers owe is on the left where it grows; what an entry does to it. */
const owed = (entry: Row): number =>
  entry.debit === 'receivable' ? n(entry.amount_cents) : entry.credit === 'receivable' ? -n(entry.amount_cents) : 0;

const isMoney = (kind: Row[string] | undefined): boolean => kind === 'payment' || kind === 'refund';

const by = (rows: readonly Row[], key: string): Map<string, Row[]> => Map.groupBy(rows, (row) => String(row[key]));

export function checkBooks(server: Sight, complain: (sentence: string) => void): void {
  const entries = server.all('select * from ledger_entries');
  for (const { id, debit, credit, amount_cents: cents } of entries)
    if (debit === credit || n(cents) <= 0) complain(`${id} moves ${cents} from ${debit} to ${credit}`);
  const ofOrder = by(entries, 'order_id');
  const received = by(server.all('select * from payments'), 'order_id');
  const back = by(server.all('select * from refunds'), 'payment_id');
  for (const order of server.all('select * from orders')) {
    const id = String(order.id);
    checkOrder({ order, entries: ofOrder.get(id) ?? [], payments: received.get(id) ?? [], back }, complain);
  }
  checkBookings(server, { ofOrder, received, back }, complain);
}

interface Account {
  readonly order: Row;
  readonly entries: readonly Row[];
  readonly payments: readonly Row[];
  readonly back: ReadonlyMap<string, readonly Row[]>;
}

const statusFor = ({ due, paid, refunded }: { due: number; paid: number; refunded: number }): string => {
  if (due > 0) return 'OPEN';
  if (paid > refunded) return 'PAID';
  return paid > 0 ? 'REFUNDED' : 'VOID';
};

function checkOrder({ order, entries, payments, back }: Account, complain: (sentence: string) => void): void {
  const due = sum(entries, owed);
  const paid = sum(
    entries.filter(({ kind }) => kind === 'payment'),
    ({ amount_cents: cents }) => n(cents),
  );
  const refunded = sum(
    entries.filter(({ kind }) => kind === 'refund'),
    ({ amount_cents: cents }) => n(cents),
  );
  const status = statusFor({ due, paid, refunded });
  if (order.status !== status) complain(`the order ${order.id} is ${order.status}, and by its entries ${status}`);
  if (sum(payments, (payment) => n(payment.captured_cents)) !== paid) complain(`the payments of ${order.id} are not its entries’`);
  const kept = sum(entries, ({ kind, amount_cents: cents }) => (kind === 'fee' ? n(cents) : kind === 'feeReversal' ? -n(cents) : 0));
  if (sum(payments, (payment) => n(payment.fee_cents)) !== kept) complain(`the fees of ${order.id} are not its entries’`);
  for (const payment of payments) {
    const given = back.get(String(payment.id)) ?? [];
    const done = sum(
      given.filter((refund) => refund.status === 'DONE'),
      (refund) => n(refund.amount_cents),
    );
    const promised = sum(
      given.filter((refund) => refund.status !== 'FAILED'),
      (refund) => n(refund.amount_cents),
    );
    if (promised > n(payment.captured_cents)) complain(`${promised} go back of ${payment.id}, which was ${payment.captured_cents}`);
    if (done !== n(payment.refunded_cents)) complain(`${done} went back of ${payment.id}, and it says ${payment.refunded_cents}`);
  }
}

interface Books {
  readonly ofOrder: ReadonlyMap<string, readonly Row[]>;
  readonly received: ReadonlyMap<string, readonly Row[]>;
  readonly back: ReadonlyMap<string, readonly Row[]>;
}

/** What stands costs its price, less what somebody was so kind as to give back; of what ended is wanted what was kept of it. */
function checkBookings(server: Sight, { ofOrder, received, back }: Books, complain: (sentence: string) => void): void {
  for (const { id, status, order_id: orderId, total_cents: total } of server.all('select * from bookings')) {
    if (orderId === null && n(total) > 0) complain(`${id} costs ${total}, and has no order`);
    if (orderId === null) continue;
    const entries = ofOrder.get(String(orderId)) ?? [];
    const charged = sum(entries, (entry) => (isMoney(entry.kind) ? 0 : owed(entry)));
    const payments = received.get(String(orderId)) ?? [];
    const given = payments.flatMap((payment) => back.get(String(payment.id)) ?? []).filter((refund) => refund.status !== 'FAILED');
    const gone = sum(given, (refund) => n(refund.amount_cents));
    const kept = sum(payments, (payment) => n(payment.captured_cents)) - gone;
    if (standing.has(String(status)) ? charged > n(total) || charged < n(total) - gone : charged !== kept)
      complain(`${id} is ${status} and costs ${total}: ${charged} are charged, ${kept} kept, ${gone} go back`);
  }
}
