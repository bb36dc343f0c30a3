import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { timedBody } from '#core/base/ids.ts';
import type { Platform } from './ports.ts';

/** Node's own clock, timers, network and chance. */
export function nodePlatform({ logLevel = 'warn' }: { logLevel?: string } = {}): Platform {
  const log = pino({ level: logLevel, base: null }, pino.destination(2));
  return {
    clock: { now: () => Date.now() },
    timers: {
      after(milliseconds, fn) {
        const timer = setTimeout(fn, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    fetch,
    log: {
      info: (facts, message) => log.info(facts, message),
      warn: (facts, message) => log.warn(facts, message),
      error: (facts, message) => log.error(facts, message),
    },
    random: () => Math.random(),
    newCommandId: () => `cmd_${timedBody(Date.now(), randomBytes(13))}`,
    defer: setImmediate,
  };
}
