/** A booking's events as sentences: what happened, read from the facts that the event told. */
import type { HistoryEntry } from '#core/domains/bookings/model.ts';
import type { Json } from '#core/base/json.ts';
import { formatMoney } from '#core/base/money.ts';
import { wordsOf } from '../../bridge/sentences.ts';
import { statusWord } from '../../components/statusWords.ts';
import { formatAt } from '../../components/times.ts';
import { whyBack } from './payments.ts';

type Data = HistoryEntry['data'];

const text = (value: Json | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null);
const at = (value: Json | undefined): number | null => {
  const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
};

function sumIn({ amountCents, currency }: Data): string {
  return typeof amountCents === 'number' && typeof currency === 'string' ? `: ${formatMoney(amountCents, { currency })}` : '';
}

interface Change {
  from: Json;
  to: Json;
}

function changesIn(data: Data): [string, Change][] {
  const { changes } = data;
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) return [];
  return Object.entries(changes as unknown as Record<string, Change>);
}

/** By which door they came, by the kind of who did it. */
const doors: Record<string, string> = { customer: 'on the website', member: 'at the desk', key: 'through the API' };

/** What the booking itself says of where it came from goes before who made it: a file is brought in by somebody at the desk, too. */
const sources: Record<string, string> = { widget: 'on the website', desk: 'at the desk', api: 'through the API', import: 'from a file' };

/** Why a request ended by itself. */
const lapses: Record<string, string> = { expired: 'nobody confirmed it before it began', unpaid: 'it was not paid in time' };

function cancelled(data: Data): string {
  const percent = data['refundPercent'];
  const refund = typeof percent === 'number' ? (percent === 0 ? ', no refund due' : `, ${percent} % refundable`) : '';
  const reason = text(data['cancellationReason']);
  const word = data['previousStatus'] === 'PENDING' && data['cancelledBy'] === 'staff' ? 'Declined' : 'Cancelled';
  const lapsed = data['cancelledBy'] === 'system' ? lapses[reason ?? ''] : undefined;
  return `${word}${refund}${lapsed ? `: ${lapsed}` : reason ? `: “${reason}”` : ''}`;
}

function moved(data: Data, zone: string): string {
  const starts = changesIn(data).find(([field]) => field === 'startsAt')?.[1];
  const from = at(starts?.from ?? data['from']);
  const to = at(starts?.to ?? data['to']);
  if (from !== null && to !== null) return `Moved from ${formatAt(from, 'dayTime', zone)} to ${formatAt(to, 'dayTime', zone)}`;
  return changesIn(data).some(([field]) => field === 'endsAt') ? 'Length changed' : 'Moved to another time';
}

function updated(data: Data): string {
  const sentences = changesIn(data).map(([field, { from, to }]) => {
    if (field === 'notes') return to === '' ? 'Notes cleared' : from === '' ? 'Notes added' : 'Notes changed';
    if (field === 'resourceIds') return 'Given to somebody else';
    if (field === 'quantity') return `Quantity changed from ${JSON.stringify(from)} to ${JSON.stringify(to)}`;
    return `${wordsOf(field)} changed`;
  });
  return sentences.join(', ') || 'Changed';
}

function becauseOf({ reason }: Data): string {
  const [because] = whyBack({ failure: null, reason: text(reason) ?? '' });
  return because === undefined ? '' : ` · ${because}`;
}

function holdEndsEarly({ heldUntil }: Data, zone: string): string {
  const until = at(heldUntil);
  const when = until === null ? '' : ` on ${formatAt(until, 'dayTime', zone)}`;
  return `The deposit’s hold ends${when}, before the new time, and the card can’t be held again`;
}

const SHORT = 160;

/** The whole of it stands in its thread. */
const shortly = (said: string | null) => (said !== null && said.length > SHORT ? `${said.slice(0, SHORT).trimEnd()}…` : (said ?? ''));

