/** The console's sentences for what was refused: what happened, and what to do about it. */
import { couponSentence } from '#core/base/couponWords.ts';
import type { BridgeError } from '#core/engine/bridge.ts';
import { clock, locale } from '../components/locale.ts';

type Said = Pick<BridgeError, 'code' | 'facts'> & { message?: string };
type Facts = BridgeError['facts'];

const timeOf = (at: number, timezone?: string): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...clock,
    ...(timezone === undefined ? {} : { timeZone: timezone }),
  }).format(at);

const instant = (facts: Facts, name: string): number | null => (typeof facts[name] === 'number' ? facts[name] : null);
const text = (facts: Facts, name: string): string | null => (typeof facts[name] === 'string' ? facts[name] : null);

/** An instant that a fact gives in ISO's words. */
function date(facts: Facts, name: string): number | null {
  const at = Date.parse(text(facts, name) ?? '');
  return Number.isNaN(at) ? null : at;
}

/** What is in the way there. */
function notFree(at: number, { reason, timezone }: { reason: string | null; timezone: string | undefined }): string {
  const when = timeOf(at, timezone);
  switch (reason) {
    case 'no_hours': {
      const zone = timezone === undefined ? {} : { timeZone: timezone };
      const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', ...zone }).format(at);
      return `Closed at ${new Intl.DateTimeFormat(locale, { ...clock, ...zone }).format(at)} on ${day}.`;
    }
    case 'blocked':
      return `${when} is blocked.`;
    case 'buffer':
      return `${when} is too close to another booking.`;
    case 'external':
      return `${when} is busy in a connected calendar.`;
    default:
      return `${when} is taken.`;
  }
}

function conflict(facts: Facts, timezone?: string): string {
  const requested = instant(facts, 'requestedTime');
  const next = instant(facts, 'nextAvailable');
  const taken = requested === null ? 'That time is taken.' : notFree(requested, { reason: text(facts, 'reason'), timezone });
  return next === null ? `${taken} Nothing else is free soon: pick another day.` : `${taken} Next free: ${timeOf(next, timezone)}.`;
}

/** What the fields of a refused input are, as a person reads them: `items.0.startsAt: expected …`. */
function invalid(facts: Facts): string {
  const { issues, fields } = facts;
  const list = Array.isArray(issues) ? issues : Array.isArray(fields) ? fields : [];
  const lines = list.flatMap((issue: unknown) => {
    if (typeof issue !== 'object' || issue === null) return [];
    const { path, field, message, expected } = issue as Record<string, unknown>;
    const where = Array.isArray(path) ? path.join('.') : (path ?? field);
    const what = message ?? expected;
    const named = typeof where === 'string' && where !== '' ? `${wordsOf(where)}: ` : '';
    return [`${named}${typeof what === 'string' ? what : 'not right'}`];
  });
  if (lines.length > 0) return `${lines.slice(0, 3).join('. ')}.`;
  const field = text(facts, 'field');
  const expected = text(facts, 'expected');
  if (field) return `${wordsOf(field)} is not right${expected ? `: ${expected}` : ''}.`;
  return 'Something in it is not right: look over what you entered.';
}

