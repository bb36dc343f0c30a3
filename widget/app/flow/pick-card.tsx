import { ownZone, sameClock, span, zoneName } from '../formats.ts';
import type { Offering } from '../storefront.ts';
import { words } from '../words.ts';
import { extras } from './extra.ts';
import type { Pick } from './pick.ts';

/** The chosen time, in the offering's clock and, where it reads differently, the customer's. */
export function PickCard({ offering, pick, gone, onChange }: { offering: Offering; pick: Pick; gone: boolean; onChange(): void }) {
  const { startsAt, endsAt } = pick.slot;
  const zone = offering.timezone;
  const foreign = !sameClock(startsAt, zone, ownZone);
  const resource = offering.resources.find(({ id }) => id === pick.resourceId);
  const more = [
    resource && words.with(resource.name),
    pick.quantity > 1 && words.seats(pick.quantity),
    pick.extra && extras?.noteOf(offering, pick),
  ].filter(Boolean);
  return (
    <div class="card picked">
      <div>
        <b class={gone ? 'old' : ''}>{span(startsAt, endsAt, zone)}</b>
        {foreign && <small>{zoneName(zone, Date.parse(startsAt))}</small>}
        {foreign && <small>{words.yourTime(span(startsAt, endsAt, ownZone))}</small>}
        {more.length > 0 && <small>{more.join(' · ')}</small>}
      </div>
      <button type="button" class="link" onClick={onChange}>
        {words.change}
      </button>
    </div>
  );
}
