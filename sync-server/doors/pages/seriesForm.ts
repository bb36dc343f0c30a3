/** What a customer asks of a series, from the form and back into it. */
import { wallToInstant } from '#core/base/zone.ts';
import { LocalDate, LocalTime } from '#core/contracts/fields.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import { issuesOf } from '#core/engine/engine.ts';
import { CheckoutBody } from '../storefront/shapes.ts';
import { answersOf, type ChoiceGroup, type Errors, type Form, inputsOf, questionFields, selectField, unanswered } from './formParts.ts';
import { html, type Html } from './html.ts';

/** The same number that the command takes of a customer. */
const MOST_DATES = 26;

const rhythms: Readonly<Record<string, { readonly label: string; readonly rule: string }>> = {
  weekly: { label: 'Every week', rule: 'FREQ=WEEKLY' },
  fortnightly: { label: 'Every two weeks', rule: 'FREQ=WEEKLY;INTERVAL=2' },
  daily: { label: 'Every day', rule: 'FREQ=DAILY' },
  monthly: { label: 'Every month', rule: 'FREQ=MONTHLY' },
};

const sentences: Readonly<Record<string, string>> = {
  startsAt: 'Choose the first time, or write its day and time below.',
  date: 'Write both a day and a time, or neither.',
  times: `Say how many times, from 2 to ${MOST_DATES}.`,
  quantity: 'Say how many places you need.',
  nights: 'Say how many nights.',
  name: 'Please tell us your name.',
  email: 'We need an address to write to, such as name@example.com.',
  phone: 'Enter a phone number such as +49 30 1234567, or leave it empty.',
};

export interface SeriesWish {
  readonly item: {
    readonly offeringId: string;
    readonly startsAt: number;
    readonly quantity?: number;
    readonly nights?: number;
  };
  readonly rule: { readonly rrule: string } | { readonly dates: readonly number[] };
  readonly answers: ReturnType<typeof answersOf>;
  readonly customer: { readonly name: string; readonly email: string; readonly phone: string | null };
  /** as it was typed; absent: none */
  readonly couponCode?: string;
}

const textIn = (form: Form, name: string): string => (form.get(name) ?? '').trim();

function wholeIn(form: Form, { name, min, max }: { name: string; min: number; max: number }): number | undefined {
  const text = textIn(form, name);
  const value = Number(text);
  return /^\d{1,5}$/.test(text) && value >= min && value <= max ? value : undefined;
}

/** A time that is written goes before one that is chosen. */
function startIn(form: Form, timezone: string): number | undefined {
  const [date, time] = [textIn(form, 'date'), textIn(form, 'time')];
  if (date !== '' || time !== '')
    return LocalDate.safeParse(date).success && LocalTime.safeParse(time).success ? wallToInstant(timezone, `${date}T${time}`) : undefined;
  const chosen = textIn(form, 'startsAt');
  return /^\d{1,14}$/.test(chosen) ? Number(chosen) : undefined;
}

/** Starts with commas between; absent, or not such a list: undefined. */
function datesIn(form: Form, name: string): { dates: number[] } | undefined {
  const dates = textIn(form, name).split(',');
  const isList = dates.length <= MOST_DATES && dates.every((at) => /^\d{1,14}$/.test(at));
  return isList ? { dates: [...new Set(dates.map(Number))] } : undefined;
}

/** The dates that were shown, one of them at the time that was picked instead: `pick:from:to`. */
export function pickIn(form: Form): string | undefined {
  const [, from, to] = /^pick:(\d{1,14}):(\d{1,14})$/.exec(textIn(form, 'step')) ?? [];
  const shown = datesIn(form, 'shown');
  if (from === undefined || to === undefined || shown === undefined) return undefined;
  return shown.dates.map((at) => (at === Number(from) ? Number(to) : at)).join(',');
}

