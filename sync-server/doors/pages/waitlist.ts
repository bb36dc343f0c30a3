/** The waiting list as plain pages: a form to join, and the page behind the link, where an offer is accepted or let go. No script. */
import type { FastifyReply } from 'fastify';
import { dayParts, dayPartSpan } from '#core/base/dayParts.ts';
import { formatMoney } from '#core/base/money.ts';
import { Refusal } from '#core/base/refusal.ts';
import { nightsRange } from '#core/base/nights.ts';
import { addDays, instantToWall } from '#core/base/zone.ts';
import { LocalDate } from '#core/contracts/fields.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import type { Quote } from '#core/domains/pricing/model.ts';
import { WaitFields, type WaitlistEntry } from '#core/domains/waitlist/model.ts';
import { ask } from '#core/engine/ask.ts';
import { nowOf } from '#core/engine/clock.ts';
import { type Issue, issuesOf, type Outcome } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { errorTable } from '#server/errors/table.ts';
import type { ServerParts } from '#server/parts.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { waitText, whenText } from '#server/workers/letters.ts';
import { manageUrl } from '../calendar/single.ts';
import type { ZodApp } from '../http/app.ts';
import { languageOf } from '../http/language.ts';
import { passerBy } from '../storefront/door.ts';
import { waiterOf } from '../storefront/waitlist.ts';
import {
  answersOf,
  type Choice,
  type Errors,
  type Form,
  formOf,
  inputField,
  inputsOf,
  notice,
  questionFields,
  radioField,
} from './formParts.ts';
import { html, type Html } from './html.ts';
import { sendForms, sendMissing } from './shell.ts';
import { everything, findShown, header, homeOf, noBusiness, type Shop, shopOf } from './storefront.ts';
import { tooOften } from './tooOften.ts';
import { waitlistUrl } from './waitlistLink.ts';

const FORM_LIMIT = 20_000;

interface ShopParams {
  readonly tenant: string;
}

export function registerWaitlistPages(app: ZodApp, parts: ServerParts): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: FORM_LIMIT }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  joinPages(app, parts);
  entryPages(app, parts);
}

const hidden = { schema: { hide: true } };

async function run(
  parts: ServerParts,
  { tenantId, actor, name, input }: { tenantId: string; actor: Actor; name: string; input: unknown },
): Promise<Outcome> {
  const { engine } = parts;
  const envelope = { commandId: newCommandId(engine.clock.now()), name, input };
  return execute(engine, { tenantId, actor, envelope, isNew: true });
}

interface JoinPage {
  readonly shop: Shop;
  readonly offering: Offering;
  readonly form: Form;
  readonly today: string;
  /** the day that they found full */
  readonly from?: string | undefined;
  readonly errors?: Errors;
  readonly problem?: string;
}

function joinBody({ shop, offering, form, today, from, errors = {}, problem }: JoinPage): Html {
  const latest = addDays(today, offering.maxAdvanceDays);
  const first = from !== undefined && from > today && from <= latest ? from : today;
  const input = inputsOf(form, errors);
  const choices = Object.entries(dayParts).map(([key, { label }]): Choice => [key, label]);
  return html`${header(shop.profile, homeOf(shop.tenant))}
    <main class="page narrow">
      <h1>Wait for a time</h1>
      <p>
        <b>${offering.title}</b>. Say which days would do. As soon as a time becomes free we keep it for you and write to you: it is yours
        if you accept it in time.
      </p>
      ${problem === undefined ? null : notice(problem)}
      <form method="post" novalidate>
        ${input('fromDate', { label: 'First day that suits you', type: 'date', min: today, max: latest }, first)}
        ${input('toDate', { label: 'Last day that suits you', type: 'date', min: today, max: latest }, addDays(first, 6))}
        ${radioField({ name: 'time', label: 'Time of day', choices, chosen: form.get('time') ?? 'any' })}
        ${lengthField(offering, form, errors)}
        ${offering.capacity === 1 ? null : input('quantity', { label: 'How many places', type: 'number', min: '1', max: String(offering.capacity) }, '1')}
        ${input('name', { label: 'Your name', type: 'text', autocomplete: 'name' })}
        ${input('email', { label: 'Email', type: 'email', autocomplete: 'email' })}
        ${input('phone', { label: 'Phone', type: 'tel', autocomplete: 'tel', optional: true })}
        <button class="primary wide" type="submit">Join the waiting list</button>
      </form>
    </main>`;
}

