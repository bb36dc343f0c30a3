/**
 * The desktop's sync: one round at a time, push then pull. It is woken by a local command, by the server's live line and by
 * the clock; it never asks anybody to wait for it. Whatever fails, the queue stays and the next round begins at the beginning.
 */
import { MINUTE, SECOND } from '#core/base/time.ts';
import type { SessionState, SyncState } from '#core/engine/bridge.ts';
import type { Actor } from '#core/contracts/actor.ts';
import type { Engine } from '#core/engine/engine.ts';
import { call, type Call, LinkFailure, stream } from './link.ts';
import type { RawWriter } from './database.ts';
import { listenLive } from './live.ts';
import type { Platform } from './ports.ts';
import { pageOf, puller } from './pulling.ts';
import { lastSeqOf, pusher } from './pushing.ts';
import { countQueue, type Counts, loadPosition, type Queue } from './queue.ts';

export interface SyncParts extends Queue {
  readonly raw: RawWriter;
  readonly platform: Platform;
  readonly engine: Engine;
  readonly actor: Actor;
  readonly serverUrl: string;
  readonly token: string;
  onState(state: SyncState): void;
  onProgress(progress: SessionState['progress']): void;
  /** the server no longer takes the token; what is here stays */
  onSignedOut(): void;
}

export interface SyncClient {
  start(): Promise<void>;
  /** Something is to be sent or fetched. Resolves once the state counts it. */
  wake(): Promise<void>;
  /** A whole round that begins after this call. @throws LinkFailure where it did not get through */
  round(): Promise<void>;
  state(): SyncState;
  /** Ends at once; a round under way is left to find its line cut. */
  stop(): Promise<void>;
}

const POLL_WITH_LIVE = 5 * MINUTE;
const POLL_WITHOUT_LIVE = 30 * SECOND;
const UPGRADE_WAIT = 10 * MINUTE;
/** short enough that people who plug the cable back in see it work */
const LONGEST_WAIT = 15 * SECOND;
/** news that arrive together are one pull */
const GATHER = 15;

/** Doubling from one second, half of it jitter, so that a hundred desktops don't return in one instant. */
export const backoffOf = (failures: number, random: number): number =>
  Math.round(Math.min(SECOND * 2 ** Math.min(failures - 1, 6), LONGEST_WAIT) * (0.5 + random / 2));

