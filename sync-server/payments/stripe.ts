/**
 * Stripe through its own SDK, which is loaded when it is first needed. Money is asked for on Checkout's page: paid at once,
 * authorised there (manual capture), or the card kept there (setup mode) and authorised or charged later without the customer. Whatever
 * happens to an answer, the call's id is the idempotency key; Stripe forgets keys after a day, so that what was asked longer
 * ago is first looked for, by the metadata that is in everything made here.
 */
import type { Stripe } from 'stripe';
import type { Outcome } from '#core/domains/payments/model.ts';
import type { StripeKeys } from './keys.ts';
import { NotConfigured, type PaymentProvider, type ProvidedPayment, type ProviderCall, Undecided } from './port.ts';
import { loadStripe } from './sdk.ts';
import { amountOf } from './stripeAmounts.ts';
import { feeOf } from './stripeFees.ts';
import { isOf, metadataOf, PAYMENT } from './stripeMetadata.ts';
import { outcomeOfIntent, outcomeOfSession } from './stripeOutcomes.ts';
import { outcomeOfRefund, refundsSince } from './stripeRefunds.ts';

/** A session that was asked for at this time was made no earlier, whatever the clocks say. */
const CLOCKS_APART_SECONDS = 300;
/** Sessions that are looked through for one that may have been made. */
const MOST_SESSIONS = 5_000;
const WORDS = 500;

const whole = { expand: ['payment_intent.latest_charge', 'setup_intent'] };
/** Its charge knows until when it is held. */
const charged = { expand: ['latest_charge'] };

type Words = Record<string, unknown>;

/** How an error of the SDK reads: its classes belong to a module that may not be loaded here. */
function wordsOf(error: unknown): { type: string; code: string; message: string } {
  const { type = '', code = '', message = '' } = (typeof error === 'object' && error !== null ? error : {}) as Words;
  return { type: String(type), code: String(code), message: String(message).slice(0, WORDS) };
}

export function stripeProvider(keys: StripeKeys): PaymentProvider {
  const stopping = new AbortController();
  let loaded: Promise<Stripe> | undefined;
  const sdk = (): Promise<Stripe> => (loaded ??= loadStripe(keys, stopping.signal));

  /** What is refused for good is an outcome; whatever may be otherwise later is thrown. */
  async function asked(call: ProviderCall, ask: (stripe: Stripe) => Promise<Outcome>): Promise<Outcome> {
    const stripe = await sdk();
    try {
      return await ask(stripe);
    } catch (error) {
      const { type, message } = wordsOf(error);
      if (type === 'StripeAuthenticationError' || type === 'StripePermissionError') throw new NotConfigured(message);
      if (type === 'StripeCardError') return { kind: 'failed', failure: message };
      if (type !== 'StripeInvalidRequestError' && type !== 'StripeIdempotencyError') throw error;
      // Its state may be what the call was to bring about; and a key that was used in other words was used.
      const found = await lookUp(stripe, call);
      if (found !== null) return found;
      if (type === 'StripeIdempotencyError') throw error;
      return { kind: 'failed', failure: message };
    }
  }

  return {
    checkout: (call) =>
      asked(call, async (stripe) => outcomeOfNewSession(await stripe.checkout.sessions.create(sessionOf(call), once(call)))),
    authorise: (call) => asked(call, (stripe) => withoutCustomer(stripe, call, 'manual')),
    charge: (call) => asked(call, (stripe) => withoutCustomer(stripe, call, 'automatic_async')),
    capture: (call) =>
      asked(call, async (stripe) => {
        const intent = await stripe.paymentIntents.capture(refOf(call), { amount_to_capture: amountOf(call) }, once(call));
        return decided(outcomeOfIntent(intent));
      }),
    release: (call) =>
      asked(call, async (stripe) => decided(outcomeOfIntent(await stripe.paymentIntents.cancel(refOf(call), {}, once(call))))),
    refund: (call) =>
      asked(call, async (stripe) => {
        const parts = { payment_intent: refOf(call), amount: amountOf(call), metadata: metadataOf(call) };
        const made = await stripe.refunds.create(parts, once(call));
        // A key that is used again brings back what was answered first: the refund may have gone on since.
        return outcomeOfRefund(made.status === 'pending' ? await stripe.refunds.retrieve(made.id) : made);
      }),
    expire: (call) =>
      asked(call, async (stripe) => {
        const ref = call.checkoutRef ?? (await findSession(stripe, call))?.id;
        if (ref === undefined) return { kind: 'expired' };
        return decided(outcomeOfSession(await stripe.checkout.sessions.expire(ref, whole, once(call))));
      }),
    lookUp: async (call) => lookUp(await sdk(), call),
    look: async (payment) => look(await sdk(), payment),
    fee: async (payment) => feeOf(await sdk(), payment),
    async *refundsSince(since) {
      yield* refundsSince(await sdk(), since);
    },
    stop: () => stopping.abort(new Error('stopped')),
  };
}

