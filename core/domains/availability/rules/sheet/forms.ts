/** What an offering holds in lists and parts, each in a form that a person can read and write in one cell. */
import type {
  AddOn,
  CancellationStep,
  Deposit,
  DurationChoice,
  FieldKind,
  Nights,
  OfferingFields,
  QuantityTier,
  Question,
} from '../../../catalog/model.ts';
import { fieldKinds } from '../../../catalog/model.ts';
import { dayName, dayOf, daysOf } from './days.ts';
import { amountText, centsOf, wholeOf } from './numbers.ts';
import { cut, escaped, partsOf, unescaped, unreadable } from './text.ts';

const joined = (parts: readonly string[]): string => parts.join('; ');
const eachOf = <T>(text: string, read: (part: string) => T): T[] => partsOf(text, ';').filter(Boolean).map(read);

/** `Hair; Colour` */
export const namesText = (names: readonly string[]): string => joined(names.map((name) => escaped(name, ';')));
export const namesOf = (text: string): string[] => eachOf(text, unescaped);

/** `90=120.00; 120`: minutes, and their own price where they have one */
export const durationsText = (durations: readonly DurationChoice[], currency: string): string =>
  joined(
    durations.map(({ minutes, priceCents }) => (priceCents === null ? `${minutes}` : `${minutes}=${amountText(priceCents, currency)}`)),
  );
export const durationsOf = (text: string, currency: string): DurationChoice[] =>
  eachOf(text, (part) => {
    const [minutes, price] = cut(part, '=') ?? [part, null];
    return { minutes: wholeOf(minutes, '90'), priceCents: price === null ? null : centsOf(price, currency) };
  });

/** `5=90.00; 10=80.00`: from so many on, each */
export const tiersText = (tiers: readonly QuantityTier[], currency: string): string =>
  joined(tiers.map(({ fromQuantity, unitPriceCents }) => `${fromQuantity}=${amountText(unitPriceCents, currency)}`));
export const tiersOf = (text: string, currency: string): QuantityTier[] =>
  eachOf(text, (part) => {
    const [from, price] = cut(part, '=') ?? unreadable('a number and its price, like 5=90.00');
    return { fromQuantity: wholeOf(from, '5'), unitPriceCents: centsOf(price, currency) };
  });

/** `48h=100%; 24h=50%`; `none`: nothing comes back */
export const policyText = (policy: readonly CancellationStep[]): string =>
  policy.length === 0 ? 'none' : joined(policy.map(({ hoursBefore, refundPercent }) => `${hoursBefore}h=${refundPercent}%`));
export function policyOf(text: string): CancellationStep[] {
  if (text.toLowerCase() === 'none') return [];
  return eachOf(text, (part) => {
    const [, hours, percent] = /^(\d{1,5})\s*h\s*=\s*(\d{1,3})\s*%$/i.exec(part) ?? [];
    if (hours === undefined || percent === undefined) return unreadable('steps like 48h=100%; 24h=50%, or none');
    return { hoursBefore: Number(hours), refundPercent: Number(percent) };
  });
}

/** `20%`, `50.00` or `none` */
export function depositText({ kind, amount }: Deposit, currency: string): string {
  if (kind === 'percent') return `${amount}%`;
  if (kind === 'fixed') return amountText(amount, currency);
  return amount === 0 ? 'none' : `none (${amount})`;
}
export function depositOf(text: string, currency: string): Deposit {
  const none = /^none(?: \((\d{1,10})\))?$/i.exec(text);
  if (none !== null) return { kind: 'none', amount: Number(none[1] ?? 0) };
  const [, percent] = /^(\d{1,3})\s*%$/.exec(text) ?? [];
  return percent === undefined ? { kind: 'fixed', amount: centsOf(text, currency) } : { kind: 'percent', amount: Number(percent) };
}

/** `towels (15 min, required, up to 3): Extra towels = 5.00` */
export const addOnsText = (addOns: readonly AddOn[], currency: string): string =>
  joined(
    addOns.map(({ key, name, priceCents, minutes, required, maxQuantity }) => {
      const details = [
        minutes === 0 ? '' : `${minutes} min`,
        required ? 'required' : '',
        maxQuantity === 1 ? '' : `up to ${maxQuantity}`,
      ].filter(Boolean);
      return `${headText(key, details)}: ${escaped(name, ';=')} = ${amountText(priceCents, currency)}`;
    }),
  );
export const addOnsOf = (text: string, currency: string): AddOn[] =>
  eachOf(text, (part) => {
    const expected = 'add-ons like towels (15 min, required, up to 3): Extra towels = 5.00';
    const [head, rest] = cut(part, ':') ?? unreadable(expected);
    const [name, price] = cut(rest, '=') ?? unreadable(expected);
    const { key, details } = headOf(head, expected);
    const addOn: AddOn = { key, name: unescaped(name), priceCents: centsOf(price, currency), minutes: 0, required: false, maxQuantity: 1 };
    for (const detail of details) {
      const [, minutes] = /^(\d{1,4})\s*min$/i.exec(detail) ?? [];
      const [, most] = /^up to\s+(\d{1,4})$/i.exec(detail) ?? [];
      if (minutes !== undefined) addOn.minutes = Number(minutes);
      else if (most !== undefined) addOn.maxQuantity = Number(most);
      else if (detail.toLowerCase() === 'required') addOn.required = true;
      else unreadable(expected);
    }
    return addOn;
  });

