/** When the next round begins: by the clock, on news, on a call, and after a failure with the patience that it asks for. */
import type { Clock } from '#core/base/ports.ts';
import { MINUTE, SECOND } from '#core/base/time.ts';
import type { LinkFailure } from './link.ts';
import type { Timers } from './ports.ts';

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

export interface RhythmParts {
  readonly clock: Clock;
  readonly timers: Timers;
  random(): number;
  /** the server's revision that is here */
  rev(): number;
  /** One whole round. What it throws has been judged by then. */
  round(): Promise<void>;
}

export interface Rhythm {
  /** A round from now on: one under way may have missed what this is about, and is followed by another. */
  wake(): void;
  /** was there a wake since the round began */
  isWanted(): boolean;
  /** The live line says that there is something newer: `rev` where it named it. */
  hear(news: { rev: number | null }): void;
  setLive(isLive: boolean): void;
  /** A round at once, or the one under way. @throws what ended it */
  begin(): Promise<void>;
  /** Resolves when no round is under way, however it ended. */
  isOver(): Promise<void>;
  /** the server asked for patience, which has not run out */
  isHeldOff(): boolean;
  noteSuccess(): void;
  noteFailure(failure: LinkFailure | null): void;
  stop(): void;
}

export function rhythmOf({ clock, timers, random, rev, round }: RhythmParts): Rhythm {
  let running: Promise<void> | null = null;
  let cancelNext = (): void => {};
  let isStopped = false;
  let isLive = false;
  let again = false;
  /** heard of during a round */
  let awaitedRev = 0;
  let failures = 0;
  /** the patience that the last round's failure asks for */
  let failedFor = 0;
  /** no round by itself before this */
  let notBefore = 0;
  /** the server asked for patience: no round at all before this */
  let busyUntil = 0;
  /** ms that either of them was away when it was set */
  let patience = 0;

  /** ms. A clock that was set back meanwhile makes no patience longer than it was. */
  function heldFor(): number {
    const now = clock.now();
    notBefore = Math.min(notBefore, now + patience);
    busyUntil = Math.min(busyUntil, now + patience);
    return notBefore - now;
  }

  function next(milliseconds: number, isNeedless?: () => boolean): void {
    cancelNext();
    if (isStopped) return;
    const wait = Math.max(milliseconds, heldFor());
    cancelNext = timers.after(wait, () => {
      if (isNeedless?.() === true) next(POLL_WITH_LIVE);
      else void begin().catch(() => {});
    });
  }

  function begin(): Promise<void> {
    running ??= oneRound().finally(() => {
      running = null;
      next(rest());
    });
    return running;
  }

  async function oneRound(): Promise<void> {
    cancelNext();
    again = false;
    awaitedRev = 0;
    failedFor = 0;
    await round();
  }

  /** ms until the next round */
  function rest(): number {
    if (failedFor > 0) return failedFor;
    const isBehind = again || awaitedRev > rev();
    if (isBehind) return 0;
    return isLive ? POLL_WITH_LIVE : POLL_WITHOUT_LIVE;
  }

  return {
    wake() {
      again = true;
      if (running === null) next(0);
    },
    isWanted: () => again,
    hear(news) {
      // What this desktop pushed is told to it, too: by then its own pull has mostly brought it.
      const isKnown = () => !again && news.rev !== null && news.rev <= rev();
      if (isKnown()) return;
      if (running === null) next(GATHER, isKnown);
      else if (news.rev === null || news.rev > awaitedRev) awaitedRev = news.rev ?? Infinity;
    },
    setLive: (live) => void (isLive = live),
    begin,
    isOver: async () => running?.catch(() => {}),
    isHeldOff() {
      heldFor();
      return clock.now() < busyUntil;
    },
    noteSuccess() {
      failures = 0;
      notBefore = 0;
      busyUntil = 0;
    },
    noteFailure(failure) {
      heldFor();
      failures += 1;
      const wait = failure?.kind === 'upgrade' ? UPGRADE_WAIT : backoffOf(failures, random());
      if (failure?.kind === 'busy') busyUntil = clock.now() + Math.max(failure.retryAfterMs, wait);
      // While offline a new command may try at once; whatever else went wrong needs its time.
      notBefore = failure?.kind === 'offline' ? 0 : Math.max(busyUntil, clock.now() + wait);
      patience = Math.max(busyUntil, clock.now() + wait) - clock.now();
      failedFor = wait;
    },
    stop() {
      isStopped = true;
      cancelNext();
    },
  };
}
