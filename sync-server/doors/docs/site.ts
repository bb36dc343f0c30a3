import compress from '@fastify/compress';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { Refusal } from '#core/base/refusal.ts';
import { answerWith, publicDetails } from '#server/errors/answer.ts';
import { compression } from '../http/compression.ts';
import { swaggerOptions } from './document.ts';

export type Docs = FastifyInstance;

/** A server that knows these routes and answers none of them: it tells what they are. */
export async function buildDocs(routes: readonly RouteOptions[]): Promise<Docs> {
  const app = Fastify({ requestIdHeader: 'x-request-id', routerOptions: { ignoreTrailingSlash: true } });
  app.setNotFoundHandler((request, reply) =>
    answerWith(reply, { refusal: new Refusal('not_found', { kind: 'route', method: request.method }), detailsOf: publicDetails }),
  );
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => () => '');
  await app.register(swagger, swaggerOptions);
  for (const { method, url, schema, config } of routes)
    if (schema?.hide !== true && method !== 'HEAD')
      app.route({ method, url, ...(schema && { schema }), ...(config && { config }), handler: async () => null });
  await app.register(async (site) => {
    await site.register(compress, compression);
    // The document is JSON already.
    site.setSerializerCompiler(() => String);
    let text: string | undefined;
    site.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
      text ??= JSON.stringify(app.swagger());
      return reply.header('access-control-allow-origin', '*').header('cache-control', 'no-cache').type('application/json').send(text);
    });
    await site.register(swaggerUi, {
      routePrefix: '/docs',
      uiConfig: { deepLinking: true, docExpansion: 'none', layout: 'BaseLayout' },
      theme: { title: 'Slotkeeper API' },
      staticCSP:
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
  });
  await app.ready();
  return app;
}
