/** Which customers may be one, and what becomes of them when they are made one. */
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import type { BridgeFailure } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';

export interface Group {
  customers: CustomerSummary[];
  because: 'phone' | 'name';
}

/** Customers of whom somebody said on this device that they are not the same. */
export type Apart = readonly (readonly string[])[];

/** Most that are made one at once: the one that stays, and twenty. */
const MOST = 21;

/** What is still to be looked at: without who is gone, and without those that were told apart. */
export function toLookAt(groups: readonly Group[], { apart, gone }: { apart: Apart; gone: ReadonlySet<string> }): Group[] {
  return groups
    .map((group) => ({ ...group, customers: group.customers.filter(({ id }) => !gone.has(id)).slice(0, MOST) }))
    .filter(({ customers }) => customers.length > 1 && !apart.some((ids) => customers.every(({ id }) => ids.includes(id))));
}

export const keyOf = (customers: readonly CustomerSummary[]): string => customers.map(({ id }) => id).join(' ');

/** Who is best kept: an address to write to counts most, then how often they came, then how long they are known. */
export function likeliest(customers: readonly CustomerSummary[]): CustomerSummary | undefined {
  return customers.toSorted(
    (a, b) => Number(b.email !== null) - Number(a.email !== null) || b.bookings - a.bookings || a.createdAt - b.createdAt,
  )[0];
}

export interface Merged {
  email: string | null;
  phone: string | null;
  bookings: number;
  noShows: number;
  createdAt: number;
  /** addresses and numbers of the others that one customer has no room for */
  lost: string[];
}

/** The one that stays, as it is then: what it lacks is taken from the others, the oldest first. */
export function mergedOf(kept: CustomerSummary, others: readonly CustomerSummary[]): Merged {
  const byAge = others.toSorted((a, b) => a.createdAt - b.createdAt);
  const all = [kept, ...byAge];
  const email = all.find((one) => one.email !== null)?.email ?? null;
  const phone = all.find((one) => one.phone !== null)?.phone ?? null;
  const rest = byAge.flatMap((one) => [one.email === email ? null : one.email, digitsOf(one.phone) === digitsOf(phone) ? null : one.phone]);
  return {
    email,
    phone,
    bookings: all.reduce((sum, one) => sum + one.bookings, 0),
    noShows: all.reduce((sum, one) => sum + one.noShows, 0),
    createdAt: Math.min(...all.map((one) => one.createdAt)),
    lost: [...new Set(rest.filter((value) => value !== null))],
  };
}

const digitsOf = (phone: string | null): string | null => phone?.replace(/\D/g, '') ?? null;

export const becauseWords: Record<Group['because'], string> = { phone: 'The same phone number', name: 'The same name' };

/** `5 bookings, 1 no-show` */
export function visitsWords({ bookings, noShows }: Pick<CustomerSummary, 'bookings' | 'noShows'>): string {
  const came = bookings === 1 ? '1 booking' : `${bookings} bookings`;
  return noShows === 0 ? came : `${came}, ${noShows === 1 ? '1 no-show' : `${noShows} no-shows`}`;
}

export const possibleWords = (count: number): string => (count === 1 ? '1 possible duplicate' : `${count} possible duplicates`);

/** Why it was refused. The same one twice is not to be had here, so that what is wrong with the request is the length of the notes. */
export function mergeSentence(failure: Pick<BridgeFailure, 'code' | 'facts' | 'message'>): string {
  switch (failure.code) {
    case 'invalid_request':
      return 'Their notes are longer together than those of one customer may be. Shorten them first.';
    case 'invalid_transition':
      return 'One of them was erased meanwhile.';
    default:
      return sentenceOf(failure);
  }
}
