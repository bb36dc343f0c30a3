import type { BridgeError } from '#core/engine/bridge.ts';

/** What a bridge call throws. `code` is a refusal's, `fault` for a defect, `disconnected` where the host can't be reached. */
export class BridgeFailure extends Error {
  readonly code: string;
  readonly facts: BridgeError['facts'];

  constructor({ code, message, facts }: BridgeError) {
    super(message);
    this.name = 'BridgeFailure';
    this.code = code;
    this.facts = facts;
  }
}

export const disconnected = () => new BridgeFailure({ code: 'disconnected', message: 'The host does not answer', facts: {} });

export function failureOf(cause: unknown): BridgeFailure {
  if (cause instanceof BridgeFailure) return cause;
  return new BridgeFailure({ code: 'fault', message: cause instanceof Error ? cause.message : String(cause), facts: {} });
}
