/** A series as plain pages: a form, every date with its price and whether it is free, and all of them, or the free ones, booked. No script. */
import type { FastifyReply } from 'fastify';
import { couponSentence } from '#core/base/couponWords.ts';
import { formatMoney } from '#core/base/money.ts';
import { Refusal } from '#core/base/refusal.ts';
import { addDays, instantToWall } from '#core/base/zone.ts';
import type { BookingDetail, BookingSummary, Occurrence, Origin, SeriesPreview } from '#core/domains/bookings/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import { ask } from '#core/engine/ask.ts';
import { nowOf } from '#core/engine/clock.ts';
import type { Outcome } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { errorTable } from '#server/errors/table.ts';
import type { ServerParts } from '#server/parts.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { originOf } from '#server/secrets/origins.ts';
import { newRequestId, signature } from '#server/secrets/tokens.ts';
import { whenText } from '#server/workers/letters.ts';
import type { FoundSlots } from '../api/slots.ts';
import { manageUrl } from '../calendar/single.ts';
import type { ZodApp } from '../http/app.ts';
import { languageOf } from '../http/language.ts';
import { passerBy } from '../storefront/door.ts';
import { type ChoiceGroup, type Errors, type Form, formOf, notice } from './formParts.ts';
import { html, type Html } from './html.ts';
import { carried, pickIn, seriesForm, type SeriesWish, wishIn } from './seriesForm.ts';
import { sendForms, sendMissing } from './shell.ts';
import { everything, findShown, header, homeOf, noBusiness, type Shop, shopOf } from './storefront.ts';
import { tooOften } from './tooOften.ts';

/** How far ahead, and how many, first times are offered to choose from. */
const DAYS_AHEAD = 14;
const MOST_TIMES = 120;

interface Params {
  readonly tenant: string;
  readonly slug: string;
}

interface Visit {
  readonly parts: ServerParts;
  readonly shop: Shop;
  readonly offering: Offering;
  readonly form: Form;
  readonly origin: Origin | undefined;
  readonly reply: FastifyReply;
}

const hidden = { schema: { hide: true } };

/** Where forms are read: beside the waiting list's pages, in one scope. */
export function registerSeriesPages(app: ZodApp, parts: ServerParts): void {
  const path = '/:tenant/o/:slug/series';
  app.get<{ Params: Params }>(path, hidden, async (request, reply) => {
    const found = await findSold(parts, request.params);
    if ('missing' in found) return found.missing(reply);
    return sendForm({ ...found, parts, reply, form: new URLSearchParams(), origin: undefined });
  });

  app.post<{ Params: Params }>(path, hidden, async (request, reply) => {
    const found = await findSold(parts, request.params);
    if ('missing' in found) return found.missing(reply);
    const origin = originOf(request, { serverKey: parts.serverKey, tenantId: found.shop.tenant.tenantId });
    const visit: Visit = { ...found, parts, reply, form: formOf(request), origin };
    const { form } = visit;
    const step = form.get('step');
    if (step === 'edit') return sendForm(visit);
    const picked = pickIn(form);
    if (picked !== undefined) form.set('dates', picked);
    const read = wishIn(form, visit.offering);
    if ('errors' in read) return sendForm({ ...visit, reply: reply.code(400) }, { errors: read.errors });
    const { limits } = parts.options;
    const isBooking = step === 'all' || step === 'free';
    const knock = isBooking ? { name: 'bookings', limit: limits.bookingsPerAddress } : { name: 'series', limit: limits.holdsPerAddress };
    const late = await tooOften(parts, { reply, ...knock, who: request.ip });
    if (late !== null) return sendForm({ ...visit, reply: reply.code(429) }, { problem: late });
    return isBooking ? sendBooked(visit, { wish: read.wish, take: step }) : sendPreview(visit, { wish: read.wish });
  });
}

type Found = Pick<Visit, 'shop' | 'offering'> | { missing(reply: FastifyReply): Promise<FastifyReply> };

async function findSold(parts: ServerParts, { tenant, slug }: Params): Promise<Found> {
  const shop = await shopOf(parts, tenant);
  if (shop === undefined) return { missing: (reply) => sendMissing(reply, noBusiness) };
  const offering = await findShown(shop, slug);
  if (offering?.status === 'PUBLISHED' && offering.pricingModel !== 'SUBSCRIPTION') return { shop, offering };
  return { missing: (reply) => sendMissing(reply, 'This can’t be booked as a series.', everything(shop.tenant)) };
}

