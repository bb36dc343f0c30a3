/** Servers that listen, and callers who come all at once over real connections, in an order that a seed chooses. */
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Role } from '#core/contracts/actor.ts';
import { buildApp } from '#server/app.ts';
import type { ZodApp } from '#server/doors/http/app.ts';
import { deviceToken, newDeviceSecret } from '#server/secrets/devices.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { type Chance, chanceOf } from '../simulation/chance.ts';
import { type Answered, type Call, testWorld, type TestWorld, type WorldParts } from './world.ts';

export type Runner = () => Promise<Answered>;

/** A desktop that knows its own numbers. */
export interface RacingDesk {
  readonly token: string;
  readonly deviceId: string;
  readonly memberId: string;
  /** Hands in commands under the next numbers. */
  push(...commands: { readonly name: string; readonly input: unknown }[]): Promise<Answered>;
}

export interface Racetrack {
  readonly world: TestWorld;
  /** of every server */
  readonly urls: readonly string[];
  /** by the servers in turn, with the business's key unless told otherwise */
  send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, call?: Call): Promise<Answered>;
  /** Runs them all at once, a few turns of the loop apart. @returns their answers in the order given here */
  race(seed: number, runners: readonly Runner[]): Promise<Answered[]>;
  /** of a new member, staff unless told otherwise */
  desk(role?: Role): Promise<RacingDesk>;
  close(): Promise<void>;
}

const MOST_TURNS = 6;

function shuffled<T>(chance: Chance, things: readonly T[]): T[] {
  const rest = [...things];
  return things.map(() => rest.splice(chance.between(0, rest.length), 1)[0] as T);
}

export async function racetrack({ servers = 1, ...parts }: WorldParts & { servers?: number } = {}): Promise<Racetrack> {
  const world = await testWorld({ now: '2026-03-02T08:00:00Z', ...parts });
  // Each knows nothing of what the others have in flight or in mind: only the database is between them.
  const others: ZodApp[] = [];
  while (others.length < servers - 1) others.push(buildApp(await world.partsOfAnother()));
  const apps = [world.app, ...others];
  for (const app of apps) await app.listen({ host: '127.0.0.1', port: 0 });
  const urls = apps.map((app) => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
  const agent = new Agent({ connections: 128 });
  let sent = 0;

  const send: Racetrack['send'] = async (method, path, { body, token = world.token, headers = {} } = {}) => {
    const url = urls[sent++ % urls.length] ?? '';
    const response = await request(`${url}${path}`, {
      ...{ method, dispatcher: agent },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    const text = await response.body.text();
    const isJson = String(response.headers['content-type'] ?? '').startsWith('application/json');
    return { status: response.statusCode, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
  };

  async function desk(role: Role = 'STAFF'): Promise<RacingDesk> {
    const n = sent++;
    const { memberId } = (await world.run('members.add', {
      ...{ name: `Desk ${n}`, email: `desk-${n}@atlas.test`, role, passwordHash: null },
    })) as { memberId: string };
    const { secret, tokenHash } = newDeviceSecret();
    const { deviceId } = (await world.run('members.registerDevice', { memberId, name: 'Till', tokenHash })) as { deviceId: string };
    const token = deviceToken({ tenantId: world.business.tenantId, deviceId, secret });
    let seq = 0;
    return {
      ...{ token, deviceId, memberId },
      push(...commands) {
        const at = world.now();
        const numbered = commands.map((command) => ({ seq: ++seq, commandId: newCommandId(), at, ...command }));
        return send('POST', '/v1/sync/push', { token, body: { commands: numbered } });
      },
    };
  }

  return {
    ...{ world, urls, send, desk },
    async race(seed, runners) {
      const chance = chanceOf(seed);
      const answers: Promise<Answered>[] = [];
      for (const i of shuffled(chance, [...runners.keys()])) {
        answers[i] = (runners[i] as Runner)();
        for (let turns = chance.between(0, MOST_TURNS); turns > 0; turns--) await turn();
      }
      return Promise.all(answers);
    },
    async close() {
      await agent.close();
      for (const app of others) await app.close();
      await world.close();
    },
  };
}
