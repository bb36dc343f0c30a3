import { z } from 'zod';
import type { ZodApp } from './app.ts';

const NoQuery = z.strictObject({});

/** A route that takes no query refuses one by name, as bodies do: a misspelt filter must not answer with everything. */
export function refuseUnknownQueries(app: ZodApp): void {
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/v1/') || route.method === 'OPTIONS') return;
    route.schema = { querystring: NoQuery, ...route.schema };
  });
}
