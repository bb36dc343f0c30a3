/** The sandbox's payment page, where a person chooses what the card does. It stands where Stripe's stands otherwise. No script. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatMoney } from '#core/base/money.ts';
import type { Outcome, TestCard } from '#core/domains/payments/model.ts';
import type { ServerParts } from '#server/parts.ts';
import { type Loaded, loadPayment, providedOf, returnUrlOf } from '#server/payments/calls.ts';
import { hear } from '#server/payments/hear.ts';
import { testPageUrl } from '#server/payments/providers.ts';
import { declinedWords, goodOutcome, lateRef } from '#server/payments/test.ts';
import type { ZodApp } from '../http/app.ts';
import { formOf, notice } from './formParts.ts';
import { html, type Html } from './html.ts';
import { sendForms, sendMissing } from './shell.ts';
import { header, type Shop, shopOf } from './storefront.ts';

const FORM_LIMIT = 1_000;
const hidden = { schema: { hide: true } };

interface Params {
  readonly tenant: string;
  readonly paymentId: string;
}

interface Place extends Loaded {
  readonly shop: Shop;
}

export function registerTestPayment(app: ZodApp, parts: ServerParts): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: FORM_LIMIT }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  app.get<{ Params: Params }>('/:tenant/:paymentId', hidden, async (request, reply) => {
    const place = await findPlace(parts, request);
    return place === undefined ? sendMissing(reply, nothing) : send(reply, place);
  });
  app.post<{ Params: Params }>('/:tenant/:paymentId', hidden, async (request, reply) => {
    const place = await findPlace(parts, request);
    if (place === undefined) return sendMissing(reply, nothing);
    const card = formOf(request).get('card') ?? '';
    if (card === 'declined') return send(reply.code(402), place, notice(`${declinedWords} Please choose another.`));
    if (card === 'needs_action') return send(reply, place, question);
    const outcome = outcomeOf(parts, place, card);
    if (outcome === undefined) return send(reply.code(400), place, notice('Please choose a card.'));
    const { tenantId, id: paymentId } = place.payment;
    const ref = outcome.kind === 'checkout' ? outcome.ref : outcome.kind;
    await hear(parts.engine, { tenantId, paymentId, outcome, eventId: `page/${paymentId}/${ref}` });
    return reply.redirect(returnUrlOf(parts, place), 303);
  });
}

const nothing = 'There is nothing to pay here, or not any more.';

async function findPlace(parts: ServerParts, { params }: FastifyRequest): Promise<Place | undefined> {
  const { tenant, paymentId } = params as Params;
  const shop = await shopOf(parts, tenant);
  if (shop === undefined) return undefined;
  const loaded = await parts.engine.database.read(shop.tenant.tenantId, (db) => loadPayment(db, paymentId));
  const isOpen = loaded?.payment.provider === 'test' && loaded.payment.status === 'PENDING';
  return isOpen ? { ...loaded, shop } : undefined;
}

/** undefined: no card of the sandbox */
function outcomeOf(parts: ServerParts, { payment }: Place, card: string): Outcome | undefined {
  const provided = providedOf(payment);
  if (card === 'ok' || card === 'refund_fails') return goodOutcome(provided, card);
  if (card !== 'pays_late' && card !== 'times_out') return undefined;
  return { kind: 'checkout', url: testPageUrl(parts, provided), ref: lateRef(card, payment.createdAt), expiresAt: null };
}

type Card = readonly [card: TestCard, label: string, what: string];

/** `does`: what a good card does with this payment. */
const cardsOf = (does: string): readonly Card[] => [
  ['ok', 'Good card', `${does} at once`],
  ['declined', 'Declined', 'the bank says no'],
  ['needs_action', 'Needs a confirmation', 'the bank asks first'],
  ['times_out', 'No answer', `${does} a minute after the booking`],
  ['pays_late', 'Late answer', `${does} an hour after the booking, whether it still stands or not`],
  ['refund_fails', 'No refunds', `${does}, and takes no money back`],
];

function doesOf({ payment: { hold, authoriseAt } }: Place): string {
  if (!hold) return 'pays';
  return authoriseAt === null ? 'is held' : 'is kept';
}

const button = (card: string, label: string, look = 'quiet'): Html =>
  html`<button class="${look} wide" type="submit" name="card" value="${card}">${label}</button>`;

const choiceOf = (place: Place): Html =>
  html`<form method="post">
    ${cardsOf(doesOf(place)).map(([card, label, what]) => button(card, `${label}: ${what}`, card === 'ok' ? 'primary' : 'quiet'))}
  </form>`;

const question: Html = html`<h2 class="small">Your bank asks: is it you?</h2>
  <form method="post">${button('ok', 'Yes, it is me', 'primary')} ${button('declined', 'No')}</form>`;

function whatHappens({ payment }: Place): string {
  const sum = formatMoney(payment.amountCents, { currency: payment.currency, locale: 'en' });
  if (!payment.hold) return `To pay: ${sum}`;
  return payment.authoriseAt === null ? `To be held on the card: ${sum}` : `The card is kept, to hold ${sum} later`;
}

async function send(reply: FastifyReply, place: Place, more?: Html): Promise<FastifyReply> {
  const { shop, order } = place;
  const body = html`${header(shop.profile)}
    <main class="page narrow">
      <h1>Test payment</h1>
      <p>This is a sandbox: no money moves. Choose what the card does.</p>
      <p><b>${order.description}</b></p>
      <p class="lead">${whatHappens(place)}</p>
      ${more === question ? question : html`${more ?? null} ${choiceOf(place)}`}
    </main>`;
  return sendForms(reply, { title: `Test payment · ${shop.profile.name}`, body });
}
