import type { Impact } from '#core/domains/availability/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { momentText } from '../calendar/clock.ts';
import classes from './availability.module.css';
import { holdWords, impactSentence } from './impact.ts';

const MOST_NAMED = 50;

/** The bookings that a change leaves outside the hours, each a click away. */
export function AffectedNote({ impact, known = '' }: { impact: Impact; known?: string }) {
  const { openBooking } = useDrawers();
  const named = impact.bookings.slice(0, MOST_NAMED);
  const more = impact.affected - named.length;
  return (
    <div className={classes.affected} role="alert">
      <p>{impactSentence(impact)}</p>
      <ul>
        {named.map((booking) => (
          <li key={booking.itemId}>
            <button type="button" className={classes.thing} onClick={() => openBooking(booking.bookingId)}>
              {booking.customerName}
            </button>
            <span>
              {booking.offeringTitle}, {momentText(booking.timezone, booking.startsAt)}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p>and {more.toLocaleString()} more.</p>}
      {known !== '' && <p>{known}</p>}
      {impact.holds > 0 && <p>{holdWords(impact)}</p>}
    </div>
  );
}
