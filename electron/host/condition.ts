/** How the sync is, in the words that the screens show; told when it is news. */
import type { SyncState } from '#core/engine/bridge.ts';
import type { Clock } from '#core/base/ports.ts';
import type { LinkFailure } from './link.ts';
import { countAfter, countQueue, loadPosition, type Queue, type SyncPosition } from './queue.ts';

export interface ConditionParts extends Queue {
  readonly clock: Clock;
  /** after what is already waiting */
  defer(fn: () => void): void;
  onState(state: SyncState): void;
}

export interface Condition {
  state(): SyncState;
  /** the server's revision up to which everything is here */
  rev(): number;
  /** Reads from the database how far this computer is. */
  readPosition(): Promise<SyncPosition>;
  /** Counts the queue, and tells. */
  recount(): Promise<void>;
  setBusy(isBusy: boolean): void;
  /** the server has answered the queue up to here */
  noteAnswered(seq: number): void;
  /** a pull has settled what was answered */
  noteSettled(): void;
  noteFailure(failure: LinkFailure | null): void;
  /** Nothing is told from here on. */
  stop(): void;
}

interface Counts {
  /** not yet settled by a pull */
  readonly pending: number;
  /** of them, not yet answered */
  readonly waiting: number;
  readonly attention: number;
}

export function conditionOf(parts: ConditionParts): Condition {
  let counts: Counts = { pending: 0, waiting: 0, attention: 0 };
  let rev = 0;
  let isComplete = false;
  let isBusy = false;
  let answered = 0;
  let needsUpgrade = false;
  let offlineSince: number | null = null;
  let stuck: SyncState['stuck'] = null;
  /** the round under way has heard all that the server had */
  let isSettled = false;
  let lastContactAt: number | null = null;
  let told = '';
  let isStale = false;
  let isStopped = false;

  const state = (): SyncState => ({
    ...{ state: wordOf(), stuck, waiting: counts.waiting, attention: counts.attention, offlineSince, lastContactAt },
  });

  function wordOf(): SyncState['state'] {
    if (needsUpgrade) return 'upgrade';
    if (offlineSince !== null) return 'offline';
    if (stuck !== null) return 'stuck';
    if (!isComplete) return 'syncing';
    if (counts.attention > 0) return 'attention';
    if (counts.pending > 0) return isBusy || counts.waiting === 0 ? 'syncing' : 'waiting';
    return 'synced';
  }

  /** The moment of the last contact alone is no news. */
  function tell(): void {
    const { lastContactAt: _, ...news } = state();
    const text = JSON.stringify(news);
    if (isStopped || text === told) return;
    told = text;
    parts.onState(state());
  }

  async function recount(): Promise<void> {
    isStale = false;
    if (isStopped) return;
    const { waiting: pending, attention } = await countQueue(parts);
    counts = { pending, attention, waiting: answered === 0 ? pending : await countAfter(parts, answered) };
    tell();
  }

  /** Commits that fall together are counted once. */
  function recountSoon(): void {
    if (isStale) return;
    isStale = true;
    parts.defer(() => void recount().catch(() => {}));
  }

  function noteContact(): void {
    needsUpgrade = false;
    offlineSince = null;
    lastContactAt = parts.clock.now();
  }

  const stopListening = parts.database.onCommit(({ tables }) => {
    if (tables.includes('sync_state') || tables.includes('attention')) recountSoon();
  });

  return {
    state,
    rev: () => rev,
    recount,
    async readPosition() {
      const position = await loadPosition(parts);
      rev = position.serverRev;
      isComplete = position.complete;
      lastContactAt ??= position.lastContactAt;
      return position;
    },
    setBusy(busy) {
      isBusy = busy;
      if (busy) isSettled = false;
      if (busy) tell();
    },
    noteAnswered(seq) {
      answered = seq;
      noteContact();
      recountSoon();
    },
    noteSettled() {
      answered = 0;
      isSettled = true;
      stuck = null;
      noteContact();
    },
    noteFailure(failure) {
      if (failure?.kind === 'offline') offlineSince ??= parts.clock.now();
      // What the server breaks on after that is one command, which is set aside.
      if (!isSettled && (failure === null || failure.kind === 'fault')) stuck = failure === null ? 'here' : 'server';
      needsUpgrade = failure?.kind === 'upgrade';
    },
    stop() {
      isStopped = true;
      stopListening();
    },
  };
}
