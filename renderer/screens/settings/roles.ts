import type { Role } from '#core/contracts/actor.ts';

/** What each role is called and may do. */
export const roleWords: Record<Role, { label: string; may: string }> = {
  OWNER: { label: 'Owner', may: 'Everything, with the team and other owners.' },
  ADMIN: { label: 'Admin', may: 'Everything but making owners.' },
  STAFF: { label: 'Staff', may: 'Bookings, customers and days off; no prices, no integrations.' },
  CLIENT: { label: 'Client', may: 'Sees the customers’ side only.' },
};

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.charAt(0) ?? '';
  const last = words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : '';
  return `${first}${last}`.toUpperCase();
}
