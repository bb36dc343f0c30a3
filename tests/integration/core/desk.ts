import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '#core/contracts/actor.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine, Outcome } from '#core/engine/engine.ts';
import { type PullPage, servePull } from '#core/engine/pull.ts';
import { type PushResult, receivePush } from '#core/engine/push.ts';
import { applyPull, pendingCommands, runLocally, SYNC_ROW } from '#core/engine/rebase.ts';
import { attention, syncState } from '#core/engine/tables.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { openLocalDatabase } from '#host/database.ts';
import { type CoreWorld, idFor, newCommandId, owner } from './world.ts';

/** A desktop beside a server, with nothing between them but what the test carries across. */
export interface Desk {
  readonly engine: Engine;
  run(name: string, input: unknown): Promise<Outcome>;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows what it asked for
  ask<T = any>(name: string, input?: unknown): Promise<T>;
  /** sends what waits */
  push(): Promise<PushResult[]>;
  pull(how?: { replace: boolean }): Promise<PullPage>;
  pending(): Promise<string[]>;
  attention(): Promise<{ name: string; code: string }[]>;
  close(): Promise<void>;
}

export async function openDesk(world: CoreWorld, name = 'till'): Promise<Desk> {
  const { tenantId } = world;
  const actor: Actor = owner;
  const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-desk-'));
  const { database } = await openLocalDatabase({ file: join(folder, 'desk.db'), defer: queueMicrotask });
  const engine: Engine = { database, registry: slotkeeperRegistry(), clock: world.engine.clock, side: 'desktop' };
  const device = { tenantId, deviceId: idFor('dev', name), actor };
  const member = { id: owner.id, name: owner.name, email: 'owner@example.org', role: 'OWNER' };
  const blank = {
    serverUrl: 'https://book.example',
    deviceId: device.deviceId,
    member,
    serverRev: 0,
    nonce: '',
    nextSeq: 1,
    lastContactAt: null,
  };
  await database.write(tenantId, (db) => db.insert(syncState, { id: SYNC_ROW, ...blank, complete: false }));
  const waiting = () => database.read(tenantId, (db) => pendingCommands(db));
  return {
    engine,
    run: (command, input) => runLocally(engine, { tenantId, actor, commandId: newCommandId(), name: command, input }),
    ask: async (query, input = {}) => (await ask(engine, { tenantId, actor, name: query, input })) as never,
    push: async () =>
      receivePush(
        world.engine,
        device,
        (await waiting()).map(({ seq, commandId, name: command, input, at }) => ({
          seq,
          commandId,
          name: command,
          version: 1,
          input: input as never,
          at,
        })),
      ),
    async pull({ replace } = { replace: false }) {
      const state = await database.read(tenantId, (db) => db.find(syncState, SYNC_ROW));
      const pages: PullPage[] = [];
      let [since, nonce] = replace ? [0, ''] : [state?.serverRev ?? 0, state?.nonce ?? ''];
      for (let more = true; more;) {
        const page = await servePull(world.engine, device, { since, nonce, acknowledged: 0 });
        pages.push(page);
        ({ rev: since, nonce, more } = page);
      }
      await applyPull(engine, { tenantId, actor, pages, replace });
      return pages.at(-1) as PullPage;
    },
    pending: async () => (await waiting()).map(({ name: command }) => command),
    attention: async () =>
      (await database.read(tenantId, (db) => db.list(attention))).map(({ name: command, code }) => ({ name: command, code })),
    async close() {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
