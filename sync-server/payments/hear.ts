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
  /** of ours, where it is known which */
  readonly refundId?: string;
}

const messenger = { kind: 'system', id: 'payments', name: 'Payments' } as const;

/** What a provider told by itself: once, however often it is told. @returns false where there is no such payment here */
export async function hear(engine: Engine, { tenantId, ...heard }: HeardOutcome): Promise<boolean> {
  const commandId = `cmd_${derivedBody(`payments.hear/${tenantId}/${heard.eventId}`)}`;
  const envelope = { commandId, name: 'payments.hear', input: heard };
  const answer = await execute(engine, { tenantId, actor: messenger, envelope });
  if (!answer.ok && answer.code !== 'not_found') throw new Error(`payments.hear was refused: ${answer.code}`);
  return answer.ok;
}
