import type pino from 'pino';
import type { Timer } from './timer.ts';

/** A worker that does what is due, then sleeps until the next is, or until somebody wakes it. */
export interface Loop {
  wake(): void;
  /** resolves once no pass runs and none was asked for */
  idle(): Promise<void>;
  /** no pass begins any more; resolves when the last has ended */
  stop(): Promise<void>;
}

export interface LoopParts {
  readonly name: string;
  readonly timer: Timer;
  readonly now: () => number;
  readonly logger: pino.Logger;
  /** Does what is due. @returns the instant (epoch ms) at which to look again */
  pass(): Promise<number>;
}

/** After a pass that failed: the database is busy or gone, and asking it at once again would not mend it. */
const AFTER_FAULT_MS = 5_000;

export function startLoop({ name, timer, now, logger, pass }: LoopParts): Loop {
  const state = { wanted: false, stopped: false, running: undefined as Promise<void> | undefined };
  let callOff = () => {};

  async function run(): Promise<void> {
    let next = now();
    while (state.wanted && !state.stopped) {
      state.wanted = false;
      try {
        next = await pass();
      } catch (error) {
        logger.error({ err: error, worker: name }, 'worker pass failed');
        next = now() + AFTER_FAULT_MS;
      }
    }
    state.running = undefined;
    if (!state.stopped) callOff = timer.at(next, wake);
  }

  function wake(): void {
    state.wanted = true;
    if (state.stopped || state.running !== undefined) return;
    callOff();
    state.running = run();
  }

  return {
    wake,
    async idle() {
      while (state.running !== undefined) await state.running;
    },
    async stop() {
      state.stopped = true;
      callOff();
      await state.running;
    },
  };
}
