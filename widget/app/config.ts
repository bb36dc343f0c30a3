/** What the page's server wrote for the app into `#slotkeeper-config`. */
export interface Config {
  view: 'frame' | 'storefront' | 'offering' | 'manage';
  api: string;
  tenant: string;
  offering: string | null;
  bookingId: string | null;
  parentOrigin: string | null;
  widgetId: string | null;
  color: string | null;
  locale: string | null;
  theme: 'auto' | 'light' | 'dark';
}

/** The first of the wishes that Intl understands; a misspelt data-locale must not stop a booking. */
function readLocale(wished: string | null): string {
  try {
    return Intl.getCanonicalLocales(wished || navigator.language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** A page without it is not one of ours: the fault then stands in the browser's console. */
export const config = JSON.parse(document.getElementById('slotkeeper-config')?.textContent ?? '') as Config;
/** What the customer reads best, whether there are words in it or not. */
export const wished = readLocale(config.locale);
