/** `/v1/console/data`: when the server was last backed up; for owners all that the business has as a file, and the way back to one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '#core/base/refusal.ts';
import type { BackupState } from '#server/backup/nightly.ts';
import { dataDesk, type Owner } from '#server/export/desk.ts';
import type { ServerParts } from '#server/parts.ts';
import type { ZodApp } from '../http/app.ts';
import { callerSlot } from '../http/callers.ts';
import type { DeviceCaller, Guards } from '../http/guards.ts';
import { limited } from '../http/limits.ts';
import { errorsOf } from '../http/schemas.ts';
import { exportRoutes } from './data/exports.ts';
import type { OwnersDesk } from './data/owners.ts';
import { restoreRoutes } from './data/restores.ts';
import { DataAnswer, JobParams } from './data/shapes.ts';

/** A large file is thousands of parts, and must not use up what the device needs for its sync. */
const PARTS_A_REQUEST = 20;

const notHere: BackupState = { by: 'off', keepDays: 0, lastAt: null, lastBytes: null, running: false, failure: null, nextAt: null };

function stripeState({ options: { stripe } }: ServerParts): 'ready' | 'unsigned' | 'absent' {
  if (stripe === null) return 'absent';
  return stripe.webhookSecret === null ? 'unsigned' : 'ready';
}

export function dataRoutes(app: ZodApp, { parts, guards }: { parts: ServerParts; guards: Guards }): void {
  const callers = callerSlot<DeviceCaller>();
  const { count, windowMs } = parts.options.limits.requestsPerKey;
  const limit = { count: count * PARTS_A_REQUEST, windowMs };
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await guards.device(request, reply);
    await limited(parts, { reply, name: 'data', who: caller.device.deviceId, limit });
    callers.set(request, caller);
  });

  const schema = {
    ...{ tags: ['Console'], summary: 'When the server was last backed up, and whether it can take cards' },
    response: { 200: DataAnswer, ...errorsOf({ keyed: true }) },
  };
  app.get('/data', { schema }, async (request) => {
    const { actor } = callers.of(request);
    if (actor.kind !== 'member' || actor.role === 'CLIENT') refuse('forbidden', { role: 'STAFF' });
    return { backups: (await parts.backups?.state()) ?? notHere, payments: { stripe: stripeState(parts) } };
  });

  const desk = dataDesk(parts);
  app.addHook('onClose', () => desk.close());
  const ownerOf = (request: FastifyRequest): Owner => {
    const { device, actor } = callers.of(request);
    if (actor.kind !== 'member' || actor.role !== 'OWNER') return refuse('forbidden', { role: 'OWNER' });
    return { tenantId: device.tenantId, memberId: actor.id, name: actor.name };
  };
  const owners: OwnersDesk = {
    desk,
    ownerOf,
    mustFind: (request, kind) => desk.mustFind(ownerOf(request), { kind, id: JobParams.parse(request.params).id }),
  };
  exportRoutes(app, owners);
  restoreRoutes(app, owners);
}
