import { useEffect, useState } from 'preact/hooks';
import { call, type Refused, serverNow } from '../api.ts';
import { dateTime, dayName, dayOf, money } from '../formats.ts';
import { Booked, type DoneProps } from '../flow/done.tsx';
import { useStepFocus } from '../parts/heading.tsx';
import { Icon } from '../parts/icon.tsx';
import { Notice } from '../parts/notice.tsx';
import { Receipt } from '../parts/receipt.tsx';
import { statusWords } from '../parts/status-words.ts';
import { useAction } from '../parts/use-action.ts';
import { Waiting } from '../parts/waiting.tsx';
import type { Booking, PayNow, Payment } from '../storefront.ts';
import { words } from '../words.ts';
import { payWords } from './pay-words.ts';

export { payWords } from './pay-words.ts';

const onDay = (iso: string, timezone: string): string =>
  dayName(dayOf(iso, timezone), { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** Before they book: what of the sum is due now, and what becomes of it. */
export function payLine(
  { amountCents, hold, authoriseAt }: PayNow,
  of: { totalCents: number; currency: string; timezone: string },
): string {
  const sum = money(amountCents, of.currency);
  if (hold) return authoriseAt ? payWords.holdLater(sum, onDay(authoriseAt, of.timezone)) : payWords.holdNow(sum);
  return amountCents < of.totalCents ? payWords.restLater(sum) : payWords.nowOf(sum);
}

const isOpen = (booking: Booking): boolean => booking.payment?.status === 'PENDING' && booking.status === 'PENDING';

/** Over, and its hold or the card that is kept is about to be taken of or let go. */
const isSettling = ({ status, payment }: Booking): boolean =>
  status === 'CANCELLED' && (payment?.status === 'AUTHORISED' || payment?.status === 'SAVED');

const OFTEN_MS = 1_500;
const SELDOM_MS = 15_000;
const OFTEN_FOR = 40;

interface Deciding {
  booking: Booking;
  token: string | undefined;
  onChanged(booking: Booking): void;
}

/** Asks again until it is decided, often at first; a try that gets no answer is followed by the next. */
function Decision({ booking, token, onChanged }: Deciding) {
  const [round, setRound] = useState(0);
  const open = isOpen(booking) || isSettling(booking);
  useEffect(() => {
    if (!open) return undefined;
    const end = new AbortController();
    const ask = () =>
      call<Booking>({ path: `/bookings/${booking.id}`, token, signal: end.signal }).then(
        (now) => {
          if (JSON.stringify(now.payment) !== JSON.stringify(booking.payment) || now.status !== booking.status) onChanged(now);
          else setRound((n) => n + 1);
        },
        () => end.signal.aborted || setRound((n) => n + 1),
      );
    const timer = setTimeout(() => void ask(), round < OFTEN_FOR ? OFTEN_MS : SELDOM_MS);
    return () => (clearTimeout(timer), end.abort());
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a round looks once.
  }, [open, round, booking]);
  return null;
}

/** In somebody else's page the payment page takes that page's place: it refuses to stand in a frame. */
function PayLink({ payment, currency }: { payment: Payment; currency: string }) {
  const { checkoutUrl, hold, authoriseAt, amountCents } = payment;
  const sum = money(amountCents, currency);
  if (!checkoutUrl) return <p class="policy">{payWords.opening}</p>;
  return (
    <a class="primary wide" href={checkoutUrl} target="_top">
      {hold ? (authoriseAt ? payWords.save : payWords.hold(sum)) : payWords.pay(sum)}
    </a>
  );
}

export const Done = (props: DoneProps) => (props.done.booking.payment ? <Pay {...props} /> : <Booked {...props} />);

/** Right after booking: on to the payment, by itself where the page is ours to leave; then the confirmation, as of every booking. */
function Pay({ done, ...of }: DoneProps) {
  const [booking, setBooking] = useState(done.booking);
  const heading = useStepFocus(true);
  const { payment, currency, totalCents } = booking;
  const { timezone } = of.offering;
  const open = isOpen(booking);
  const url = open && payment?.checkoutUrl;
  useEffect(() => {
    if (url && window.top === window) location.assign(url);
  }, [url]);
  if (booking.status !== 'CANCELLED' && !open && !payment?.payAgain) return <Booked {...of} done={{ ...done, booking }} />;
  return (
    <section class="flow done">
      <div class="body">
        <div class="seal waiting">
          <Icon name="clock" />
        </div>
        <h2 ref={heading} tabIndex={-1}>
          {open || payment?.payAgain ? payWords.oneMore : statusWords.CANCELLED}
        </h2>
        <Decision {...{ booking }} token={done.manageToken} onChanged={setBooking} />
        {open && payment ? (
          <>
            <p class="lead">{payLine(payment, { totalCents, currency, timezone })}</p>
            {payment.dueAt && <p class="policy">{payWords.payBy(dateTime(payment.dueAt, timezone))}</p>}
            <PayLink {...{ payment, currency }} />
          </>
        ) : (
          <PayState {...{ booking, timezone }} token={done.manageToken} onChanged={setBooking} />
        )}
        <Receipt booking={booking} />
      </div>
    </section>
  );
}

/** On the booking's own page, where they come back to. */
export const OnPage = (deciding: Deciding) => (
  <>
    <Decision {...deciding} />
    <PayState {...deciding} timezone={deciding.booking.offering?.timezone ?? deciding.booking.tenant.timezone} />
  </>
);

/** The card was declined: another page, for the same or another card. */
function PayAgain({ booking, token, timezone, onChanged }: Deciding & { timezone: string }) {
  const { busy, waiting, problem, run } = useAction<Booking>();
  const dueAt = booking.payment?.dueAt;
  // The time is up, or it was paid meanwhile: the booking says which.
  const lookAgain = async ({ status }: Refused): Promise<boolean> => {
    const now = status === 409 && (await call<Booking>({ path: `/bookings/${booking.id}`, token }).catch(() => null));
    if (now) onChanged(now);
    return Boolean(now);
  };
  return (
    <section aria-live="polite">
      <Notice>{payWords.failed}</Notice>
      {dueAt && <p class="policy">{payWords.againBy(dateTime(dueAt, timezone))}</p>}
      <Waiting {...{ waiting, problem }} />
      <button
        type="button"
        class="primary wide"
        aria-busy={busy}
        onClick={() => run({ path: `/bookings/${booking.id}/pay`, token }, onChanged, lookAgain)}
      >
        {busy ? words.working : payWords.again}
      </button>
    </section>
  );
}

function PayState({ booking, timezone, ...of }: Deciding & { timezone: string }) {
  const { payment, currency } = booking;
  if (!payment) return null;
  const owed = money(payment.owedCents, currency);
  if (isSettling(booking)) return payment.owedCents > 0 ? <p role="status">{payWords.taking(owed)}</p> : null;
  const sum = money(payment.amountCents, currency);
  const { status, authoriseAt, dueAt } = payment;
  if (isOpen(booking))
    return (
      <section aria-live="polite">
        <h2>{payWords.waiting}</h2>
        <p>{payWords.waitingMore}</p>
        {(!dueAt || Date.parse(dueAt) > serverNow()) && (
          <>
            <p class="policy">{payWords.notYet}</p>
            <PayLink {...{ payment, currency }} />
          </>
        )}
      </section>
    );
  if (payment.payAgain) return <PayAgain {...{ booking, timezone, ...of }} />;
  if (status === 'FAILED') return <Notice>{payment.owedCents > 0 ? payWords.owed(owed) : payWords.failed}</Notice>;
  if (status === 'EXPIRED') return <Notice>{payWords.expired}</Notice>;
  if (status === 'RELEASED') return <p role="status">{payWords.released(sum)}</p>;
  if (status === 'SAVED') return authoriseAt ? <p role="status">{payWords.saved(sum, onDay(authoriseAt, timezone))}</p> : null;
  if (status === 'PENDING') return null;
  return <p role="status">{status === 'PAID' ? payWords.paid(sum) : payWords.held(sum)}</p>;
}
