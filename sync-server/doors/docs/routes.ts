import swaggerUi from '@fastify/swagger-ui';
import type { ZodApp } from '../http/app.ts';

export async function registerDocs(app: ZodApp): Promise<void> {
  let text: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    text ??= JSON.stringify(app.swagger());
    return reply.header('access-control-allow-origin', '*').header('cache-control', 'no-cache').type('application/json').send(text);
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { deepLinking: true, docExpansion: 'none', layout: 'BaseLayout' },
    theme: { title: 'Slotkeeper API' },
    staticCSP:
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  });
}
