/** From the console into the sandbox: the same person, as a device of the sandbox's own. */
import type { FastifyRequest } from 'fastify';
import { Refusal, refuse } from '#core/base/refusal.ts';
import { staff } from '#core/contracts/actor.ts';
import type { SandboxClock } from '#core/domains/tenants/model.ts';
import { ask } from '#core/engine/ask.ts';
import { execute } from '#core/engine/execute.ts';
import { completeBusiness } from '#server/businesses.ts';
import { twinOf } from '#server/directory.ts';
import type { ServerParts } from '#server/parts.ts';
import { isBare, refill } from '#server/sandbox/refill.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import type { SignedInMember } from '#server/secrets/devices.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import type { ZodApp } from '../http/app.ts';
import type { DeviceCaller } from '../http/guards.ts';
import { errorsOf } from '../http/schemas.ts';
import { admit } from './sessions.ts';
import { SandboxBody, SandboxSessionAnswer } from './shapes.ts';

interface Place {
  readonly parts: ServerParts;
  /** the sandbox's */
  readonly tenantId: string;
}

async function run({ parts, tenantId }: Place, { name, input, isReset = false }: { name: string; input: object; isReset?: boolean }) {
  const outcome = await execute(parts.engine, {
    ...{ tenantId, actor: doorkeeper, envelope: { commandId: newCommandId(), name, input } },
    alongside: async (db, { ok }) => void (ok && isReset && (await refill(db))),
  });
  if (!outcome.ok) throw new Refusal(outcome.code, outcome.facts);
  return outcome.value;
}

/** Known there by the same address, in the role that they have in the business now. */
async function memberThere(place: Place, { name, email, role }: SignedInMember): Promise<SignedInMember> {
  const { parts, tenantId } = place;
  type Listed = SignedInMember & { active: boolean };
  const all = (await ask(parts.engine, { tenantId, actor: doorkeeper, name: 'members.list', input: {} })) as Listed[];
  const known = all.find((member) => member.email === email && member.active);
  if (known === undefined) {
    const { memberId } = (await run(place, { name: 'members.add', input: { name, email, role, passwordHash: null } })) as {
      memberId: string;
    };
    return { id: memberId, name, email, role };
  }
  const edit = { memberId: known.id, changes: { name, role }, seen: { name: known.name, role: known.role } };
  if (known.name !== name || known.role !== role) await run(place, { name: 'members.update', input: edit });
  return { id: known.id, name, email, role };
}

export function sandboxRoutes(
  app: ZodApp,
  { parts, callerOf }: { parts: ServerParts; callerOf: (request: FastifyRequest) => DeviceCaller },
): void {
  const schema = {
    tags: ['Console'],
    summary: 'Sign this member in to the sandbox',
    description: 'One that has nothing in it yet is filled with what the business offers. Refused as `forbidden` from the sandbox itself.',
    body: SandboxBody,
    response: {
      200: SandboxSessionAnswer,
      ...errorsOf({ keyed: true, codes: ['not_found', 'in_use', 'payload_too_large', 'unsupported_media_type'] }),
    },
  };
  app.post('/sandbox', { schema }, async (request) => {
    const { engine } = parts;
    const { tenantId: business, member } = callerOf(request).device;
    if (!staff.includes(member.role)) refuse('forbidden', { role: member.role });
    await completeBusiness(engine, business);
    const tenantId = (await twinOf(engine.database, business)) ?? refuse('forbidden', { reason: 'sandbox' });
    const place = { parts, tenantId };
    if (await isBare(engine.database, tenantId)) await run(place, { name: 'tenants.resetSandbox', input: {}, isReset: true });
    const entered = await admit(parts, { tenantId, member: await memberThere(place, member), deviceName: request.body.deviceName });
    const { aheadMs } = (await ask(engine, { tenantId, actor: doorkeeper, name: 'tenants.clock', input: {} })) as SandboxClock;
    return { ...entered, aheadMs };
  });
}
