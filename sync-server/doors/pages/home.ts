/** `/`: where a person lands who knows the server's address alone. Programs are told, as everywhere, that there is nothing. */
import { isNull } from 'drizzle-orm';
import type { Database } from '#core/data/database.ts';
import { tenants } from '#core/domains/tenants/tables.ts';
import type { ServerParts } from '#server/parts.ts';
import type { ZodApp } from '../http/app.ts';
import { html } from './html.ts';
import { sendForms } from './shell.ts';

/** At most two: more would be listed by nobody, for who else books here is not every visitor's business. */
const someBusinesses = (database: Database): Promise<{ subdomain: string }[]> =>
  database.across((db) => db.select({ subdomain: tenants.subdomain }).from(tenants).where(isNull(tenants.sandboxOf)).limit(2));

export function registerHome(app: ZodApp, { engine }: ServerParts): void {
  app.get('/', { schema: { hide: true } }, async ({ headers }, reply) => {
    reply.header('vary', 'accept');
    if (headers.accept?.includes('text/html') !== true) return reply.callNotFound();
    const [first, second] = await someBusinesses(engine.database);
    if (first !== undefined && second === undefined) return reply.header('cache-control', 'no-cache').redirect(`/s/${first.subdomain}`);
    return sendForms(reply, {
      title: 'Slotkeeper',
      body: html`<main class="page narrow">
        <div class="empty">
          <h1>${first === undefined ? 'Nothing to book yet' : 'Which business?'}</h1>
          <p>
            ${
              first === undefined
                ? 'This server is up, and has no business yet. Open one in the console.'
                : 'Several businesses take bookings here. Open the address that yours has given you: it ends with its name.'
            }
          </p>
        </div>
      </main>`,
    });
  });
}
