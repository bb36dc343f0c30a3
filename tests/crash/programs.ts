/** The real programs as children of their own: started, killed at a chosen moment, and asked how they ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  /** its standard error */
  readonly said: string;
}

export interface Program {
  /** what its first line says */
  readonly ready: Record<string, unknown>;
  readonly ended: Promise<Ended>;
  isOver(): boolean;
  /** SIGKILL, at once: nothing of it runs after this */
  kill(): void;
  /** As an operator stops it. */
  stop(): Promise<Ended>;
}

export interface Launching {
  readonly env?: NodeJS.ProcessEnv;
  /** the user that it runs as */
  readonly uid?: number;
}

/** What is started here ends with whoever started it, also where that one is killed. */
const parentWatch = new URL('../../build/runtime/parent.ts', import.meta.url).href;

const running = new Set<ChildProcess>();

export interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export function run(script: URL, args: readonly string[], { env = {}, uid }: Launching = {}): Run {
  const options = ['--disable-warning=ExperimentalWarning', '--import', parentWatch];
  const child = spawn(process.execPath, [...options, fileURLToPath(script), ...args], {
    // A program that is asked to end with its parent watches its standard input.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  running.add(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return { code: code as number | null, said };
  });
  return { child, ended };
}

/** @throws an Error with all it said, where it ended before it was ready */
export async function launch(script: URL, args: readonly string[], options: Launching = {}): Promise<Program> {
  const { child, ended } = run(script, args, options);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const failed = ended.then(({ code, said }) => Promise.reject(new Error(`it ended with ${code} before it was ready: ${said}`)));
  const [line] = (await Promise.race([once(lines, 'line'), failed])) as [string];
  failed.catch(() => {});
  let isOver = false;
  void ended.then(() => (isOver = true));
  return {
    ready: JSON.parse(line) as Record<string, unknown>,
    ended,
    isOver: () => isOver,
    kill: () => void child.kill('SIGKILL'),
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

export async function killAll(): Promise<void> {
  for (const child of running) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

export const serverMain = new URL('../../sync-server/main.ts', import.meta.url);
export const hostMain = new URL('./hostMain.ts', import.meta.url);

/** Below the ports that the system hands out by itself: while the program is down, nobody is given its port. Rounds of one seed that run side by side get others. */
export async function ownPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}
