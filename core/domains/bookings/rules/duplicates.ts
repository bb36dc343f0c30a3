/** Which records look like one person, and what one of them is left with when they become one. */
import { byAge } from '../../../base/age.ts';
import type { Customer } from '../../customers/model.ts';

type Contact = Pick<Customer, 'id' | 'name' | 'email' | 'phone' | 'createdAt'>;

export interface Alike<T> {
  readonly customers: readonly T[];
  readonly because: 'phone' | 'name';
}

/** A number of fewer digits is an extension or a slip. */
const FEWEST_DIGITS = 5;

const digitsOf = (phone: string): string => phone.replace(/\D/g, '').replace(/^00/, '');

/** Without case, accents and spaces around and between. */
function foldedName(name: string): string {
  // Most names are plain, and to take apart what is not takes long.
  const plain = /[^ -~]/.test(name) ? name.normalize('NFKD').replace(/\p{M}/gu, '') : name;
  return plain.toLowerCase().replace(/\s+/g, '');
}

/** Without case, dots and what follows a `+`: many mailboxes do not tell them apart. */
function foldedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [box = ''] = email.slice(0, at).split('+');
  return `${box.replaceAll('.', '')}${email.slice(at)}`.toLowerCase();
}

/** Each in the order of being added; what is said of a phone is not said again of a name. */
export function alikeAmong<T extends Contact>(customers: readonly T[]): Alike<T>[] {
  const groups: Alike<T>[] = [];
  const told = new Set<string>();
  const add = (found: readonly T[], because: Alike<T>['because']): void => {
    if (found.length < 2) return;
    const group = found.toSorted(byAge);
    const key = group.map(({ id }) => id).join();
    if (told.has(key)) return;
    told.add(key);
    groups.push({ customers: group, because });
  };
  for (const found of gathered(customers, ({ phone }) => phoneKey(phone)).values()) add(found, 'phone');
  for (const found of gathered(customers, ({ name }) => foldedName(name)).values())
    if (found.length > 1) for (const same of perhapsOne(found)) add(same, 'name');
  return groups;
}

function phoneKey(phone: string | null): string {
  const digits = phone === null ? '' : digitsOf(phone);
  return digits.length < FEWEST_DIGITS ? '' : digits;
}

/** Those of no key are left out. */
function gathered<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const found = Map.groupBy(rows, keyOf);
  found.delete('');
  return found;
}

/** Of one name: those without an address may be any of the others, and two addresses are two people unless they lead to one mailbox. */
function perhapsOne<T extends Contact>(sameName: readonly T[]): T[][] {
  const nowhere = sameName.filter(({ email }) => email === null);
  const boxes = [...gathered(sameName, ({ email }) => (email === null ? '' : foldedEmail(email))).values()];
  if (boxes.length === 0) return [nowhere];
  if (nowhere.length > 0) return boxes.length === 1 ? [[...nowhere, ...boxes.flat()]] : [...boxes, [...nowhere, ...boxes.flat()]];
  return boxes;
}

export type MergedFields = Pick<Customer, 'email' | 'phone' | 'notes' | 'createdAt'>;

/** `others`: the oldest first. */
export function mergedFields(kept: MergedFields, others: readonly MergedFields[]): MergedFields {
  const all = [kept, ...others];
  return {
    email: all.find(({ email }) => email !== null)?.email ?? null,
    phone: all.find(({ phone }) => phone !== null)?.phone ?? null,
    notes: [...new Set(all.map(({ notes }) => notes.trim()).filter(Boolean))].join('\n\n'),
    createdAt: Math.min(...all.map(({ createdAt }) => createdAt)),
  };
}