function lengthField({ nights, durationMinutes, durations }: Offering, form: Form, errors: Errors): Html | null {
  if (nights !== null) {
    const { min, max } = nightsRange(nights);
    const value = form.get('nights') ?? String(Math.max(min, nights.minNights));
    const label = 'How many nights';
    return inputField({ name: 'nights', label, type: 'number', min: String(min), max: String(max), value, error: errors['nights'] });
  }
  if (durations.length === 0) return null;
  const lengths = [durationMinutes, ...durations.map(({ minutes }) => minutes)].toSorted((a, b) => a - b);
  return radioField({
    ...{ name: 'durationMinutes', label: 'How long', chosen: form.get('durationMinutes') ?? String(durationMinutes) },
    choices: lengths.map((minutes): Choice => [String(minutes), `${minutes} minutes`]),
  });
}

const sentences: Readonly<Record<string, string>> = {
  fromDate: 'Choose a day.',
  toDate: 'Choose a day that is not past, and not before the first one.',
  quantity: 'Say how many places you need.',
  nights: 'Say how many nights you want to stay.',
  name: 'Please tell us your name.',
  email: 'We need an address to write to, such as name@example.com.',
  phone: 'Enter a phone number such as +49 30 1234567, or leave it empty.',
};

const errorsOf = (paths: readonly string[]): Errors =>
  Object.fromEntries(paths.map((path) => [path, sentences[path] ?? 'Please check this.']));

function wishOf(form: Form, offering: Offering) {
  const time = dayPartSpan(form.get('time') ?? 'any');
  const text = (name: string) => (form.get(name) ?? '').trim();
  const phone = text('phone');
  return {
    ...{ offeringId: offering.id, ...time, fromDate: text('fromDate'), toDate: text('toDate'), name: text('name'), email: text('email') },
    ...(phone === '' ? {} : { phone }),
    ...(form.has('quantity') ? { quantity: Number(form.get('quantity')) } : {}),
    ...(form.has('nights') ? { nights: Number(form.get('nights')) } : {}),
    ...(form.has('durationMinutes') ? { durationMinutes: Number(form.get('durationMinutes')) } : {}),
  };
}

function joinPages(app: ZodApp, parts: ServerParts): void {
  const title = (shop: Shop, offering: Offering) => `Waiting list: ${offering.title} · ${shop.profile.name}`;
  const today = async (shop: Shop, { timezone }: Offering) => instantToWall(timezone, await nowOf(parts.engine, shop.tenant.tenantId)).date;

  app.get<{ Params: ShopParams & { slug: string }; Querystring: { from?: unknown } }>(
    '/:tenant/o/:slug/waitlist',
    hidden,
    async (request, reply) => {
      const found = await findOffering(parts, request.params);
      if ('missing' in found) return found.missing(reply);
      const { shop, offering } = found;
      const form = new URLSearchParams();
      const from = LocalDate.safeParse(request.query.from).data;
      const body = joinBody({ shop, offering, form, today: await today(shop, offering), from });
      return sendForms(reply, { title: title(shop, offering), body });
    },
  );

  app.post<{ Params: ShopParams & { slug: string } }>('/:tenant/o/:slug/waitlist', hidden, async (request, reply) => {
    const found = await findOffering(parts, request.params);
    if ('missing' in found) return found.missing(reply);
    const { shop, offering } = found;
    const form = formOf(request);
    const again = async (status: number, more: Pick<JoinPage, 'errors' | 'problem'>) =>
      sendForms(reply.code(status), {
        title: title(shop, offering),
        body: joinBody({ shop, offering, form, today: await today(shop, offering), ...more }),
      });
    const wish = wishOf(form, offering);
    const parsed = WaitFields.safeParse(wish);
    if (!parsed.success) return again(400, { errors: errorsOf(issuesOf(parsed.error).map(({ path }) => path)) });
    const { bookingsPerAddress: limit } = parts.options.limits;
    const late = await tooOften(parts, { reply, name: 'waitlist', who: request.ip, limit });
    if (late !== null) return again(429, { problem: late });
    const { tenantId, subdomain } = shop.tenant;
    const input = { ...wish, locale: languageOf(request) };
    const outcome = await run(parts, { tenantId, actor: { ...passerBy, name: parsed.data.name }, name: 'waitlist.join', input });
    if (!outcome.ok) return again(errorTable[outcome.code].status, joinProblem(outcome));
    const { waitlistId } = outcome.value as { waitlistId: string };
    return reply.redirect(new URL(waitlistUrl(parts, { tenantId, waitlistId, subdomain })).pathname, 303);
  });
}

