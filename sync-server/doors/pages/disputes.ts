/**
 * `/s/:tenant/bookings/:bookingId/problem`: what went wrong with a booking, for a customer who came in by a code: said, answered and
 * taken back by plain forms, no script. The page of the booking's link has the same by script.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatMoney } from '#core/base/money.ts';
import { Refusal } from '#core/base/refusal.ts';
import { isoOf } from '#core/base/time.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import {
  customerMayDispute,
  type Dispute,
  DisputeLink,
  type DisputeMessage,
  DisputeReason,
  type DisputeSummary,
  DisputeText,
  MOST_LINKS,
} from '#core/domains/disputes/model.ts';
import { ask } from '#core/engine/ask.ts';
import { nowOf } from '#core/engine/clock.ts';
import type { Outcome } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { errorTable } from '#server/errors/table.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { whenText } from '#server/workers/letters.ts';
import type { ZodApp } from '../http/app.ts';
import { bookingsPageOf, customerHere, mustBeOurForm } from './customerHere.ts';
import { type Errors, type Form, formOf, inputField, notice, textareaField } from './formParts.ts';
import { html, type Html } from './html.ts';
import { sendForms, sendMissing } from './shell.ts';
import { header, homeOf, noBusiness, type Shop, shopOf } from './storefront.ts';
import { tooOften } from './tooOften.ts';

const hidden = { schema: { hide: true } };

interface Params {
  readonly tenant: string;
  readonly bookingId: string;
}

interface Place {
  readonly shop: Shop;
  readonly booking: BookingDetail;
  readonly actor: Actor;
  /** the newest; null: nothing was said */
  readonly dispute: Dispute | null;
  readonly mayOpen: boolean;
  readonly path: string;
}

interface Told {
  readonly form?: Form;
  readonly errors?: Errors;
  readonly problem?: string;
}

export const problemPageOf = (shop: Shop, bookingId: string): string => `${bookingsPageOf(shop)}/${bookingId}/problem`;

const stateOf = ({ status, awaits }: Pick<DisputeSummary, 'status' | 'awaits'>): string => {
  if (status === 'RESOLVED') return 'Decided';
  if (status === 'WITHDRAWN') return 'Taken back';
  return awaits === 'customer' ? 'Please answer us' : 'We will answer you';
};

export type DisputeMarks = ReadonlyMap<string, string>;

/** What stands beside a booking that something went wrong with: of the newest that was said. */
export async function disputeMarks(
  parts: ServerParts,
  { tenantId, customerId }: { tenantId: string; customerId: string },
): Promise<DisputeMarks> {
  const question = { tenantId, actor: doorkeeper, name: 'disputes.list', input: { customerId, limit: 100 } };
  const { data } = (await ask(parts.engine, question)) as { data: DisputeSummary[] };
  return new Map(data.toSorted((a, b) => a.createdAt - b.createdAt).map((dispute) => [dispute.bookingId, stateOf(dispute)]));
}

export function registerDisputePages(app: ZodApp, parts: ServerParts): void {
  app.get<{ Params: Params }>('/:tenant/bookings/:bookingId/problem', hidden, async (request, reply) => {
    const place = await findPlace(parts, request);
    return 'missing' in place ? place.missing(reply) : send(reply, place);
  });

  const moves = {
    '': { name: 'disputes.open', input: openingOf },
    '/messages': { name: 'disputes.reply', input: replyOf },
    '/withdraw': { name: 'disputes.withdraw', input: withdrawalOf },
  };
  for (const [end, { name, input }] of Object.entries(moves))
    app.post<{ Params: Params }>(`/:tenant/bookings/:bookingId/problem${end}`, hidden, async (request, reply) => {
      mustBeOurForm(request);
      const place = await findPlace(parts, request);
      if ('missing' in place) return place.missing(reply);
      const form = formOf(request);
      const read = input(place, form);
      if ('errors' in read) return send(reply.code(400), place, { form, errors: read.errors });
      const limit = parts.options.limits.bookingsPerAddress;
      const problem = await tooOften(parts, { reply, name: 'disputes', who: request.ip, limit });
      if (problem !== null) return send(reply.code(429), place, { form, problem });
      const envelope = { commandId: newCommandId(parts.engine.clock.now()), name, input: read.input };
      const { tenantId } = place.shop.tenant;
      const outcome = await execute(parts.engine, { tenantId, actor: place.actor, envelope, isNew: true });
      // Sent twice, or decided meanwhile: the page says what is so now.
      if (outcome.ok || outcome.code === 'already_exists' || outcome.code === 'invalid_transition') return reply.redirect(place.path, 303);
      return send(reply.code(errorTable[outcome.code].status), place, { form, problem: problemOf(outcome) });
    });
}

