/** The signed link to one entry of the waitlist: `<entry body>.<40 hex>`, stored nowhere. */
import { bodyOf, isBody, sameSecret, signature } from './tokens.ts';

interface EntryRef {
  readonly tenantId: string;
  readonly waitlistId: string;
}

const signed = (serverKey: Buffer, { tenantId, waitlistId }: EntryRef): string =>
  signature(serverKey, { text: `waitlist/${tenantId}/${waitlistId}`, length: 40 });

export function waitlistToken(serverKey: Buffer, entry: EntryRef): string {
  return `${bodyOf(entry.waitlistId)}.${signed(serverKey, entry)}`;
}

/** @returns the entry that the token is for, in this tenant; undefined for a forged or foreign one */
export function entryOfToken(serverKey: Buffer, { tenantId, token }: { tenantId: string; token: string }): string | undefined {
  const [body, mark, ...rest] = token.split('.');
  if (!isBody(body) || mark === undefined || rest.length > 0) return undefined;
  const waitlistId = `wtl_${body}`;
  return sameSecret(mark, signed(serverKey, { tenantId, waitlistId })) ? waitlistId : undefined;
}
