import { useRef, useState } from 'preact/hooks';
import { newKey, persist, Refused } from '../api.ts';
import { money, percent } from '../formats.ts';
import { Heading } from '../parts/heading.tsx';
import { Notice } from '../parts/notice.tsx';
import { sentenceFor } from '../parts/trouble.tsx';
import type { Booking } from '../storefront.ts';
import { words } from '../words.ts';
import { type Managing, reloadBooking } from './manage.tsx';

/** Cancelling: the refund is shown first and goes along, so that nobody is ever refunded less than what they read. */
export function Cancel({ booking, token, onChanged, onLeave }: Managing) {
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [changed, setChanged] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const key = useRef(newKey());
  const expectedRefundPercent = booking.cancelNow?.refundPercent ?? 0;

  const cancel = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const path = `/bookings/${booking.id}/cancel`;
      const done = await persist<Booking>({ method: 'POST', path, body: { expectedRefundPercent }, key: key.current, token }, setWaiting);
      onChanged(done, words.cancelled);
    } catch (caught) {
      if (caught instanceof Refused) key.current = newKey();
      if (caught instanceof Refused && caught.status === 409) await lookAgain(caught);
      else setProblem(caught);
    }
    setBusy(false);
  };

  /** The deadline passed, or the booking has changed under this page: the new figure is asked about anew. */
  const lookAgain = async ({ code }: Refused) => {
    try {
      const now = await reloadBooking();
      onChanged(now, '');
      if (!now.may.cancel) onLeave();
      setChanged(code === 'edit_conflict');
    } catch (caught) {
      setProblem(caught);
    }
  };

  return (
    <section class="ask flow">
      <Heading text={words.cancelAsk} focus />
      {changed && <Notice>{words.refundChanged}</Notice>}
      {waiting && <Notice>{words.offline}</Notice>}
      {Boolean(problem) && <Notice>{sentenceFor(problem)}</Notice>}
      <p class="refund">{refundSentence(booking)}</p>
      <div class="actions">
        <button type="button" class="primary danger" aria-busy={busy} onClick={() => void cancel()}>
          {busy ? words.working : words.cancel}
        </button>
        <button type="button" class="quiet" onClick={onLeave}>
          {words.cancelKeep}
        </button>
      </div>
    </section>
  );
}

function refundSentence({ totalCents, currency, cancelNow }: Booking): string {
  if (totalCents === 0) return words.refundFree;
  const { refundPercent = 0, refundCents = 0 } = cancelNow ?? {};
  if (refundPercent === 100) return words.refundAll(money(refundCents, currency));
  return refundPercent > 0 ? words.refundPart(money(refundCents, currency), percent(refundPercent)) : words.refundNone;
}
