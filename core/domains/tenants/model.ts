import { z } from 'zod';
import { DAY, MINUTE } from '../../base/time.ts';
import { Color, Currency, Email, EpochMs, isStorable, Name, Slug, Zone } from '../../contracts/fields.ts';

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

/** How far a sandbox's clock may be ahead of the server's. */
export const MOST_AHEAD_MS = 2 * 365 * DAY;

/** Where to a sandbox's clock is moved: by so many minutes, to an instant, or back to the server's. */
export const ClockMove = z
  .strictObject({
    advanceMinutes: z
      .int()
      .min(1)
      .max(MOST_AHEAD_MS / MINUTE),
    to: EpochMs,
    reset: z.literal(true, 'expected true'),
  })
  .partial()
  .refine((move) => Object.values(move).filter((value) => value !== undefined).length === 1, 'expected advanceMinutes, to or reset');

export interface SandboxClock {
  /** epoch ms */
  now: number;
  /** by how many ms it is ahead of the server's */
  aheadMs: number;
}
