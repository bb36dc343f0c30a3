/** The console speaks English: dates are in its words, with the order, the clock and the figures of where the viewer is. */
export const locale = inEnglish(new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale));

function inEnglish(viewer: Intl.Locale): string {
  return viewer.language === 'en' ? viewer.toString() : `en-${viewer.maximize().region ?? 'GB'}`;
}

export const isTwelveHours = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 ?? false;

/** `09:00` stands under `10:00`; `9:00 AM` has no leading zero anywhere. */
export const clock: Intl.DateTimeFormatOptions = { hour: isTwelveHours ? 'numeric' : '2-digit', minute: '2-digit' };
