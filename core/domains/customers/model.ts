import { z } from 'zod';
import { Email, Name, Phone, Text } from '../../contracts/fields.ts';

export const CustomerContact = z.strictObject({
  name: Name(),
  email: Email.nullable().default(null),
  phone: Phone.nullable().default(null),
});
export type CustomerContact = z.output<typeof CustomerContact>;

export const CustomerFields = z.strictObject({ name: Name(), email: Email.nullable(), phone: Phone.nullable(), notes: Text(5_000) });
export type CustomerFields = z.output<typeof CustomerFields>;

export interface Customer extends CustomerFields {
  id: string;
  /** epoch ms; null: they are known */
  erasedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/** What an erased customer is called from then on. */
export const ERASED_NAME = 'Erased customer';

export interface CustomerSummary extends Customer {
  bookings: number;
  noShows: number;
  lastStartsAt: number | null;
}
