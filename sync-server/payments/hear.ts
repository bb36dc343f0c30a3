import type { Outcome } from '#core/domains/payments/model.ts';
import type { Engine } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { derivedBody } from '#core/base/ids.ts';

export interface HeardOutcome {
  readonly tenantId: string;
  readonly paymentId: string;
  readonly outcome: Outcome;
  /** the provider's own id for what it told, or what stands for it */
  readonly eventId: string;
}

const messenger = { kind: 'system', id: 'payments', name: 'Payments' } as const;

/** What a provider told by itself: once, however often it is told. @returns false where there is no such payment here */
export async function hear(engine: Engine, { tenantId, paymentId, outcome, eventId }: HeardOutcome): Promise<boolean> {
  const commandId = `cmd_${derivedBody(`payments.hear/${tenantId}/${eventId}`)}`;
  const envelope = { commandId, name: 'payments.hear', input: { paymentId, outcome, eventId } };
  const heard = await execute(engine, { tenantId, actor: messenger, envelope });
  if (!heard.ok && heard.code !== 'not_found') throw new Error(`payments.hear was refused: ${heard.code}`);
  return heard.ok;
}
