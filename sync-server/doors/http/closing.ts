/** How the server leaves: whoever is served is served to the end, nobody new is let in, and nobody can keep it from going. */
import { Refusal } from '#core/base/refusal.ts';
import type { ZodApp } from './app.ts';

/** Within the ten seconds that a supervisor commonly waits before it kills. */
const GRACE_MS = 5_000;
const IDLE_SWEEP_MS = 100;
const RETRY_AFTER_SECONDS = 5;

export function closeGently(app: ZodApp): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    const { server } = app;
    if (!server.listening) return;
    // An answer that was on its way may leave its connection open behind it; half a request may never end at all.
    const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS).unref();
    const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
    server.once('close', () => {
      clearInterval(sweep);
      clearTimeout(deadline);
    });
  });
  app.addHook('onRequest', (_request, _reply, done) => {
    done(isClosing ? new Refusal('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS }) : undefined);
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done(null, payload);
  });
}
