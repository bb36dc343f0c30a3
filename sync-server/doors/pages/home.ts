/** `/`: where a person lands who knows the server's address alone. Programs are told, as everywhere, that there is nothing. */
import { listSubdomains } from '#server/directory.ts';
import type { ServerParts } from '#server/parts.ts';
import type { ZodApp } from '../http/app.ts';
import { html } from './html.ts';
import { sendForms } from './shell.ts';

export function registerHome(app: ZodApp, { engine }: ServerParts): void {
  app.get('/', { schema: { hide: true } }, async ({ headers }, reply) => {
    reply.header('vary', 'accept');
    if (headers.accept?.includes('text/html') !== true) return reply.callNotFound();
    // Several are not listed: who else books here is not every visitor's business.
    const [first, second] = await listSubdomains(engine.database, 2);
    if (first !== undefined && second === undefined) return reply.header('cache-control', 'no-cache').redirect(`/s/${first}`);
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
