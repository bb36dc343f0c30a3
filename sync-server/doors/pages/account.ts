/** `/s/:tenant/bookings`: a customer comes in by a code from their mail, and finds what they have booked. Plain forms, no script. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '#core/base/refusal.ts';
import { Email } from '#core/contracts/fields.ts';
import type { BookingStatus, BookingSummary } from '#core/domains/bookings/model.ts';
import { ask } from '#core/engine/ask.ts';
import { nowOf } from '#core/engine/clock.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { passFor, sendCode } from '#server/secrets/customers.ts';
import { whenText } from '#server/workers/letters.ts';
import { manageUrl } from '../calendar/single.ts';
import type { ZodApp } from '../http/app.ts';
import { languageOf } from '../http/language.ts';
import { knock, knockFor } from '../storefront/signIn.ts';
import { bookingsPageOf, customerHere, mustBeOurForm, setCookie } from './customerHere.ts';
import { type DisputeMarks, disputeMarks, problemPageOf } from './disputes.ts';
import { type Form, formOf, inputField, notice } from './formParts.ts';
import { html, type Html } from './html.ts';
import { sendForms, sendMissing } from './shell.ts';
import { header, homeOf, noBusiness, type Shop, shopOf } from './storefront.ts';
import { secondsToWait } from './tooOften.ts';

/** as many as are shown: who has more asks the business */
const MOST = 200;

const hidden = { schema: { hide: true } };
type Params = { Params: { tenant: string } };

const send = (reply: FastifyReply, { shop, body }: { shop: Shop; body: Html }): Promise<FastifyReply> =>
  sendForms(reply, {
    title: `Your bookings · ${shop.profile.name}`,
    body: html`${header(shop.profile, homeOf(shop.tenant))}
      <main class="page narrow">${body}</main>`,
    isPersonal: true,
  });

interface Entry {
  readonly shop: Shop;
  readonly form: Form;
  readonly problem?: string | undefined;
  readonly error?: string | undefined;
}

const addressBody = ({ shop, form, problem, error }: Entry): Html =>
  html`<h1>Your bookings</h1>
    <p>Enter the address that you book with. We mail you a code that lets you in.</p>
    ${problem === undefined ? null : notice(problem)}
    <form method="post" action="${bookingsPageOf(shop)}" novalidate>
      ${inputField({ name: 'email', label: 'Email', type: 'email', autocomplete: 'email', value: form.get('email') ?? '', error })}
      <button class="primary wide" type="submit">Mail me a code</button>
    </form>`;

const codeBody = ({ shop, form, problem, error }: Entry): Html =>
  html`<h1>Look into your mail</h1>
    <p>
      If you have booked with <b>${form.get('email') ?? ''}</b>, a code of eight digits is on its way there. It is good for ten minutes.
    </p>
    ${problem === undefined ? null : notice(problem)}
    <form method="post" action="${bookingsPageOf(shop)}/code" novalidate>
      <input type="hidden" name="email" value="${form.get('email') ?? ''}" />
      ${inputField({ name: 'code', label: 'Code', type: 'text', inputMode: 'numeric', autocomplete: 'one-time-code', value: form.get('code') ?? '', error })}
      <button class="primary wide" type="submit">See my bookings</button>
    </form>
    <a class="quiet wide" href="${bookingsPageOf(shop)}">Ask for a new code</a>`;

const states: Readonly<Record<BookingStatus, string>> = {
  PENDING: 'Waiting for confirmation',
  CONFIRMED: 'Confirmed',
  CHECKED_IN: 'Checked in',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
  REFUNDED: 'Refunded',
  NO_SHOW: 'Missed',
};

/** Those that are still to come, the next first; then the others, the newest first. */
function sorted(bookings: readonly BookingSummary[], now: number): { ahead: BookingSummary[]; past: BookingSummary[] } {
  const isAhead = ({ status, endsAt }: BookingSummary) =>
    endsAt > now && (status === 'PENDING' || status === 'CONFIRMED' || status === 'CHECKED_IN');
  return { ahead: bookings.filter(isAhead).toReversed(), past: bookings.filter((booking) => !isAhead(booking)) };
}

const titleOf = ({ items }: BookingSummary): string =>
  items.map(({ offeringTitle, quantity }) => (quantity > 1 ? `${offeringTitle} × ${quantity}` : offeringTitle)).join(', ');

interface Cards {
  readonly shop: Shop;
  readonly bookings: readonly BookingSummary[];
  /** what became of what went wrong, by the booking */
  readonly marks: DisputeMarks;
}

/** Where a script runs, the booking's own page has it. */
const problemLink = ({ shop, booking }: { shop: Shop; booking: BookingSummary }): Html =>
  html`<noscript><a href="${problemPageOf(shop, booking.id)}">Something went wrong?</a></noscript>`;

