/**
 * `/s/:tenant/dues/:token`: what a customer owes for a period of their plan, behind the link of its letter; paid with a card where the
 * business takes cards. Whoever comes back from paying reads here what came of it. Plain forms, no script.
 */
import type { FastifyReply } from 'fastify';
import { formatMoney } from '#core/base/money.ts';
import { addDays } from '#core/base/zone.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { DueDetail } from '#core/domains/bookings/model.ts';
import type { Payment } from '#core/domains/payments/model.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import type { ServerParts } from '#server/parts.ts';
import { dueOfToken } from '#server/secrets/dues.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import type { ZodApp } from '../http/app.ts';
import { passerBy } from '../storefront/door.ts';
import { notice } from './formParts.ts';
import { html, type Html } from './html.ts';
import { sendForms, sendMissing } from './shell.ts';
import { everything, header, homeOf, noBusiness, type Shop, shopOf } from './storefront.ts';
import { tooOften } from './tooOften.ts';

const hidden = { schema: { hide: true } };

interface Params {
  readonly tenant: string;
  readonly token: string;
}

/** `asked`: they pressed the button, and the provider is being asked for its page; `pay`: they come back from that page. */
type Query = { readonly asked?: unknown; readonly pay?: unknown };

interface Place {
  readonly shop: Shop;
  readonly due: DueDetail;
  readonly actor: Actor;
  readonly path: string;
}

export function registerDuePages(app: ZodApp, parts: ServerParts): void {
  app.get<{ Params: Params; Querystring: Query }>('/:tenant/dues/:token', hidden, async (request, reply) => {
    const place = await findPlace(parts, request.params);
    if ('missing' in place) return place.missing(reply);
    const asked = paymentOf(place, request.query.asked);
    if (asked?.status === 'PENDING') return sendOnTheWay(reply, { ...place, asked });
    return send(reply, place, { paid: paymentOf(place, request.query.pay) ?? asked });
  });

  app.post<{ Params: Params }>('/:tenant/dues/:token/pay', hidden, async (request, reply) => {
    const place = await findPlace(parts, request.params);
    if ('missing' in place) return place.missing(reply);
    const { shop, due, actor, path } = place;
    const limit = parts.options.limits.bookingsPerAddress;
    const problem = await tooOften(parts, { reply, name: 'due payments', who: request.ip, limit });
    if (problem !== null) return send(reply.code(429), place, { problem });
    const envelope = { commandId: newCommandId(parts.engine.clock.now()), name: 'pricing.payDue', input: { orderId: due.orderId } };
    const outcome = await execute(parts.engine, { tenantId: shop.tenant.tenantId, actor, envelope, isNew: true });
    // Paid meanwhile, or let off: the page says what is so now.
    if (!outcome.ok) return reply.redirect(path, 303);
    return reply.redirect(`${path}?asked=${(outcome.value as { paymentId: string }).paymentId}`, 303);
  });
}

const paymentOf = ({ due }: Place, id: unknown): Payment | undefined => due.payments.find((payment) => payment.id === id);

