import { config } from '../config.ts';

const KEY = `slotkeeper-token-${config.bookingId}`;

/**
 * The manage link's token: from the fragment, which no server ever sees, then out of the address, so that a shared screen, a
 * bookmark or the history doesn't give the booking away. A reload finds it in the tab's own storage.
 */
export function takeToken(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('t') ?? undefined;
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
  try {
    if (given) sessionStorage.setItem(KEY, given);
    return given ?? sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return given;
  }
}
