import { useState } from 'preact/hooks';
import type { Refused } from '../api.ts';
import { money } from '../formats.ts';
import { Heading } from '../parts/heading.tsx';
import { Notice } from '../parts/notice.tsx';
import { useAction } from '../parts/use-action.ts';
import { Waiting } from '../parts/waiting.tsx';
import type { Booking } from '../storefront.ts';
import { words } from '../words.ts';
import { pageWords } from './page-words.ts';
import { type Managing, reloadBooking, token } from './booking.ts';

/** Cancelling: the refund is shown first and goes along, so that nobody is ever refunded less than what they read. */
export function Cancel({ booking, onChanged, onLeave }: Managing) {
  const { busy, waiting, problem, run } = useAction<Booking>();
  const [changed, setChanged] = useState(false);
  const expectedRefundPercent = booking.cancelNow?.refundPercent ?? 0;

  /** The deadline passed, or the booking has changed under this page: the new figure is asked about anew. */
  const lookAgain = async ({ status, code }: Refused): Promise<boolean> => {
    const now = status === 409 && (await reloadBooking().catch(() => null));
    if (!now) return false;
    onChanged(now, '');
    if (!now.may.cancel) onLeave();
    setChanged(code === 'edit_conflict');
    return true;
  };
  const cancel = () =>
    run(
      { path: `/bookings/${booking.id}/cancel`, body: { expectedRefundPercent }, token },
      (done) => onChanged(done, pageWords.cancelled),
      lookAgain,
    );

  return (
    <section class="ask flow">
      <Heading text={pageWords.cancelAsk} focus />
      {changed && <Notice>{pageWords.refundChanged}</Notice>}
      <Waiting {...{ waiting, problem }} />
      <p class="refund">{refundSentence(booking)}</p>
      <div class="actions">
        <button type="button" class="primary danger" aria-busy={busy} onClick={cancel}>
          {busy ? words.working : pageWords.cancel}
        </button>
        <button type="button" class="quiet" onClick={onLeave}>
          {pageWords.cancelKeep}
        </button>
      </div>
    </section>
  );
}

/** Of what was paid and is held, for nothing else comes back or is taken. */
function refundSentence({ totalCents, currency, cancelNow, payment }: Booking): string {
  if (totalCents === 0) return pageWords.refundFree;
  const { refundPercent = 0, refundCents = 0, chargeCents = 0 } = cancelNow ?? {};
  if (chargeCents > 0) return (payment?.status === 'SAVED' ? pageWords.refundSaved : pageWords.refundKept)(money(chargeCents, currency));
  if (refundCents > 0) return (refundPercent === 100 ? pageWords.refundAll : pageWords.refundPart)(money(refundCents, currency));
  return refundPercent > 0 || payment?.hold ? pageWords.refundFree : pageWords.refundNone;
}
