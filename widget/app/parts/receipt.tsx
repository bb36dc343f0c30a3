import type { ComponentChildren } from 'preact';
import { money, ownZone, sameClock, span, zoneName } from '../formats.ts';
import type { Booking } from '../storefront.ts';
import { sumOf } from '../flow/summary.tsx';
import { words } from '../words.ts';

/** What, where, when, code and sum, as a receipt has them. */
export function Receipt({ booking }: { booking: Booking }) {
  const { items, location, confirmationCode, currency, totalCents, discountCents, taxCents } = booking;
  const zone = booking.offering?.timezone ?? booking.tenant.timezone;
  return (
    <dl class="receipt">
      {items.map((item) => (
        <Line key={item.id} name={words.what}>
          {item.offeringTitle}
          <Small text={item.resourceName && words.with(item.resourceName)} />
          <Small text={item.quantity > 1 && words.seats(item.quantity)} />
        </Line>
      ))}
      {items.map((item) => (
        <Line key={item.id} name={words.when}>
          {span(item.startsAt, item.endsAt, zone)}
          {!sameClock(item.startsAt, zone, ownZone) && (
            <>
              <Small text={zoneName(zone, Date.parse(item.startsAt))} />
              <Small text={words.yourTime(span(item.startsAt, item.endsAt, ownZone))} />
            </>
          )}
        </Line>
      ))}
      {location && (
        <Line name={words.location}>
          {location.name}
          <Small text={location.address} />
        </Line>
      )}
      <Line name={words.code}>
        <span class="code">{confirmationCode}</span>
      </Line>
      {discountCents > 0 && <Line name={words.discount}>{money(-discountCents, currency)}</Line>}
      <Line name={words.total} strong>
        {sumOf(totalCents, currency)}
        <Small text={taxCents > 0 && words.taxOf(money(taxCents, currency))} />
      </Line>
    </dl>
  );
}

export function Line({ name, strong = false, children }: { name: string; strong?: boolean; children: ComponentChildren }) {
  return (
    <div class={strong ? 'line strong' : 'line'}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const Small = ({ text }: { text: string | false | null | undefined }) => (text ? <small>{text}</small> : null);
