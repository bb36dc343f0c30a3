import type { ServerParts } from '#server/parts.ts';
import { waitlistToken } from '#server/secrets/waitlist.ts';

/** The page of one entry: its offer, or that it waits. It works without a script, so the token is in the path. */
export function waitlistUrl(
  parts: Pick<ServerParts, 'publicUrl' | 'serverKey'>,
  { subdomain, ...entry }: { tenantId: string; waitlistId: string; subdomain: string },
): string {
  return `${parts.publicUrl()}/s/${subdomain}/waitlist/${waitlistToken(parts.serverKey, entry)}`;
}