function sendSeries({ shop, offering, reply }: Visit, body: Html): Promise<FastifyReply> {
  return sendForms(reply, {
    title: `Book a series: ${offering.title} · ${shop.profile.name}`,
    body: html`${header(shop.profile, homeOf(shop.tenant))}
      <main class="page narrow">${body}</main>`,
  });
}

async function sendForm(visit: Visit, { errors = {}, problem }: { errors?: Errors; problem?: string } = {}): Promise<FastifyReply> {
  const { parts, shop, offering, form } = visit;
  const today = instantToWall(offering.timezone, await nowOf(parts.engine, shop.tenant.tenantId)).date;
  const free = await freeTimes(visit, today);
  return sendSeries(
    visit,
    html`<h1>Book a series</h1>
      <p><b>${offering.title}</b>. Say when it begins and how often. You see every date before anything is booked.</p>
      ${problem === undefined ? null : notice(problem)} ${seriesForm({ offering, form, errors, free, today })}`,
  );
}

const dayText = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone }).format(at);
const timeText = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at);

async function freeTimes({ shop, offering }: Visit, today: string): Promise<ChoiceGroup[]> {
  const { id: offeringId, timezone } = offering;
  const { slots } = (await shop.ask('availability.slots', { offeringId, from: today, to: addDays(today, DAYS_AHEAD) })) as FoundSlots;
  const free = slots.filter(({ bookable }) => bookable).slice(0, MOST_TIMES);
  const days = Map.groupBy(free, ({ startsAt }) => dayText(timezone, startsAt));
  return [...days].map(([label, ofDay]) => ({
    label,
    choices: ofDay.map(({ startsAt }) => [String(startsAt), `${label}, ${timeText(timezone, startsAt)}`] as const),
  }));
}

interface Asked {
  readonly wish: SeriesWish;
  readonly problem?: string;
}

async function sendPreview(visit: Visit, { wish, problem }: Asked): Promise<FastifyReply> {
  const { shop, offering, form } = visit;
  const { couponCode } = wish;
  const asked = { ...wish.item, ...wish.rule, ...(couponCode === undefined ? {} : { couponCode }) };
  const preview = await shop.ask('bookings.previewSeries', asked).catch((error: unknown) => {
    if (error instanceof Refusal) return error;
    throw error;
  });
  if (preview instanceof Refusal && preview.code === 'coupon_invalid') return sendUnfit(visit, preview.facts);
  if (preview instanceof Refusal)
    return sendForm(
      { ...visit, reply: visit.reply.code(400) },
      { problem: 'These dates can’t be worked out. Please check when it begins.' },
    );
  const { occurrences, discountCents, totalCents, payNow, currency, timezone } = preview as SeriesPreview;
  const free = occurrences.filter((one) => one.free).length;
  const price = (cents: number) => (cents === 0 ? 'Free' : formatMoney(cents, { currency, locale: 'en' }));
  const once = form.get('once') ?? newRequestId();
  return sendSeries(
    visit,
    html`<h1>${free === occurrences.length ? `All ${free} dates are free` : `${free} of ${occurrences.length} dates are free`}</h1>
      <p><b>${offering.title}</b>. Nothing is booked yet.</p>
      ${problem === undefined ? null : notice(problem)}
      <dl class="receipt dates">
        ${occurrences.map((one) => dateLine(one, { timezone, price: price(one.priceCents), among: occurrences }))}
        ${
          discountCents === 0
            ? null
            : html`<div class="line">
                <dt>${couponCode?.toUpperCase() ?? 'Discount'}</dt>
                <dd>−${price(discountCents)}</dd>
              </div>`
        }
        ${
          free === 0
            ? null
            : html`<div class="line sum">
                <dt><b>Total of the free ones</b></dt>
                <dd><b>${price(totalCents)}</b></dd>
              </div>`
        }
      </dl>
      ${payNow === null ? null : html`<p>${payWords(payNow, price)}</p>`}
      <form id="series" method="post" novalidate>
        ${carried(form)}
        <input type="hidden" name="shown" value="${occurrences.map(({ startsAt }) => startsAt).join(',')}" />
        <input type="hidden" name="once" value="${once}" />
        <input type="hidden" name="total" value="${totalCents}" />
        ${free === 0 ? null : takeButton(free, occurrences.length)}
        <button class="quiet wide" type="submit" name="step" value="edit">Change something</button>
      </form>`,
  );

  function takeButton(many: number, of: number): Html {
    const [take, label] =
      many === of ? ['all', `Book all ${of}`] : ['free', many === 1 ? 'Book the free one' : `Book the ${many} free ones`];
    return html`<button class="primary wide" type="submit" name="step" value="${take ?? ''}">${label ?? ''}</button>`;
  }
}

