/** The engine's own memory of what it answered: without whom a business has erased. */
import type { Json } from '../base/json.ts';
import { defineReaction } from '../contracts/reaction.ts';
import { CUSTOMER_ERASED } from '../domains/privacy/events.ts';
import { eraserOf, freeIn, type Traces } from '../domains/privacy/rules/traces.ts';
import { listAny, mentioning } from '../domains/privacy/store/theirs.ts';
import { commandLog, idempotency } from './tables.ts';

/** The answer stays, so that a repeat is still known as one. */
export const forgetAnswers = defineReaction({
  name: 'engine.forgetAnswers',
  on: [CUSTOMER_ERASED],
  side: 'server',
  async run({ db }, { subject, unrecorded }) {
    const traces = unrecorded as Traces;
    const eraser = eraserOf(traces);
    const disputed = [...traces.ids].filter((id) => /^(?:dsp|msg)_/.test(id));
    const terms = [subject.id, ...disputed, ...traces.alone, ...[...traces.said].filter((text) => text.length >= SHORTEST)];
    for (const { id, answer } of await listAny(db, commandLog, mentioning(commandLog.answer, terms)))
      await db.patch(commandLog, id, { answer: eraser.json(answer, false) });
    for (const { id, body } of await listAny(db, idempotency, mentioning(idempotency.body, terms)))
      await db.patch(idempotency, id, { body: withoutThem(body) });

    function withoutThem(body: string): string {
      try {
        const isOfDispute = disputed.some((id) => body.includes(id));
        const written = freeIn(isOfDispute ? 'dispute.' : '');
        return JSON.stringify(eraser.json(JSON.parse(body) as Json, isOfDispute || body.includes(subject.id), written));
      } catch {
        return eraser.text(body);
      }
    }
  },
});

/** Shorter ones stand everywhere, and say nothing of anybody. */
const SHORTEST = 4;
