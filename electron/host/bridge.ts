/** The screens' one door: a method, one argument, one answer. What comes in is checked here; no stack, path or SQL goes out. */
import { z } from 'zod';
import { Refusal, refuse } from '#core/base/refusal.ts';
import type { Json } from '#core/base/json.ts';
import type { BridgeAnswer, BridgeError, BridgeMethod, BridgeMethods } from '#core/engine/bridge.ts';
import { storageTroubleOf } from '#core/data/trouble.ts';
import { ask } from '#core/engine/ask.ts';
import { parseInput } from '#core/engine/engine.ts';
import { runLocally } from '#core/engine/rebase.ts';
import { type Attention, discardAttention, listAttention, mustFindAttention } from './attention.ts';
import type { Platform } from './ports.ts';
import { describe } from './sync.ts';
import type { Active, Sessions } from './session.ts';
import { evidenceArguments, evidenceMethods } from './evidence.ts';
import { importArguments, importMethods } from './imports.ts';
import { transferArguments, transferMethods } from './transfers.ts';

const Nothing = z.strictObject({}).prefault({});
const Named = z.strictObject({ name: z.string().max(80), input: z.json().default({}) });
const DeviceName = z.string().trim().min(1).max(80).optional();

const Arguments = {
  'session.state': Nothing,
  'session.signIn': z.strictObject({
    serverUrl: z.string().max(500),
    email: z.string().max(254),
    password: z.string().max(1_000),
    deviceName: DeviceName,
  }),
  'session.pair': z.strictObject({ serverUrl: z.string().max(500), code: z.string().max(40), deviceName: DeviceName }),
  'session.signOut': Nothing,
  'sandbox.enter': Nothing,
  'sandbox.leave': Nothing,
  'sync.state': Nothing,
  'sync.now': Nothing,
  'attention.list': Nothing,
  'attention.discard': z.strictObject({ id: z.string().max(80) }),
  'attention.retry': z.strictObject({ id: z.string().max(80), input: z.json() }),
  ask: Named,
  run: Named,
  askServer: Named,
  ...transferArguments,
  ...importArguments,
  ...evidenceArguments,
} satisfies Record<BridgeMethod, z.ZodType>;

const Request = z.strictObject({ id: z.number(), method: z.string().max(80), arg: z.unknown() });

type Methods = { [M in BridgeMethod]: (arg: z.output<(typeof Arguments)[M]>) => Promise<BridgeMethods[M]['value']> };

export interface BridgeParts {
  readonly sessions: Sessions;
  readonly platform: Platform;
}

export type Bridge = (message: unknown) => Promise<BridgeAnswer | null>;

/** @returns what to do with a message; null where it was not even a request */
export function bridge(parts: BridgeParts): Bridge {
  const methods = methodsOf(parts);
  return async (message) => {
    const request = Request.safeParse(message);
    if (!request.success) return null;
    const { id, method, arg } = request.data;
    try {
      return { id, ok: true, value: (await answer(methods, method, arg)) ?? null };
    } catch (error) {
      return { id, ok: false, error: errorOf(error, parts.platform) };
    }
  };
}

const isMethod = (method: string): method is BridgeMethod => Object.hasOwn(Arguments, method);

function answer(methods: Methods, method: string, arg: unknown): Promise<unknown> {
  if (!isMethod(method)) refuse('invalid_request', { issues: [{ path: 'method', expected: 'the name of a method' }] });
  const parsed = parseInput(Arguments[method], arg);
  return (methods[method] as (arg: unknown) => Promise<unknown>)(parsed);
}

function errorOf(error: unknown, { log }: Platform): BridgeError {
  if (error instanceof Refusal) return { code: error.code, message: error.code, facts: { ...error.facts } };
  if (storageTroubleOf(error) === 'full') {
    log.error({ error: describe(error) }, 'the disk is full: nothing is written until there is room');
    return { code: 'disk_full', message: "This computer's disk is full.", facts: { where: 'computer' } };
  }
  log.error({ error: describe(error) }, 'a call of the bridge broke');
  return { code: 'fault', message: 'Something went wrong on this computer.', facts: {} };
}