function cards(parts: ServerParts, { shop, bookings, marks }: Cards): Html {
  const { tenantId, subdomain } = shop.tenant;
  const card = (booking: BookingSummary): Html => {
    const { id, startsAt, endsAt, status, confirmationCode, items } = booking;
    const timezone = items[0]?.timezone ?? shop.profile.timezone;
    return html`<a class="card offering" href="${manageUrl(parts, { tenantId, bookingId: id, subdomain })}">
        <span class="about">
          <b>${titleOf(booking)}</b><span>${whenText(startsAt, { endsAt, timezone })}</span>
          <span class="facts">${[states[status], confirmationCode, marks.get(id)].filter(Boolean).join(' · ')}</span>
        </span>
      </a>
      ${status === 'PENDING' ? null : problemLink({ shop, booking })}`;
  };
  return html`<div class="offerings">${bookings.map(card)}</div>`;
}

async function listBody(parts: ServerParts, { shop, customerId }: { shop: Shop; customerId: string }): Promise<Html> {
  const { tenantId } = shop.tenant;
  const question = { tenantId, actor: doorkeeper, name: 'bookings.list', input: { customerId, limit: MOST } };
  const { data } = (await ask(parts.engine, question)) as { data: BookingSummary[] };
  const { ahead, past } = sorted(data, await nowOf(parts.engine, tenantId));
  const marks = await disputeMarks(parts, { tenantId, customerId });
  return html`<h1>Your bookings</h1>
    ${
      ahead.length === 0
        ? html`<p class="empty">Nothing is booked ahead. <a href="${homeOf(shop.tenant)}">See what you can book</a></p>`
        : cards(parts, { shop, bookings: ahead, marks })
    }
    ${past.length === 0 ? null : html`<h2>Earlier</h2>`} ${past.length === 0 ? null : cards(parts, { shop, bookings: past, marks })}
    <form method="post" action="${bookingsPageOf(shop)}/leave"><button class="quiet wide" type="submit">Sign out</button></form>`;
}

/** What a knock too many is told; null: it is not too often. */
async function tooMany(reply: FastifyReply, knocks: () => Promise<void>): Promise<string | null> {
  const seconds = await secondsToWait(reply, knocks);
  if (seconds === null) return null;
  reply.code(429);
  const wait = seconds <= 60 ? 'a minute' : `${Math.ceil(seconds / 60)} minutes`;
  return `That was very often in a short time. Please wait ${wait} and try again.`;
}

export function registerAccountPages(app: ZodApp, parts: ServerParts): void {
  const found = async (request: FastifyRequest): Promise<Shop | undefined> => shopOf(parts, (request.params as { tenant: string }).tenant);

  app.get<Params>('/:tenant/bookings', hidden, async (request, reply) => {
    const shop = await found(request);
    if (shop === undefined) return sendMissing(reply, noBusiness);
    const customerId = await customerHere(parts, { shop, request });
    const body = customerId === undefined ? addressBody({ shop, form: formOf(request) }) : await listBody(parts, { shop, customerId });
    return send(reply, { shop, body });
  });

  app.post<Params>('/:tenant/bookings', hidden, async (request, reply) => {
    mustBeOurForm(request);
    const shop = await found(request);
    if (shop === undefined) return sendMissing(reply, noBusiness);
    const form = formOf(request);
    const email = Email.safeParse((form.get('email') ?? '').trim()).data;
    if (email === undefined) {
      const error = 'We need an address to write to, such as name@example.com.';
      return send(reply.code(400), { shop, body: addressBody({ shop, form, error }) });
    }
    const { tenantId } = shop.tenant;
    const problem = await tooMany(reply, async () => {
      await knock(parts, { reply, request });
      await knockFor(parts, { reply, request, tenantId, email });
    });
    if (problem !== null) return send(reply, { shop, body: addressBody({ shop, form, problem }) });
    await sendCode(parts, { tenantId, email, ip: request.ip, locale: languageOf(request) ?? null });
    return send(reply, { shop, body: codeBody({ shop, form: new URLSearchParams({ email }) }) });
  });

  app.post<Params>('/:tenant/bookings/code', hidden, async (request, reply) => {
    mustBeOurForm(request);
    const shop = await found(request);
    if (shop === undefined) return sendMissing(reply, noBusiness);
    const form = formOf(request);
    const email = Email.safeParse(form.get('email') ?? '').data;
    if (email === undefined) return reply.redirect(bookingsPageOf(shop), 303);
    const code = (form.get('code') ?? '').replaceAll(/\s/g, '');
    const again = (more: Pick<Entry, 'problem' | 'error'>) => send(reply, { shop, body: codeBody({ shop, form, ...more }) });
    if (!/^\d{8}$/.test(code)) {
      reply.code(400);
      return again({ error: 'Enter the eight digits of the mail.' });
    }
    const problem = await tooMany(reply, () => knock(parts, { reply, request }));
    if (problem !== null) return again({ problem });
    try {
      const { token } = await passFor(parts, { tenantId: shop.tenant.tenantId, email, code, ip: request.ip });
      setCookie(reply, { parts, shop, value: token });
      return await reply.redirect(bookingsPageOf(shop), 303);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply.code(401);
      return again({ error: 'This is not the code of your last mail, or it is older than ten minutes.' });
    }
  });

  app.post<Params>('/:tenant/bookings/leave', hidden, async (request, reply) => {
    mustBeOurForm(request);
    const shop = await found(request);
    if (shop === undefined) return sendMissing(reply, noBusiness);
    setCookie(reply, { parts, shop, value: '' });
    return reply.redirect(homeOf(shop.tenant), 303);
  });
}
