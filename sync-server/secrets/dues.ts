/** The signed link to one due of a customer's plan. */
import { signedLinks } from './links.ts';

interface DueRef {
  readonly tenantId: string;
  readonly orderId: string;
}

const links = signedLinks({ purpose: 'due', prefix: 'ord' });

export const dueToken = (serverKey: Buffer, { tenantId, orderId: id }: DueRef): string => links.tokenFor(serverKey, { tenantId, id });

/** @returns the order that the token is for, in this tenant; undefined for a forged or foreign one */
export const dueOfToken = links.idOf;
