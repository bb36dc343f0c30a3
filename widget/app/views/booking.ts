import { call, persist, Refused } from '../api.ts';
import { config } from '../config.ts';
import { withDispute } from '../dispute/load.ts';
import { withPaying } from '../pay/load.ts';
import type { Booking, Tenant } from '../storefront.ts';
import { loadTenant } from './load.ts';
import { takeToken } from './manage-token.ts';

export const token = config.view === 'manage' ? takeToken() : undefined;

/** What the parts of the manage page need to act on the booking. */
export interface Managing {
  booking: Booking;
  /** The booking as the server now has it, and what has just happened to it: nothing yet, where that is empty. */
  onChanged(booking: Booking, said: string): void;
  onLeave(): void;
}

const path = `/bookings/${config.bookingId}`;

/** A link that the server refuses, or that lost its token on the way, opens no booking. */
async function loadBooking(signal: AbortSignal): Promise<Booking | null> {
  try {
    return token ? await persist<Booking>({ path, token, signal }, () => {}) : null;
  } catch (problem) {
    if (problem instanceof Refused) return null;
    throw problem;
  }
}

export async function loadManaged(signal: AbortSignal): Promise<{ tenant: Tenant; booking: Booking | null }> {
  const [tenant, booking] = await Promise.all([loadTenant(signal), loadBooking(signal)]);
  await Promise.all([withPaying(Boolean(booking?.payment)), withDispute(Boolean(booking?.disputeId))]);
  return { tenant, booking };
}

export const reloadBooking = (): Promise<Booking> => call({ path, token });
