/** One server process: the real engine, doors and workers over a database, on virtual time and without a network. */
import type pino from 'pino';
import type { Database } from '#core/data/database.ts';
import { Refusal } from '#core/base/refusal.ts';
import type { Engine } from '#core/engine/engine.ts';
import { type PullPage, PullQuery, servePull } from '#core/engine/pull.ts';
import { cursorOf, markCopied, PushBody, type PushingDevice, receivePush } from '#core/engine/push.ts';
import { serveSnapshot, SnapshotQuery } from '#core/engine/snapshot.ts';
import { changesOf } from '#server/doors/http/changes.ts';
import { mustSpeakOurProtocol } from '#server/doors/sync/protocol.ts';
import { errorTable } from '#server/errors/table.ts';
import { memoryCounters } from '#server/limits.ts';
import { defaultOptions, type ServerParts } from '#server/parts.ts';
import { type DeviceHolder, deviceHolderOf, memberActor, whyTurnedOut } from '#server/secrets/devices.ts';
import { startDeliveries } from '#server/workers/deliveries.ts';
import { startUpkeep } from '#server/workers/upkeep.ts';
import { answerChange } from './knock.ts';
import { Gone, isInjected, type Life } from './life.ts';
import { usual } from './registries.ts';
import type { Stage } from './stage.ts';
import type { Answer, Request } from './talk.ts';

export interface ServerProcess {
  readonly life: Life;
  readonly engine: Engine;
  answer(request: Request): Promise<Answer>;
  /** as a process that is asked to end */
  stop(): Promise<void>;
}

export interface ProcessParts {
  readonly stage: Stage;
  readonly tenantId: string;
  readonly life: Life;
  readonly database: Database;
}

interface Snapshot {
  readonly first: string;
  readonly lines: AsyncIterable<string>;
}

const jsonHeaders = { 'content-type': 'application/json' };