export function syncClient(parts: SyncParts): SyncClient {
  const { platform } = parts;
  const { clock, timers } = platform;
  const link = { fetch: platform.fetch, timers, serverUrl: parts.serverUrl, token: parts.token };
  const ask = (request: Call) => {
    if (stopped) throw new LinkFailure('offline');
    return call(link, request);
  };

  let counts: Counts = { waiting: 0, attention: 0, head: null };
  let rev = 0;
  let isComplete = false;
  let stopped = false;
  let running: Promise<void> | null = null;
  let isBusy = false;
  let failures = 0;
  /** the patience that the last round's failure asks for */
  let failedFor = 0;
  let again = false;
  /** heard of during a round */
  let awaitedRev = 0;
  /** no round by itself before this */
  let notBefore = 0;
  /** the server asked for patience: no round at all before this */
  let busyUntil = 0;
  let needsUpgrade = false;
  let offlineSince: number | null = null;
  let lastContactAt: number | null = null;
  let told = '';
  let isLive = false;
  let stopLive = (): void => {};
  let cancelNext = (): void => {};
  let isListening = false;
  let isStale = false;

  const pushing = pusher({
    ...parts,
    clock,
    send: async (commands) => lastSeqOf(await ask({ method: 'POST', path: '/v1/sync/push', body: { commands } })),
  });
  const pulling = puller({
    ...parts,
    onProgress: parts.onProgress,
    openStream: (from) => stream(link, `/v1/sync/snapshot?${new URLSearchParams(from).toString()}`),
    breathe: () => new Promise((resolve) => platform.defer(resolve)),
    async tellCopied() {
      await ask({ method: 'POST', path: '/v1/sync/copied' });
      throw new LinkFailure('signed_out', { code: 'device_copied' });
    },
    async fetchPage({ since, nonce, acknowledged }) {
      const query = new URLSearchParams({ since: String(since), nonce, acknowledged: String(acknowledged) });
      return pageOf(await ask({ method: 'GET', path: `/v1/sync/pull?${query.toString()}` }));
    },
  });

  function state(): SyncState {
    return { state: wordOf(), waiting: counts.waiting, attention: counts.attention, offlineSince, lastContactAt };
  }

  function wordOf(): SyncState['state'] {
    if (needsUpgrade) return 'upgrade';
    if (offlineSince !== null) return 'offline';
    if (!isComplete) return 'syncing';
    if (counts.attention > 0) return 'attention';
    if (counts.waiting > 0) return isBusy ? 'syncing' : 'waiting';
    return 'synced';
  }

  /** The moment of the last contact alone is no news. */
  function tell(): void {
    const { lastContactAt: _, ...news } = state();
    const text = JSON.stringify(news);
    if (stopped || text === told) return;
    told = text;
    parts.onState(state());
  }

  async function recount(): Promise<void> {
    isStale = false;
    if (stopped) return;
    counts = await countQueue(parts);
    tell();
  }

  /** Commits that fall together are counted once. */
  function recountSoon(): void {
    if (isStale) return;
    isStale = true;
    platform.defer(() => void recount().catch(() => {}));
  }

  function next(milliseconds: number, isNeedless?: () => boolean): void {
    cancelNext();
    if (stopped) return;
    const wait = Math.max(milliseconds, notBefore - clock.now());
    cancelNext = timers.after(wait, () => {
      if (isNeedless?.() === true) next(POLL_WITH_LIVE);
      else void begin().catch(() => {});
    });
  }

  /** A round from now on: one under way may have missed what this is about, and is followed by another. */
  function wake(): Promise<void> {
    again = true;
    if (running === null) next(0);
    return recount();
  }

  function hear(news: { rev: number | null }): void {
    // What this desktop pushed is told to it, too: by then its own pull has mostly brought it.
    const isKnown = () => !again && news.rev !== null && news.rev <= rev;
    if (isKnown()) return;
    if (running === null) next(GATHER, isKnown);
    else if (news.rev === null || news.rev > awaitedRev) awaitedRev = news.rev ?? Infinity;
  }

  /** @throws what ended the round, after it has been judged */
  function begin(): Promise<void> {
    running ??= oneRound().finally(() => {
      running = null;
      next(rest());
    });
    return running;
  }

  async function oneRound(): Promise<void> {
    cancelNext();
    isBusy = true;
    again = false;
    awaitedRev = 0;
    failedFor = 0;
    tell();
    try {
      await pushThenPull();
      noteSuccess();
    } catch (error) {
      noteFailure(error);
      throw error;
    } finally {
      isBusy = false;
      await recount();
    }
  }

  /** ms until the next round */
  function rest(): number {
    if (failedFor > 0) return failedFor;
    const isBehind = again || awaitedRev > rev;
    if (isBehind) return 0;
    return isLive ? POLL_WITH_LIVE : POLL_WITHOUT_LIVE;
  }

  async function pushThenPull(): Promise<void> {
    for (;;) {
      const failure = await pushing.push();
      await pulling.pull();
      await readPosition();
      noteContact();
      if (failure === null) return;
      const isSetAside = await pushing.blame(failure);
      if (!isSetAside) throw failure;
    }
  }

  async function readPosition() {
    const position = await loadPosition(parts);
    rev = position.serverRev;
    isComplete = position.complete;
    return position;
  }

  function noteContact(): void {
    needsUpgrade = false;
    offlineSince = null;
    lastContactAt = clock.now();
    if (!isListening && !stopped) startLive();
  }

  function noteSuccess(): void {
    failures = 0;
    notBefore = 0;
    busyUntil = 0;
  }

  function noteFailure(error: unknown): void {
    if (stopped) return;
    const failure = error instanceof LinkFailure ? error : null;
    if (failure === null) platform.log.error({ error: describe(error) }, 'sync failed on this computer');
    if (failure?.kind === 'signed_out') {
      void stop();
      parts.onSignedOut();
      return;
    }
    failures += 1;
    if (failure?.kind === 'offline') offlineSince ??= clock.now();
    needsUpgrade = failure?.kind === 'upgrade';
    const wait = needsUpgrade ? UPGRADE_WAIT : backoffOf(failures, platform.random());
    if (failure?.kind === 'busy') busyUntil = clock.now() + Math.max(failure.retryAfterMs, wait);
    // While offline a new command may try at once; whatever else went wrong needs its time.
    notBefore = failure?.kind === 'offline' ? 0 : Math.max(busyUntil, clock.now() + wait);
    failedFor = wait;
  }

  function startLive(): void {
    isListening = true;
    stopLive = listenLive({
      ...link,
      random: platform.random,
      onNews(news) {
        isLive = true;
        hear(news);
      },
      onLost() {
        if (isLive) void wake().catch(() => {});
        isLive = false;
      },
    });
  }

  async function round(): Promise<void> {
    if (stopped) throw new LinkFailure('offline');
    if (clock.now() < busyUntil) throw new LinkFailure('busy', { code: 'rate_limited' });
    await running?.catch(() => {});
    await begin();
  }

  async function stop(): Promise<void> {
    stopped = true;
    cancelNext();
    stopLive();
    stopListening();
    await running?.catch(() => {});
  }

  const stopListening = parts.database.onCommit(({ tables }) => {
    if (tables.includes('sync_state') || tables.includes('attention')) recountSoon();
  });

  return {
    async start() {
      lastContactAt = (await readPosition()).lastContactAt;
      await recount();
      next(0);
    },
    wake,
    round,
    state,
    stop,
  };
}

export const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
