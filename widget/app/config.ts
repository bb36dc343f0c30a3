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

function readConfig(): Config {
  const text = document.getElementById('slotkeeper-config')?.textContent;
  if (!text) throw new Error('The page has no #slotkeeper-config');
  return JSON.parse(text) as Config;
}

/** The first of the wishes that Intl understands; a misspelt data-locale must not stop a booking. */
function readLocale(wished: string | null): string {
  try {
    return Intl.getCanonicalLocales(wished || navigator.language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

export const config = readConfig();
export const locale = readLocale(config.locale);
export const direction = /^(ar|fa|he|ur|ps|sd|ug|yi|dv|ckb)\b/.test(locale) ? 'rtl' : 'ltr';
