/** How often one caller may knock, and who counts. */
import { isIPv6 } from 'node:net';
import { HOUR, MINUTE } from '#core/base/time.ts';

export interface Limit {
  readonly count: number;
  readonly windowMs: number;
}

export interface Limits {
  /** of one API key, or one device */
  readonly requestsPerKey: Limit;
  /** of one address on the public doors */
  readonly requestsPerAddress: Limit;
  readonly bookingsPerAddress: Limit;
  readonly holdsPerAddress: Limit;
  readonly bookingsPerKey: Limit;
  readonly signInsPerAddress: Limit;
  /** one-time codes to one customer */
  readonly codesPerCustomer: Limit;
  readonly readsPerFeed: Limit;
}

export const defaultLimits: Limits = {
  requestsPerKey: { count: 300, windowMs: MINUTE },
  requestsPerAddress: { count: 600, windowMs: MINUTE },
  bookingsPerAddress: { count: 10, windowMs: MINUTE },
  holdsPerAddress: { count: 60, windowMs: MINUTE },
  bookingsPerKey: { count: 60, windowMs: MINUTE },
  signInsPerAddress: { count: 5, windowMs: MINUTE },
  codesPerCustomer: { count: 5, windowMs: HOUR },
  readsPerFeed: { count: 60, windowMs: HOUR },
};

export interface Count {
  /** knocks in the window so far, this one included */
  readonly count: number;
  /** epoch ms at which the window ends */
  readonly resetsAt: number;
}

/** Counts knocks in the memory of one process: a shared count would cost a write a request. Behind N processes a caller has up to N times as many. */
export interface Counters {
  hit(key: string, at: { now: number; windowMs: number }): Promise<Count>;
}

/**
 * Whose an address is, as far as one can tell: behind IPv6 a caller has at least a /64 to themselves, 2^64 addresses that must
 * not be as many callers. An IPv4 address in IPv6's clothes is the IPv4 address.
 */
export function callerAt(address: string): string {
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

const GROUPS = 8;

/** The eight numbers of an address that is one. */
function groupsOf(address: string): number[] {
  const [text = ''] = address.split('%');
  const [head = [], tail] = text.split('::').map(numbersOf);
  if (tail === undefined) return head;
  return [...head, ...Array<number>(GROUPS - head.length - tail.length).fill(0), ...tail];
}

function numbersOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

const SWEEP_AT = 10_000;

export function memoryCounters(): Counters {
  const windows = new Map<string, { count: number; resetsAt: number }>();
  let sweepAt = SWEEP_AT;

  /** Only once there are twice as many as the last time left: one look at each window for each that was added. */
  function sweep(now: number): void {
    for (const [key, window] of windows) if (window.resetsAt <= now) windows.delete(key);
    sweepAt = Math.max(SWEEP_AT, 2 * windows.size);
  }

  return {
    async hit(key, { now, windowMs }) {
      if (windows.size >= sweepAt) sweep(now);
      const known = windows.get(key);
      const window = known !== undefined && known.resetsAt > now ? known : { count: 0, resetsAt: now + windowMs };
      window.count += 1;
      windows.set(key, window);
      return { ...window };
    },
  };
}