const headText = (key: string, details: readonly string[]): string => (details.length === 0 ? key : `${key} (${details.join(', ')})`);

function headOf(head: string, expected: string): { key: string; details: string[] } {
  const [, key, details = ''] = /^(\S+?)\s*(?:\(([^()]*)\))?$/.exec(head) ?? [];
  return key === undefined ? unreadable(expected) : { key, details: partsOf(details, ',').filter(Boolean) };
}

/** `size (choice, required): Which size? = S | M | L` */
export const questionsText = (questions: readonly Question[]): string =>
  joined(
    questions.map(({ key, label, kind, required, options }) => {
      const choices = options.length === 0 ? '' : ` = ${options.map((option) => escaped(option, ';|')).join(' | ')}`;
      return `${headText(key, required ? [kind, 'required'] : [kind])}: ${escaped(label, ';=')}${choices}`;
    }),
  );
export const questionsOf = (text: string): Question[] =>
  eachOf(text, (part) => {
    const expected = `questions like size (choice, required): Which size? = S | M | L; the kinds are ${fieldKinds.join(', ')}`;
    const [head, rest] = cut(part, ':') ?? unreadable(expected);
    const [label, options] = cut(rest, '=') ?? [rest, ''];
    const { key, details } = headOf(head, expected);
    const question: Question = {
      key,
      label: unescaped(label),
      kind: 'text',
      required: false,
      options: partsOf(options, '|').map(unescaped),
    };
    for (const detail of details) {
      const kind = fieldKinds.find((each): each is FieldKind => each.toLowerCase() === detail.toLowerCase());
      if (kind !== undefined) question.kind = kind;
      else if (detail.toLowerCase() === 'required') question.required = true;
      else unreadable(expected);
    }
    return question;
  });

const dayList = (days: readonly number[]): string => days.map(dayName).join(' ');

/** `15:00-11:00, 2-14 nights, arrive Fri Sat, at least 3 on Fri, at most 7 on Fri` */
export function nightsText(nights: Nights | null): string {
  if (nights === null) return '';
  const { checkInTime, checkOutTime, minNights, maxNights, arrivalDays, byDay } = nights;
  return [
    `${checkInTime}-${checkOutTime}`,
    `${minNights}-${maxNights} nights`,
    ...(arrivalDays.length > 0 ? [`arrive ${dayList(arrivalDays)}`] : []),
    ...byDay.flatMap(({ dayOfWeek, minNights: least, maxNights: most }) => [
      ...(least === null ? [] : [`at least ${least} on ${dayName(dayOfWeek)}`]),
      ...(most === null ? [] : [`at most ${most} on ${dayName(dayOfWeek)}`]),
    ]),
  ].join(', ');
}
export function nightsOf(text: string): Nights {
  const expected = 'nights like 15:00-11:00, 2-14 nights, arrive Fri Sat, at least 3 on Fri, at most 7 on Fri';
  const [times = '', stay = '', ...more] = text.split(/\s*[,;]\s*/);
  const [, checkInTime, checkOutTime] = /^(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)$/.exec(times) ?? [];
  const [, least, most] = /^(\d{1,3})\s*[-–]\s*(\d{1,3})\s+nights?$/i.exec(stay) ?? [];
  if (checkInTime === undefined || checkOutTime === undefined || least === undefined || most === undefined) return unreadable(expected);
  const nights: Nights = {
    ...{ checkInTime, checkOutTime, minNights: Number(least), maxNights: Number(most), arrivalDays: [], byDay: [] },
  };
  for (const part of more) {
    const [, days] = /^arrive\s+(.+)$/i.exec(part) ?? [];
    const [, limit, count, day] = /^at (least|most)\s+(\d{1,3})\s+on\s+([a-z]+)$/i.exec(part) ?? [];
    if (days !== undefined) nights.arrivalDays.push(...daysOf(days));
    else if (limit !== undefined && day !== undefined)
      limitsOf(nights, dayOf(day))[limit.toLowerCase() === 'least' ? 'minNights' : 'maxNights'] = Number(count);
    else unreadable(expected);
  }
  return nights;
}

function limitsOf({ byDay }: Nights, dayOfWeek: number): Nights['byDay'][number] {
  const found = byDay.find((day) => day.dayOfWeek === dayOfWeek);
  if (found) return found;
  const own = { dayOfWeek, minNights: null, maxNights: null };
  byDay.push(own);
  return own;
}

/** A plan that names its offerings by their slugs, or by the ids of those that have none. */
export interface NamedPlan extends Omit<NonNullable<OfferingFields['plan']>, 'offeringIds'> {
  offerings: string[];
}

/** `month: 8 visits to yoga, pilates` */
export const planText = (plan: NamedPlan | null): string =>
  plan === null ? '' : `${plan.period}: ${plan.visits ?? 'any'} visits to ${plan.offerings.join(', ')}`;
export function planOf(text: string): NamedPlan {
  const [, period, visits, list = ''] = /^(week|month|year)\s*:\s*(\d{1,6}|any)\s+visits?\s+to\s+(.+)$/i.exec(text) ?? [];
  if (period === undefined || visits === undefined)
    return unreadable('a plan like month: 8 visits to yoga, pilates, with any in place of 8');
  return {
    period: period.toLowerCase() as NamedPlan['period'],
    visits: visits.toLowerCase() === 'any' ? null : Number(visits),
    offerings: list.split(/[\s,;]+/).filter(Boolean),
  };
}
