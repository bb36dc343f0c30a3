import type { FastifyRequest } from 'fastify';
import { refuse } from '#core/base/refusal.ts';

/** The oldest conversation that this server still speaks; a desktop says its own in `Slotkeeper-Protocol`. */
const OLDEST = 1;

/** @throws Refusal `upgrade_required` {oldest}: the desktop keeps what it has and tells its person */
export function mustSpeakOurProtocol(request: FastifyRequest): void {
  const spoken = request.headers['slotkeeper-protocol'];
  if (spoken !== undefined && !(Number(spoken) >= OLDEST)) refuse('upgrade_required', { oldest: OLDEST });
}
