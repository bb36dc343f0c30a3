import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { root } from '../bundles.ts';

// A business's own site, on an origin that is not the server's: what a pasted snippet really meets.

export type SampleOf = { server: string; tenant: string };

type Offering = Priced & { title: string; slug: string; description: string };
type Priced = { pricingModel: string; basePriceCents: number; currency: string; plan: { period: string } | null };

const assets: Record<string, string> = { '/sample.css': 'text/css; charset=utf-8', '/atlas.svg': 'image/svg+xml' };
const per: Record<string, string> = { HOURLY: ' an hour', DAILY: ' a day' };

export function createSampleHost(sample: SampleOf): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://sample');
    const type = assets[pathname];
    if (type !== undefined) send(response, 200, type, readFileSync(fileOf(pathname)));
    else if (pathname === '/') void sendPage(response, sample);
    else send(response, 404, 'text/plain; charset=utf-8', 'There is only the one page here.');
  });
}

async function sendPage(response: ServerResponse, sample: SampleOf): Promise<void> {
  try {
    const html = page(sample, await loadOfferings(sample));
    response.setHeader('content-security-policy', policyFor(sample));
    send(response, 200, 'text/html; charset=utf-8', html);
  } catch {
    send(response, 502, 'text/plain; charset=utf-8', `The booking server at ${sample.server} does not answer.`);
  }
}

/** A strict policy, and beside it the two directives that the widget asks for: script-src and frame-src of the server. */
const policyFor = ({ server }: SampleOf) =>
  `default-src 'none'; img-src 'self'; style-src 'self'; script-src ${server}; frame-src ${server}; base-uri 'none'`;

function page({ server, tenant }: SampleOf, offerings: Offering[]): string {
  const words: Record<string, string> = {
    server: escapeHtml(server),
    tenant: escapeHtml(tenant),
    cards: offerings.map((offering) => card({ server, tenant }, offering)).join('\n          '),
  };
  return readFileSync(fileOf('/index.html'), 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? '');
}

function card({ server, tenant }: SampleOf, offering: Offering): string {
  return `<li>
            <h3>${escapeHtml(offering.title)}</h3>
            <p>${escapeHtml(firstSentence(offering.description))}</p>
            <p class="price">${escapeHtml(priceOf(offering))}</p>
            <script src="${escapeHtml(server)}/embed/v1/widget.js" data-tenant="${escapeHtml(tenant)}" data-offering="${escapeHtml(offering.slug)}" data-label="Book" data-color="#9a3412" async></script>
          </li>`;
}

/** "€60.00 an hour", "€490.00 a year" */
export function priceOf({ basePriceCents, currency, pricingModel, plan }: Priced): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const unit = plan === null ? (per[pricingModel] ?? '') : ` a ${plan.period}`;
  return format.format(basePriceCents / 10 ** digits) + unit;
}

async function loadOfferings({ server, tenant }: SampleOf): Promise<Offering[]> {
  const answer = await fetch(`${server}/v1/storefront/${encodeURIComponent(tenant)}/offerings?limit=12`, {
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`offerings answered ${answer.status}`);
  return ((await answer.json()) as { data: Offering[] }).data;
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

const fileOf = (pathname: string) => join(root, 'build/sample', pathname);
const firstSentence = (text: string) => text.split(/(?<=[.!?])\s/)[0] ?? '';
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
