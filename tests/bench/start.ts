/**
 * `npm run serve` on a business with a hundred thousand bookings: from the moment it is typed to the first answer that has read
 * the database (a list of what is for sale), npm's own time included; and told without npm beside it. Then the memory of the
 * server's process when it has served that and been left alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { atMost, type Bench, benchOf, median, type Options, reported } from './figures.ts';
import { freePort, serveArguments } from './processes.ts';
import { openTown, type Town } from './town.ts';

const BOOKINGS = 100_000;
const ROUNDS = 7;
const START_BAR_MS = 800;
const MEMORY_BAR_MB = 150;
const SETTLE_MS = 5_000;
const PATIENCE_MS = 30_000;
const root = fileURLToPath(new URL('../../', import.meta.url));

type Way = 'npm run serve' | 'the same without npm';

export async function start(options: Options): Promise<Bench> {
  const town = await openTown(BOOKINGS, options);
  try {
    const ms: Record<Way, number[]> = { 'npm run serve': [], 'the same without npm': [] };
    const megabytes: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const way of ['npm run serve', 'the same without npm'] as const) {
        const server = await launch(town, way);
        if (round > 0) ms[way].push(server.ms);
        // npm is another process: whose memory it is, is only known of a server started by hand.
        if (round > ROUNDS - 3 && way === 'the same without npm') {
          await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
          megabytes.push(residentMegabytes(server.child.pid ?? 0));
        }
        await server.stop();
      }
    const figures = [
      atMost('npm run serve: to the first answer', { value: median(ms['npm run serve']), unit: 'ms', bar: START_BAR_MS }),
      reported('slowest of them', Math.max(...ms['npm run serve']), 'ms'),
      reported('without npm: to the first answer', median(ms['the same without npm']), 'ms'),
      atMost(`resident memory, ${SETTLE_MS / 1000} s after it`, { value: median(megabytes), unit: 'MB', bar: MEMORY_BAR_MB }),
      reported('bookings in the database', BOOKINGS, 'bookings'),
    ];
    return benchOf('start', figures, options);
  } finally {
    await town.remove();
  }
}

interface Launched {
  readonly child: ChildProcess;
  /** from the command to the first answer */
  readonly ms: number;
  stop(): Promise<void>;
}

async function launch(town: Town, way: Way): Promise<Launched> {
  const port = await freePort();
  const options = ['--data', town.folder, '--port', String(port), '--log-level', 'error'];
  const [command, args] =
    way === 'npm run serve'
      ? ['npm', ['run', '--silent', 'serve', '--', ...options]]
      : [process.execPath, [...serveArguments(), ...options]];
  const startedAt = performance.now();
  // A group of its own, because npm does not pass a signal on to what it started.
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
    env: { ...process.env, ...town.env },
  });
  const ended = once(child, 'close');
  await answered(`http://127.0.0.1:${port}/v1/storefront/${town.subdomain}/offerings`);
  const ms = performance.now() - startedAt;
  return {
    ...{ child, ms },
    async stop() {
      process.kill(-(child.pid ?? 0), 'SIGTERM');
      await ended;
    },
  };
}

/** Knocks every few milliseconds until there is an answer. */
async function answered(url: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const status = await fetch(url).then(
      async (response) => (await response.arrayBuffer(), response.status),
      () => 0,
    );
    if (status === 200) return;
    if (status !== 0) throw new Error(`the first answer was ${status}`);
    if (Date.now() > deadline) throw new Error('the server did not start');
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** `VmRSS`: pages of the process that are in memory, shared libraries among them. */
function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error('this system does not tell how much memory a process has');
  return Number(kilobytes) / 1024;
}
