import { useState } from 'preact/hooks';
import { disputing, withDispute } from '../dispute/load.ts';
import { dateTime, money } from '../formats.ts';
import { Business, home } from '../parts/business.tsx';
import { CalendarLinks } from '../parts/calendar-links.tsx';
import { Notice } from '../parts/notice.tsx';
import { Receipt } from '../parts/receipt.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { statusWords } from '../parts/status-words.ts';
import { Trouble } from '../parts/trouble.tsx';
import { useLoad } from '../parts/use-load.ts';
import { paying } from '../pay/load.ts';
import { ownPolicy } from './own-policy.ts';
import type { Booking } from '../storefront.ts';
import { words } from '../words.ts';
import { loadManaged, type Managing, reloadBooking, token } from './booking.ts';
import { Cancel } from './cancel.tsx';
import { pageWords } from './page-words.ts';
import { Reschedule } from './reschedule.tsx';

type Doing = 'cancel' | 'reschedule' | 'dispute';

export function ManageView() {
  const { value, problem, retry, set } = useLoad('booking', loadManaged);
  const [doing, setDoing] = useState<Doing | null>(null);
  const [outdated, setOutdated] = useState(false);
  const [said, setSaid] = useState('');
  if (problem)
    return (
      <main class="page narrow">
        <Trouble {...{ problem, retry }} />
      </main>
    );
  if (!value)
    return (
      <main class="page narrow">
        <Skeleton rows={5} />
      </main>
    );
  const { tenant, booking } = value;
  if (!booking)
    return (
      <>
        <Business tenant={tenant} href={home} />
        <main class="page narrow">
          <div class="empty">
            <h1>{pageWords.booking}</h1>
            <p>{pageWords.linkIncomplete}</p>
            <a class="quiet" href={home}>
              {words.seeOfferings}
            </a>
          </div>
        </main>
      </>
    );
  const managing: Managing = {
    booking,
    onChanged: (changed, sentence) => {
      set({ tenant, booking: changed });
      setSaid(sentence);
      if (sentence) setDoing(null);
    },
    onLeave: () => setDoing(null),
  };
  const disputed = { ...managing, token, reload: reloadBooking };
  const onDo = (what: Doing) => {
    setSaid('');
    withDispute(what === 'dispute').then(
      () => setDoing(what),
      () => setOutdated(true),
    );
  };
  return (
    <>
      <Business tenant={tenant} href={home} />
      <main class="page narrow">
        {said && <Notice calm>{said}</Notice>}
        {doing === 'reschedule' ? (
          <Reschedule {...managing} />
        ) : (
          <>
            <State booking={booking} />
            {outdated && <Notice>{words.outdated}</Notice>}
            {booking.disputeId && disputing && <disputing.Thread key={booking.disputeId} {...disputed} />}
            {paying && <paying.OnPage {...{ booking, token }} onChanged={(changed) => set({ tenant, booking: changed })} />}
            <Receipt booking={booking} />
            {doing === 'cancel' ? (
              <Cancel {...managing} />
            ) : doing && disputing ? (
              <disputing.Open {...disputed} />
            ) : (
              <Actions {...{ booking, onDo }} />
            )}
          </>
        )}
      </main>
    </>
  );
}

function State({ booking }: { booking: Booking }) {
  const { status, refundCents, currency } = booking;
  const over = status === 'CANCELLED' || status === 'REFUNDED';
  return (
    <div class="state">
      <span class={`status ${status.toLowerCase()}`}>{statusWords[status]}</span>
      <h1>{pageWords.booking}</h1>
      {status === 'PENDING' && booking.payment?.status !== 'PENDING' && <p>{words.pendingMore(booking.tenant.name)}</p>}
      {over && refundCents > 0 && <p>{pageWords.refunded(money(refundCents, currency))}</p>}
    </div>
  );
}

function Actions({ booking, onDo }: { booking: Booking; onDo(what: Doing): void }) {
  const { may, offering, tenant, policy } = booking;
  const live = may.cancel || may.reschedule;
  const timezone = offering?.timezone ?? tenant.timezone;
  return (
    <>
      {live && <p class="policy">{ownPolicy(booking, policy, timezone)}</p>}
      {live && !may.reschedule && (
        <p class="policy">{booking.moveUntil ? pageWords.moveUntil(dateTime(booking.moveUntil, timezone)) : pageWords.askBusiness}</p>
      )}
      <div class="actions">
        {may.reschedule && offering && (
          <button type="button" class="quiet" onClick={() => onDo('reschedule')}>
            {pageWords.reschedule}
          </button>
        )}
        {may.cancel && (
          <button type="button" class="quiet danger" onClick={() => onDo('cancel')}>
            {pageWords.cancel}
          </button>
        )}
      </div>
      {may.dispute && (
        <button type="button" class="link" onClick={() => onDo('dispute')}>
          {pageWords.wrong}
        </button>
      )}
      {live && booking.status !== 'PENDING' && <CalendarLinks calendar={booking.calendar} />}
    </>
  );
}
