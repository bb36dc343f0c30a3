/** What is measured runs in processes of its own, started as `npm run` would and listening on the loopback alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
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

export async function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  children.add(child);
  const ended = once(child, 'exit').then(([code]) => {
    children.delete(child);
    return code as number | null;
  });
  const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text));
  const failed = ended.then((code): never => {
    throw new Error(`${args.join(' ')} ended with ${String(code)} before it was ready`);
  });
  const { url } = JSON.parse(await Promise.race([line, failed])) as { url: string };
  failed.catch(() => {});
  child.stdout.resume();
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
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
