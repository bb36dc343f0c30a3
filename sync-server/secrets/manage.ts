/** The signed link by which a customer manages one booking. */
import { signedLinks } from './links.ts';

interface BookingRef {
  readonly tenantId: string;
  readonly bookingId: string;
}

const links = signedLinks({ purpose: 'manage', prefix: 'bkg' });

export const manageToken = (serverKey: Buffer, { tenantId, bookingId: id }: BookingRef): string =>
  links.tokenFor(serverKey, { tenantId, id });

/** @returns the booking that the token is for, in this tenant; undefined for a forged or foreign one */
export const bookingOfToken = links.idOf;