function disputed(name: string, data: Data): string {
  switch (name) {
    case 'dispute.opened':
      return `Dispute opened: “${shortly(text(data['reason']))}”`;
    case 'dispute.message':
      return `In the dispute: “${shortly(text(data['text']))}”`;
    case 'dispute.resolved': {
      const { refundCents: amountCents = null, currency = null } = data;
      const decided = data['outcome'] === 'refund' ? `money given back${sumIn({ amountCents, currency })}` : 'the payment is kept';
      return `Dispute resolved, ${decided}`;
    }
    default:
      return 'Dispute taken back';
  }
}

/** What one event says in the history of its booking. */
export function sentenceOfEvent({ name, data, actorKind }: Pick<HistoryEntry, 'name' | 'data' | 'actorKind'>, zone: string): string {
  switch (name) {
    case 'booking.created':
      return `Booked ${sources[text(data['source']) ?? ''] ?? doors[actorKind] ?? ''}`.trim();
    case 'booking.confirmed':
      return 'Confirmed';
    case 'booking.held':
      return `Held for review: risk ${JSON.stringify(data['riskScore'] ?? null)} of 100`;
    case 'booking.released':
      return 'Released after a review';
    case 'booking.rescheduled':
      return moved(data, zone);
    case 'booking.updated':
      return updated(data);
    case 'booking.checked_in':
      return 'Checked in';
    case 'booking.completed':
      return 'Completed';
    case 'booking.cancelled':
      return cancelled(data);
    case 'booking.no_show':
      return 'Marked as a no-show';
    case 'booking.status_changed':
      return data['previousStatus'] === 'NO_SHOW' && data['status'] !== 'REFUNDED'
        ? `No-show taken back: ${statusWord(text(data['status']) ?? '').toLowerCase()} again`
        : statusWord(text(data['status']) ?? 'Changed');
    case 'deposit.paid':
      return `Deposit secured${sumIn(data)}`;
    case 'deposit.captured':
      return `Deposit taken${sumIn(data)}`;
    case 'deposit.released':
      return `Deposit released${sumIn(data)}${data['reason'] === 'rescheduled' ? ', to be held again before the new time' : ''}`;
    case 'booking.refund_asked':
      return `Money goes back${sumIn(data)}${becauseOf(data)}`;
    case 'booking.money_returned':
      return `${data['provider'] === 'desk' ? 'Money handed back' : 'Money went back'}${sumIn(data)}${becauseOf(data)}`;
    case 'booking.paid_late':
      return `Paid after it was over${sumIn(data)}. The money goes back`;
    case 'booking.paid_twice':
      return `Paid though nothing was owed any more${sumIn(data)}. The money goes back`;
    case 'booking.payment_failed':
      return 'The card for the deposit was declined';
    case 'booking.refund_failed':
      return `The bank did not take the refund${sumIn(data)}`;
    case 'booking.hold_ends_early':
      return holdEndsEarly(data, zone);
    case 'dispute.opened':
    case 'dispute.message':
    case 'dispute.resolved':
    case 'dispute.withdrawn':
      return disputed(name, data);
    case 'evidence.added':
    case 'evidence.removed':
      return `Evidence ${name === 'evidence.added' ? 'added' : 'removed'}: “${text(data['name']) ?? ''}”`;
    default:
      return wordsOf(name.replace(/^\w+\./, '').replaceAll('_', ' '));
  }
}

/** A move tells twice, once by its own name: the plain update beside it says nothing new. */
export function readable(history: readonly HistoryEntry[]): HistoryEntry[] {
  const moves = new Set(
    history.filter(({ name }) => name === 'booking.rescheduled').map(({ at: when, actorName }) => `${when}/${actorName}`),
  );
  return history.filter(({ name, at: when, actorName }) => name !== 'booking.updated' || !moves.has(`${when}/${actorName}`)).toReversed();
}

/** By whom and by which door, in a few words. */
export function actorOf({ name, actorKind, actorName }: Pick<HistoryEntry, 'name' | 'actorKind' | 'actorName'>): string {
  // Nobody asks to be held.
  if (actorKind === 'system' || name === 'booking.held') return 'By itself';
  if (actorKind === 'key') return `API key ${actorName}, through the API`;
  const who = actorKind === 'customer' && (actorName === '' || actorName === 'Customer') ? 'The customer' : actorName;
  return [who, doors[actorKind]].filter(Boolean).join(', ');
}
