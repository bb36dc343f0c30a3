/** `/embed/v1`: the loader that a host page names, the app's files, and the page inside its iframe. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '#core/base/refusal.ts';
import { findTenant } from '#server/directory.ts';
import type { ServerParts } from '#server/parts.ts';
import type { ZodApp } from '../http/app.ts';
import { loadAsset } from './assets.ts';
import { html } from './html.ts';
import { sendMissing, sendPage } from './shell.ts';

const YEAR_SECONDS = 31_536_000;

async function sendAsset(request: FastifyRequest, reply: FastifyReply, name: string): Promise<FastifyReply> {
  const asset = (await loadAsset(name)) ?? (await missing(name));
  const tag = `"${asset.hash}"`;
  const isPinned = asset.pinned || (request.query as { v?: unknown }).v === asset.hash;
  reply.header('etag', tag).header('x-content-type-options', 'nosniff');
  // The loader is a script of other people's pages.
  reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
  reply.header(
    'cache-control',
    isPinned ? `public, max-age=${YEAR_SECONDS}, immutable` : 'public, max-age=300, stale-while-revalidate=86400',
  );
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  return reply.type(asset.type).send(asset.bytes);
}

/** A page that was opened before an update asks for a file that is gone; without any files the widget has not been built. */
async function missing(name: string): Promise<never> {
  if ((await loadAsset('widget.js')) === undefined)
    return refuse('unavailable', { reason: 'the widget has not been built: npm run build' });
  return refuse('not_found', { kind: 'file', id: name });
}

type Query = Readonly<Record<string, unknown>>;

/** A wish of the host page, where it has the right form; another form is as good as none. */
function wish(query: Query, { name, form }: { name: string; form: RegExp }): string | null {
  const value = query[name];
  return typeof value === 'string' && form.test(value) ? value : null;
}

/** Only ever a bare origin: the app posts its messages to this and to nothing else. */
function originOf(query: Query): string | null {
  const { parent } = query;
  if (typeof parent !== 'string' || parent.length > 300 || !URL.canParse(parent)) return null;
  const { origin, protocol } = new URL(parent);
  return origin === parent && /^https?:$/.test(protocol) ? origin : null;
}

export function registerEmbed(app: ZodApp, { engine }: ServerParts): void {
  app.get('/:file', { schema: { hide: true } }, (request, reply) => sendAsset(request, reply, (request.params as { file: string }).file));

  app.get('/frame', { schema: { hide: true } }, async (request, reply) => {
    const query = request.query as Query;
    const tenant = typeof query['tenant'] === 'string' ? await findTenant(engine.database, query['tenant']) : undefined;
    if (tenant === undefined)
      return sendMissing(
        reply,
        'Booking isn’t set up here yet. If this is your site: no business has the name in the snippet’s data-tenant.',
      );
    return sendPage(reply, {
      ...{ title: 'Book', description: 'Book a time', body: html``, indexed: false },
      config: {
        view: 'frame',
        tenant: tenant.subdomain,
        offering: wish(query, { name: 'offering', form: /^[a-z0-9_-]{1,80}$/ }),
        bookingId: null,
        parentOrigin: originOf(query),
        widgetId: wish(query, { name: 'id', form: /^[A-Za-z0-9_-]{1,64}$/ }),
        color: wish(query, { name: 'color', form: /^#[0-9a-fA-F]{3,8}$/ }),
        locale: wish(query, { name: 'locale', form: /^[A-Za-z0-9-]{2,35}$/ }),
        theme: (wish(query, { name: 'theme', form: /^(auto|light|dark)$/ }) ?? 'auto') as 'auto',
      },
    });
  });
}
