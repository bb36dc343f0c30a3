/** `/s/:tenant`: the business's pages, which read as plain pages before their script comes and without it. */
import type { FastifyReply } from 'fastify';
import { Refusal } from '#core/base/refusal.ts';
import type { Offering, ProductType, ShownOffering } from '#core/domains/catalog/model.ts';
import type { LeadPrice } from '#core/domains/pricing/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { ask } from '#core/engine/ask.ts';
import { findTenant, type TenantEntry } from '#server/directory.ts';
import type { ServerParts } from '#server/parts.ts';
import { photoAnswer, type PhotoRef } from '../api/present.ts';
import type { ZodApp } from '../http/app.ts';
import { isFormer, sendMoved } from '../http/moved.ts';
import { type Detail, detailsOf } from '../storefront/details.ts';
import { passerBy } from '../storefront/door.ts';
import { byTitle } from '../storefront/order.ts';
import { narrowed } from './filterForm.ts';
import { html, type Html } from './html.ts';
import { paidPart } from './paid.ts';
import { detailText, movesOf, policyOf, priceOf } from './plain.ts';
import { type AppConfig, sendMissing, sendPage, type WayOut } from './shell.ts';

const configOf = (tenant: TenantEntry, fields: Partial<AppConfig> & Pick<AppConfig, 'view'>): AppConfig => ({
  ...{
    tenant: tenant.subdomain,
    offering: null,
    bookingId: null,
    parentOrigin: null,
    widgetId: null,
    color: null,
    locale: null,
    theme: 'auto',
  },
  ...fields,
});

const initialOf = (name: string): string => String.fromCodePoint(name.codePointAt(0) ?? 0x20);

export function header(profile: Profile, href?: string, more: Html | null = null): Html {
  const inner = html`<span class="initial" aria-hidden="true">${initialOf(profile.name)}</span><b>${profile.name}</b>`;
  return html`<header class="business">${href === undefined ? inner : html`<a href="${href}">${inner}</a>`}${more}</header>`;
}

/** What to do where no script runs. */
function withoutScript({ name, contactEmail }: Profile, what: string): Html {
  const reach =
    contactEmail === null
      ? html`Please contact ${name}.`
      : html`You can also write to <a href="mailto:${contactEmail}">${contactEmail}</a>.`;
  return html`<noscript><p>${what} needs JavaScript, which is switched off in this browser. ${reach}</p></noscript>`;
}

export const homeOf = ({ subdomain }: TenantEntry): string => `/s/${subdomain}`;

interface Picture {
  readonly photo: PhotoRef;
  readonly alt: string;
  /** its CSS class, and how wide it is shown */
  readonly look: { readonly name: string; readonly sizes: string };
  readonly lazy: boolean;
}

/** In the width of its place: the browser takes the one that fits. */
function picture({ subdomain }: TenantEntry, { photo, alt, look, lazy }: Picture): Html {
  const { url, variants } = photoAnswer(photo, { publicUrl: '', tenant: subdomain });
  const srcset = variants.map((variant) => `${variant.url} ${variant.width}w`).join(', ');
  return html`<img
    class="${look.name}"
    src="${url}"
    srcset="${srcset}"
    sizes="${look.sizes}"
    alt="${alt}"
    loading="${lazy ? 'lazy' : 'eager'}"
  />`;
}

const looks = {
  card: { name: 'picture', sizes: '(max-width: 640px) 100vw, 360px' },
  cover: { name: 'cover', sizes: '(max-width: 900px) 100vw, 640px' },
  small: { name: 'picture', sizes: '(max-width: 900px) 33vw, 210px' },
} as const;