function joinProblem({ code, facts }: Outcome & { ok: false }): Pick<JoinPage, 'errors' | 'problem'> {
  const { issues } = facts;
  if (code === 'invalid_request' && Array.isArray(issues))
    return { errors: errorsOf(issues.map((issue) => (issue as unknown as Issue).path)) };
  if (facts['reason'] === 'stay')
    return { errors: { nights: `Stays last from ${Number(facts['minNights'])} to ${Number(facts['maxNights'])} nights.` } };
  return { problem: 'This can’t be waited for at the moment. Please contact us.' };
}

type Found = { readonly shop: Shop; readonly offering: Offering } | { missing(reply: FastifyReply): Promise<FastifyReply> };

async function findOffering(parts: ServerParts, { tenant, slug }: ShopParams & { slug: string }): Promise<Found> {
  const shop = await shopOf(parts, tenant);
  if (shop === undefined) return { missing: (reply) => sendMissing(reply, noBusiness) };
  const offering = await findShown(shop, slug);
  if (offering === undefined) return { missing: (reply) => sendMissing(reply, 'This can’t be booked any more.', everything(shop.tenant)) };
  return { shop, offering };
}

interface EntryPage {
  readonly shop: Shop;
  readonly entry: WaitlistEntry;
  readonly actor: Actor;
  readonly form: Form;
  readonly problem?: string;
}

type EntryParams = ShopParams & { token: string };

function entryPages(app: ZodApp, parts: ServerParts): void {
  app.get<{ Params: EntryParams }>('/:tenant/waitlist/:token', hidden, async (request, reply) => {
    const place = await findPlace(parts, request.params);
    return 'missing' in place ? place.missing(reply) : sendEntry(parts, { reply, page: { ...place, form: new URLSearchParams() } });
  });

  for (const move of ['accept', 'decline', 'leave'] as const)
    app.post<{ Params: EntryParams }>(`/:tenant/waitlist/:token/${move}`, hidden, async (request, reply) => {
      const place = await findPlace(parts, request.params);
      if ('missing' in place) return place.missing(reply);
      const { shop, entry, actor } = place;
      const form = formOf(request);
      const more = move === 'accept' ? await acceptance(shop, { entry, form }) : {};
      const input = { waitlistId: entry.id, ...more };
      const outcome = await run(parts, { tenantId: shop.tenant.tenantId, actor, name: `waitlist.${move}`, input });
      // Sent twice, the second finds it done: the page says what is so now.
      if (outcome.ok || outcome.code === 'invalid_transition')
        return reply.redirect(`${homeOf(shop.tenant)}/waitlist/${request.params.token}`, 303);
      return sendEntry(parts, {
        reply: reply.code(errorTable[outcome.code].status),
        page: { ...place, form, problem: entryProblem(outcome) },
      });
    });
}

function entryProblem({ code, facts }: Outcome & { ok: false }): string {
  if (code === 'hold_expired' || code === 'booking_conflict')
    return 'This offer has ended, and the time is taken by now. You are still on the list.';
  if (code === 'edit_conflict') return 'The price has changed since you opened this page. Please look at it and accept again.';
  if (code === 'invalid_service' && facts['reason'] === 'answers') return 'Please answer every question that is asked for.';
  if (code === 'invalid_request') return 'Please check your answers.';
  return 'This can’t be booked at the moment. Please contact us.';
}

type Placed =
  { readonly shop: Shop; readonly entry: WaitlistEntry; readonly actor: Actor } | { missing(reply: FastifyReply): Promise<FastifyReply> };

async function findPlace(parts: ServerParts, { tenant, token }: EntryParams): Promise<Placed> {
  const shop = await shopOf(parts, tenant);
  if (shop === undefined) return { missing: (reply) => sendMissing(reply, noBusiness) };
  const { tenantId } = shop.tenant;
  const waiter = await waiterOf(parts, { tenantId, token }).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  if (waiter === undefined)
    return { missing: (reply) => sendMissing(reply, 'This link is incomplete. Open it again from your mail.', everything(shop.tenant)) };
  const { actor, waitlistId } = waiter;
  const entry = (await ask(parts.engine, { tenantId, actor, name: 'waitlist.entry', input: { waitlistId } })) as WaitlistEntry;
  return { shop, entry, actor };
}

async function sendEntry(parts: ServerParts, { reply, page }: { reply: FastifyReply; page: EntryPage }): Promise<FastifyReply> {
  const { shop, entry, problem } = page;
  const body = html`${header(shop.profile, homeOf(shop.tenant))}
    <main class="page narrow">
      ${problem === undefined ? null : notice(problem)}
      ${entry.offer === null ? stateBody(parts, page) : await offerBody(parts, page, entry.offer)}
    </main>`;
  return sendForms(reply, { title: `Waiting list: ${entry.offeringTitle} · ${shop.profile.name}`, body });
}

