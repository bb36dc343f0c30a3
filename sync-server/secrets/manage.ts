/** The signed link by which a customer manages one booking: `<booking body>.<40 hex>`, stored nowhere. */
import { bodyOf, isBody, sameSecret, signature } from './tokens.ts';

interface BookingRef {
  readonly tenantId: string;
  readonly bookingId: string;
}

const signed = (serverKey: Buffer, { tenantId, bookingId }: BookingRef): string =>
  signature(serverKey, { text: `manage/${tenantId}/${bookingId}`, length: 40 });

export function manageToken(serverKey: Buffer, booking: BookingRef): string {
  return `${bodyOf(booking.bookingId)}.${signed(serverKey, booking)}`;
}

/** @returns the booking that the token is for, in this tenant; undefined for a forged or foreign one */
export function bookingOfToken(serverKey: Buffer, { tenantId, token }: { tenantId: string; token: string }): string | undefined {
  const [body, mark, ...rest] = token.split('.');
  if (!isBody(body) || mark === undefined || rest.length > 0) return undefined;
  const bookingId = `bkg_${body}`;
  return sameSecret(mark, signed(serverKey, { tenantId, bookingId })) ? bookingId : undefined;
}
