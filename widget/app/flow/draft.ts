import type { Answer } from '../storefront.ts';
import { words } from '../words.ts';

/** What the customer has typed. It outlives every step, every conflict and a reload of the page, until it is booked. */
export interface Draft {
  name: string;
  email: string;
  phone: string;
  notes: string;
  /** a coupon's, as they typed it */
  code: string;
  /** to the questions of each offering, by its id and their keys */
  answers: Record<string, Record<string, Answer>>;
}

export type DraftField = Exclude<keyof Draft, 'answers' | 'code'>;
export type DraftErrors = Partial<Record<DraftField, string>>;

const KEY = 'slotkeeper-draft';
const EMPTY: Draft = { name: '', email: '', phone: '', notes: '', code: '', answers: {} };

/** A browser may forbid storage to an iframe: then the draft lives as long as the page does. */
export function loadDraft(): Draft {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Draft>) };
  } catch {
    return EMPTY;
  }
}

export function saveDraft(draft: Draft | null): void {
  try {
    if (draft) sessionStorage.setItem(KEY, JSON.stringify(draft));
    else sessionStorage.removeItem(KEY);
  } catch {
    // See above.
  }
}

export function errorsOf({ name, email }: Draft): DraftErrors {
  const errors: DraftErrors = {};
  if (!name.trim()) errors.name = words.nameMissing;
  if (!email.trim()) errors.email = words.emailMissing;
  else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) errors.email = words.emailBad;
  return errors;
}

const BAD: Record<DraftField, string> = { name: words.fieldBad, email: words.emailBad, phone: words.phoneBad, notes: words.fieldBad };

/** The server's word on single fields, found by the path that each of its details names. */
export function errorsFrom(details: unknown): DraftErrors {
  const text = JSON.stringify(details ?? '');
  const errors: DraftErrors = {};
  for (const field of ['name', 'email', 'phone', 'notes'] as const)
    if (new RegExp(`\\W(customer)?${field}"`, 'i').test(text)) errors[field] = BAD[field];
  return errors;
}

export function customerOf({ name, email, phone }: Draft): Record<string, string> {
  return { name: name.trim(), email: email.trim(), ...(phone.trim() && { phone: phone.trim() }) };
}
