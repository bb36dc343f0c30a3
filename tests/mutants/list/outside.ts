/** Mutants of what reaches the outside: deliveries of webhooks, and answers kept under an idempotency key. */
import type { Mutant } from '../mutant.ts';

const deliveries = 'sync-server/workers/deliveries.ts';
const outbox = 'sync-server/workers/outbox.ts';

export const outside: readonly Mutant[] = [
  {
    name: 'delivered-before-it-was-sent',
    about: 'A delivery is done once its endpoint has taken it',
    file: deliveries,
    find: '  const attempt = await attemptOnce(',
    replace: `  const early = { at, status: 200, durationMs: 0, responseSnippet: '', error: null };
  await recordAttempt(database, { row, attempt: early, verdict: { status: 'DELIVERED' } });
  const attempt = await attemptOnce(`,
  },
  {
    name: 'a-broken-line-gives-a-delivery-up',
    about: 'A delivery whose endpoint could not be reached is tried again',
    file: deliveries,
    find: 'const wait = status === 410 ? null :',
    replace: 'const wait = status === 410 || status === null ? null :',
  },
  {
    name: 'a-lease-never-ends',
    about: 'A delivery whose worker died is taken by the next',
    file: outbox,
    find: 'const isFree = (now: number | Placeholder) => or(isNull(deliveries.leasedUntil), lte(deliveries.leasedUntil, now));',
    replace: 'const isFree = (_now: number | Placeholder) => isNull(deliveries.leasedUntil);',
  },
  {
    name: 'an-idempotent-answer-of-its-own',
    about: 'The answer to an idempotency key is kept in the transaction of its effect',
    file: 'sync-server/doors/http/idempotency.ts',
    find: `      await db.remove(idempotency, rowId);
      await db.insert(idempotency, { id: rowId, payloadHash, ...answer, expiresAt: engine.clock.now() + KEPT });
`,
    replace: `      void engine.database.write(db.tenantId, async (own) => {
        await own.remove(idempotency, rowId);
        await own.insert(idempotency, { id: rowId, payloadHash, ...answer, expiresAt: engine.clock.now() + KEPT });
      }).catch(() => {});
`,
  },
];
