import { useState } from 'preact/hooks';
import { call, persist } from '../api.ts';
import { config } from '../config.ts';
import { percent } from '../formats.ts';
import { Business } from '../parts/business.tsx';
import { CalendarLinks } from '../parts/calendar-links.tsx';
import { Notice } from '../parts/notice.tsx';
import { Receipt } from '../parts/receipt.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useLoad } from '../parts/use-load.ts';
import { policyLine } from '../policy.ts';
import type { Booking, Tenant } from '../storefront.ts';
import { words } from '../words.ts';
import { Cancel } from './cancel.tsx';
import { loadTenant } from './load.ts';
import { takeToken } from './manage-token.ts';
import { Reschedule } from './reschedule.tsx';

const token = config.view === 'manage' ? takeToken() : undefined;

/** What the parts of the page need to act on the booking. */
export interface Managing {
  booking: Booking;
  token: string | undefined;
  /** The booking as the server now has it, and what has just happened to it. */
  onChanged(booking: Booking, said: string): void;
  onLeave(): void;
}

const bookingPath = `/bookings/${config.bookingId}`;

async function load(signal: AbortSignal): Promise<{ tenant: Tenant; booking: Booking }> {
  const [tenant, booking] = await Promise.all([loadTenant(signal), persist<Booking>({ path: bookingPath, token, signal }, () => {})]);
  return { tenant, booking };
}

export const reloadBooking = (): Promise<Booking> => call({ path: bookingPath, token });

export function ManageView() {
  if (!token)
    return (
      <main class="page narrow">
        <p class="empty">{words.linkIncomplete}</p>
      </main>
    );
  return <Manage />;
}

function Manage() {
  const { value, problem, retry, set } = useLoad('booking', load);
  const [doing, setDoing] = useState<'cancel' | 'reschedule' | null>(null);
  const [said, setSaid] = useState('');
  if (problem)
    return (
      <main class="page narrow">
        <Trouble {...{ problem, retry }} notFound={words.notFoundBooking} />
      </main>
    );
  if (!value)
    return (
      <main class="page narrow">
        <Skeleton rows={5} />
      </main>
    );
  const { tenant, booking } = value;
  const managing: Managing = {
    booking,
    token,
    onChanged: (changed, sentence) => {
      set({ tenant, booking: changed });
      setSaid(sentence);
      if (sentence) setDoing(null);
    },
    onLeave: () => setDoing(null),
  };
  return (
    <>
      <Business tenant={tenant} />
      <main class="page narrow">
        {said && <Notice calm>{said}</Notice>}
        {doing === 'reschedule' ? (
          <Reschedule {...managing} />
        ) : (
          <>
            <State booking={booking} />
            <Receipt booking={booking} />
            {doing === 'cancel' ? <Cancel {...managing} /> : <Actions {...{ booking }} onDo={(what) => (setSaid(''), setDoing(what))} />}
          </>
        )}
      </main>
    </>
  );
}

function State({ booking }: { booking: Booking }) {
  const { status, refundPercent, totalCents } = booking;
  const over = status === 'CANCELLED' || status === 'REFUNDED';
  return (
    <div class="state">
      <span class={`status ${status.toLowerCase()}`}>{words.status[status]}</span>
      <h1>{words.booking}</h1>
      {status === 'PENDING' && <p>{words.pendingMore(booking.tenant.name)}</p>}
      {over && refundPercent !== null && totalCents > 0 && <p>{words.refunded(percent(refundPercent))}</p>}
    </div>
  );
}

function Actions({ booking, onDo }: { booking: Booking; onDo(what: 'cancel' | 'reschedule'): void }) {
  const { may, offering, tenant, policy } = booking;
  const live = may.cancel || may.reschedule;
  return (
    <>
      {live && <p class="policy">{policyLine(policy, offering?.timezone ?? tenant.timezone)}</p>}
      <div class="actions">
        {may.reschedule && offering && (
          <button type="button" class="quiet" onClick={() => onDo('reschedule')}>
            {words.reschedule}
          </button>
        )}
        {may.cancel && (
          <button type="button" class="quiet danger" onClick={() => onDo('cancel')}>
            {words.cancel}
          </button>
        )}
      </div>
      {live && <CalendarLinks calendar={booking.calendar} />}
    </>
  );
}
