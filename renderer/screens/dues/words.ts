/** How the console speaks of what customers owe for their plans. */
import { formatMoney } from '#core/base/money.ts';
import type { Json } from '#core/base/json.ts';
import type { Due, DuesOwed, HistoryEntry } from '#core/domains/bookings/model.ts';
import { dayText } from '../customers/planWords.ts';

export const views = {
  owed: { name: 'Owed', empty: 'Nobody owes anything for a plan.' },
  toGiveBack: { name: 'To give back', empty: 'Nothing is to be given back.' },
  all: {
    name: 'All',
    empty: 'No period of a plan has been charged yet. Plans are started beside a customer, and each period falls due by itself.',
  },
} as const;
export type View = keyof typeof views;
export const viewNames = Object.keys(views) as View[];

/** "€147.00 and ¥2,000 owed, 4 dues" */
export function owedWords(owed: readonly DuesOwed[]): string {
  if (owed.length === 0) return 'Nothing owed';
  const sums = owed.map(({ dueCents, currency }) => formatMoney(dueCents, { currency }));
  const dues = owed.reduce((sum, one) => sum + one.dues, 0);
  return `${sums.join(' and ')} owed, ${dues} ${dues === 1 ? 'due' : 'dues'}`;
}

const DAY_MS = 86_400_000;

/** "by 27 Nov 2026" while there is time, then how late it is; empty where nothing is owed. `today`: a local date. */
export function timeWords({ payBy, order }: Pick<Due, 'payBy' | 'order'>, today: string): string {
  if (order.dueCents <= 0) return '';
  const days = Math.round((Date.parse(today) - Date.parse(payBy)) / DAY_MS);
  if (days <= 0) return `by ${dayText(payBy)}`;
  return days === 1 ? '1 day late' : `${days} days late`;
}

/** What became of it, besides the money: in the colours that such states have elsewhere. */
export function markOf({ trouble, waived }: Pick<Due, 'trouble' | 'waived'>): { word: string; like: string } | null {
  if (trouble === 'payment_failed') return { word: 'Card declined', like: 'NO_SHOW' };
  if (trouble === 'refund_failed') return { word: 'Refund failed', like: 'NO_SHOW' };
  return waived === null ? null : { word: 'Waived', like: 'REFUNDED' };
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function sumOf({ amountCents, currency }: HistoryEntry['data']): string {
  return typeof amountCents === 'number' && typeof currency === 'string' ? formatMoney(amountCents, { currency }) : '';
}

function settledWords(data: HistoryEntry['data']): string {
  const failure = text(data['failure']);
  const why = failure === '' ? '' : `: ${failure}`;
  switch (data['status']) {
    case 'PAID':
      return `${sumOf(data)} received`;
    case 'FAILED':
      return `The payment did not work${why}`;
    case 'EXPIRED':
      return 'Not paid in time on its page';
    default:
      return 'A payment changed';
  }
}

/** What happened to it; null: another entry tells it. */
export function sentenceOfDue({ name, data }: Pick<HistoryEntry, 'name' | 'data'>): string | null {
  switch (name) {
    case 'plan.due':
      return `Charged: ${sumOf(data)}`;
    case 'plan.due_waived':
      return `Waived ${sumOf(data)}: “${text(data['reason'])}”`;
    case 'plan.due_restored':
      return `Owed again: ${sumOf(data)}`;
    case 'payment.settled':
      return settledWords(data);
    case 'order.refunded':
      return `${sumOf(data)} given back`;
    case 'order.refund_failed':
      return `The bank did not take ${sumOf(data)} back: ${text(data['failure'])}`;
    case 'order.refund_asked':
      return `${sumOf(data)} on its way back`;
    case 'order.payment_misfit':
      return `Stripe tells of a payment that does not fit: ${text(data['failure'])}`;
    default:
      return null;
  }
}
