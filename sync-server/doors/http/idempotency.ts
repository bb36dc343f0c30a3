/**
 * `Idempotency-Key`. Law: one key has one effect. The answer is kept in the effect's own transaction, so that there is never
 * the one without the other; a second request waits for the first in this process, and in another one finds the row, undoes
 * what it was doing and gives the first one's answer.
 */
import { lte } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import { canonicalJson } from '#core/base/json.ts';
import { refuse } from '#core/base/refusal.ts';
import { DAY } from '#core/base/time.ts';
import type { ReadDb, WriteDb } from '#core/data/database.ts';
import type { Engine } from '#core/engine/engine.ts';
import { idempotency } from '#core/engine/tables.ts';
import { sha256Hex } from '#server/secrets/tokens.ts';
import type { Caller } from './guards.ts';

const KEPT = DAY;
const LONGEST_KEY = 128;
const SWEEP_EVERY = 500;

export interface Answer {
  readonly status: number;
  /** the body as it is sent */
  readonly body: string;
}

export interface Attempted {
  readonly tenantId: string;
  readonly rowId: string;
  readonly payloadHash: string;
}

/** Thrown inside a transaction, which it undoes, on finding that another process has answered this key. */
class AnsweredElsewhere extends Error {
  readonly row: typeof idempotency.$inferSelect;

  constructor(row: typeof idempotency.$inferSelect) {
    super('answered elsewhere');
    this.row = row;
  }
}

/** undefined: no key was sent. @throws Refusal `invalid_request` */
export function attemptOf(request: FastifyRequest, { tenantId, account }: Caller): Attempted | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key.length === 0 || key.length > LONGEST_KEY)
    return refuse('invalid_request', { issues: [{ path: 'Idempotency-Key', expected: `1 to ${LONGEST_KEY} characters` }] });
  const payloadHash = sha256Hex(`${request.method} ${request.url} ${canonicalJson(request.body ?? null)}`);
  return { tenantId, rowId: `${account}/${sha256Hex(key)}`, payloadHash };
}

export interface Replies {
  readonly answer: Answer;
  readonly replayed: boolean;
}

export type Save = (db: WriteDb, answer: Answer) => Promise<void>;

export interface IdempotencyGate {
  /** Runs `run` at most once a key; `run` calls `save` in its transaction for an answer that is to be kept. */
  once(attempted: Attempted | undefined, run: (save: Save) => Promise<Answer>): Promise<Replies>;
}

export function idempotencyGate(engine: Engine): IdempotencyGate {
  const running = new Map<string, Promise<unknown>>();
  let saved = 0;

  async function liveRow(db: ReadDb, rowId: string) {
    const row = await db.find(idempotency, rowId);
    return row !== undefined && row.expiresAt > engine.clock.now() ? row : undefined;
  }

  const saveFor =
    ({ rowId, payloadHash }: Attempted): Save =>
    async (db, answer) => {
      const earlier = await liveRow(db, rowId);
      if (earlier !== undefined) throw new AnsweredElsewhere(earlier);
      await db.remove(idempotency, rowId);
      await db.insert(idempotency, { id: rowId, payloadHash, ...answer, expiresAt: engine.clock.now() + KEPT });
    };

  const replay = ({ payloadHash }: Attempted, row: typeof idempotency.$inferSelect): Replies => {
    if (row.payloadHash !== payloadHash) refuse('idempotency_conflict');
    return { answer: { status: row.status, body: row.body }, replayed: true };
  };

  async function sweep(): Promise<void> {
    if (++saved % SWEEP_EVERY !== 0) return;
    await engine.database.work(async (db) => {
      await db.delete(idempotency).where(lte(idempotency.expiresAt, engine.clock.now()));
    });
  }

  async function runFirst(attempted: Attempted, run: (save: Save) => Promise<Answer>): Promise<Replies> {
    try {
      const answer = await run(saveFor(attempted));
      await sweep();
      return { answer, replayed: false };
    } catch (error) {
      if (error instanceof AnsweredElsewhere) return replay(attempted, error.row);
      throw error;
    }
  }

  return {
    async once(attempted, run) {
      if (attempted === undefined) return { answer: await run(async () => {}), replayed: false };
      const name = `${attempted.tenantId}/${attempted.rowId}`;
      // Whoever waited looks again: the first may have failed without an answer, and another waiter may be ahead.
      for (let first = running.get(name); first !== undefined; first = running.get(name)) await first.catch(() => {});
      const turn = (async () => {
        const earlier = await engine.database.read(attempted.tenantId, (db) => liveRow(db, attempted.rowId));
        return earlier === undefined ? runFirst(attempted, run) : replay(attempted, earlier);
      })();
      running.set(name, turn);
      try {
        return await turn;
      } finally {
        running.delete(name);
      }
    },
  };
}
