import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { root, runtime } from './bundles.ts';
import { PlainError } from './plainly.ts';

/** The line that a demo server prints when it is ready. */
export type DemoReady = {
  url: string;
  /** a link that works once; null when the console could not be started */
  console: string | null;
  storefront: string;
  owner: { email: string; password: string };
  apiKey: string;
  testApiKey: string;
};

export type RunningServer = { ready: DemoReady; log: string; process: ChildProcess };

/** Its log goes to a file in the data folder, so that the addresses stay in sight. Port and folder are judged by the server itself. */
export async function startDemoServer({ data, port }: { data: string; port: string }): Promise<RunningServer> {
  const log = join(data, 'server.log');
  const logFile = openLog(data, log);
  const args = ['--import', runtime, join(root, 'build/serve.ts'), '--demo', '--data', data, '--port', port];
  // A group of its own: Ctrl-C reaches us alone, and we end it with the one signal that it finishes its work on.
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', logFile], detached: process.platform !== 'win32' });
  process.once('exit', () => server.kill('SIGTERM'));
  closeSync(logFile);
  try {
    return { ready: await firstLine(server), log, process: server };
  } catch (error) {
    server.kill('SIGKILL');
    throw error instanceof NotReady ? new PlainError(lastWords(log) ?? error.message, error.exitCode) : error;
  }
}

/** Ended politely, then not: an open connection must not keep a terminal waiting. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(impatience);
}

class NotReady extends PlainError {}

function firstLine(server: ChildProcess): Promise<DemoReady> {
  const { stdout } = server;
  if (stdout === null) throw new Error('The server was started without a standard output.');
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).once('line', (line) => {
      try {
        resolve(JSON.parse(line) as DemoReady);
      } catch {
        reject(new NotReady(`The server said "${line}" where its addresses were expected.`));
      }
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new NotReady('The server stopped before it was ready.', code ?? 1)));
  });
}

function openLog(data: string, log: string): number {
  try {
    makeFolder(resolve(data));
    return openSync(log, 'w');
  } catch {
    throw new PlainError(`The data folder ${data} can't be written: name another with --data.`);
  }
}

/** Node's own recursive mkdir never returns where the parent exists and yet refuses (under /proc, for one). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Why a server would not start: its one sentence where it gave one, else the end of its log. */
function lastWords(log: string): string | undefined {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const plain = lines.slice(lines.findLastIndex((line) => line.startsWith('{')) + 1).filter((line) => line !== '');
  if (plain.length <= 1) return plain[0];
  return `The server could not start. Its log (${log}) says why:\n${plain.slice(0, 12).join('\n')}`;
}
