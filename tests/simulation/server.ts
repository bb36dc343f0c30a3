/** The server of the simulation: the real engine over real SQLite behind the sync doors' paths, with no network and no clock of its own. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { derivedBody } from '#core/base/ids.ts';
import { Refusal } from '#core/base/refusal.ts';
import type { Actor, Role } from '#core/contracts/actor.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine, Outcome } from '#core/engine/engine.ts';
import { execute } from '#core/engine/execute.ts';
import { PullQuery, servePull } from '#core/engine/pull.ts';
import { cursorOf, markCopied, PushBody, receivePush } from '#core/engine/push.ts';
import type { PushingDevice } from '#core/engine/push.ts';
import { serveSnapshot, SnapshotQuery } from '#core/engine/snapshot.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { members } from '#core/domains/members/tables.ts';
import { openSqlite } from '#server/drivers/sqlite.ts';

export interface ServerRequest {
  readonly method: string;
  /** with its query */
  readonly path: string;
  readonly token: string;
  readonly body: unknown;
}

export interface ServerAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface SimulatedServer {
  readonly engine: Engine;
  readonly tenantId: string;
  /** what broke on it: answered 500 */
  readonly defects: string[];
  handle(request: ServerRequest): Promise<ServerAnswer>;
  /** a command by the system, as workers and the storefront send them */
  run(name: string, input: unknown, actor?: Actor): Promise<unknown>;
  /** a device whose token is `token`, of this member or of a new one with this role */
  addDevice(token: string, who: { role: Role; memberId?: string }): Promise<{ deviceId: string; memberId: string }>;
  revokeDevice(token: string): void;
  /** Keeps the disk as it now is, to roll back to. */
  backUp(): Promise<void>;
  /** The disk of the last backup: everything since then never happened here. */
  rollBack(): Promise<void>;
  close(): Promise<void>;
}

const statuses: Record<string, number> = {
  unauthorized: 401,
  device_copied: 401,
  forbidden: 403,
  not_found: 404,
  invalid_request: 400,
  upgrade_required: 426,
};

export interface ServerParts {
  readonly folder: string;
  readonly now: () => number;
  /** the same name makes the same ids */
  readonly name: string;
}

export async function simulatedServer({ folder, now, name }: ServerParts): Promise<SimulatedServer> {
  const defects: string[] = [];
  let made = 0;
  const fresh = () => derivedBody(`${name}/${made++}`);
  const file = join(folder, 'server.sqlite');
  const registry = slotkeeperRegistry();
  const open = async (): Promise<Engine> => {
    const database = await openSqlite({ file, newNonce: fresh, defer: queueMicrotask });
    return { database, registry, clock: { now }, side: 'server' };
  };
  let engine = await open();
  const tenantId = `tnt_${derivedBody(`${name}/tenant`)}`;
  const devices = new Map<string, PushingDevice & { memberId: string }>();
  const system: Actor = { kind: 'system', id: 'system', name: 'System' };

  async function run(command: string, input: unknown, actor: Actor = system): Promise<unknown> {
    const outcome = await execute(engine, { tenantId, actor, envelope: { commandId: `cmd_${fresh()}`, name: command, input } });
    return valueOf(outcome);
  }

  /** The role is read on every request, as the door does. */
  async function deviceOf(token: string): Promise<PushingDevice> {
    const device = devices.get(token);
    if (device === undefined) throw new Refusal('unauthorized');
    const member = await engine.database.read(tenantId, (db) => db.find(members, device.memberId));
    if (member?.active !== true) throw new Refusal('unauthorized');
    return { ...device, actor: { kind: 'member', id: member.id, role: member.role, name: member.name, deviceId: device.deviceId } };
  }

  async function route({ method, path, token, body }: ServerRequest): Promise<unknown> {
    const device = await deviceOf(token);
    const url = new URL(path, 'http://server');
    switch (`${method} ${url.pathname}`) {
      case 'POST /v1/sync/push': {
        const results = await receivePush(engine, device, PushBody.parse(body).commands);
        return { results, lastSeq: (await cursorOf(engine, device)).lastSeq };
      }
      case 'GET /v1/sync/pull':
        return servePull(engine, device, PullQuery.parse(Object.fromEntries(url.searchParams)));
      case 'GET /v1/sync/snapshot':
        return textOf(serveSnapshot(engine, device, SnapshotQuery.parse(Object.fromEntries(url.searchParams))));
      case 'POST /v1/sync/copied':
        await markCopied(engine, device);
        throw new Refusal('device_copied');
      case 'POST /v1/console/run': {
        const { commandId, name: command, input } = body as { commandId: string; name: string; input: unknown };
        const outcome = await execute(engine, { tenantId, actor: device.actor, envelope: { commandId, name: command, input } });
        return { value: valueOf(outcome) };
      }
      case 'POST /v1/console/ask':
        return { value: await ask(engine, { tenantId, actor: device.actor, ...(body as { name: string; input: unknown }) }) };
      default:
        throw new Refusal('not_found', { kind: 'route' });
    }
  }

  await run('tenants.create', { subdomain: 'atlas', sandboxOf: null, profile });

  return {
    get engine() {
      return engine;
    },
    tenantId,
    defects,
    run,
    async handle(request) {
      try {
        // what crosses a wire is text
        return { status: 200, body: JSON.parse(JSON.stringify(await route(request))) as unknown };
      } catch (error) {
        if (!(error instanceof Refusal)) {
          defects.push(`${request.method} ${request.path}: ${String(error)}`);
          return { status: 500, body: { error: 'internal_error', message: '', details: {}, requestId: 'req' } };
        }
        return {
          status: statuses[error.code] ?? 409,
          body: { error: error.code, message: error.code, details: error.facts, requestId: 'req' },
        };
      }
    },
    async addDevice(token, { role, ...known }) {
      const newMember = { name: token, email: `${token}@example.com`, role, passwordHash: null };
      const memberId = known.memberId ?? ((await run('members.add', newMember)) as { memberId: string }).memberId;
      const registered = await run('members.registerDevice', { memberId, name: token, tokenHash: 'x'.repeat(64) });
      const { deviceId } = registered as { deviceId: string };
      devices.set(token, { tenantId, deviceId, memberId, actor: system });
      return { deviceId, memberId };
    },
    revokeDevice: (token) => void devices.delete(token),
    async backUp() {
      await engine.database.close();
      copyFileSync(file, `${file}.backup`);
      engine = await open();
    },
    async rollBack() {
      await engine.database.close();
      copyFileSync(`${file}.backup`, file);
      engine = await open();
    },
    close: () => engine.database.close(),
  };
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

function valueOf(outcome: Outcome): unknown {
  if (outcome.ok) return outcome.value;
  throw new Refusal(outcome.code, outcome.facts);
}

const profile = {
  name: 'Atlas Studios',
  timezone: 'Europe/Berlin',
  displayCurrency: 'EUR',
  brandColor: '#0F766E',
  logoUrl: null,
  contactEmail: null,
};
