/**
 * Asks the providers of payments. Law: whatever dies at whatever moment, a card is charged once or not at all. The call's id is
 * the provider's idempotency key, so that asking again brings back the first answer; a provider forgets its keys after a day, so
 * that a late retry first looks for what came of it. The answer is settled under an id made of the call, the attempt and the answer.
 */
import { canonicalJson } from '#core/base/json.ts';
import { derivedBody } from '#core/base/ids.ts';
import { HOUR, MINUTE } from '#core/base/time.ts';
import type { Outcome } from '#core/domains/payments/model.ts';
import { execute } from '#core/engine/execute.ts';
import type { ServerParts } from '../parts.ts';
import { type CallRow, callOf, loadPayment } from '../payments/calls.ts';
import { NotConfigured, type PaymentProvider, Undecided } from '../payments/port.ts';
import { type Providers, providersOf } from '../payments/providers.ts';
import { type Loop, startLoop } from './loop.ts';
import { dropCall, isPageUnwanted, markAsked, nextCallAt, postpone, releaseCall, takeCalls } from './providerCalls.ts';
import type { Timer } from './timer.ts';

const IN_FLIGHT = 16;
/** Another process may have written what this one was not told of. */
const LOOK_AGAIN_MS = MINUTE;
const KEYS_LIVE_MS = 23 * HOUR;
const ERROR_LENGTH = 300;

const cashier = { kind: 'system', id: 'payments', name: 'Payments' } as const;

export interface PaymentParts extends ServerParts {
  readonly timer: Timer;
  /** in [0, 1): the jitter of retries */
  readonly random: () => number;
  /** those of the options unless a test says otherwise */
  readonly providers?: Providers;
}

export function startPayments(parts: PaymentParts): Loop {
  const { engine, logger } = parts;
  const { database, clock } = engine;
  const now = () => clock.now();
  const providers = parts.providers ?? providersOf(parts);
  const flights = new Set<Promise<void>>();
  const state = { stopping: false };

  function fly(row: CallRow): void {
    const flight = attend(parts, { row, providers, isStopping: () => state.stopping })
      .catch((error: unknown) => logger.error({ err: error, call: row.id, tenantId: row.tenantId }, 'call to a provider failed'))
      .finally(() => {
        flights.delete(flight);
        loop.wake();
      });
    flights.add(flight);
  }

  async function pass(): Promise<number> {
    if (!state.stopping) for (const row of await takeCalls(database, { now: now(), limit: IN_FLIGHT - flights.size })) fly(row);
    const latest = now() + LOOK_AGAIN_MS;
    // Whoever lands wakes the loop.
    return flights.size >= IN_FLIGHT ? latest : Math.min((await nextCallAt(database)) ?? latest, latest);
  }

  const loop: Loop = startLoop({ name: 'payments', timer: parts.timer, now, logger, pass });
  const unlisten = database.onCommit(({ tables }) => {
    if (tables.includes('provider_calls')) loop.wake();
  });
  loop.wake();

  return {
    wake: () => loop.wake(),
    async idle() {
      do {
        await Promise.all(flights);
        await loop.idle();
      } while (flights.size > 0);
    },
    async stop() {
      state.stopping = true;
      unlisten();
      // What is in flight is cut off: it may or may not have been heard, as after a crash.
      for (const provider of Object.values(providers)) provider?.stop();
      await loop.stop();
      await Promise.all(flights);
    },
  };
}

interface Attending {
  readonly row: CallRow;
  readonly providers: Providers;
  readonly isStopping: () => boolean;
}

async function attend(parts: PaymentParts, { row, providers, isStopping }: Attending): Promise<void> {
  const { database, clock } = parts.engine;
  const loaded = await database.read(row.tenantId, (db) => loadPayment(db, row.paymentId));
  if (loaded === undefined) return dropCall(database, row);
  if (row.action === 'checkout' && row.firstAttemptAt === null && (await isPageUnwanted(database, row)))
    return settle(parts, row, { kind: 'expired' });
  const call = callOf(parts, { row, loaded });
  // No page was ever asked for, so that there is none to close.
  if (row.action === 'expire' && loaded.payment.status === 'EXPIRED') return settle(parts, row, { kind: 'expired' });
  const { provider: name } = loaded.payment;
  const provider = name === 'desk' ? null : providers[name];
  try {
    if (provider === null) throw new NotConfigured(`this server has no keys for ${name}`);
    await settle(parts, row, await answerOf(parts, { row, ask: () => provider[row.action](call), lookUp: () => provider.lookUp(call) }));
  } catch (error) {
    if (isStopping()) return releaseCall(database, row);
    const problem = error instanceof Undecided ? null : wordsOf(error);
    if (problem !== null)
      parts.logger.warn({ call: row.id, tenantId: row.tenantId, action: row.action, problem }, 'no answer from a provider');
    await postpone(database, { row, now: clock.now(), random: parts.random(), error: problem });
  }
}

interface Asking {
  readonly row: CallRow;
  readonly ask: () => Promise<Outcome>;
  readonly lookUp: () => ReturnType<PaymentProvider['lookUp']>;
}

async function answerOf({ engine }: PaymentParts, { row, ask, lookUp }: Asking): Promise<Outcome> {
  const now = engine.clock.now();
  await markAsked(engine.database, row, now);
  // By its own age: a row that a backup brought back does not know that it was asked.
  const isForgotten = now - row.createdAt > KEYS_LIVE_MS;
  return (isForgotten ? await lookUp() : null) ?? ask();
}

/** Whoever dies before this asks again, and is told the same. */
async function settle({ engine }: PaymentParts, { tenantId, id: callId, attemptCount }: CallRow, outcome: Outcome): Promise<void> {
  const commandId = `cmd_${derivedBody(`payments.settle/${callId}/${attemptCount}/${canonicalJson(outcome)}`)}`;
  const envelope = { commandId, name: 'payments.settle', input: { callId, outcome } };
  const settled = await execute(engine, { tenantId, actor: cashier, envelope });
  if (!settled.ok) throw new Error(`payments.settle was refused: ${settled.code}`);
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, ERROR_LENGTH);