const problemOf = ({ code }: Outcome & { ok: false }): string =>
  code === 'in_use' ? 'More has been said here than fits. Please contact us.' : 'That didn’t work. Please contact us.';

type Read = { readonly input: object } | { readonly errors: Errors };

/** Written as people write them: without its scheme an address is still one. */
function linksOf(form: Form): { links: { url: string }[]; errors: Errors } {
  const given = Array.from({ length: MOST_LINKS }, (_, i) => ({ name: `link${i}`, text: (form.get(`link${i}`) ?? '').trim() }));
  const links: { url: string }[] = [];
  const errors: Record<string, string> = {};
  for (const { name, text } of given.filter((each) => each.text !== '')) {
    const { data } = DisputeLink.safeParse({ url: /^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}` });
    if (data === undefined || !new URL(data.url).hostname.includes('.')) errors[name] = 'Enter an address like https://example.com/photo.';
    else links.push(data);
  }
  return { links, errors };
}

function openingOf({ booking }: Place, form: Form): Read {
  const { links, errors } = linksOf(form);
  const reason = DisputeReason.safeParse((form.get('reason') ?? '').trim());
  if (!reason.success) return { errors: { ...errors, reason: 'Please tell us what happened, in up to 2,000 characters.' } };
  return Object.keys(errors).length > 0 ? { errors } : { input: { bookingId: booking.id, reason: reason.data, links } };
}

function replyOf({ dispute }: Place, form: Form): Read {
  const { links, errors } = linksOf(form);
  const text = DisputeText.safeParse((form.get('text') ?? '').trim());
  if (!text.success || dispute === null) return { errors: { ...errors, text: 'Please write something first, in up to 4,000 characters.' } };
  return Object.keys(errors).length > 0 ? { errors } : { input: { disputeId: dispute.id, text: text.data, links } };
}

const withdrawalOf = ({ dispute }: Place): Read => (dispute === null ? { errors: {} } : { input: { disputeId: dispute.id } });

type Found = Place | { missing(reply: FastifyReply): Promise<FastifyReply> };

/** Of somebody else's booking nobody learns that it is there. */
async function findPlace(parts: ServerParts, request: FastifyRequest): Promise<Found> {
  const { tenant, bookingId } = request.params as Params;
  const shop = await shopOf(parts, tenant);
  if (shop === undefined) return { missing: (reply) => sendMissing(reply, noBusiness) };
  const { tenantId } = shop.tenant;
  const customerId = await customerHere(parts, { shop, request });
  // Whoever came in comes here again from the list.
  if (customerId === undefined) return { missing: async (reply) => reply.redirect(bookingsPageOf(shop), 303) };
  const asks = (name: string, input: object) => ask(parts.engine, { tenantId, actor: doorkeeper, name, input });
  const booking = (await asks('bookings.booking', { bookingId }).catch(nothing)) as BookingDetail | null;
  const way = { href: bookingsPageOf(shop), label: 'Your bookings' };
  if (booking?.customerId !== customerId) return { missing: (reply) => sendMissing(reply, 'There is no such booking of yours.', way) };
  const all = (await asks('disputes.ofBooking', { bookingId })) as DisputeSummary[];
  const newest = all[0] === undefined ? null : ((await asks('disputes.dispute', { disputeId: all[0].id })) as Dispute);
  const mayOpen = all.every(({ status }) => status !== 'OPEN') && customerMayDispute(booking, await nowOf(parts.engine, tenantId));
  const actor: Actor = { kind: 'customer', id: customerId, name: booking.customerName, bookingId };
  return { shop, booking, actor, dispute: newest, mayOpen, path: problemPageOf(shop, bookingId) };
}

const nothing = (error: unknown): null => {
  if (error instanceof Refusal) return null;
  throw error;
};

const send = (reply: FastifyReply, place: Place, told: Told = {}): Promise<FastifyReply> =>
  sendForms(reply, {
    title: `What went wrong · ${place.shop.profile.name}`,
    body: html`${header(place.shop.profile, homeOf(place.shop.tenant))}
      <main class="page narrow">${bodyOf(place, told)}</main>`,
    isPersonal: true,
  });

function bodyOf({ shop, booking, dispute, mayOpen, path }: Place, { form = new URLSearchParams(), errors = {}, problem }: Told): Html {
  const { startsAt, endsAt, items } = booking;
  const timezone = items[0]?.timezone ?? shop.profile.timezone;
  const isTheirs = dispute?.openedBy !== 'business';
  const isOver = !mayOpen && dispute === null;
  return html`<h1>${isTheirs ? 'What went wrong' : `${shop.profile.name} has written to you`}</h1>
    <p>${items.map(({ offeringTitle }) => offeringTitle).join(', ')}, ${whenText(startsAt, { endsAt, timezone })}</p>
    ${problem === undefined ? null : notice(problem)}
    ${dispute === null ? null : thread(dispute, { business: shop.profile.name, timezone })}
    ${dispute?.status === 'OPEN' ? replyForms({ path, form, errors, withdrawable: isTheirs }) : null}
    ${mayOpen ? openForm({ path, form, errors, business: shop.profile.name, again: dispute !== null }) : null}
    ${isOver ? html`<p class="empty">Nothing can be said about this booking here. Please contact us.</p>` : null}
    <a class="quiet wide" href="${bookingsPageOf(shop)}">Your bookings</a>`;
}

interface Shown {
  readonly business: string;
  readonly timezone: string;
}

const momentIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone }).format(
    at,
  );

/** The same as the widget's, so that nothing is new to whoever has seen the other. */
function thread(dispute: Dispute, { business, timezone }: Shown): Html {
  const { openedBy: from, reason: text, links, createdAt, awaits, messages } = dispute;
  const said: readonly Pick<DisputeMessage, 'from' | 'text' | 'links' | 'createdAt'>[] = [{ from, text, links, createdAt }, ...messages];
  return html`<section class="ask flow">
    <div class="state"><span class="status${awaits === 'customer' ? ' pending' : ''}">${stateOf(dispute)}</span></div>
    ${decision(dispute)}
    <ul class="receipt">
      ${said.map(
        (one) =>
          html`<li class="line">
            <div class="state">
              <p>
                <b>${one.from === 'customer' ? 'You' : business}</b>
                <small><time datetime="${isoOf(one.createdAt)}">${momentIn(timezone, one.createdAt)}</time></small>
              </p>
              <p class="prose" dir="auto">${one.text}</p>
              ${one.links.map(({ url, name }) => html`<a href="${url}" rel="noopener noreferrer nofollow">${name}</a>`)}
            </div>
          </li>`,
      )}
    </ul>
  </section>`;
}

function decision({ resolution, currency }: Dispute): Html | null {
  if (resolution === null) return null;
  const { outcome, refundCents, note } = resolution;
  const sum = formatMoney(refundCents, { currency, locale: 'en' });
  const said = html`<p class="refund">${outcome === 'refund' ? `You get ${sum} back.` : 'The payment stays as it is.'}</p>
    <p class="prose" dir="auto">${note}</p>`;
  return outcome === 'refund' ? html`<div class="notice calm"><div>${said}</div></div>` : html`<div class="state">${said}</div>`;
}

interface FormParts {
  readonly path: string;
  readonly form: Form;
  readonly errors: Errors;
}

const linkFields = ({ form, errors }: FormParts): Html =>
  html`<details class="filters" ${Object.keys(errors).some((name) => name.startsWith('link')) ? html`open` : null}>
    <summary>Links to photos or documents</summary>
    <div class="filter-fields">
      ${Array.from({ length: MOST_LINKS }, (_, i) =>
        inputField({
          ...{ name: `link${i}`, label: `Link ${i + 1}`, type: 'text', value: form.get(`link${i}`) ?? '' },
          ...{ error: errors[`link${i}`], optional: true, maxLength: 2_000 },
        }),
      )}
    </div>
  </details>`;

function openForm({ business, again, ...parts }: FormParts & { business: string; again: boolean }): Html {
  const { path, form, errors } = parts;
  return html`${again ? html`<h2>Something else went wrong?</h2>` : null}
    <p>We are sorry. ${business} reads this and answers you, here and by mail.</p>
    <form method="post" action="${path}" novalidate>
      ${textareaField({ name: 'reason', label: 'What happened', value: form.get('reason') ?? '', error: errors['reason'], maxLength: 2_000 })}
      ${linkFields(parts)}
      <button class="primary wide" type="submit">Send</button>
    </form>`;
}

function replyForms({ withdrawable, ...parts }: FormParts & { withdrawable: boolean }): Html {
  const { path, form, errors } = parts;
  return html`<form method="post" action="${path}/messages" novalidate>
      ${textareaField({ name: 'text', label: 'Your answer', value: form.get('text') ?? '', error: errors['text'], maxLength: 4_000 })}
      ${linkFields(parts)}
      <button class="primary wide" type="submit">Send</button>
    </form>
    ${
      withdrawable
        ? html`<details class="filters">
            <summary>Take it back</summary>
            <form method="post" action="${path}/withdraw" class="filter-fields">
              <p>We then stop looking into it.</p>
              <button class="quiet wide danger" type="submit">Take it back</button>
            </form>
          </details>`
        : null
    }`;
}
