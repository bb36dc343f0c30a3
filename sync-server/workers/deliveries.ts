/**
 * Sends what the outbox holds. Laws: a delivery goes out at least once, always under its own id; an endpoint that is slow
 * or dead keeps nobody else waiting, because each has room for a few attempts of its own, and a failing one for one alone.
 * Death between an attempt and its record sends it again; death before the attempt sends it late.
 */
import { derivedBody } from '#core/base/ids.ts';
import { MINUTE, SECOND } from '#core/base/time.ts';
import type { DeliveryAttempt } from '#core/domains/webhooks/model.ts';
import { webhookEndpoints, webhookSecrets } from '#core/domains/webhooks/tables.ts';
import { execute } from '#core/engine/execute.ts';
import type { Resolve } from '../outbound/guard.ts';
import type { Answer, Post } from '../outbound/post.ts';
import { senderOf } from '../outbound/sender.ts';
import type { ServerParts } from '../parts.ts';
import { attemptOnce, type Attempting } from './attempts.ts';
import { type Loop, startLoop } from './loop.ts';
import {
  type Candidate,
  type DeliveryRow,
  listDue,
  nextDueAt,
  recordAttempt,
  recordUnsent,
  releaseDelivery,
  takeDeliveries,
  type Verdict,
} from './outbox.ts';
import { GIVE_UP_AFTER_MS, retryAfterMs } from './retries.ts';
import { signatureHeaders } from './signatures.ts';
import type { Timer } from './timer.ts';

const PER_ENDPOINT = 8;
const PER_FAILING_ENDPOINT = 1;
const IN_FLIGHT = 1_000;
/** Another process may have written what this one was not told of. */
const LOOK_AGAIN_MS = MINUTE;
/** At a stop, attempts in flight may still end by themselves for so long. */
const GRACE_MS = 3 * SECOND;

export interface DeliveryParts extends ServerParts {
  readonly timer: Timer;
  /** in [0, 1): the jitter of retries */
  readonly random: () => number;
  readonly resolve?: Resolve;
  /** over the guarded network unless a test says otherwise */
  readonly send?: (parcel: Post) => Promise<Answer>;
}

