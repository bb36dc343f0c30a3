/**
 * The desktop's sync: one round at a time, push then pull. It is woken by a local command, by the server's live line and by
 * the clock; it never asks anybody to wait for it. Whatever fails, the queue stays and the next round begins at the beginning.
 */
import type { SessionState, SyncState } from '#core/engine/bridge.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Engine } from '#core/engine/engine.ts';
import { conditionOf } from './condition.ts';
import type { RawWriter } from './database.ts';
import { call, type Call, LinkFailure, stream } from './link.ts';
import { listenLive } from './live.ts';
import type { Platform } from './ports.ts';
import { pageOf, puller } from './pulling.ts';
import { lastSeqOf, pusher } from './pushing.ts';
import type { Queue } from './queue.ts';
import { rhythmOf } from './rhythm.ts';

export interface SyncParts extends Queue {
  readonly raw: RawWriter;
  readonly platform: Platform;
  readonly engine: Engine;
  readonly actor: Actor;
  readonly serverUrl: string;
  readonly token: string;
  onState(state: SyncState): void;
  onProgress(progress: SessionState['progress']): void;
  /** The server no longer takes the token, and says why; what is here stays. */
  onSignedOut(failure: LinkFailure): void;
}

export interface SyncClient {
  start(): Promise<void>;
  /** Something is to be sent or fetched. Resolves once the state counts it. */
  wake(): Promise<void>;
  /** A whole round that begins after this call. @throws LinkFailure where it did not get through */
  round(): Promise<void>;
  state(): SyncState;
  /** Ends at once: what is on the line is cut. */
  stop(): Promise<void>;
}

export function syncClient(parts: SyncParts): SyncClient {
  const { platform } = parts;
  const { clock, timers, defer } = platform;
  const hangUp = new AbortController();
  const link = { fetch: platform.fetch, timers, serverUrl: parts.serverUrl, token: parts.token, signal: hangUp.signal };
  const condition = conditionOf({ ...parts, clock, defer });
  const rhythm = rhythmOf({ clock, timers, random: platform.random, rev: condition.rev, round: oneRound });
  let isStopped = false;
  let isListening = false;
  let stopLive = (): void => {};

  const ask = (request: Call) => {
    if (isStopped) throw new LinkFailure('offline');
    return call(link, request);
  };

  const pushing = pusher({
    ...parts,
    clock,
    send: async (commands) => lastSeqOf(await ask({ method: 'POST', path: '/v1/sync/push', body: { commands } })),
    onAnswered: condition.noteAnswered,
  });
  const pulling = puller({
    ...parts,
    onProgress: parts.onProgress,
    onRenewed: rhythm.wake,
    openStream: (from) => stream(link, `/v1/sync/snapshot?${new URLSearchParams(from).toString()}`),
    isWanted: rhythm.isWanted,
    breathe: () => new Promise((resolve) => defer(resolve)),
    async tellCopied() {
      await ask({ method: 'POST', path: '/v1/sync/copied' });
      throw new LinkFailure('signed_out', { code: 'device_copied' });
    },
    async fetchPage(query) {
      const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
      return pageOf(await ask({ method: 'GET', path: `/v1/sync/pull?${text}` }));
    },
  });

  async function oneRound(): Promise<void> {
    condition.setBusy(true);
    try {
      await pushThenPull();
      rhythm.noteSuccess();
    } catch (error) {
      noteFailure(error);
      throw error;
    } finally {
      condition.setBusy(false);
      await condition.recount();
    }
  }

  async function pushThenPull(): Promise<void> {
    for (;;) {
      const failure = await pushing.push();
      await pulling.pull();
      await condition.readPosition();
      condition.noteSettled();
      startLive();
      if (failure === null) return;
      const isSetAside = await pushing.blame(failure);
      if (!isSetAside) throw failure;
    }
  }

  function noteFailure(error: unknown): void {
    if (isStopped) return;
    const failure = error instanceof LinkFailure ? error : null;
    if (failure === null) platform.log.error({ error: describe(error) }, 'sync failed on this computer');
    if (failure?.kind === 'signed_out') {
      void stop();
      return parts.onSignedOut(failure);
    }
    condition.noteFailure(failure);
    rhythm.noteFailure(failure);
  }

  function startLive(): void {
    if (isListening || isStopped) return;
    isListening = true;
    let isLive = false;
    stopLive = listenLive({
      ...link,
      random: platform.random,
      onNews(news) {
        isLive = true;
        rhythm.setLive(true);
        rhythm.hear(news);
      },
      onLost() {
        if (isLive) void wake().catch(() => {});
        isLive = false;
        rhythm.setLive(false);
      },
    });
  }

  function wake(): Promise<void> {
    rhythm.wake();
    return condition.recount();
  }

  async function stop(): Promise<void> {
    isStopped = true;
    rhythm.stop();
    condition.stop();
    stopLive();
    hangUp.abort();
    await rhythm.isOver();
  }

  return {
    async start() {
      await condition.readPosition();
      await condition.recount();
      rhythm.wake();
    },
    wake,
    async round() {
      if (isStopped) throw new LinkFailure('offline');
      if (rhythm.isHeldOff()) throw new LinkFailure('busy', { code: 'rate_limited' });
      await rhythm.isOver();
      await rhythm.begin();
    },
    state: condition.state,
    stop,
  };
}

export const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
