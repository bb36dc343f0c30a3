/** `/v1/sync`: desktops hand in what they did, fetch what changed, and are told when there is more. */
import { z } from 'zod';
import { roles } from '#core/contracts/actor.ts';
import { PullQuery, servePull } from '#core/engine/pull.ts';
import { cursorOf, markCopied, PushBody, receivePush } from '#core/engine/push.ts';
import { errorHandler, plainFacts } from '#server/errors/answer.ts';
import type { ServerParts } from '#server/parts.ts';
import type { ZodApp } from '../http/app.ts';
import { callerSlot } from '../http/callers.ts';
import type { DeviceCaller, Guards } from '../http/guards.ts';
import { limited } from '../http/limits.ts';
import { errorsOf, NoAnswer, NoBody } from '../http/schemas.ts';
import { deviceOf } from './devices.ts';
import type { LiveHub } from './live.ts';
import { mustSpeakOurProtocol } from './protocol.ts';
import { registerSnapshot } from './snapshot.ts';

const tags = ['Sync'];
const PUSH_LIMIT = 16 * 1024 * 1024;

const PushAnswer = z.strictObject({
  results: z.array(
    z.strictObject({ seq: z.int(), ok: z.boolean(), code: z.string().optional(), facts: z.record(z.string(), z.unknown()).optional() }),
  ),
  lastSeq: z.int(),
});

const PullAnswer = z.strictObject({
  rev: z.int(),
  nonce: z.string(),
  more: z.boolean(),
  head: z.strictObject({ rev: z.int(), nonce: z.string() }),
  lastSeq: z.int(),
  lastCommandId: z.string().nullable(),
  role: z.enum(roles),
  total: z.int().nullable(),
  rows: z.record(z.string(), z.array(z.unknown())),
  removed: z.array(z.strictObject({ table: z.string(), id: z.string() })),
  refused: z.array(
    z.strictObject({ seq: z.int(), commandId: z.string(), name: z.string(), code: z.string(), facts: z.record(z.string(), z.unknown()) }),
  ),
});

export function registerSync(app: ZodApp, { parts, guards, hub }: { parts: ServerParts; guards: Guards; hub: LiveHub }): void {
  const { engine, options } = parts;
  const callers = callerSlot<DeviceCaller>();
  app.setErrorHandler(errorHandler(plainFacts));
  app.addHook('onRequest', async (request, reply) => {
    mustSpeakOurProtocol(request);
    const caller = await guards.device(request, reply);
    await limited(parts, { reply, name: 'requests', who: caller.device.deviceId, limit: options.limits.requestsPerKey });
    callers.set(request, caller);
  });

  const pushErrors = errorsOf({
    codes: ['unauthorized', 'device_copied', 'sequence_gap', 'upgrade_required', 'payload_too_large', 'unsupported_media_type'],
  });
  const pushSchema = {
    ...{ tags, summary: "Hand in the device's commands, in order", body: PushBody.extend({ protocol: z.int().optional() }) },
    response: { 200: PushAnswer, ...pushErrors },
  };
  app.post('/push', { schema: pushSchema, bodyLimit: PUSH_LIMIT }, async (request) => {
    const device = deviceOf(callers.of(request));
    const results = await receivePush(engine, device, request.body.commands);
    return { results, lastSeq: (await cursorOf(engine, device)).lastSeq };
  });

  const pullSchema = {
    ...{ tags, summary: 'Fetch what changed since a revision, a page at a time', querystring: PullQuery },
    response: { 200: PullAnswer, ...errorsOf({ codes: ['unauthorized', 'device_copied', 'history_unknown', 'upgrade_required'] }) },
  };
  app.get('/pull', { schema: pullSchema }, async (request, reply) => {
    const page = await servePull(engine, deviceOf(callers.of(request)), request.query);
    // Rows go as they are: to serialize ten thousand of them through a schema would only cost time.
    await reply.type('application/json; charset=utf-8').send(JSON.stringify(page) as never);
  });

  registerSnapshot(app, { engine, callerOf: callers.of });

  const copiedSchema = {
    tags,
    summary: 'Tell that this server has answered what this device never sent: another copy of it is at work',
    body: NoBody,
    response: { 204: NoAnswer, ...errorsOf({ codes: ['unauthorized', 'device_copied', 'upgrade_required'] }) },
  };
  app.post('/copied', { schema: copiedSchema }, async (request, reply) => {
    await markCopied(engine, deviceOf(callers.of(request)));
    return reply.code(204).send();
  });

  const liveSchema = {
    tags,
    summary: 'Server-sent events: `rev` at once and after every commit',
    response: errorsOf({ codes: ['unauthorized', 'upgrade_required'] }),
  };
  app.get('/live', { schema: liveSchema }, async (request, reply) => {
    const { tenantId } = callers.of(request);
    reply.hijack();
    const isWelcome = () => guards.isKnownDevice(request);
    await hub.connect({ tenantId, raw: reply.raw, isWelcome });
  });
}