export interface DeliveryWorker {
  wake(): void;
  /** resolves once nothing is due, in flight or being recorded */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function startDeliveries(parts: DeliveryParts): DeliveryWorker {
  const { database, clock } = parts.engine;
  const now = () => clock.now();
  const rules = { allowPrivate: parts.options.allowPrivateWebhooks, ...(parts.resolve && { resolve: parts.resolve }) };
  const outbound = senderOf(rules);
  const stopping = new AbortController();
  const send = parts.send ?? outbound.send;
  const attempting: Attempting = { send, timer: parts.timer, now, stopping: stopping.signal };
  const flights = createFlights(() => loop.wake());

  function fly(row: DeliveryRow): void {
    const flight = deliver(parts, { row, attempting });
    flights.add(
      row.endpointId,
      flight.catch((error: unknown) => parts.logger.error({ err: error, delivery: row.id }, 'delivery could not be recorded')),
    );
  }

  async function pass(): Promise<number> {
    const due = await listDue(database, {
      now: now(),
      except: flights.full(),
      perEndpoint: PER_ENDPOINT,
      limit: IN_FLIGHT - flights.count(),
    });
    const { wanted, blocked } = flights.admit(due);
    if (wanted.length > 0) for (const row of await takeDeliveries(database, { due: wanted, now: now() })) fly(row);
    const latest = now() + LOOK_AGAIN_MS;
    // What finds no room is left out: it wakes the loop when room comes.
    return Math.min((await nextDueAt(database, blocked)) ?? latest, latest);
  }

  const loop: Loop = startLoop({ name: 'deliveries', timer: parts.timer, now, logger: parts.logger, pass });
  const unlisten = database.onCommit(({ tables }) => {
    if (tables.includes('deliveries')) loop.wake();
  });
  loop.wake();

  return {
    wake: () => loop.wake(),
    async idle() {
      do {
        await flights.landed();
        await loop.idle();
      } while (flights.count() > 0);
    },
    async stop() {
      unlisten();
      const callOff = parts.timer.at(now() + GRACE_MS, () => stopping.abort(new Error('stopped')));
      await loop.stop();
      await flights.landed();
      callOff();
      await outbound.stop();
    },
  };
}

/** What is in the air, and for whom there is room. */
function createFlights(onLanding: () => void) {
  const inFlight = new Set<Promise<void>>();
  const perEndpoint = new Map<string, number>();
  const countOf = (endpointId: string) => perEndpoint.get(endpointId) ?? 0;
  const full = () => [...perEndpoint].filter(([, count]) => count >= PER_ENDPOINT).map(([endpointId]) => endpointId);

  return {
    full,
    count: () => inFlight.size,
    landed: async () => void (await Promise.all(inFlight)),
    add(endpointId: string, flight: Promise<void>): void {
      perEndpoint.set(endpointId, countOf(endpointId) + 1);
      const tracked = flight.finally(() => {
        inFlight.delete(tracked);
        if (countOf(endpointId) > 1) perEndpoint.set(endpointId, countOf(endpointId) - 1);
        else perEndpoint.delete(endpointId);
        onLanding();
      });
      inFlight.add(tracked);
    },
    /** those with room, and the endpoints that have none left */
    admit(due: readonly Candidate[]): { wanted: Candidate[]; blocked: string[] } {
      const blocked = new Set(full());
      const taken = new Map(perEndpoint);
      const wanted = due.filter(({ endpointId, failing }) => {
        const count = taken.get(endpointId) ?? 0;
        const fits = count < (failing ? PER_FAILING_ENDPOINT : PER_ENDPOINT);
        if (fits) taken.set(endpointId, count + 1);
        else blocked.add(endpointId);
        return fits;
      });
      return { wanted, blocked: [...blocked] };
    },
  };
}

async function deliver(parts: DeliveryParts, { row, attempting }: { row: DeliveryRow; attempting: Attempting }): Promise<void> {
  const { database, clock } = parts.engine;
  const { endpoint, secret } = await database.read(row.tenantId, async (db) => ({
    endpoint: await db.find(webhookEndpoints, row.endpointId),
    secret: await db.find(webhookSecrets, row.endpointId),
  }));
  // A test is sent to an endpoint that is switched off too: that is when people try it.
  const wanted = endpoint !== undefined && (endpoint.active || row.event === 'webhook.test');
  if (!wanted || secret === undefined) return recordUnsent(database, { row, at: clock.now(), error: 'endpoint_disabled' });

  const at = clock.now();
  const previousSecret = (secret.previousUntil ?? 0) > at ? (secret.previousSecret ?? undefined) : undefined;
  const headers = signatureHeaders({ deliveryId: row.id, event: row.event, body: row.body, at, secret: secret.secret, previousSecret });
  const attempt = await attemptOnce(attempting, { url: endpoint.url, body: row.body, headers });
  if (attempt === undefined) return releaseDelivery(database, row);

  const verdict = verdictOf(attempt, { failures: row.attemptCount + 1, now: clock.now(), random: parts.random() });
  const failingFor = clock.now() - (secret.failingSince ?? at);
  if (attempt.status === 410) await disable(parts, { row, reason: 'gone' });
  else if (verdict.status !== 'DELIVERED' && failingFor >= GIVE_UP_AFTER_MS) await disable(parts, { row, reason: 'failing' });
  return recordAttempt(database, { row, attempt, verdict });
}

function verdictOf({ status }: DeliveryAttempt, { failures, now, random }: { failures: number; now: number; random: number }): Verdict {
  if (status !== null && status >= 200 && status < 300) return { status: 'DELIVERED' };
  const wait = status === 410 ? null : retryAfterMs(failures, random);
  return wait === null ? { status: 'FAILED' } : { status: 'PENDING', nextAttemptAt: now + wait };
}

const system = { kind: 'system', id: 'deliveries', name: 'Webhook deliveries' } as const;

/** Before the record: whoever dies between the two attempts again, and the same command says the same. */
async function disable(
  { engine, logger }: DeliveryParts,
  { row, reason }: { row: DeliveryRow; reason: 'gone' | 'failing' },
): Promise<void> {
  const commandId = `cmd_${derivedBody(`webhooks.disableEndpoint/${row.id}/${row.attempts.length}`)}`;
  const envelope = { commandId, name: 'webhooks.disableEndpoint', input: { endpointId: row.endpointId, reason } };
  const outcome = await execute(engine, { tenantId: row.tenantId, actor: system, envelope });
  logger.warn({ endpoint: row.endpointId, reason, done: outcome.ok }, 'webhook endpoint switched off');
}
