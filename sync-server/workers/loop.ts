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
  let running: Promise<void> | undefined;
  let wanted = false;
  let stopped = false;
  let callOff = () => {};

  async function run(): Promise<void> {
    let next = now();
    while (wanted && !stopped) {
      wanted = false;
      try {
        next = await pass();
      } catch (error) {
        logger.error({ err: error, worker: name }, 'worker pass failed');
        next = now() + AFTER_FAULT_MS;
      }
    }
    running = undefined;
    if (!stopped) callOff = timer.at(next, wake);
  }

  function wake(): void {
    wanted = true;
    if (stopped || running !== undefined) return;
    callOff();
    running = run();
  }

  return {
    wake,
    async idle() {
      while (running !== undefined) await running;
    },
    async stop() {
      stopped = true;
      callOff();
      await running;
    },
  };
}
