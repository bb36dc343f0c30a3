import type { ServerParts } from '#server/parts.ts';
import { dueToken } from '#server/secrets/dues.ts';

/** The page of one due: what it is for, and where it is paid. It works without a script, so the token is in the path. */
export function dueUrl(
  parts: Pick<ServerParts, 'publicUrl' | 'serverKey'>,
  { subdomain, ...due }: { tenantId: string; orderId: string; subdomain: string },
): string {
  return `${parts.publicUrl()}/s/${subdomain}/dues/${dueToken(parts.serverKey, due)}`;
}