/** Whoever books pays for the first date with it. */
function payWords({ amountCents, hold, authoriseAt }: NonNullable<SeriesPreview['payNow']>, price: (cents: number) => string): string {
  const sum = price(amountCents);
  if (!hold) return `${sum} is to be paid now, for the first date. The rest is paid when you come.`;
  if (authoriseAt === null) return `${sum} is held on your card, for the first date. Nothing is charged now.`;
  return `Your card is kept, to hold ${sum} for the first date later. Nothing is charged now.`;
}

/** Back to the form, with everything in it, and beside the code why it does not apply. */
function sendUnfit(visit: Visit, facts: Refusal['facts']): Promise<FastifyReply> {
  const { reply, form } = visit;
  form.delete('once');
  return sendForm({ ...visit, reply: reply.code(errorTable.coupon_invalid.status) }, { errors: { code: couponSentence(facts) } });
}

const whyTaken: Readonly<Record<string, string>> = {
  no_hours: 'Closed then',
  blocked: 'Closed then',
  past: 'Past',
  notice: 'Too soon to book',
  horizon: 'Too far ahead to book yet',
  off_grid: 'Doesn’t begin at this time',
  stay: 'Not for so many nights then',
  arrival: 'No arrival on this day',
};

interface Beside {
  readonly timezone: string;
  readonly price: string;
  readonly among: readonly Occurrence[];
}

/** One that can't be had has the free times near it beneath: each takes its place. */
function dateLine({ startsAt, endsAt, free, reason, nearest }: Occurrence, { timezone, price, among }: Beside): Html {
  const when = whenText(startsAt, { endsAt, timezone });
  const near = nearest.filter((at) => among.every((other) => other.startsAt !== at));
  return html`<div class="line">
    <dt>
      ${when}${
        free
          ? null
          : html`<small>${whyTaken[reason?.code ?? ''] ?? 'Taken'}.${near.length === 0 ? null : ' Free nearby:'}</small>
              ${near.length === 0 ? null : html`<span class="near">${near.map(nearTime)}</span>`}`
      }
    </dt>
    <dd>${free ? price : html`<s>${price}</s>`}</dd>
  </div>`;

  function nearTime(at: number): Html {
    const [day, time] = [dayText(timezone, at), timeText(timezone, at)];
    const label = day === dayText(timezone, startsAt) ? time : `${day}, ${time}`;
    return html`<button
      class="quiet"
      type="submit"
      form="series"
      name="step"
      value="pick:${startsAt}:${at}"
      aria-label="${label} instead of ${when}"
    >
      ${label}
    </button>`;
  }
}

interface Made {
  readonly seriesId: string;
  readonly skipped: readonly number[];
}

/** The same form sent twice books once: its command bears what was sent. */
async function sendBooked(visit: Visit, { wish, take }: Asked & { take: 'all' | 'free' }): Promise<FastifyReply> {
  const { parts, shop, form, reply } = visit;
  const { tenantId } = shop.tenant;
  const total = form.get('total') ?? '';
  const input = {
    ...{ item: { ...wish.item, answers: wish.answers }, ...wish.rule, take, customer: wish.customer, source: 'widget' },
    ...(wish.couponCode === undefined ? {} : { couponCode: wish.couponCode }),
    ...(/^\d{1,15}$/.test(total) ? { expectedTotalCents: Number(total) } : {}),
  };
  const sent = `series/${tenantId}/${form.get('once') ?? ''}/${JSON.stringify(input)}`;
  const commandId = `cmd_${signature(parts.serverKey, { text: sent, length: 20 })}`;
  const outcome = await execute(parts.engine, {
    ...{ tenantId, actor: { ...passerBy, name: wish.customer.name } },
    envelope: { commandId, name: 'bookings.createSeries', input: { ...input, origin: visit.origin, locale: languageOf(reply.request) } },
  });
  if (!outcome.ok && outcome.code === 'coupon_invalid') return sendUnfit(visit, outcome.facts);
  if (!outcome.ok) {
    // Looked at again, it is another try.
    form.delete('once');
    return sendPreview({ ...visit, reply: reply.code(errorTable[outcome.code].status) }, { wish, problem: problemOf(outcome) });
  }
  const { seriesId, skipped } = outcome.value as unknown as Made;
  const query = { tenantId, actor: doorkeeper, name: 'bookings.series', input: { seriesId } };
  const bookings = (await ask(parts.engine, query)) as BookingSummary[];
  return sendDone(visit, { bookings, skipped, unpaid: await unpaidOf(parts, { tenantId, bookings }) });
}

