import { derivedBody } from '#core/base/ids.ts';
import type { Json } from '#core/base/json.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Engine } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';

export const demoTenantId = `tnt_${derivedBody('demo/atlas')}`;
export const demoTwinId = `tnt_${derivedBody('demo/atlas/sandbox')}`;

export const stage: Actor = { kind: 'system', id: 'demo', name: 'Slotkeeper' };

export interface Act {
  /** names the command: the same key is the same command on every start */
  readonly key: string;
  readonly name: string;
  readonly input: Json;
  /** epoch ms at which it was done */
  readonly at: number;
  readonly actor?: Actor;
}

/** Does one thing in the demo's past. A refusal is a mistake in the demo, never a fact of it. */
export type Run = (act: Act) => Promise<Record<string, string>>;

export const commandIdOf = (tenantId: string, key: string): string => `cmd_${derivedBody(`demo/${tenantId}/${key}`)}`;

/** What happened longer ago than this rings no bell any more. */
const BELL_FROM_MS = 36 * 3_600_000;

/** Nobody is written to about a past that never was, and the desk's bell knows of the last day or two alone. */
function hushed(engine: Engine, reactionNames: readonly string[]): Engine {
  const reactions = engine.registry.reactions.filter(({ name }) => !reactionNames.includes(name));
  return { ...engine, registry: { ...engine.registry, reactions } };
}

export function runnerOf(engine: Engine, { tenantId, now }: { tenantId: string; now: number }): Run {
  const still = { ...engine, clock: { now: () => now } };
  const letters = ['notifications.writeToBooker', 'notifications.remind', 'notifications.tellRefund', 'notifications.writeOfDispute'];
  const recent = hushed(still, letters);
  const past = hushed(still, [...letters, 'notifications.ringBell', 'notifications.ringForDispute']);
  return async ({ key, name, input, at, actor = stage }) => {
    if (at > now) throw new Error(`the demo's ${key} would be done in the future`);
    const envelope = { commandId: commandIdOf(tenantId, key), name, input, at };
    const outcome = await execute(at > now - BELL_FROM_MS ? recent : past, { tenantId, actor, envelope });
    if (!outcome.ok) throw new Error(`the demo's ${key}: ${name} was refused: ${outcome.code} ${JSON.stringify(outcome.facts)}`);
    return (outcome.value ?? {}) as Record<string, string>;
  };
}