const once = ({ id }: ProviderCall) => ({ idempotencyKey: id });

/** Of a card that is kept. Whatever the bank wants of its owner is a no: they are not there. */
async function withoutCustomer(stripe: Stripe, call: ProviderCall, captureMethod: 'manual' | 'automatic_async'): Promise<Outcome> {
  const told = await lookUpTold(stripe, call);
  if (told !== null) return told;
  const card = await keptCard(stripe, call);
  if (card === null) return { kind: 'failed', failure: 'The card is no longer kept.' };
  const made = await stripe.paymentIntents.create(
    {
      ...{ amount: amountOf(call), currency: call.currency.toLowerCase(), description: call.description, metadata: metadataOf(call) },
      ...{ ...card, payment_method_types: ['card'], capture_method: captureMethod, off_session: true, confirm: true, ...charged },
    },
    once(call),
  );
  // A key that is used again brings back what was answered first: the bank may have made up its mind since.
  const intent = made.status === 'processing' ? await stripe.paymentIntents.retrieve(made.id, charged) : made;
  return decided(outcomeOfIntent(intent) ?? (intent.status === 'requires_payment_method' ? failureOf(intent) : null));
}

function refOf({ providerRef, paymentId }: ProviderCall): string {
  if (providerRef === null) throw new Error(`payment ${paymentId} has no name at Stripe`);
  return providerRef;
}

function decided(outcome: Outcome | null): Outcome {
  if (outcome === null) throw new Undecided();
  return outcome;
}

/** No expiry of its own: the payment's time is up by a call, and a page that is paid on after that is paid back. */
function sessionOf(call: ProviderCall): Stripe.Checkout.SessionCreateParams {
  const { currency, hold, authoriseAt, description, returnUrl, paymentId } = call;
  const metadata = metadataOf(call);
  const common = { metadata, client_reference_id: paymentId, success_url: returnUrl, cancel_url: returnUrl };
  if (hold && authoriseAt !== null)
    return {
      ...{ ...common, mode: 'setup', payment_method_types: ['card'], customer_creation: 'always' },
      setup_intent_data: { metadata, description },
    };
  const product = { currency: currency.toLowerCase(), unit_amount: amountOf(call), product_data: { name: description } };
  return {
    ...{ ...common, mode: 'payment', line_items: [{ quantity: 1, price_data: product }] },
    // A hold may have to be made again, for another day, without the customer: the card stays with one that is made for it.
    ...(hold && { payment_method_types: ['card'], customer_creation: 'always' }),
    payment_intent_data: { metadata, description, ...(hold && { capture_method: 'manual', setup_future_usage: 'off_session' }) },
  };
}

function outcomeOfNewSession(session: Stripe.Checkout.Session): Outcome {
  const { id, url, expires_at: expiresAt } = session;
  if (url !== null && session.status !== 'complete' && session.status !== 'expired')
    return { kind: 'checkout', url, ref: id, expiresAt: expiresAt * 1_000 };
  return decided(outcomeOfSession(session));
}

