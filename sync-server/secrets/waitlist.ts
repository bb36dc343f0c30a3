/** The signed link to one entry of the waitlist. */
import { signedLinks } from './links.ts';

interface EntryRef {
  readonly tenantId: string;
  readonly waitlistId: string;
}

const links = signedLinks({ purpose: 'waitlist', prefix: 'wtl' });

export const waitlistToken = (serverKey: Buffer, { tenantId, waitlistId: id }: EntryRef): string =>
  links.tokenFor(serverKey, { tenantId, id });

/** @returns the entry that the token is for, in this tenant; undefined for a forged or foreign one */
export const entryOfToken = links.idOf;
