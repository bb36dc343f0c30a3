/** What tells who somebody is, and how it is taken out of what was written about them. */
import type { Json } from '../../../base/json.ts';
import { ERASED_NAME } from '../../customers/model.ts';

export interface Traces {
  /** of the customer, of what they have and had: whatever names one of them is about them */
  readonly ids: ReadonlySet<string>;
  readonly names: readonly string[];
  /** addresses and phone numbers */
  readonly contacts: readonly string[];
  /** notes, answers, reasons: taken out where they stand as a whole */
  readonly said: ReadonlySet<string>;
  /** those of the names and contacts that nobody else has: wherever they stand, it is about them */
  readonly alone: readonly string[];
}

const free = new Set(['notes', 'note', 'customerNotes', 'answers', 'cancellationReason']);
/** `reason` and `text` are a code and a name elsewhere. */
const freeInDisputes = new Set([...free, 'reason', 'text', 'links']);

/** Which fields of an event of this name are what somebody wrote. */
export const freeIn = (eventName: string): ReadonlySet<string> => (eventName.startsWith('dispute.') ? freeInDisputes : free);

const patternOf = (texts: readonly string[]): RegExp | null =>
  texts.length === 0
    ? null
    : new RegExp(
        `(?<![\\p{L}\\p{N}])(?:${texts
          .toSorted((a, b) => b.length - a.length)
          .map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
          .join('|')})(?![\\p{L}\\p{N}])`,
        'giu',
      );

/** Of the same shape, with nothing said. */
function blank(value: Json): Json {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return [];
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]): [string, Json] => [key, blank(field)]));
}

/** Takes them out of a text, and of a JSON value. */
export interface Eraser {
  text(text: string): string;
  /** `isTheirs`: it is about them, and notes and answers in it are theirs; `written`: which fields are such */
  json<T extends Json>(value: T, isTheirs: boolean, written?: ReadonlySet<string>): T;
}

export function eraserOf({ ids, names, contacts, said }: Traces): Eraser {
  const namePattern = patternOf(names);
  const contactPattern = patternOf(contacts);
  const known = new Set(contacts.map((contact) => contact.toLowerCase()));
  const text = (value: string): string => {
    const unnamed = namePattern === null ? value : value.replace(namePattern, ERASED_NAME);
    return contactPattern === null ? unnamed : unnamed.replace(contactPattern, '');
  };
  const json = (value: Json, isTheirs: boolean, written: ReadonlySet<string> = free): Json => {
    if (typeof value === 'string') {
      if (known.has(value.toLowerCase())) return null;
      return said.has(value) ? '' : text(value);
    }
    if (Array.isArray(value)) return value.map((one) => json(one as Json, isTheirs, written));
    if (value === null || typeof value !== 'object') return value;
    const fields = value as Readonly<Record<string, Json>>;
    const isThem = typeof fields['id'] === 'string' && ids.has(fields['id']) && typeof fields['name'] === 'string';
    const left = Object.entries(fields).map(([key, field]): [string, Json] => [key, leftOf(key, field, isThem)]);
    return Object.fromEntries(left);

    function leftOf(key: string, field: Json, them: boolean): Json {
      if (them && key === 'firstName') return ERASED_NAME.split(' ')[0] ?? '';
      if (them && key === 'lastName') return ERASED_NAME.split(' ')[1] ?? '';
      if (isTheirs && written.has(key)) return key === 'answers' ? {} : blank(field);
      return json(field, isTheirs, written);
    }
  };
  return { text, json: (value, isTheirs, written) => json(value, isTheirs, written) as typeof value };
}

/** Does a text name one of these ids? */
export const namesOne = (text: string, ids: ReadonlySet<string>): boolean =>
  [...text.matchAll(/[a-z]{3}_[0-9a-z]{20}/g)].some(([id]) => ids.has(id));

/** As it stands between the quotes of a JSON text. */
export const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