/** The card that a setup kept, or an earlier hold, and the customer that it was made for. */
async function keptCard(stripe: Stripe, call: ProviderCall): Promise<{ customer: string; payment_method: string } | null> {
  const ref = refOf(call);
  const kept = isIntent(ref) ? await stripe.paymentIntents.retrieve(ref) : await stripe.setupIntents.retrieve(ref);
  const { customer, payment_method: method } = kept;
  const idOf = (thing: string | { id: string } | null) => (typeof thing === 'string' ? thing : (thing?.id ?? null));
  const [who, card] = [idOf(customer), idOf(method)];
  return who === null || card === null ? null : { customer: who, payment_method: card };
}

async function findSession(stripe: Stripe, call: ProviderCall): Promise<Stripe.Checkout.Session | undefined> {
  if (call.checkoutRef !== null) return stripe.checkout.sessions.retrieve(call.checkoutRef, whole);
  const since = Math.floor(call.createdAt / 1_000) - CLOCKS_APART_SECONDS;
  let seen = 0;
  for await (const session of stripe.checkout.sessions.list({ created: { gte: since }, limit: 100 })) {
    if (session.metadata?.[PAYMENT] === call.paymentId) return stripe.checkout.sessions.retrieve(session.id, whole);
    if (++seen >= MOST_SESSIONS) break;
  }
  return undefined;
}

/** Stripe told of it before its answer came: the payment goes by this intent's name already, and no longer by what kept the card. */
async function lookUpTold(stripe: Stripe, call: ProviderCall): Promise<Outcome | null> {
  if (!isIntent(call.providerRef)) return null;
  const intent = await stripe.paymentIntents.retrieve(call.providerRef, charged);
  return isOf(call)(intent) ? outcomeOfIntent(intent) : null;
}

const isIntent = (ref: string | null): ref is string => ref?.startsWith('pi_') === true;

/** By strongly consistent reads alone: a search may not know yet what was just made. */
async function lookUp(stripe: Stripe, call: ProviderCall): Promise<Outcome | null> {
  switch (call.action) {
    case 'checkout': {
      const session = await findSession(stripe, call);
      return session === undefined ? null : outcomeOfNewSession(session);
    }
    case 'authorise':
    case 'charge': {
      const told = await lookUpTold(stripe, call);
      if (told !== null) return told;
      const card = await keptCard(stripe, call);
      if (card === null) return null;
      for await (const intent of stripe.paymentIntents.list({ customer: card.customer, limit: 100 }))
        if (isOf(call)(intent)) return outcomeOfIntent(intent) ?? failureOf(intent);
      return null;
    }
    case 'capture':
    case 'release': {
      const intent = await stripe.paymentIntents.retrieve(refOf(call));
      if (intent.status === 'requires_capture') return null;
      if (intent.status === 'canceled' && call.action === 'capture') return { kind: 'failed', failure: 'The hold had ended.' };
      return outcomeOfIntent(intent);
    }
    case 'refund': {
      for await (const refund of stripe.refunds.list({ payment_intent: refOf(call), limit: 100 }))
        if (isOf(call)(refund)) return outcomeOfRefund(refund);
      return null;
    }
    case 'expire': {
      const session = await findSession(stripe, call);
      if (session === undefined) return { kind: 'expired' };
      return session.status === 'open' ? null : decided(outcomeOfSession(session));
    }
  }
}

const failureOf = ({ last_payment_error: error }: Stripe.PaymentIntent): Outcome => ({
  kind: 'failed',
  failure: (error?.message ?? 'The card was declined.').slice(0, WORDS),
});

async function look(stripe: Stripe, { checkoutRef, providerRef }: ProvidedPayment): Promise<Outcome | null> {
  if (isIntent(providerRef)) return outcomeOfIntent(await stripe.paymentIntents.retrieve(providerRef, charged));
  if (checkoutRef === null) return null;
  return outcomeOfSession(await stripe.checkout.sessions.retrieve(checkoutRef, whole));
}