const firstWords = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`);

export interface Shop {
  readonly tenant: TenantEntry;
  readonly profile: Profile;
  readonly ask: (name: string, input: unknown) => Promise<unknown>;
}

export async function shopOf({ engine }: ServerParts, name: string): Promise<Shop | undefined> {
  const tenant = await findTenant(engine.database, name);
  if (tenant === undefined) return undefined;
  const asks = (question: string, input: unknown) => ask(engine, { tenantId: tenant.tenantId, actor: passerBy, name: question, input });
  return { tenant, ask: asks, profile: (await asks('tenants.profile', {})) as Profile };
}

/** What is said of each price before anything is chosen, by the offerings' ids. */
async function leadPricesOf({ ask: asks }: Shop, offeringIds?: readonly string[]): Promise<Map<string, LeadPrice>> {
  const found = (await asks('pricing.leadPrices', offeringIds === undefined ? {} : { offeringIds })) as (LeadPrice & {
    offeringId: string;
  })[];
  return new Map(found.map((price) => [price.offeringId, price]));
}

const leadOf = (offering: Offering, prices: ReadonlyMap<string, LeadPrice>): string => {
  const price = prices.get(offering.id);
  return price === undefined ? '' : priceOf(offering, price);
};

interface Look {
  readonly tenant: TenantEntry;
  readonly photo: PhotoRef | undefined;
  readonly price: string;
}

function card(offering: Offering, { tenant, photo, price }: Look): Html {
  const { title, slug, description } = offering;
  return html`<a class="card offering" href="/s/${tenant.subdomain}/o/${encodeURIComponent(slug)}">
    ${photo === undefined ? null : picture(tenant, { photo, alt: '', look: looks.card, lazy: true })}
    <span class="about"><b>${title}</b><span class="clamp">${firstWords(description, 240)}</span><span class="facts">${price}</span></span>
  </a>`;
}

async function sendList(reply: FastifyReply, shop: Shop, asked: URLSearchParams): Promise<FastifyReply> {
  const { tenant, profile, ask: asks } = shop;
  const all = (await asks('catalog.offerings', { status: 'PUBLISHED' })) as Offering[];
  const types = (await asks('catalog.productTypes', {})) as ProductType[];
  const prices = await leadPricesOf(shop);
  const priceIn = ({ id, basePriceCents }: Offering) => prices.get(id)?.cents ?? basePriceCents;
  const { offerings, form } = narrowed({
    offerings: all.toSorted(byTitle),
    types,
    currency: profile.displayCurrency,
    priceOf: priceIn,
    asked,
  });
  const photos = (await asks('catalog.photos', {})) as PhotoRef[];
  const cards = offerings.map((offering) =>
    card(offering, { tenant, photo: photos.find(({ offeringId }) => offeringId === offering.id), price: leadOf(offering, prices) }),
  );
  return sendPage(reply, {
    title: profile.name,
    description: firstWords(`Book at ${profile.name}: ${all.map(({ title }) => title).join(', ')}`, 160),
    config: configOf(tenant, { view: 'storefront', color: profile.brandColor }),
    body: html`${header(profile, undefined, html`<a class="own" href="${homeOf(tenant)}/bookings">Your bookings</a>`)}
      <main class="page">
        <h1>What would you like to book?</h1>
        ${form} ${all.length === 0 ? html`<p class="empty">There is nothing to book here yet.</p>` : null}
        <div class="offerings wall">${cards}</div>
      </main>`,
    indexed: !profile.sandbox,
  });
}

export async function findShown(shop: Shop, idOrSlug: string): Promise<ShownOffering | undefined> {
  try {
    return (await shop.ask('catalog.shown', { idOrSlug })) as ShownOffering;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

const detailList = (details: readonly Detail[]): Html =>
  html`<dl class="receipt">
    ${details.map(
      (detail) =>
        html`<div class="line">
          <dt>${detail.label}</dt>
          <dd>${detailText(detail)}</dd>
        </div>`,
    )}
  </dl>`;

const cancellation = (offering: Offering): Html =>
  html`<section>
    <h2 class="small">Cancellation</h2>
    <ul class="plain-list">
      ${[...policyOf(offering), movesOf(offering)].map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section>`;

/** A plan has no times: the business begins it for the customer. */
const startOf = ({ contactEmail }: Profile): Html =>
  html`<section>
    <h2>Ask us to start it</h2>
    ${contactEmail === null ? null : html`<p><a href="mailto:${contactEmail}">${contactEmail}</a></p>`}
  </section>`;

async function sendOffering(reply: FastifyReply, { shop, offering }: { shop: Shop; offering: ShownOffering }): Promise<FastifyReply> {
  const { tenant, profile } = shop;
  const [cover, ...others] = offering.photos;
  const details = detailsOf(offering, {
    types: (await shop.ask('catalog.productTypes', {})) as ProductType[],
    onSale: offering.plan === null ? [] : ((await shop.ask('catalog.offerings', { status: 'PUBLISHED' })) as Offering[]),
  });
  const place = [offering.locationName, offering.locationAddress].filter(Boolean).join(', ');
  return sendPage(reply, {
    title: `${offering.title} · ${profile.name}`,
    description: firstWords(offering.description === '' ? `Book ${offering.title} at ${profile.name}` : offering.description, 160),
    config: configOf(tenant, { view: 'offering', offering: offering.slug, color: profile.brandColor }),
    body: html`${header(profile, homeOf(tenant))}
      <main class="page split">
        <section class="intro">
          ${cover === undefined ? null : picture(tenant, { photo: cover, alt: cover.alt, look: looks.cover, lazy: false })}
          <h1>${offering.title}</h1>
          <p class="lead">${leadOf(offering, await leadPricesOf(shop, [offering.id]))}</p>
          <ul class="facts">
            ${place === '' ? null : html`<li>${place}</li>`}
            ${offering.categories.length === 0 ? null : html`<li>${offering.categories.join(' · ')}</li>`}
          </ul>
        </section>
        <aside class="panel first" aria-label="${offering.title}">
          ${offering.plan === null ? withoutScript(profile, 'Booking a time') : startOf(profile)}
        </aside>
        <section class="more">
          <p class="prose" dir="auto">${offering.description}</p>
          ${details.length === 0 ? null : detailList(details)} ${offering.plan === null ? cancellation(offering) : null}
          ${offering.pricingModel === 'SUBSCRIPTION' ? null : html`<p id="series"><a href="/s/${tenant.subdomain}/o/${encodeURIComponent(offering.slug)}/series">Book a series</a></p>`}
          ${
            others.length === 0
              ? null
              : html`<div class="photos">
                  ${others.map((photo) => picture(tenant, { photo, alt: photo.alt, look: looks.small, lazy: true }))}
                </div>`
          }
        </section>
      </main>`,
    indexed: !profile.sandbox,
  });
}

/** With the query that it was asked with: a campaign's marks are not lost on the way. */
function presentUrl(url: string, { tenant, offering }: { tenant: string; offering: Offering }): string {
  const query = url.indexOf('?');
  return `/s/${encodeURIComponent(tenant)}/o/${encodeURIComponent(offering.slug)}${query < 0 ? '' : url.slice(query)}`;
}

export const noBusiness = 'There is no business of this name here. Please check the address.';
export const everything = (tenant: TenantEntry): WayOut => ({ href: homeOf(tenant), label: 'See everything that can be booked' });

export function registerStorefrontPages(app: ZodApp, parts: ServerParts): void {
  const hidden = { schema: { hide: true } };
  app.get<{ Params: { tenant: string } }>('/:tenant', hidden, async (request, reply) => {
    const shop = await shopOf(parts, request.params.tenant);
    return shop === undefined
      ? sendMissing(reply, noBusiness)
      : sendList(reply, shop, new URL(request.url, parts.publicUrl()).searchParams);
  });

  app.get<{ Params: { tenant: string; slug: string } }>('/:tenant/o/:slug', hidden, async (request, reply) => {
    const shop = await shopOf(parts, request.params.tenant);
    if (shop === undefined) return sendMissing(reply, noBusiness);
    const offering = await findShown(shop, request.params.slug);
    if (offering === undefined) return sendMissing(reply, 'This can’t be booked any more.', everything(shop.tenant));
    if (isFormer(request.params.slug, offering))
      return sendMoved(reply, presentUrl(request.url, { tenant: request.params.tenant, offering }));
    return sendOffering(reply, { shop, offering });
  });

  // The token is in the fragment, which no server sees: whose booking it is, the app asks with the token.
  app.get<{ Params: { tenant: string; bookingId: string } }>('/:tenant/manage/:bookingId', hidden, async (request, reply) => {
    const shop = await shopOf(parts, request.params.tenant);
    if (shop === undefined) return sendMissing(reply, noBusiness);
    const { bookingId } = request.params;
    if (!/^bkg_[0-9a-z]{20}$/.test(bookingId))
      return sendMissing(reply, 'This link is incomplete. Open it again from your confirmation mail.', everything(shop.tenant));
    const { pay } = request.query as { pay?: unknown };
    const paid = await paidPart(parts, { tenantId: shop.tenant.tenantId, bookingId, paymentId: pay });
    return sendPage(reply, {
      title: `Your booking · ${shop.profile.name}`,
      description: `Your booking at ${shop.profile.name}`,
      config: configOf(shop.tenant, { view: 'manage', bookingId, color: shop.profile.brandColor }),
      body: html`${header(shop.profile, homeOf(shop.tenant))}
        <main class="page narrow">
          ${paid?.body ?? null} ${withoutScript(shop.profile, 'Changing or cancelling a booking')}
          <noscript
            ><p><a href="${homeOf(shop.tenant)}/bookings">Something went wrong with it?</a></p></noscript
          >
        </main>`,
      indexed: false,
      ...(paid?.waits === true && { looksAgainAt: `?pay=${String(pay)}` }),
    });
  });

  // A person reads it: a mistyped address, or one of long ago.
  app.get<{ Params: { tenant: string } }>('/:tenant/*', hidden, async (request, reply) => {
    const shop = await shopOf(parts, request.params.tenant);
    return shop === undefined
      ? sendMissing(reply, noBusiness)
      : sendMissing(reply, 'There is no page at this address. Please check it.', everything(shop.tenant));
  });
}
