/** The console speaks English: dates are in its words, with the order, the clock and the figures of where the viewer is. */
export const locale = inEnglish(new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale));

function inEnglish(viewer: Intl.Locale): string {
  return viewer.language === 'en' ? viewer.toString() : `en-${viewer.maximize().region ?? 'GB'}`;
}

export const isTwelveHours = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 ?? false;

/** `09:00` stands under `10:00`; `9:00 AM` has no leading zero anywhere. */
export const clock: Intl.DateTimeFormatOptions = { hour: isTwelveHours ? 'numeric' : '2-digit', minute: '2-digit' };

interface Grouping {
  thousandSeparator: string;
  decimalSeparator: string;
  thousandsGroupStyle: 'thousand' | 'lakh';
}

/** How sums are written in their fields: as they are beside them. A field takes Latin figures, whatever the viewer's are. */
export function groupingOf(language?: string): Grouping {
  const parts = new Intl.NumberFormat(language, { numberingSystem: 'latn' }).formatToParts(1_234_567.5);
  const sign = (type: string, usual: string) => parts.find((part) => part.type === type)?.value ?? usual;
  const whole = parts.filter(({ type }) => type === 'integer').map(({ value }) => value.length);
  return {
    thousandSeparator: sign('group', ''),
    decimalSeparator: sign('decimal', '.'),
    thousandsGroupStyle: whole.at(-2) === 2 ? 'lakh' : 'thousand',
  };
}

export const grouping = groupingOf();
