/** How a mutating route works: its commands and its answer in one transaction, the answer read from what they wrote. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Json } from '#core/base/json.ts';
import { Refusal, type RefusalCode, refuse } from '#core/base/refusal.ts';
import type { ReadDb, WriteDb } from '#core/data/database.ts';
import { nowIn } from '#core/engine/clock.ts';
import { type Engine, type Outcome, parseInput } from '#core/engine/engine.ts';
import { attempt, execute } from '#core/engine/execute.ts';
import { type DetailsOf, errorBody, publicDetails, retryAfterOf } from '#server/errors/answer.ts';
import { errorTable } from '#server/errors/table.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import type { Caller } from './guards.ts';
import { type Answer, attemptOf, idempotencyGate, type Save } from './idempotency.ts';

export interface Order {
  readonly name: string;
  readonly input: unknown;
}

/** Made when its turn comes, from the values of those before it. */
export type Step = (values: readonly Json[]) => Order;

/** Asks a query of what the transaction has written so far. */
export type Reader = (name: string, input: unknown) => Promise<unknown>;

export interface Change {
  /** what else a first attempt must pass, a replay not; a refusal here is not kept */
  admit?(): Promise<void>;
  readonly steps: readonly [Step, ...Step[]];
  readonly status?: number;
  /** in their transaction, after them */
  beside?(db: WriteDb): Promise<void>;
  /** the body; undefined where there is none */
  answer(read: Reader, values: readonly Json[]): Promise<unknown>;
  /** once it is done and kept, before it is answered; not of a replay */
  settle?(values: readonly Json[]): Promise<void>;
}

/** What is wrong with the request is not kept: mended, it may be sent again under its key. */
const notKept: readonly RefusalCode[] = ['invalid_request', 'unauthorized', 'forbidden', 'rate_limited', 'quota_exceeded', 'unavailable'];

/** Undoes the steps before it. */
class LaterStepRefused extends Error {
  readonly outcome: Outcome & { ok: false };

  constructor(outcome: Outcome & { ok: false }) {
    super('a later step was refused');
    this.outcome = outcome;
  }
}

export const readerOf =
  (engine: Engine, db: ReadDb): Reader =>
  async (name, input) => {
    const query = engine.registry.queries.get(name);
    if (query === undefined) throw new Error(`no query ${name}`);
    return query.run({ db, ctx: { actor: doorkeeper, now: await nowIn(engine, db) } }, parseInput(query.input, input));
  };

export interface Changes {
  /** Resolves when the answer is sent: as text, because a replay must give the very bytes of the first time. */
  make(request: FastifyRequest, reply: FastifyReply, work: { caller: Caller; change: Change }): Promise<void>;
}

export function changesOf(engine: Engine, detailsOf: DetailsOf = publicDetails): Changes {
  const gate = idempotencyGate(engine);

  const refusedAnswer = (reply: FastifyReply, { code, facts }: Outcome & { ok: false }): Answer => {
    const retryAfter = retryAfterOf(facts, engine.clock.now());
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
    const body = JSON.stringify(errorBody(new Refusal(code, facts), { requestId: reply.request.id, detailsOf }));
    return { status: errorTable[code].status, body };
  };

  async function laterValues(db: WriteDb, { caller, change, first }: { caller: Caller; change: Change; first: Json }): Promise<Json[]> {
    const values: Json[] = [first];
    for (const step of change.steps.slice(1)) {
      const envelope = { commandId: newCommandId(engine.clock.now()), ...step(values) };
      const outcome = await attempt(engine, { db, actor: caller.actor, envelope });
      if (!outcome.ok) throw new LaterStepRefused(outcome);
      values.push(outcome.value);
    }
    return values;
  }

  async function run(reply: FastifyReply, { caller, change, save }: { caller: Caller; change: Change; save: Save }): Promise<Answer> {
    const { tenantId, actor } = caller;
    let answer: Answer | undefined;
    let done: readonly Json[] | undefined;
    const keep = async (db: WriteDb, outcome: Outcome & { ok: false }): Promise<void> => {
      answer = refusedAnswer(reply, outcome);
      if (!notKept.includes(outcome.code)) await save(db, answer);
    };
    const alongside = async (db: WriteDb, outcome: Outcome): Promise<void> => {
      if (!outcome.ok) return keep(db, outcome);
      const values = await laterValues(db, { caller, change, first: outcome.value });
      await change.beside?.(db);
      const body = await change.answer(readerOf(engine, db), values);
      reply.code(change.status ?? 200);
      // The route's own serializer: a body that is not what the document promises fails here, and nothing has happened.
      answer = { status: change.status ?? 200, body: body === undefined ? '' : (reply.serialize(body) as string) };
      await save(db, answer);
      done = values;
    };
    try {
      await execute(engine, {
        tenantId,
        actor,
        envelope: { commandId: newCommandId(engine.clock.now()), ...change.steps[0]([]) },
        isNew: true,
        alongside,
      });
    } catch (error) {
      if (!(error instanceof LaterStepRefused)) throw error;
      await engine.database.write(tenantId, (db) => keep(db, error.outcome));
    }
    if (done !== undefined) await change.settle?.(done);
    return answer ?? refuse('internal_error');
  }

  return {
    async make(request, reply, { caller, change }) {
      const attempted = attemptOf(request, caller);
      const { answer, replayed } = await gate.once(attempted, async (save) => {
        await change.admit?.();
        return run(reply, { caller, change, save });
      });
      if (replayed) reply.header('idempotent-replayed', 'true');
      reply.code(answer.status);
      if (answer.body === '') await reply.send();
      else await reply.type('application/json; charset=utf-8').send(answer.body);
    },
  };
}