function methodsOf({ sessions, platform }: BridgeParts): Methods {
  return {
    'session.state': async () => sessions.state(),
    'session.signIn': (arg) => sessions.signIn(arg),
    'session.pair': (arg) => sessions.pair(arg),
    'session.signOut': () => sessions.signOut(),
    'sandbox.enter': () => sessions.enterSandbox(),
    'sandbox.leave': () => sessions.leaveSandbox(),
    'sync.state': async () => sessions.syncState(),
    async 'sync.now'() {
      await sessions
        .active()
        .sync.round()
        .catch(() => {});
      return sessions.syncState();
    },
    'attention.list': async () => listAttention(sessions.active().profile),
    async 'attention.discard'({ id }) {
      await discardAttention(sessions.active().profile, id);
      return null;
    },
    'attention.retry': async ({ id, input }) => retry(sessions.active(), { id, input, platform }),
    ask: async ({ name, input }) => askHere(sessions.active(), name, input),
    run: async ({ name, input }) => run(sessions.active(), { name, input, platform }),
    async askServer({ name, input }) {
      const active = sessions.active();
      const answer = active.askServer({ method: 'POST', path: '/v1/console/ask', body: { name, input } }).then(valueOf);
      return name === 'tenants.clock' ? active.hearClock('look', answer) : answer;
    },
    ...transferMethods(() => sessions.active()),
    ...importMethods(() => sessions.active(), platform),
    ...evidenceMethods(() => sessions.active(), platform),
  };
}

async function askHere({ profile }: Active, name: string, input: unknown): Promise<unknown> {
  await mustBeComplete(profile);
  return ask(profile.engine, { tenantId: profile.tenantId, actor: await profile.actor(), name, input });
}

/** Half of a business is worse than none: nothing is shown or changed before the first sync is through. */
async function mustBeComplete(profile: Active['profile']): Promise<void> {
  if (!(await profile.isComplete())) refuse('unavailable', { phase: 'first_sync' });
}

interface Run {
  readonly name: string;
  readonly input: Json;
  readonly platform: Platform;
}

async function run(active: Active, { name, input, platform }: Run): Promise<unknown> {
  const command = active.profile.engine.registry.commands.get(name);
  if (command === undefined) refuse('invalid_request', { issues: [{ path: 'name', expected: 'the name of a command' }] });
  return command.offline ? runHere(active, { name, input, platform }) : runThere(active, { name, input, platform });
}

async function runHere({ profile, sync }: Active, { name, input, platform }: Run): Promise<unknown> {
  await mustBeComplete(profile);
  const { engine, tenantId } = profile;
  const outcome = await runLocally(engine, { tenantId, actor: await profile.actor(), commandId: platform.newCommandId(), name, input });
  if (!outcome.ok) refuse(outcome.code, outcome.facts);
  await sync.wake();
  return outcome.value;
}

/** The effect is here, too, before the answer: whoever asked may show it at once. */
async function runThere({ askServer, sync, hearClock }: Active, { name, input, platform }: Run): Promise<unknown> {
  const body = { commandId: platform.newCommandId(), name, input };
  const answer = askServer({ method: 'POST', path: '/v1/console/run', body }).then(valueOf);
  const value = await (name === 'tenants.moveClock' ? hearClock('move', answer) : answer);
  await sync.round().catch(() => {});
  return value;
}

const valueOf = (said: unknown): unknown =>
  typeof said === 'object' && said !== null && 'value' in said ? said.value : refuse('unavailable');

/** The item goes once its successor stands; should the power fail in between, it is there still, and can be discarded. */
async function retry(active: Active, { id, input, platform }: { id: string; input: Json; platform: Platform }): Promise<unknown> {
  const item: Attention = await mustFindAttention(active.profile, id);
  const value = await run(active, { name: item.name, input, platform });
  await discardAttention(active.profile, id);
  return value;
}