interface PulledEvent {
  readonly name: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export async function startProcess({ stage, tenantId, life, database }: ProcessParts): Promise<ServerProcess> {
  const { clock, chance, census, complain, receivers } = stage;
  const engine: Engine = { database, registry: usual, clock: { now: clock.now }, side: 'server' };
  const told = ({ err }: { err?: unknown }, message: string): void => {
    if (life.isAlive() && !isInjected(err)) complain(`the server logs: ${message} ${String(err)}`);
  };
  const logger = { error: told, warn: () => {}, info: () => {}, debug: () => {} } as unknown as pino.Logger;
  const parts: ServerParts = {
    ...{ engine, logger, counters: memoryCounters() },
    serverKey: Buffer.alloc(32, 7),
    publicUrl: () => 'http://server',
    options: { ...defaultOptions, allowPrivateWebhooks: true },
  };
  const timer = { at: (instant: number, fn: () => void) => clock.after(instant - clock.now(), () => life.isAlive() && fn()) };
  const deliveries = startDeliveries({ ...parts, timer, random: chance.next, send: receivers.post });
  const upkeep = startUpkeep({ ...parts, timer });
  const changes = changesOf(engine);

  async function holderOf({ headers }: Request): Promise<DeviceHolder> {
    const token = (headers.authorization ?? '').replace('Bearer ', '');
    const holder = await deviceHolderOf(engine, token);
    if (holder === undefined) throw (await whyTurnedOut(engine, token)) ?? new Refusal('unauthorized');
    return holder;
  }

  async function deviceOf(request: Request): Promise<PushingDevice> {
    const holder = await holderOf(request);
    return { tenantId: holder.tenantId, deviceId: holder.deviceId, actor: memberActor(holder) };
  }

  /** What happened to a booking changed it, or a dispute about it: as of one moment, the one never comes without the other. Its money is an order's. */
  function mustBeOfOneMoment({ rows }: PullPage): void {
    const idsOf = (table: string) => new Set(((rows[table] ?? []) as { id: string }[]).map(({ id }) => id));
    const [bookings, disputes] = [idsOf('bookings'), idsOf('disputes')];
    for (const { name, subjectKind, subjectId, data } of (rows.events ?? []) as PulledEvent[]) {
      if (subjectKind !== 'booking' || name === 'booking.money_returned') continue;
      const isThere = name.startsWith('dispute.') ? disputes.has(String(data['disputeId'])) : bookings.has(subjectId);
      if (!isThere) complain(`a page says that ${name} of ${subjectId}, and lacks what changed`);
    }
  }

  async function pageFor(request: Request, query: PullQuery): Promise<PullPage> {
    const page = await servePull(engine, await deviceOf(request), query);
    if (page.more) census.count('a pull of several pages');
    else mustBeOfOneMoment(page);
    return page;
  }

  /** As the door does: whoever is turned out or given less to see meanwhile gets no further page. */
  async function* whileWelcome(request: Request, { first, lines }: Snapshot): AsyncGenerator<string> {
    const { role } = (await holderOf(request)).member;
    yield first;
    for await (const text of lines) {
      life.reach('server inside a first sync');
      if ((await holderOf(request)).member.role !== role) return;
      yield text;
    }
  }

  async function route(request: Request): Promise<Answer> {
    const { method, path, headers, body } = request;
    const url = new URL(path, 'http://server');
    const query = Object.fromEntries(url.searchParams);
    if (url.pathname.startsWith('/v1/sync/')) mustSpeakOurProtocol({ headers } as never);
    switch (`${method} ${url.pathname}`) {
      case 'POST /v1/changes':
        return answerChange(changes, { tenantId, request });
      case 'POST /v1/sync/push': {
        const device = await deviceOf(request);
        const results = await receivePush(engine, device, PushBody.parse(body).commands);
        for (const { code } of results) if (code !== undefined) census.refused(code);
        return answerOf(200, { results, lastSeq: (await cursorOf(engine, device)).lastSeq });
      }
      case 'GET /v1/sync/pull':
        return answerOf(200, await pageFor(request, PullQuery.parse(query)));
      case 'GET /v1/sync/snapshot': {
        const lines = serveSnapshot(engine, await deviceOf(request), SnapshotQuery.parse(query));
        // what is refused is refused before the stream has begun
        const first = String((await lines.next()).value);
        return { ...answerOf(200, null), lines: whileWelcome(request, { first, lines }) };
      }
      case 'POST /v1/sync/copied':
        await markCopied(engine, await deviceOf(request));
        return answerOf(204, undefined);
      default:
        throw new Refusal('not_found', { kind: 'route' });
    }
  }

  /** Whoever is served is served to the end before the database is closed, as by the program itself. */
  const inService = new Set<Promise<void>>();

  async function serve(request: Request): Promise<Answer> {
    try {
      const answer = await route(request);
      if (request.method === 'POST') life.reach('server between commit and answer');
      return answer;
    } catch (error) {
      if (error instanceof Gone || !life.isAlive()) throw error;
      const refusal = error instanceof Refusal ? error : new Refusal('internal_error');
      if (isCursed(request)) census.count('a command that breaks the server');
      if (refusal.code === 'internal_error' && !isInjected(error)) complain(`${request.method} ${request.path} broke: ${textOf(error)}`);
      if (refusal.code === 'internal_error') return answerOf(500, bodyOf(refusal));
      census.refused(refusal.code);
      return answerOf(errorTable[refusal.code].status, bodyOf(refusal));
    }
  }

  return {
    life,
    engine,
    answer(request) {
      const serving = serve(request);
      const served = serving.then(
        () => {},
        () => {},
      );
      inService.add(served);
      void served.then(() => inService.delete(served));
      return serving;
    },
    async stop() {
      await Promise.all([deliveries.stop(), upkeep.stop()]);
      while (inService.size > 0) await Promise.all(inService);
      await database.close();
    },
  };
}

const isCursed = ({ body }: Request): boolean => JSON.stringify(body ?? null).includes('customers.curse');
const answerOf = (status: number, body: unknown): Answer => ({ status, headers: jsonHeaders, body });
const bodyOf = ({ code, facts }: Refusal) => ({ error: code, message: '', details: facts, requestId: 'req' });
const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
