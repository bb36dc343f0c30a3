import { z } from 'zod';
import { Color, Currency, Email, isStorable, Name, Slug, Zone } from '../../contracts/fields.ts';

export const ProfileFields = z.strictObject({
  name: Name(),
  timezone: Zone,
  displayCurrency: Currency,
  brandColor: Color,
  logoUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .refine(isStorable, 'expected text without NUL or broken UTF-16')
    .nullable(),
  contactEmail: Email.nullable(),
});
export type ProfileFields = z.output<typeof ProfileFields>;

export const NewTenant = z.strictObject({
  subdomain: Slug.min(2).max(40),
  profile: ProfileFields,
  sandboxOf: z.string().nullable(),
});

export interface Profile extends ProfileFields {
  id: string;
  subdomain: string;
  verified: boolean;
  sandbox: boolean;
  createdAt: number;
  updatedAt: number;
}
