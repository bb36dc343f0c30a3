import type { Booking } from '../storefront.ts';
import { words } from '../words.ts';

export function CalendarLinks({ calendar }: { calendar: Booking['calendar'] }) {
  if (!calendar) return null;
  const links: [string, string | null][] = [
    ['Google', calendar.googleUrl],
    ['Outlook', calendar.outlookUrl],
  ];
  return (
    <section class="calendars" aria-labelledby="calendars">
      <h2 class="label" id="calendars">
        {words.addToCalendar}
      </h2>
      <div>
        <a class="quiet" href={calendar.icsUrl} download>
          {words.calendarFile}
        </a>
        {links.map(
          ([name, url]) =>
            url && (
              <a key={name} class="quiet" href={url} target="_blank" rel="noopener noreferrer">
                {name}
                <span class="hidden"> ({words.opensTab})</span>
              </a>
            ),
        )}
      </div>
    </section>
  );
}
