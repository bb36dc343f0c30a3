/** `--quota NAME=N`: how many bookings a month whoever runs the server lets a business take. It stays until another is named. */
import type { Engine } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { findTenant } from '../directory.ts';
import { doorkeeper } from '../secrets/apiKeys.ts';
import { newCommandId } from '../secrets/tokens.ts';
import type { NamedQuota } from './commandLine.ts';
import { wrongUsage } from './plainly.ts';

/** @throws PlainError for a name that no business here has */
export async function setQuotas(engine: Engine, quotas: readonly NamedQuota[]): Promise<void> {
  for (const { business, planQuota } of quotas) {
    const found = await findTenant(engine.database, business);
    if (found === undefined || found.sandboxOf !== null) throw wrongUsage(`--quota: there is no business "${business}" here.`);
    const envelope = { commandId: newCommandId(engine.clock.now()), name: 'tenants.setQuota', input: { planQuota } };
    const outcome = await execute(engine, { tenantId: found.tenantId, actor: doorkeeper, envelope });
    if (!outcome.ok) throw new Error(`tenants.setQuota was refused: ${outcome.code}`);
  }
}
