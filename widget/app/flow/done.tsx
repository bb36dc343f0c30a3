import { CalendarLinks } from '../parts/calendar-links.tsx';
import { useStepFocus } from '../parts/heading.tsx';
import { Icon } from '../parts/icon.tsx';
import { Receipt } from '../parts/receipt.tsx';
import { bookedStake, policyLine } from '../policy.ts';
import type { Checkout, Offering, Tenant } from '../storefront.ts';
import { payWords } from '../pay/pay-words.ts';
import { words } from '../words.ts';

export interface DoneProps {
  tenant: Tenant;
  offering: Offering;
  done: Checkout;
}

/** The confirmation, or the word that the business still has to give its own. */
export function Booked({ tenant, offering, done }: DoneProps) {
  const { booking, manageUrl } = done;
  const heading = useStepFocus(true);
  const pending = booking.status === 'PENDING';
  return (
    <section class="flow done">
      <div class="body">
        <div class={pending ? 'seal waiting' : 'seal'}>
          <Icon name={pending ? 'clock' : 'check'} />
        </div>
        <h2 ref={heading} tabIndex={-1}>
          {pending ? payWords.requested : payWords.confirmed}
        </h2>
        <p class="lead">{pending ? words.pendingMore(tenant.name) : payWords.bookedMore(booking.customer.email)}</p>
        <Receipt booking={booking} />
        {!pending && <p class="policy">{policyLine(booking.policy, offering.timezone, bookedStake(booking))}</p>}
        {!pending && <CalendarLinks calendar={booking.calendar} />}
        <a class="quiet wide" href={manageUrl} target="_blank" rel="noopener">
          {payWords.manage}
          <span class="hidden"> ({words.opensTab})</span>
        </a>
      </div>
    </section>
  );
}