/** The wish, or what is wrong by the name of its field. */
export function wishIn(form: Form, offering: Offering): { readonly wish: SeriesWish } | { readonly errors: Errors } {
  const wrong: string[] = [];
  const startsAt = startIn(form, offering.timezone);
  if (startsAt === undefined) wrong.push(textIn(form, 'date') + textIn(form, 'time') === '' ? 'startsAt' : 'date');
  const rule = rhythms[textIn(form, 'rhythm')]?.rule ?? 'FREQ=WEEKLY';
  const times = wholeIn(form, { name: 'times', min: 2, max: MOST_DATES });
  if (times === undefined) wrong.push('times');
  const quantity = form.has('quantity') ? wholeIn(form, { name: 'quantity', min: 1, max: 10_000 }) : 1;
  if (quantity === undefined) wrong.push('quantity');
  const nights = form.has('nights') ? wholeIn(form, { name: 'nights', min: 1, max: 60 }) : undefined;
  if (form.has('nights') && nights === undefined) wrong.push('nights');
  const phone = textIn(form, 'phone');
  const contact = { name: textIn(form, 'name'), email: textIn(form, 'email'), phone: phone === '' ? null : phone };
  const customer = CheckoutBody.shape.customer.safeParse(contact);
  if (!customer.success) wrong.push(...issuesOf(customer.error).map(({ path }) => path));
  const couponCode = textIn(form, 'code').slice(0, 60);
  const missing = unanswered(offering.questions, form);
  if (wrong.length > 0 || missing.length > 0 || startsAt === undefined || !customer.success)
    return {
      errors: Object.fromEntries([
        ...wrong.map((name) => [name, sentences[name] ?? 'Please check this.']),
        ...missing.map((name) => [name, 'Please answer this.']),
      ]) as Errors,
    };
  return {
    wish: {
      item: { offeringId: offering.id, startsAt, quantity: quantity ?? 1, ...(nights === undefined ? {} : { nights }) },
      rule: datesIn(form, 'dates') ?? { rrule: `${rule};COUNT=${times ?? 2}` },
      answers: answersOf(offering.questions, form),
      customer: contact,
      ...(couponCode === '' ? {} : { couponCode }),
    },
  };
}

interface FormPage {
  readonly offering: Offering;
  readonly form: Form;
  readonly errors: Errors;
  /** the next free times, by their days */
  readonly free: readonly ChoiceGroup[];
  readonly today: string;
}

export function seriesForm({ offering, form, errors, free, today }: FormPage): Html {
  const value = (name: string, standard = '') => form.get(name) ?? standard;
  const input = inputsOf(form, errors);
  const { nights, capacity, questions } = offering;
  return html`<form method="post" novalidate>
    ${selectField({
      ...{ name: 'startsAt', label: 'First time', error: errors['startsAt'] },
      ...{ choices: [['', free.length === 0 ? 'Nothing free soon' : 'Choose a free time']], groups: free, chosen: value('startsAt') },
    })}
    <div class="filter-fields">
      ${input('date', { label: 'Or another day', type: 'date', min: today, optional: true })}
      ${input('time', { label: 'Time that day', type: 'time', optional: true })}
    </div>
    ${nights === null ? null : input('nights', { label: 'Nights each time', type: 'number', min: '1', max: String(nights.maxNights) }, String(nights.minNights))}
    ${selectField({
      ...{ name: 'rhythm', label: 'How often', chosen: value('rhythm', 'weekly') },
      choices: Object.entries(rhythms).map(([key, { label }]) => [key, label] as const),
    })}
    ${input('times', { label: 'How many times', type: 'number', min: '2', max: String(MOST_DATES) }, '8')}
    ${capacity === 1 ? null : input('quantity', { label: 'How many places', type: 'number', min: '1', max: String(capacity) }, '1')}
    ${input('name', { label: 'Your name', type: 'text', autocomplete: 'name' })}
    ${input('email', { label: 'Email', type: 'email', autocomplete: 'email' })}
    ${input('phone', { label: 'Phone', type: 'tel', autocomplete: 'tel', optional: true })} ${questionFields(questions, { form, errors })}
    <details ${value('code') === '' ? null : html`open`}>
      <summary class="link">Have a code?</summary>
      ${input('code', { label: 'Code', type: 'text', optional: true })}
    </details>
    <button class="primary wide" type="submit" name="step" value="preview">See the dates</button>
  </form>`;
}

const steps: ReadonlySet<string> = new Set(['step', 'total', 'once', 'shown']);

/** What was filled in, for the next step. */
export const carried = (form: Form): Html[] =>
  [...form].filter(([name]) => !steps.has(name)).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`);
