/** The page around the widget's app: strict policy, no inline script, and what can be read before any script has come. */
import type { FastifyReply } from 'fastify';
import { scriptUrl, styleUrl } from './assets.ts';
import { html, type Html, jsonScript } from './html.ts';

export interface AppConfig {
  readonly view: 'frame' | 'storefront' | 'offering' | 'manage';
  readonly tenant: string;
  readonly offering: string | null;
  readonly bookingId: string | null;
  readonly parentOrigin: string | null;
  readonly widgetId: string | null;
  readonly color: string | null;
  readonly locale: string | null;
  readonly theme: 'auto' | 'light' | 'dark';
}

export interface Page {
  readonly title: string;
  readonly description: string;
  readonly config: AppConfig;
  readonly body: Html;
  /** search engines may keep it, and other sites may learn that the visitor comes from here */
  readonly indexed: boolean;
  /** where a browser without script looks again after a few seconds */
  readonly looksAgainAt?: string;
}

/** The frame may stand in any page; every other page stands alone. */
const policyOf = ({ view }: AppConfig): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: https:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    // The list's form of filters is the one form that any of them has.
    `form-action ${view === 'storefront' ? "'self'" : "'none'"}`,
    `frame-ancestors ${view === 'frame' ? '*' : "'none'"}`,
  ].join('; ');

export async function sendPage(
  reply: FastifyReply,
  { title, description, config, body, indexed, looksAgainAt }: Page,
): Promise<FastifyReply> {
  const script = await scriptUrl('app');
  const part = config.view === 'frame' ? null : await scriptUrl('pages');
  const style = await styleUrl();
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <meta name="description" content="${description}" />
        ${indexed ? null : html`<meta name="robots" content="noindex" />`}
        ${looksAgainAt === undefined ? null : html`<noscript><meta http-equiv="refresh" content="4;url=${looksAgainAt}" /></noscript>`}
        <link rel="stylesheet" href="${style}" />
        ${jsonScript('slotkeeper-config', { ...config, api: `/v1/storefront/${encodeURIComponent(config.tenant)}` })}
        ${part === null ? null : html`<link rel="modulepreload" href="${part}" />`}
        <script type="module" src="${script}"></script>
      </head>
      <body>
        <div id="slotkeeper">${body}</div>
      </body>
    </html> `;
  withPolicy(reply, policyOf(config));
  if (!indexed) reply.header('referrer-policy', 'no-referrer');
  return reply.send(page.html);
}

export interface PlainPage {
  readonly title: string;
  readonly body: Html;
  /** of somebody who came in: no browser keeps it for whoever sits there next */
  readonly isPersonal?: boolean;
  /** where the browser goes on by itself, after so many seconds */
  readonly looksAgainAt?: string;
  readonly afterSeconds?: number;
}

/** A page of plain forms, for whoever has its link: no script, and out of every index. */
export async function sendForms(
  reply: FastifyReply,
  { title, body, isPersonal = false, looksAgainAt, afterSeconds = 0 }: PlainPage,
): Promise<FastifyReply> {
  const style = await styleUrl();
  const page = html`<!doctype html>
    <html lang="en" dir="ltr" data-view="manage" data-theme="auto">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <meta name="robots" content="noindex" />
        ${looksAgainAt === undefined ? null : html`<meta http-equiv="refresh" content="${afterSeconds};url=${looksAgainAt}" />`}
        <link rel="stylesheet" href="${style}" />
      </head>
      <body>
        ${body}
      </body>
    </html> `;
  withPolicy(
    reply,
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  if (isPersonal) reply.header('cache-control', 'no-store');
  return reply.header('referrer-policy', 'no-referrer').send(page.html);
}

function withPolicy(reply: FastifyReply, policy: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'strict-origin-when-cross-origin')
    .header('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()')
    .header('cache-control', 'no-cache');
}

/** Where to go from a page that isn't there. */
export interface WayOut {
  readonly href: string;
  readonly label: string;
}

export async function sendMissing(reply: FastifyReply, what: string, way?: WayOut): Promise<FastifyReply> {
  const style = await styleUrl();
  const page = html`<!doctype html>
    <html lang="en" dir="ltr" data-theme="auto">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Not found</title>
        <link rel="stylesheet" href="${style}" />
      </head>
      <body>
        <main class="page narrow">
          <div class="empty">
            <h1>Not found</h1>
            <p>${what}</p>
            ${way === undefined ? null : html`<a class="quiet" href="${way.href}">${way.label}</a>`}
          </div>
        </main>
      </body>
    </html> `;
  return withPolicy(reply.code(404), "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *").send(
    page.html,
  );
}
