import { z } from 'zod';
import { isoOf } from '#core/base/time.ts';
import { countTenants } from '#server/directory.ts';
import type { ServerParts } from '#server/parts.ts';
import { VERSION } from '#server/version.ts';
import type { ZodApp } from './http/app.ts';
import { errorsOf, InstantOut } from './http/schemas.ts';

const Status = z
  .strictObject({ ok: z.literal(true), version: z.string(), time: InstantOut, database: z.literal('ok') })
  .meta({ id: 'Status' });

export function registerStatus(app: ZodApp, { engine }: ServerParts): void {
  const schema = { tags: ['Server'], summary: 'Is this server well', response: { 200: Status, ...errorsOf({}) } };
  app.get('/status', { schema }, async (_request, reply) => {
    await countTenants(engine.database);
    reply.header('cache-control', 'no-store');
    return { ok: true as const, version: VERSION, time: isoOf(engine.clock.now()), database: 'ok' as const };
  });
}
