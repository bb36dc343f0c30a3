/**
 * A server that speaks Stripe's wire protocol for the calls that Slotkeeper makes. What it takes, answers and refuses is written
 * from Stripe's published OpenAPI description (github.com/stripe/openapi, v2596, version 2026-10-28.endive: the one that the SDK
 * is made from) and its pages on idempotent requests, errors, Checkout, separate authorisation and capture, and webhooks. Only
 * the fields that are used are there. The real SDK drives it, so that what the SDK can't read fails.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fields, fieldsAt, fieldsOf, textAt } from './form.ts';

export const STRIPE_KEY = 'sk_test_slotkeeper';
export const STRIPE_SECRET = 'whsec_slotkeeper';

type Metadata = Record<string, string>;

interface Session {
  readonly id: string;
  readonly object: 'checkout.session';
  readonly mode: 'payment' | 'setup';
  readonly created: number;
  readonly expires_at: number;
  readonly metadata: Metadata;
  readonly success_url: string;
  readonly client_reference_id: string | null;
  status: 'open' | 'complete' | 'expired';
  payment_status: 'unpaid' | 'paid' | 'no_payment_required';
  url: string | null;
  payment_intent: string | null;
  setup_intent: string | null;
  readonly amount_total: number | null;
  readonly currency: string | null;
  readonly customer_creation: 'always' | 'if_required';
  customer: string | null;
  /** of what it makes, and no field of Stripe's */
  readonly wanted: Wanted;
}

/** Of what was received, in the currency of the account. */
export const feeOf = (received: number, rate = 1): number => Math.round((received * 0.015 + 25) * rate);

/** As long as most cards are held, in seconds. */
const HELD_FOR = 7 * 86_400;

interface Wanted {
  readonly amount: number;
  readonly currency: string;
  readonly capture: 'manual' | 'automatic_async';
  readonly futureUsage: 'off_session' | null;
  readonly metadata: Metadata;
}

interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  amount_capturable: number;
  amount_received: number;
  readonly capture_method: string;
  readonly currency: string;
  readonly created: number;
  readonly customer: string | null;
  payment_method: string | null;
  readonly setup_future_usage: 'off_session' | null;
  readonly metadata: Metadata;
  status: 'requires_payment_method' | 'processing' | 'requires_capture' | 'canceled' | 'succeeded';
  last_payment_error: { type: string; code: string; message: string } | null;
  cancellation_reason: 'automatic' | 'requested_by_customer' | null;
  latest_charge: string | null;
}

interface Setup {
  readonly id: string;
  readonly object: 'setup_intent';
  readonly customer: string | null;
  readonly payment_method: string | null;
  readonly metadata: Metadata;
  readonly status: 'succeeded';
}

interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string;
  readonly metadata: Metadata;
  readonly created: number;
  status: 'pending' | 'succeeded' | 'failed';
  failure_reason: string | null;
}

/** What happens to a request: before it is done, or after it is done and before it is answered. */
export type Fault = 'refuses' | 'loses_request' | 'loses_answer' | 'server_error' | 'too_many';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
  readonly replayed: boolean;
}

export interface StripeServer {
  readonly url: string;
  readonly asked: Asked[];
  readonly sessions: Map<string, Session>;
  readonly intents: Map<string, Intent>;
  readonly refunds: Map<string, Refund>;
  /** the next requests that change something meet these, in order */
  readonly faults: Fault[];
  /** the next card that is charged without its customer is declined */
  decline: 'card_declined' | 'authentication_required' | null;
  /** the money of charges is not booked until this is false: nobody knows their fees */
  bookingWaits: boolean;
  /** the account is kept in this currency, of which `rate` units are one of a charge's */
  settlesIn: { readonly currency: string; readonly rate: number } | null;
  /** refunds are taken up and not decided until this is false */
  refundsWait: boolean;
  refundsFail: boolean;
  /** told at once of what happens, before the request that made it happen is answered */
  onEvent: (event: Signed) => Promise<void>;
  readonly events: Signed[];
  /** the customer pays on the page, or keeps their card there */
  pay(sessionId: string, how?: 'at_once' | 'processing' | 'declined'): Promise<void>;
  /** a bank that took its time says yes, or no */
  settle(intentId: string, paid: boolean): Promise<void>;
  /** a hold lapses after a week */
  lapse(intentId: string): Promise<void>;
  /** a person lets go of a hold */
  cancelInDashboard(intentId: string): Promise<void>;
  /** somebody gives money back in Stripe's own dashboard */
  refundInDashboard(intentId: string, amount: number): Promise<void>;
  /** by another program that the account serves: an intent without our names, paid and given back */
  refundOfAnother(amount: number): Promise<void>;
  /** the bank did not take a refund after all, days later */
  sendBack(refundId: string): Promise<void>;
  forgetKeys(): void;
  /** what was received and not given back, in minor units */
  balance(): number;
  close(): Promise<void>;
}