async function findPlace(
  parts: ServerParts,
  { tenant, token }: Params,
): Promise<Place | { missing(reply: FastifyReply): Promise<FastifyReply> }> {
  const shop = await shopOf(parts, tenant);
  if (shop === undefined) return { missing: (reply) => sendMissing(reply, noBusiness) };
  const { tenantId } = shop.tenant;
  const orderId = dueOfToken(parts.serverKey, { tenantId, token });
  if (orderId === undefined)
    return { missing: (reply) => sendMissing(reply, 'This link is incomplete. Open it again from your mail.', everything(shop.tenant)) };
  const actor: Actor = { kind: 'customer', id: passerBy.id, name: passerBy.name, orderId };
  const due = (await ask(parts.engine, { tenantId, actor, name: 'pricing.due', input: { orderId } })) as DueDetail;
  return { shop, due, actor, path: `${homeOf(shop.tenant)}/dues/${token}` };
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const dayText = (date: string): string => dayFormat.format(Date.parse(date));

interface Told {
  readonly paid?: Payment | undefined;
  readonly problem?: string;
}

async function send(reply: FastifyReply, place: Place, told: Told): Promise<FastifyReply> {
  const { path } = place;
  const waits = told.paid?.status === 'PENDING';
  return sendIn(reply, place, {
    body: waits ? waitingBody(told.paid) : html`${noticeOf(told)} ${standingBody(place)}`,
    ...(waits && { looksAgainAt: `${path}?pay=${told.paid.id}`, afterSeconds: 4 }),
  });
}

interface Sent {
  readonly body: Html;
  readonly looksAgainAt?: string;
  readonly afterSeconds?: number;
}

const sendIn = (reply: FastifyReply, { shop, due }: Place, { body, ...again }: Sent): Promise<FastifyReply> =>
  sendForms(reply, {
    title: `${due.title} · ${shop.profile.name}`,
    body: html`${header(shop.profile, homeOf(shop.tenant))}
      <main class="page narrow">${body}</main>`,
    isPersonal: true,
    ...again,
  });

/** No redirect: browsers hold the policy of forms against where a form's answer leads to, and the provider's page is elsewhere. */
function sendOnTheWay(reply: FastifyReply, { asked, ...place }: Place & { asked: Payment }): Promise<FastifyReply> {
  const { checkoutUrl } = asked;
  const body =
    checkoutUrl === null
      ? html`<h1>One moment</h1>
          <p>We open the payment page for you.</p>`
      : html`<h1>To the payment page</h1>
          <p>If it does not open by itself, please press here.</p>
          <a class="primary wide" href="${checkoutUrl}">Pay ${moneyOf(asked)}</a>`;
  return sendIn(reply, place, {
    body,
    looksAgainAt: checkoutUrl ?? `${place.path}?asked=${asked.id}`,
    afterSeconds: checkoutUrl === null ? 1 : 0,
  });
}

const moneyOf = ({ amountCents, currency }: Pick<Payment, 'amountCents' | 'currency'>): string =>
  formatMoney(amountCents, { currency, locale: 'en' });

const waitingBody = ({ checkoutUrl }: Payment): Html =>
  html`<h1>Waiting for your bank</h1>
    <p>This page goes on by itself as soon as it answers.</p>
    ${checkoutUrl === null ? null : html`<a class="quiet wide" href="${checkoutUrl}">Back to the payment page</a>`}`;

function noticeOf({ paid, problem }: Told): Html | null {
  if (problem !== undefined) return notice(problem);
  if (paid?.status === 'FAILED')
    return notice('Your payment did not work, and nothing was charged. Please try again, with the same card or another.');
  return paid?.status === 'EXPIRED' ? notice('The payment page has ended, and nothing was charged. Please try again.') : null;
}

function standingBody({ shop, due, path }: Place): Html {
  const { order, online } = due;
  const { dueCents, currency, paidCents, refundedCents } = order;
  const sum = (amountCents: number) => moneyOf({ amountCents, currency });
  const isPart = dueCents > 0 && paidCents > refundedCents;
  const rows: readonly (readonly [label: string, value: string])[] = [
    ['What', due.title],
    ['Period', `${dayText(due.from)} – ${dayText(addDays(due.until, -1))}`],
    ...(isPart ? [['Paid already', sum(paidCents - refundedCents)] as const] : []),
    ...(dueCents > 0 ? [['Pay by', dayText(due.payBy)] as const] : []),
    ['Name', due.customerName],
  ];
  const [heading, sentence] = wordsOf(due, sum);
  return html`<h1>${heading}</h1>
    ${sentence === '' ? null : html`<p>${sentence}</p>`}
    <dl class="receipt">
      ${rows.map(
        ([label, value]) =>
          html`<div class="line">
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${dueCents > 0 && online ? payForm(path, sum(dueCents)) : null}
    <a class="quiet wide" href="${homeOf(shop.tenant)}">See what you can book</a>`;
}

const payForm = (path: string, sum: string): Html =>
  html`<form method="post" action="${path}/pay"><button class="primary wide" type="submit">Pay ${sum}</button></form>`;

function wordsOf({ order, online, refunds }: DueDetail, sum: (cents: number) => string): readonly [heading: string, sentence: string] {
  const { status, dueCents, paidCents, refundedCents } = order;
  if (dueCents > 0)
    return [`${sum(dueCents)} to pay`, online ? 'With a card, here, or at our desk.' : 'Please pay at our desk, on your next visit.'];
  if (dueCents < 0) {
    const isOnItsWay = refunds.some((refund) => refund.status === 'PENDING');
    return ['Nothing to pay', isOnItsWay ? `${sum(-dueCents)} is on its way back to you.` : `We owe you ${sum(-dueCents)}.`];
  }
  if (status === 'PAID') return ['Paid', `Thank you. We have received ${sum(paidCents - refundedCents)}.`];
  return ['Nothing to pay', status === 'REFUNDED' ? `${sum(refundedCents)} went back to you.` : ''];
}