/** `basePriceCents` → `Base price` */
export function wordsOf(field: string): string {
  const last = field.split('.').findLast((part) => !/^\d+$/.test(part)) ?? field;
  const words = last
    .replace(/(Cents|Bps|Minutes|Id)$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const statusWords = (status: string) => status.toLowerCase().replaceAll('_', ' ').replace('no show', 'a no-show');

function transition(facts: Facts, timezone?: string): string {
  if (facts['move'] === 'handBack') return 'That money was handed back already, or is on its way through the bank.';
  if (facts['move'] === 'dispute') return 'The booking was never confirmed, so there is nothing to dispute.';
  if (facts['status'] === 'RESOLVED') return 'The dispute is resolved by now, so nothing can be added.';
  if (facts['status'] === 'WITHDRAWN') return 'The dispute was taken back by now, so nothing can be added.';
  if (facts['status'] === 'ERASED') return 'This customer was erased.';
  if (facts['riskReviewStatus'] === 'held') return 'It is held for a review: release or decline it there first.';
  const notBefore = date(facts, 'notBefore');
  const until = date(facts, 'until');
  if (until !== null && until < Date.now()) return `That could be said until ${timeOf(until, timezone)}.`;
  if (notBefore !== null) return `It is too early for that: it can be done from ${timeOf(notBefore, timezone)}.`;
  const from = text(facts, 'from') ?? text(facts, 'status');
  return from
    ? `The booking is ${statusWords(from)} by now, so this can't be done any more.`
    : "The booking has moved on, so this can't be done any more.";
}

function inUse(facts: Facts, timezone?: string): string {
  const at = instant(facts, 'at');
  const count = instant(facts, 'count') ?? 0;
  if (facts['kind'] === 'dispute') return 'There were so many disputes about this booking that no more can be opened.';
  if (facts['kind'] === 'message') return 'So much has been said in this dispute that there is no room for more: resolve it.';
  if (facts['kind'] === 'places' && at !== null)
    return `On ${timeOf(at, timezone)} ${count} of its places are taken at once. Keep at least as many, or move those bookings first.`;
  if (facts['kind'] === 'bookings' && at !== null) {
    const last = timeOf(at, timezone);
    return `It is still booked ${count === 1 ? `on ${last}` : `${count} times, the last on ${last}`}. Move or cancel what is booked first.`;
  }
  if (facts['kind'] === 'photos') return `An offering holds ${count} photos. Remove one first.`;
  if (facts['kind'] === 'evidence') return `There are ${count} pieces of evidence already. Remove one first.`;
  if (facts['kind'] === 'priceRules') return `There are ${count} price rules already. Remove one first.`;
  return 'It is still in use, so it stays. Archive it instead.';
}

const plain: Record<string, string> = {
  unauthorized: 'That e-mail, password or code is not right. Check it and try again.',
  forbidden: "Your role doesn't allow this. Ask an owner or admin.",
  not_found: "It isn't there any more: somebody may have removed it.",
  idempotency_conflict: 'The same request was sent before with other contents. Try it again.',
  idempotency_in_progress: 'This is being done already. Wait a moment.',
  hold_expired: 'The time was held for 10 minutes and is free again. Pick it once more.',
  already_exists: 'There is one with that name already. Choose another.',
  sequence_gap: 'The server missed a change of this device. Syncing again mends it.',
  history_unknown: 'The server was restored from a backup. This device is fetching everything again.',
  device_copied: 'Two copies of this profile were in use. Sign in again: what is not sent yet is kept and goes then.',
  payment_required: 'It has to be paid first.',
  payload_too_large: 'It is too large. Choose a smaller file.',
  unsupported_media_type: "That kind of file doesn't work here. Use JPEG, PNG or WebP.",
  rate_limited: 'Too many tries in a row. Wait a minute and try again.',
  quota_exceeded: "This month's bookings are used up under your plan.",
  upgrade_required: 'This version of Slotkeeper is too old for the server. Update it to go on; nothing is lost.',
  unavailable: "The server can't be reached, and this needs it. Try again when you are online.",
  disconnected: "Slotkeeper's background service doesn't answer. It is being reconnected; try again in a moment.",
  internal_error: 'The server had a problem of its own. Try again in a moment.',
  portal_maintenance: "The outside portal is down for maintenance. It's tried again later.",
  portal_rate_limited: "The outside portal asked us to slow down. It's tried again later.",
  portal_timeout: "The outside portal didn't answer. It's tried again later.",
  portal_payment_required: 'The outside portal wants a payment first.',
};

const anyService = (): string => "This offering can't be booked like that: check its hours, length and resources.";

/** Why an offering can't be had so, by the reason that the refusal names. */
const services: Record<string, (facts: Facts, timezone?: string) => string> = {
  length: () => "It isn't sold in that length. Choose one that it offers.",
  notice: ({ earliest }, timezone) =>
    typeof earliest === 'number' ? `That is too soon: customers can book from ${timeOf(earliest, timezone)}.` : 'That is too soon.',
  horizon: ({ latest }, timezone) =>
    typeof latest === 'number' ? `That is too far ahead: it can be booked until ${timeOf(latest, timezone)}.` : 'That is too far ahead.',
  past: () => 'That time is over.',
  off_grid: () => 'It starts at other times: pick one of those offered.',
  daily_limit: ({ limit }) =>
    typeof limit === 'number' ? `That day has its ${limit} bookings already.` : 'That day has its bookings already.',
  customer_limit: () => 'This customer has as many bookings of it as one may have.',
  stay: ({ minNights, maxNights }) =>
    typeof minNights === 'number' && typeof maxNights === 'number'
      ? `A stay from that day lasts ${minNights} to ${maxNights} nights.`
      : 'A stay from that day has another length.',
  arrival: () => 'Nobody arrives on that weekday: pick another day.',
  add_on: () => 'One of the add-ons is not to be had so. Look over how many were chosen.',
  quantity: ({ capacity }) =>
    typeof capacity === 'number' ? `It never holds more than ${capacity} at once.` : 'That is more than it holds.',
  resource: () => "Who or what was asked for doesn't serve this offering.",
  price: () => 'That would cost more than can be reckoned with. Look over the length and quantity.',
  currencies: () => 'One booking has one currency: book these separately.',
  not_published: () => "It isn't for sale at the moment. Publish it first.",
  plan: () => 'A plan has no times of its own: book a visit to what is in it.',
  no_plan: () => 'That offering is no plan.',
  subscription: () => "The plan doesn't cover this: it is another customer's, over, used up, or for other offerings.",
};

export function sentenceOf(failure: Said, timezone?: string): string {
  switch (failure.code) {
    case 'booking_conflict':
      return conflict(failure.facts, timezone);
    case 'invalid_transition':
      return transition(failure.facts, timezone);
    case 'coupon_invalid':
      return couponSentence(failure.facts);
    case 'invalid_request':
      return invalid(failure.facts);
    case 'already_exists':
      return failure.facts['kind'] === 'dispute'
        ? 'A dispute of this booking is open already. Answer there.'
        : (plain['already_exists'] ?? '');
    case 'in_use':
      return inUse(failure.facts, timezone);
    case 'invalid_service':
      return (services[text(failure.facts, 'reason') ?? ''] ?? anyService)(failure.facts, timezone);
    case 'disk_full':
      return failure.facts.where === 'computer'
        ? "This computer's disk is full, so nothing was changed. Make room and try again."
        : "The server's disk is full, so nothing was changed. Try again when there is room.";
    case 'unavailable':
      return text(failure.facts, 'kind') === 'files'
        ? "Files can't be stored or opened at the moment. Try again in a minute."
        : (plain['unavailable'] ?? '');
    case 'edit_conflict':
      return `Somebody changed the ${wordsOf(text(failure.facts, 'field') ?? 'same field').toLowerCase()} meanwhile. Look at both and choose.`;
    default:
      return plain[failure.code] ?? `Something went wrong here${failure.message ? ` (${failure.message})` : ''}. Try again.`;
  }
}
