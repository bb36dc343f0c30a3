/** What is measured runs in processes of its own, started as `npm run` would and listening on the loopback alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Running {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export interface Launched<Line> {
  readonly pid: number;
  /** What it says next, a line of JSON. @throws Error where it has ended or says nothing for so long */
  next(patienceMs: number): Promise<Line>;
  /** Politely, and waits for it. */
  stop(): Promise<void>;
}

export function launch<Line>(args: readonly string[], env: NodeJS.ProcessEnv = {}): Launched<Line> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  children.add(child);
  const ended = once(child, 'close').then(() => void children.delete(child));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    async next(patienceMs) {
      const tooLong = new AbortController();
      const patience = wait(patienceMs, undefined, { signal: tooLong.signal }).then((): never => {
        throw new Error(`${args[0]} said nothing for ${patienceMs} ms`);
      });
      const line = await Promise.race([lines.next(), patience]).finally(() => tooLong.abort());
      patience.catch(() => {});
      if (line.done === true) throw new Error(`${args[0]} ended before it was expected to`);
      return JSON.parse(line.value) as Line;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const START_MS = 30_000;

/** A server that tells its address when it listens. */
export async function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const launched = launch<{ url: string }>(args, env);
  const { url } = await launched.next(START_MS);
  return { url, pid: launched.pid, stop: launched.stop };
}

/** The arguments that `npm run serve` gives to Node. */
export function serveArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [node, ...args] = (scripts['serve'] ?? '').split(' ');
  if (node !== 'node') throw new Error('npm run serve no longer starts node');
  return args;
}

export const startServer = (data: string, { args = [], env = {} }: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {}) =>
  start([...serveArguments(), '--data', data, '--port', '0', '--log-level', 'warn', ...args], env);

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Seconds of CPU that a process has used; undefined where the system doesn't tell in `/proc`. */
export function cpuSeconds(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [utime = 0, stime = 0] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return (utime + stime) / 100;
  } catch {
    return undefined;
  }
}
