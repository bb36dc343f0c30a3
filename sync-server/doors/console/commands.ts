/** What the console has the server do at once: commands that need it, and questions that only it can answer. */
import type { FastifyRequest } from 'fastify';
import type { Json } from '#core/base/json.ts';
import { Refusal, refuse } from '#core/base/refusal.ts';
import type { Feed } from '#core/domains/calendar/model.ts';
import { ask } from '#core/engine/ask.ts';
import { businessOf } from '#core/engine/clock.ts';
import { execute } from '#core/engine/execute.ts';
import { commandLog } from '#core/engine/tables.ts';
import { twinOf } from '#server/directory.ts';
import type { ServerParts } from '#server/parts.ts';
import { catchUp } from '#server/sandbox/catchUp.ts';
import { refill } from '#server/sandbox/refill.ts';
import { feedToken } from '#server/secrets/feeds.ts';
import { prepare } from '#server/secrets/prepare.ts';
import type { ZodApp } from '../http/app.ts';
import type { DeviceCaller } from '../http/guards.ts';
import { errorsOf } from '../http/schemas.ts';
import { mustBeCallable } from '../manage/webhooks.ts';
import { evidenceAnswers } from './evidence.ts';
import { mailAnswers } from './mail.ts';
import { AskBody, RunBody, Value } from './shapes.ts';

const tags = ['Console'];

interface Wanted {
  readonly name: string;
  readonly input: Json;
}

type Fields = Readonly<Record<string, Json>>;

const fieldsOf = (input: Json): Fields => (typeof input === 'object' && input !== null && !Array.isArray(input) ? (input as Fields) : {});

/** The sandbox twin has no members of its own on the console: its keys are kept from here, with `sandbox: true`. */
const ofSandboxToo = ['members.apiKeys', 'members.createApiKey', 'members.revokeApiKey'];

async function placeOf({ engine }: ServerParts, { name, input, tenantId }: Wanted & { tenantId: string }) {
  const { sandbox, ...rest } = fieldsOf(input);
  if (sandbox !== true || !ofSandboxToo.includes(name)) {
    const business = await engine.database.read(tenantId, (db) => businessOf(engine, db));
    return { tenantId, input, sandbox: business !== null };
  }
  const twin = (await twinOf(engine.database, tenantId)) ?? refuse('not_found', { kind: 'sandbox', id: tenantId });
  return { tenantId: twin, input: rest, sandbox: true };
}

/** An address that the server will call is checked before it is kept. */
async function checkAddresses(parts: ServerParts, { name, input }: Wanted): Promise<void> {
  const { url, changes } = fieldsOf(input);
  if (name === 'webhooks.createEndpoint' && typeof url === 'string') await mustBeCallable(parts, url);
  if (name !== 'webhooks.updateEndpoint') return;
  const changed = fieldsOf(changes ?? null)['url'];
  if (typeof changed === 'string') await mustBeCallable(parts, changed);
}

async function run(parts: ServerParts, { device, actor }: DeviceCaller, { commandId, ...wanted }: Wanted & { commandId: string }) {
  const { engine } = parts;
  await checkAddresses(parts, wanted);
  const { tenantId, sandbox, input: said } = await placeOf(parts, { ...wanted, tenantId: device.tenantId });
  const { input, told } = await prepare(wanted.name, { input: said, tenantId, sandbox, now: engine.clock.now() });
  const isRepeat = (await engine.database.read(tenantId, (db) => db.find(commandLog, commandId))) !== undefined;
  const beside = wanted.name === 'tenants.resetSandbox' && !isRepeat ? refill : null;
  const outcome = await execute(engine, {
    ...{ tenantId, actor, envelope: { commandId, name: wanted.name, input } },
    alongside: async (db, { ok }) => void (ok && (await beside?.(db))),
  });
  if (!outcome.ok) throw new Refusal(outcome.code, outcome.facts);
  if (wanted.name === 'tenants.moveClock' && !isRepeat)
    await catchUp(parts, { tenantId, ...(outcome.value as unknown as { byMs: number }) });
  // What was made now belongs to no answer of the first time: a repeat tells no secret.
  return isRepeat || Object.keys(told).length === 0 ? outcome.value : { ...fieldsOf(outcome.value), ...told };
}

async function answer(parts: ServerParts, { device, actor }: DeviceCaller, wanted: Wanted): Promise<unknown> {
  const { engine, serverKey, publicUrl } = parts;
  const answers = evidenceAnswers.get(wanted.name) ?? mailAnswers.get(wanted.name);
  if (answers !== undefined) return answers(parts, { tenantId: device.tenantId, actor, input: wanted.input });
  if (wanted.name !== 'calendar.feedUrls') {
    const { tenantId, input } = await placeOf(parts, { ...wanted, tenantId: device.tenantId });
    return ask(engine, { tenantId, actor, name: wanted.name, input });
  }
  const { tenantId } = device;
  const feeds = (await ask(engine, { tenantId, actor, name: 'calendar.feeds', input: wanted.input })) as Feed[];
  const urlOf = ({ id, version }: Feed) => `${publicUrl()}/calendar/${feedToken(serverKey, { tenantId, feedId: id, version })}.ics`;
  return feeds.map((feed) => ({ ...feed, url: urlOf(feed) }));
}

export function commandRoutes(
  app: ZodApp,
  { parts, callerOf }: { parts: ServerParts; callerOf: (request: FastifyRequest) => DeviceCaller },
): void {
  const errors = errorsOf({
    keyed: true,
    codes: [
      'payload_too_large',
      'unsupported_media_type',
      'not_found',
      'already_exists',
      'in_use',
      'edit_conflict',
      'booking_conflict',
      'invalid_transition',
      'invalid_service',
    ],
  });
  const runSchema = { tags, summary: 'Run a command as this member', body: RunBody, response: { 200: Value, ...errors } };
  app.post('/run', { schema: runSchema, bodyLimit: 2 * 1024 * 1024 }, async (request) => ({
    value: await run(parts, callerOf(request), request.body as Wanted & { commandId: string }),
  }));
  const askSchema = { tags, summary: 'Ask a query as this member', body: AskBody, response: { 200: Value, ...errors } };
  app.post('/ask', { schema: askSchema }, async (request) => ({ value: await answer(parts, callerOf(request), request.body as Wanted) }));
}
