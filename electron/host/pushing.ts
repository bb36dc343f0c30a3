/** Sends the queue, oldest first, and finds the one command that a server can't take among many that it can. */
import { z } from 'zod';
import type { PushedCommand } from '#core/engine/push.ts';
import type { Clock } from '#core/base/ports.ts';
import { LinkFailure } from './link.ts';
import { newestPending, nextBatch, type Queue, sendAgainFrom, setAside } from './queue.ts';

export interface PushParts extends Queue {
  readonly clock: Clock;
  /** @returns the last sequence number that the server has answered */
  send(commands: readonly PushedCommand[]): Promise<number>;
  onAnswered(seq: number): void;
}

const PushAnswer = z.object({ lastSeq: z.int() });

export function lastSeqOf(answer: unknown): number {
  const parsed = PushAnswer.safeParse(answer);
  if (!parsed.success) throw new LinkFailure('offline', { cause: parsed.error });
  return parsed.data.lastSeq;
}

const STRIKES = 3;
const WHOLE_BATCH = 200;

export interface Pusher {
  /** @returns the failure that the commands themselves may be the reason of, to be judged once a pull has shown the server well */
  push(): Promise<LinkFailure | null>;
  /** @returns whether the command was set aside, so that the next can go */
  blame(failure: LinkFailure): Promise<boolean>;
}

export function pusher(parts: PushParts): Pusher {
  /** one at a time while one of them is under suspicion */
  let limit = WHOLE_BATCH;
  let suspect: { commandId: string; strikes: number } | null = null;

  async function push(): Promise<LinkFailure | null> {
    // What is taken meanwhile has its own round: else whoever works without a pause would never hear what others did.
    const newest = await newestPending(parts);
    let after = 0;
    let gaps = 0;
    while (after < newest) {
      const batch = await nextBatch(parts, { after, limit });
      const last = batch.at(-1);
      if (last === undefined) return null;
      try {
        const answered = await parts.send(batch);
        if (answered < last.seq) throw new LinkFailure('fault', { code: 'sequence_gap' });
        // It may have answered more: what goes out under those numbers next shows whether that was ours, or another copy's.
        after = last.seq;
        parts.onAnswered(after);
        if (batch.some(({ commandId }) => commandId === suspect?.commandId)) acquit();
      } catch (error) {
        const failure = mustBeAboutCommands(error);
        if (failure.code === 'sequence_gap' && gaps++ === 0 && typeof failure.facts.expected === 'number') {
          await sendAgainFrom(parts, { expected: failure.facts.expected, now: parts.clock.now() });
          after = failure.facts.expected - 1;
          parts.onAnswered(after);
        } else if (failure.code === 'payload_too_large' && batch.length > 1) limit = Math.ceil(batch.length / 2);
        else return failure;
      }
    }
    return null;
  }

  function acquit(): void {
    suspect = null;
    limit = WHOLE_BATCH;
  }

  async function blame(failure: LinkFailure): Promise<boolean> {
    const [head] = await nextBatch(parts, { after: 0, limit: 1 });
    if (head === undefined) return true;
    const strikes = suspect?.commandId === head.commandId ? suspect.strikes + 1 : 1;
    suspect = { commandId: head.commandId, strikes };
    limit = 1;
    if (strikes < STRIKES) return false;
    const code = failure.kind === 'fault' ? 'internal_error' : failure.code;
    await setAside(parts, { seq: head.seq, code, facts: failure.facts, now: parts.clock.now() });
    acquit();
    return true;
  }

  return { push, blame };
}

/** Outages, a lost session and an old program are the whole sync's business. */
function mustBeAboutCommands(error: unknown): LinkFailure {
  if (error instanceof LinkFailure && (error.kind === 'fault' || error.kind === 'refused')) return error;
  throw error;
}
