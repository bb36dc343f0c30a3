import { config } from '../config.ts';

/** What they are writing: it outlives a reload of the page, until it has been sent. */
export interface Writing {
  text: string;
  /** as they typed them; the last is empty while there may be more */
  links: string[];
}

const EMPTY: Writing = { text: '', links: [''] };

const keyOf = (name: string): string => `slotkeeper-${name}-${config.bookingId}`;

/** A browser may forbid storage: then it lives as long as the page does. */
export function loadWriting(name: string): Writing {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(keyOf(name)) ?? '{}') as Partial<Writing>) };
  } catch {
    return EMPTY;
  }
}

export function saveWriting(name: string, writing: Writing | null): void {
  try {
    if (writing) sessionStorage.setItem(keyOf(name), JSON.stringify(writing));
    else sessionStorage.removeItem(keyOf(name));
  } catch {
    // See above.
  }
}
