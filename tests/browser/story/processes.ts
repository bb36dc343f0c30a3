import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { root } from '#build/bundles.ts';

/** The real programs of the story, started as `npm run serve` and `npm run console` start them. */
export interface Program<Said> {
  readonly said: Said;
  /** As an operator stops it: finishes what is in flight. */
  stop(): Promise<void>;
}

async function startProgram<Said>(script: string, args: readonly string[]): Promise<Program<Said>> {
  // A console ends with its parent: its standard input stays open for as long as we live.
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => complaints.push(chunk));
  const line = await firstLine(child, () => complaints.join(''));
  return { said: JSON.parse(line) as Said, stop: () => stopChild(child) };
}

async function firstLine(child: ChildProcess, complaints: () => string): Promise<string> {
  if (child.stdout === null) throw new Error('a program without a standard output');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the program ended with ${code} before it was ready: ${complaints()}`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => {});
  return line;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

export function startServer({ data, port }: { data: string; port: number }): Promise<Program<{ url: string }>> {
  const args = ['--data', data, '--port', String(port), '--open-signup', '--allow-private-webhooks', '--log-level', 'error'];
  return startProgram('sync-server/main.ts', args);
}

export function startConsole(data: string): Promise<Program<{ url: string }>> {
  return startProgram('electron/host/main.ts', ['--data', data, '--port', '0', '--json']);
}

/** A port that is free now: the server of the story comes back on the one that it left. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
