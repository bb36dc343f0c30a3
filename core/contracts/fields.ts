/** The words of every input: what a field may hold, said once, with the sentence that a wrong value is answered with. */
import { z } from 'zod';
import type { Prefix } from '../base/ids.ts';
import { isUnderstood, readRecurrence } from '../base/recurrence.ts';
import { slugPattern } from '../base/slugs.ts';
import { isZone } from '../base/zone.ts';

/** Each is made once: hundreds of fields share a few, and making them is what takes a start its time. */
function shared<Of, Schema>(make: (of: Of) => Schema): (of: Of) => Schema {
  const made = new Map<Of, Schema>();
  return (of) => {
    const earlier = made.get(of) ?? make(of);
    made.set(of, earlier);
    return earlier;
  };
}

export const idOf = shared((prefix: Prefix) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{20}$`), `expected an id like ${prefix}_…`),
);

/** No NUL and no lone surrogate: neither survives every database. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

export const Text = shared((max: number) => z.string().max(max).refine(isStorable, 'expected text without NUL or broken UTF-16'));

/** One line: what becomes a subject, a header, a row of a CSV or an event's summary must not begin another. Nor turn the text around it. */
const isOneLine = (text: string): boolean => isStorable(text) && !/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(text);
const nameOf = shared((max: number) =>
  z.string().trim().min(1).max(max).refine(isOneLine, 'expected one line of text without control characters'),
);
export const Name = (max = 120) => nameOf(max);

export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'expected lower-case letters, digits and single hyphens')
  .max(80);

/** Of letters of any script that are small or have no capitals, composed. No pattern tells it to those who know no classes of letters. */
export const PageSlug = z
  .string()
  .max(80)
  .refine((slug) => slugPattern.test(slug), 'expected lower-case letters, digits and single hyphens')
  .refine((slug) => slug === slug.normalize('NFC'), 'expected composed letters (NFC)');

/** There are some six hundred. */
const MOST_ZONES = 1_000;
const spelt = new Set<string>();

/** Zones are compared as they are written: `europe/berlin` would be another one than `Europe/Berlin`. */
function isSpeltZone(name: string): boolean {
  if (spelt.has(name)) return true;
  if (!isZone(name)) return false;
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
  if (timeZone !== name && timeZone.toLowerCase() === name.toLowerCase()) return false;
  if (spelt.size < MOST_ZONES) spelt.add(name);
  return true;
}

export const Zone = z.string().max(64).refine(isSpeltZone, 'expected a time zone like Europe/Berlin');

const currencies = new Set(Intl.supportedValuesOf('currency'));
export const Currency = z.string().refine((code) => currencies.has(code), 'expected a currency like EUR or USD');

export const Email = z.email().max(254);
export const Phone = z
  .string()
  .trim()
  .regex(/^[+0-9][0-9 ()./-]{3,39}$/, 'expected a phone number like +49 30 1234567');

const MAX_CENTS = 1_000_000_000_000;
export const Cents = z.int().min(0).max(MAX_CENTS);

/** epoch ms between 1970 and 2200 */
export const EpochMs = z.int().min(0).max(7_258_118_400_000);

/** `HH:MM` on a wall clock, before midnight */
export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 09:00');

/** What integrators and answers know a thing of an offering by: it stays when its label changes. */
export const Key = z.string().regex(/^[a-z][A-Za-z0-9_]{0,39}$/, 'expected a key like extra_towels');

/** a date between 1970 and 2199, so that every instant about it is an EpochMs */
export const LocalDate = z.iso
  .date()
  .refine((date) => date >= '1970-01-02' && date < '2199-12-30', 'expected a date between 1970 and 2199');

const isLocale = (tag: string): boolean => {
  try {
    return new Intl.Locale(tag).toString() === tag;
  } catch {
    return false;
  }
};
export const Locale = z.string().max(35).refine(isLocale, 'expected a BCP 47 tag like de or pt-BR');

export const Color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'expected a colour like #0F766E');

/** `FREQ=WEEKLY;BYDAY=TU;COUNT=10`: as much of RFC 5545 as `base/recurrence` reads. */
export const RecurrenceRule = Text(500).superRefine((text, { addIssue }) => {
  const read = readRecurrence(text);
  if (!isUnderstood(read)) addIssue({ code: 'custom', message: `expected ${read.expected}` });
});
