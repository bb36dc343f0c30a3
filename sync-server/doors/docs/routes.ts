/**
 * `/openapi.json` and `/docs`, by a Fastify of their own that is built when somebody first asks: what they need is a sixth of
 * the server's modules, and most servers start without a reader.
 */
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { ZodApp } from '../http/app.ts';
import type { Docs } from './site.ts';

export function registerDocs(app: ZodApp): void {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));

  let building: Promise<Docs> | undefined;
  const site = async (): Promise<Docs> => {
    const { buildDocs } = await import('./site.ts');
    return buildDocs(routes);
  };
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const docs = await (building ??= site());
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
    // the same request, by the same name
    request.raw.headers['x-request-id'] = request.id;
    docs.routing(request.raw, reply.raw);
  };
  for (const url of ['/openapi.json', '/docs', '/docs/*']) app.get(url, { schema: { hide: true } }, answer);
  app.addHook('onClose', async () => {
    await (await building)?.close();
  });
}