/** The one that is to be paid for, where one is, and until when its time is kept. */
async function unpaidOf(parts: ServerParts, { tenantId, bookings }: { tenantId: string; bookings: readonly BookingSummary[] }) {
  const [first] = bookings.filter(({ status }) => status === 'PENDING');
  if (first === undefined) return null;
  const input = { bookingId: first.id };
  const detail = (await ask(parts.engine, { tenantId, actor: doorkeeper, name: 'bookings.booking', input })) as BookingDetail;
  return detail.paymentDueAt === null ? null : { bookingId: detail.id, until: detail.paymentDueAt };
}

function problemOf({ code, facts }: Outcome & { ok: false }): string {
  if (code === 'booking_conflict') return 'Some of these dates were taken in the meantime. This is how it is now.';
  if (code === 'edit_conflict') return 'Dates or prices have changed since you looked. Please look again and book.';
  if (code === 'invalid_service' && facts['reason'] === 'answers') return 'Please answer every question that is asked for.';
  if (code === 'invalid_request') return 'Please check your answers.';
  return 'This can’t be booked at the moment. Please contact us.';
}

interface Done {
  readonly bookings: readonly BookingSummary[];
  readonly skipped: readonly number[];
  readonly unpaid: Awaited<ReturnType<typeof unpaidOf>>;
}

function nextWords(isAsked: boolean, payUntil: string | null): string {
  if (payUntil !== null) return `Please pay for the first of them by ${payUntil}, or all of them are free again.`;
  return isAsked ? 'We will write to you once they are confirmed.' : 'A confirmation is on its way by mail.';
}

function sendDone(visit: Visit, { bookings, skipped, unpaid }: Done): Promise<FastifyReply> {
  const { shop, offering, parts } = visit;
  const { tenantId, subdomain } = shop.tenant;
  const { timezone } = offering;
  const isAsked = bookings.some(({ status }) => status === 'PENDING');
  const line = ({ id: bookingId, confirmationCode, startsAt, endsAt }: BookingSummary) =>
    html`<div class="line">
      <dt>${whenText(startsAt, { endsAt, timezone })}<small>Code ${confirmationCode}</small></dt>
      <dd>
        <a href="${manageUrl(parts, { tenantId, bookingId, subdomain })}" aria-label="Manage ${whenText(startsAt, { endsAt, timezone })}"
          >Manage</a
        >
      </dd>
    </div>`;
  return sendSeries(
    visit,
    html`<h1>
        ${unpaid !== null ? 'Your dates are kept for you' : isAsked ? 'Your dates are requested' : `${bookings.length} dates are booked`}
      </h1>
      <p><b>${offering.title}</b>. ${nextWords(isAsked, unpaid && timeText(timezone, unpaid.until))}</p>
      ${
        unpaid === null
          ? null
          : html`<a class="primary wide" href="${manageUrl(parts, { tenantId, bookingId: unpaid.bookingId, subdomain })}"
              >Pay for the first date</a
            >`
      }
      <dl class="receipt dates">${bookings.map(line)}</dl>
      ${
        skipped.length === 0
          ? null
          : html`<p>Left out: ${skipped.map((at) => `${dayText(timezone, at)}, ${timeText(timezone, at)}`).join('; ')}.</p>`
      }
      <a class="quiet wide" href="${homeOf(shop.tenant)}">See everything that can be booked</a>`,
  );
}