export interface Signed {
  readonly id: string;
  readonly type: string;
  readonly payload: string;
  readonly signature: string;
}

/** `Stripe-Signature: t=…,v1=HMAC-SHA256(secret, "t.payload")` */
export function signed(payload: string, { secret = STRIPE_SECRET, at = Date.now() } = {}): string {
  const t = Math.floor(at / 1_000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${payload}`).digest('hex')}`;
}

class ApiError extends Error {
  readonly status: number;
  readonly body: object;
  /** kept under the idempotency key, as everything is that an endpoint began to do */
  readonly isKept: boolean;

  constructor(status: number, error: Record<string, unknown>, isKept = false) {
    super(String(error['message']));
    this.status = status;
    this.body = { error };
    this.isKept = isKept;
  }
}

const invalid = (message: string, more: object = {}) => new ApiError(400, { type: 'invalid_request_error', message, ...more });
const missing = (id: string) =>
  new ApiError(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such object: '${id}'` });
const unexpected = (status: string) => invalid(`This PaymentIntent's status is ${status}.`, { code: 'payment_intent_unexpected_state' });

function found<T>(all: Map<string, T>, id: string): T {
  const one = all.get(id);
  if (one === undefined) throw missing(id);
  return one;
}

interface Kept {
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly fields: Fields;
}

export async function startStripe(now: () => number): Promise<StripeServer> {
  const kept = new Map<string, Kept>();
  const setups = new Map<string, Setup>();
  let made = 0;
  const newId = (prefix: string): string => `${prefix}_test_${String(++made).padStart(6, '0')}`;
  const seconds = (): number => Math.floor(now() / 1_000);

  async function tell(type: string, object: object): Promise<void> {
    const id = newId('evt');
    const payload = JSON.stringify({
      id,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: seconds(),
      livemode: false,
      type,
      data: { object },
    });
    // Signed by the real clock, by which the SDK judges a signature's age.
    const event = { id, type, payload, signature: signed(payload) };
    stripe.events.push(event);
    await stripe.onEvent(event);
  }

  const chargeOf = (intent: Intent, isMoved: boolean) => {
    const { latest_charge: id, created } = intent;
    const card = { type: 'card', card: { capture_before: created + HELD_FOR } };
    const moved = id === null ? null : movedBy(intent, id);
    return id === null
      ? null
      : { id, object: 'charge', payment_method_details: card, balance_transaction: isMoved ? moved : (moved?.id ?? null) };
  };

  /** What comes of it to the account's balance, when it is booked. */
  function movedBy({ status, amount_received: received, currency: charged, created }: Intent, charge: string) {
    if (status !== 'succeeded' || stripe.bookingWaits) return null;
    const { currency, rate } = stripe.settlesIn ?? { currency: charged, rate: 1 };
    const amount = Math.round(received * rate);
    const fee = feeOf(received, rate);
    return {
      ...{ id: charge.replace('ch_', 'txn_'), object: 'balance_transaction', amount, fee, net: amount - fee, currency },
      ...{ exchange_rate: stripe.settlesIn === null ? null : rate, created, available_on: created + HELD_FOR, description: null },
      fee_details: [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
      ...{ balance_type: 'payments', reporting_category: 'charge', source: charge, status: 'pending', type: 'charge' },
    };
  }

  function shownIntent(intent: Intent, expand: ReadonlySet<string>, at = ''): object {
    const isMoved = expand.has(`${at}latest_charge.balance_transaction`);
    return isMoved || expand.has(`${at}latest_charge`) ? { ...intent, latest_charge: chargeOf(intent, isMoved) } : intent;
  }

  function intentOf({ payment_intent: id }: Session, expand: ReadonlySet<string>): object | string | null {
    if (![...expand].some((name) => name.startsWith('payment_intent'))) return id;
    const intent = stripe.intents.get(id ?? '');
    return intent === undefined ? null : shownIntent(intent, expand, 'payment_intent.');
  }

  const shown = ({ wanted: _wanted, ...session }: Session, expand: ReadonlySet<string> = new Set()) => ({
    ...session,
    payment_intent: intentOf({ wanted: _wanted, ...session }, expand),
    setup_intent: expand.has('setup_intent') ? (setups.get(session.setup_intent ?? '') ?? null) : session.setup_intent,
  });

  /** The newest first, so many at once; the next page begins behind the last one's last. */
  function listed(url: string, query: URLSearchParams, data: readonly { id: string; created: number }[]) {
    const since = Number(query.get('created[gte]') ?? 0);
    const newest = data.filter(({ created }) => created >= since).toReversed();
    const from = newest.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    const page = newest.slice(from, from + Number(query.get('limit') ?? 10));
    return { object: 'list', url, has_more: from + page.length < newest.length, data: page };
  }
  const expandOf = ({ query, fields }: Question): Set<string> =>
    new Set(
      [...query.entries()]
        .filter(([name]) => name.startsWith('expand'))
        .map(([, value]) => value)
        .concat(Object.values(fieldsAt(fields, 'expand'))),
    );

  function createSession({ fields }: Question): Session {
    const mode = textAt(fields, 'mode');
    if (mode !== 'payment' && mode !== 'setup') throw invalid('Invalid mode', { param: 'mode' });
    if (textAt(fields, 'success_url') === undefined) throw invalid('Missing required param: success_url.', { param: 'success_url' });
    const amount = Number(textAt(fields, 'line_items', '0', 'price_data', 'unit_amount') ?? 0);
    if (mode === 'payment' && amount < 50)
      throw invalid("The Checkout Session's total amount due must add up to at least €0.50 eur", { code: 'amount_too_small' });
    if (mode === 'setup' && textAt(fields, 'payment_method_types', '0') === undefined && textAt(fields, 'currency') === undefined)
      throw invalid('Missing required param: currency.', { param: 'currency' });
    const id = newId('cs');
    const intentData = mode === 'setup' ? 'setup_intent_data' : 'payment_intent_data';
    const futureUsage = textAt(fields, intentData, 'setup_future_usage') ?? null;
    if (futureUsage !== null && (futureUsage !== 'off_session' || mode === 'setup'))
      throw invalid(`Invalid ${intentData}[setup_future_usage]`, { param: `${intentData}[setup_future_usage]` });
    const creation = textAt(fields, 'customer_creation') ?? 'if_required';
    if (creation !== 'always' && creation !== 'if_required') throw invalid('Invalid customer_creation', { param: 'customer_creation' });
    const currency = textAt(fields, 'line_items', '0', 'price_data', 'currency') ?? 'eur';
    const session: Session = {
      ...{
        id,
        object: 'checkout.session',
        mode,
        created: seconds(),
        expires_at: seconds() + 86_400,
        metadata: fieldsAt(fields, 'metadata'),
      },
      ...{ success_url: textAt(fields, 'success_url') ?? '', client_reference_id: textAt(fields, 'client_reference_id') ?? null },
      ...{
        status: 'open',
        payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
        url: `https://checkout.stripe.com/c/pay/${id}`,
      },
      ...{ payment_intent: null, setup_intent: null, customer: null, customer_creation: creation },
      ...{ amount_total: mode === 'setup' ? null : amount, currency: mode === 'setup' ? null : currency },
      wanted: {
        ...{ amount, currency, futureUsage },
        capture: textAt(fields, intentData, 'capture_method') === 'manual' ? 'manual' : 'automatic_async',
        metadata: fieldsAt(fields, intentData, 'metadata'),
      },
    };
    stripe.sessions.set(id, session);
    return session;
  }

  type NewIntent = Pick<Intent, 'amount' | 'currency' | 'customer' | 'payment_method' | 'setup_future_usage' | 'metadata'>;

  function createIntent(of: NewIntent, capture: string): Intent {
    const intent: Intent = {
      ...{ id: newId('pi'), object: 'payment_intent', ...of, created: seconds(), capture_method: capture },
      ...{ amount_capturable: 0, amount_received: 0, status: 'requires_payment_method', last_payment_error: null, latest_charge: null },
      cancellation_reason: null,
    };
    stripe.intents.set(intent.id, intent);
    return intent;
  }

  async function charge(intent: Intent): Promise<void> {
    intent.latest_charge = newId('ch');
    if (intent.capture_method === 'manual') {
      intent.status = 'requires_capture';
      intent.amount_capturable = intent.amount;
      return tell('payment_intent.amount_capturable_updated', intent);
    }
    intent.status = 'succeeded';
    intent.amount_received = intent.amount;
    return tell('payment_intent.succeeded', intent);
  }

  /** By a setup, or by a payment that was to keep it for its customer: of one without a customer the card is used once. */
  const isKept = (customer: string | null, method: string): boolean =>
    customer !== null &&
    [...setups.values(), ...[...stripe.intents.values()].filter((intent) => intent.setup_future_usage === 'off_session')].some(
      (one) => one.customer === customer && one.payment_method === method,
    );

  async function confirmOffSession({ fields }: Question): Promise<Intent> {
    const customer = textAt(fields, 'customer') ?? null;
    const method = textAt(fields, 'payment_method');
    if (textAt(fields, 'confirm') !== 'true' || textAt(fields, 'off_session') !== 'true' || method === undefined)
      throw invalid('Only off-session confirmation is spoken here.');
    if (textAt(fields, 'setup_future_usage') !== undefined)
      throw invalid('You cannot confirm with `off_session` when `setup_future_usage` is also set on the PaymentIntent.');
    if (!isKept(customer, method))
      throw invalid('The customer does not have this payment method.', { code: 'payment_method_customer_required' });
    const of = {
      amount: Number(textAt(fields, 'amount')),
      currency: textAt(fields, 'currency') ?? '',
      ...{ customer, payment_method: method, setup_future_usage: null },
      metadata: fieldsAt(fields, 'metadata'),
    };
    const intent = createIntent(of, textAt(fields, 'capture_method') ?? 'automatic_async');
    if (stripe.decline !== null) {
      const message =
        stripe.decline === 'card_declined'
          ? 'Your card was declined.'
          : 'Your card was declined. This transaction requires authentication.';
      const error = { type: 'card_error', code: stripe.decline, decline_code: 'generic_decline', message };
      intent.last_payment_error = error;
      await tell('payment_intent.payment_failed', intent);
      throw new ApiError(402, { ...error, payment_intent: intent }, true);
    }
    await charge(intent);
    return intent;
  }

  async function capture(intent: Intent, { fields }: Question): Promise<Intent> {
    if (intent.status !== 'requires_capture') throw unexpected(intent.status);
    const amount = Number(textAt(fields, 'amount_to_capture') ?? intent.amount_capturable);
    if (amount > intent.amount_capturable) throw invalid('The capture amount is too large.', { code: 'amount_too_large' });
    Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 });
    await tell('payment_intent.succeeded', intent);
    return intent;
  }

  async function cancel(intent: Intent, reason: Intent['cancellation_reason'] = null): Promise<Intent> {
    if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent.status);
    Object.assign(intent, { status: 'canceled', amount_capturable: 0, cancellation_reason: reason });
    await tell('payment_intent.canceled', intent);
    return intent;
  }

  async function refund({ fields }: Question): Promise<Refund> {
    const intent = found(stripe.intents, textAt(fields, 'payment_intent') ?? '');
    const given = [...stripe.refunds.values()].filter((one) => one.payment_intent === intent.id && one.status !== 'failed');
    const left = intent.amount_received - given.reduce((sum, one) => sum + one.amount, 0);
    const amount = Number(textAt(fields, 'amount') ?? left);
    if (left === 0) throw invalid('Charge has already been refunded.', { code: 'charge_already_refunded' });
    if (amount > left)
      throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, { param: 'amount' });
    const status = stripe.refundsFail ? 'failed' : stripe.refundsWait ? 'pending' : 'succeeded';
    const one: Refund = {
      ...{
        id: newId('re'),
        object: 'refund',
        amount,
        currency: intent.currency,
        payment_intent: intent.id,
        metadata: fieldsAt(fields, 'metadata'),
      },
      ...{ created: seconds(), status, failure_reason: status === 'failed' ? 'expired_or_canceled_card' : null },
    };
    stripe.refunds.set(one.id, one);
    await tell('refund.created', one);
    return one;
  }

  async function answer(question: Question): Promise<object> {
    const { method, path, query } = question;
    const [kind = '', first = '', second = '', third = ''] = path.replace(/^\/v1\//, '').split('/');
    const place = `${method} ${kind}`;
    if (kind === 'checkout') {
      if (method === 'POST' && second === '') return shown(createSession(question));
      if (second === '')
        return listed(
          path,
          query,
          [...stripe.sessions.values()].map((session) => shown(session)),
        );
      const session = found(stripe.sessions, second);
      if (third === 'expire') {
        if (session.status !== 'open')
          throw invalid(
            `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
          );
        Object.assign(session, { status: 'expired', url: null });
        await tell('checkout.session.expired', shown(session));
      }
      return shown(session, expandOf(question));
    }
    if (place === 'GET setup_intents') return found(setups, first);
    if (place === 'POST payment_intents' && first === '') return shownIntent(await confirmOffSession(question), expandOf(question));
    if (place === 'GET payment_intents' && first === '')
      return listed(
        path,
        query,
        [...stripe.intents.values()].filter(({ customer }) => customer === query.get('customer')),
      );
    if (kind === 'payment_intents') {
      const intent = found(stripe.intents, first);
      if (method === 'GET') return shownIntent(intent, expandOf(question));
      return second === 'capture' ? capture(intent, question) : cancel(intent);
    }
    if (place === 'POST refunds') return refund(question);
    if (place === 'GET refunds' && first === '') {
      const of = query.get('payment_intent');
      const expands = expandOf(question).has('data.payment_intent');
      const intentOf = (id: string) => (expands ? (stripe.intents.get(id) ?? null) : id);
      const matching = [...stripe.refunds.values()].filter((one) => of === null || one.payment_intent === of);
      return listed(
        path,
        query,
        matching.map((one) => ({ ...one, payment_intent: intentOf(one.payment_intent) })),
      );
    }
    if (place === 'GET refunds') {
      const one = found(stripe.refunds, first);
      if (one.status === 'pending' && !stripe.refundsWait) one.status = 'succeeded';
      return one;
    }
    throw new ApiError(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${method}: ${path}).` });
  }

  async function answered(question: Question, key: string | null): Promise<Kept & { replayed: boolean }> {
    const request = JSON.stringify([question.method, question.path, question.fields]);
    const before = key === null ? undefined : kept.get(key);
    if (before !== undefined) {
      if (before.request !== request)
        throw new ApiError(400, {
          type: 'idempotency_error',
          message: `Keys for idempotent requests can only be used with the same parameters they were first used with.`,
        });
      return { ...before, replayed: true };
    }
    const result = await answer(question).then(
      (body) => ({ request, status: 200, body: JSON.stringify(body), isKept: true }),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        return { request, status: error.status, body: JSON.stringify(error.body), isKept: error.isKept };
      },
    );
    if (key !== null && question.method === 'POST' && result.isKept) kept.set(key, result);
    return { ...result, replayed: false };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://stripe');
    const method = request.method ?? '';
    const key = (request.headers['idempotency-key'] as string | undefined) ?? null;
    const send = (status: number, body: string, headers: Record<string, string> = {}): void =>
      void response.writeHead(status, { 'content-type': 'application/json', 'request-id': newId('req'), ...headers }).end(body);
    if (request.headers.authorization !== `Bearer ${STRIPE_KEY}`)
      return send(401, JSON.stringify({ error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } }));
    const fault = method === 'POST' ? stripe.faults.shift() : undefined;
    if (fault === 'refuses' || fault === 'loses_request') return void request.socket.destroy();
    if (fault === 'server_error') return send(500, JSON.stringify({ error: { type: 'api_error', message: 'An error occurred.' } }));
    if (fault === 'too_many')
      return send(429, JSON.stringify({ error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' } }));
    try {
      const { status, body, replayed } = await answered({ method, path, query, fields: fieldsOf(Buffer.concat(chunks).toString()) }, key);
      stripe.asked.push({ method, path, idempotencyKey: key, replayed });
      if (fault === 'loses_answer') return void request.socket.destroy();
      send(status, body, { ...(key !== null && { 'idempotency-key': key }), ...(replayed && { 'idempotent-replayed': 'true' }) });
    } catch (error) {
      if (error instanceof ApiError) return send(error.status, JSON.stringify(error.body));
      send(500, JSON.stringify({ error: { type: 'api_error', message: String(error) } }));
    }
  }

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  const stripe: StripeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked: [], sessions: new Map(), intents: new Map(), refunds: new Map(), faults: [], events: [] },
    ...{ decline: null, refundsWait: false, refundsFail: false, bookingWaits: false, settlesIn: null },
    onEvent: async () => {},
    async pay(sessionId, how = 'at_once') {
      const session = found(stripe.sessions, sessionId);
      if (session.status !== 'open') throw new Error(`the page of ${sessionId} is ${session.status}`);
      const { amount, currency, capture: method, futureUsage, metadata } = session.wanted;
      const customer = session.customer_creation === 'always' ? newId('cus') : null;
      if (session.mode === 'setup') {
        const setup: Setup = {
          id: newId('seti'),
          object: 'setup_intent',
          customer,
          payment_method: newId('pm'),
          metadata,
          status: 'succeeded',
        };
        setups.set(setup.id, setup);
        Object.assign(session, { status: 'complete', url: null, setup_intent: setup.id, customer });
        return tell('checkout.session.completed', shown(session));
      }
      const existing = session.payment_intent === null ? undefined : stripe.intents.get(session.payment_intent);
      const of = { amount, currency, customer, payment_method: null, setup_future_usage: futureUsage, metadata };
      const intent = existing ?? createIntent(of, method);
      session.payment_intent = intent.id;
      if (how === 'declined') {
        intent.last_payment_error = { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
        return tell('payment_intent.payment_failed', intent);
      }
      intent.payment_method = newId('pm');
      Object.assign(session, {
        status: 'complete',
        url: null,
        customer: intent.customer,
        payment_status: method === 'manual' || how === 'processing' ? 'unpaid' : 'paid',
      });
      if (how === 'processing') intent.status = 'processing';
      else await charge(intent);
      return tell('checkout.session.completed', shown(session));
    },
    async settle(intentId, paid) {
      const intent = found(stripe.intents, intentId);
      const session = [...stripe.sessions.values()].find((one) => one.payment_intent === intentId);
      if (paid) await charge(intent);
      else
        Object.assign(intent, {
          status: 'requires_payment_method',
          last_payment_error: { type: 'card_error', code: 'debit_not_authorized', message: 'The bank refused the debit.' },
        });
      if (session !== undefined) await tell(`checkout.session.async_payment_${paid ? 'succeeded' : 'failed'}`, shown(session));
    },
    lapse: async (intentId) => void (await cancel(found(stripe.intents, intentId), 'automatic')),
    cancelInDashboard: async (intentId) => void (await cancel(found(stripe.intents, intentId), 'requested_by_customer')),
    async refundInDashboard(intentId, amount) {
      await refund({
        method: 'POST',
        path: '',
        query: new URLSearchParams(),
        fields: { payment_intent: intentId, amount: String(amount) },
      });
    },
    async refundOfAnother(amount) {
      const of = { amount: amount + 1, currency: 'eur', customer: null, payment_method: null, setup_future_usage: null, metadata: {} };
      const intent = createIntent(of, 'automatic_async');
      await charge(intent);
      await stripe.refundInDashboard(intent.id, intent.amount);
    },
    async sendBack(refundId) {
      const one = Object.assign(found(stripe.refunds, refundId), { status: 'failed', failure_reason: 'expired_or_canceled_card' });
      await tell('refund.failed', one);
    },
    forgetKeys: () => kept.clear(),
    balance() {
      const received = [...stripe.intents.values()].reduce((sum, intent) => sum + intent.amount_received, 0);
      return received - [...stripe.refunds.values()].reduce((sum, one) => sum + (one.status === 'failed' ? 0 : one.amount), 0);
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return stripe;
}