const lines = (all: readonly (readonly [label: string, value: string])[]): Html =>
  html`<dl class="receipt">
    ${all.map(
      ([label, value]) =>
        html`<div class="line">
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

const whatOf = ({ offeringTitle, quantity }: WaitlistEntry): string => (quantity > 1 ? `${offeringTitle} × ${quantity}` : offeringTitle);

const states = {
  WAITING: ['You are on the waiting list', 'We will write to you as soon as a time becomes free.'],
  OFFERED: ['You are on the waiting list', 'We will write to you as soon as a time becomes free.'],
  BOOKED: ['It is booked', 'Your confirmation is on its way by mail.'],
  LEFT: ['You are no longer on the waiting list', 'Nothing is kept for you, and we won’t write to you about it any more.'],
  OVER: ['Your dates have passed', 'No time became free. We are sorry.'],
} as const;

function stateBody(parts: ServerParts, { shop, entry }: EntryPage): Html {
  const [heading, sentence] = states[entry.status];
  const { tenantId, subdomain } = shop.tenant;
  const booked = entry.bookingId === null ? null : manageUrl(parts, { tenantId, bookingId: entry.bookingId, subdomain });
  const again = html`<a class="quiet wide" href="${homeOf(shop.tenant)}">See everything that can be booked</a>`;
  const leave = html`<form method="post" action="${actionOf(parts, { shop, entry, move: 'leave' })}">
    <button class="quiet wide" type="submit">Leave the list</button>
  </form>`;
  const way = entry.status === 'WAITING' || entry.status === 'OFFERED' ? leave : again;
  return html`<h1>${heading}</h1>
    <p>${sentence}</p>
    ${lines([
      ['What', whatOf(entry)],
      ['Your days', waitText(entry)],
      ['Name', entry.name],
    ])}
    ${booked === null ? way : html`<a class="primary wide" href="${booked}">See the booking</a>`}`;
}

const actionOf = (parts: ServerParts, { shop, entry, move }: { shop: Shop; entry: WaitlistEntry; move: string }): string => {
  const { tenantId, subdomain } = shop.tenant;
  return `${new URL(waitlistUrl(parts, { tenantId, waitlistId: entry.id, subdomain })).pathname}/${move}`;
};

async function offerBody(parts: ServerParts, { shop, entry, form }: EntryPage, offer: NonNullable<WaitlistEntry['offer']>): Promise<Html> {
  const { timezone, offeringId, quantity } = entry;
  const { startsAt, endsAt, until } = offer;
  const quote = (await shop.ask('pricing.quote', { offeringId, startsAt, endsAt, quantity }).catch(nothing)) as Quote | null;
  const offering = await findShown(shop, offeringId);
  const total = quote === null ? [] : [['Total', priceOf(quote)] as const];
  const free = quote?.policy.find(({ refundPercent }) => refundPercent > 0);
  const action = (move: string) => actionOf(parts, { shop, entry, move });
  return html`<h1>A time is free</h1>
    <p>It is kept for you until <b>${momentIn(timezone, until)}</b>.</p>
    ${lines([['What', whatOf(entry)], ['When', whenText(startsAt, { endsAt, timezone })], ...total, ['Name', entry.name]])}
    ${free === undefined ? null : html`<p>${free.refundPercent === 100 ? 'Free cancellation' : `${free.refundPercent}% back`} until ${momentIn(timezone, free.until)}.</p>`}
    <form method="post" action="${action('accept')}">
      ${questionFields(offering?.questions ?? [], { form, oneOf: radioField })}
      ${quote === null ? null : html`<input type="hidden" name="total" value="${quote.totalCents}" />`}
      <button class="primary wide" type="submit">Accept</button>
    </form>
    <form method="post" action="${action('decline')}">
      <button class="quiet wide" type="submit">No thanks</button>
    </form>`;
}

const nothing = (error: unknown): null => {
  if (error instanceof Refusal) return null;
  throw error;
};

const priceOf = ({ totalCents, currency }: Quote): string =>
  totalCents === 0 ? 'Free' : formatMoney(totalCents, { currency, locale: 'en' });

const momentIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone }).format(
    at,
  );

/** What was answered and what they were shown, from the form. What is left empty is not said. */
async function acceptance(shop: Shop, { entry, form }: { entry: WaitlistEntry; form: Form }) {
  const offering = await findShown(shop, entry.offeringId);
  const answers = answersOf(offering?.questions ?? [], form);
  const total = form.get('total') ?? '';
  return { answers, ...(/^\d{1,15}$/.test(total) ? { expectedTotalCents: Number(total) } : {}) };
}
