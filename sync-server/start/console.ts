/** The console beside a demo server: the desktop's own host, as a child that ends with the server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type pino from 'pino';

const hostMain = fileURLToPath(new URL('../../electron/host/main.ts', import.meta.url));
/** One that has failed says so by its end; this is for one that hangs, and no reason to give up on a slow machine. */
const PATIENCE_MS = 60_000;
const KILL_AFTER_MS = 3_000;

export interface ConsoleChild {
  /** one-time link; null: the console could not be started, and the log says why */
  readonly url: string | null;
  stop(): Promise<void>;
}

export interface ConsoleParts {
  readonly serverUrl: string;
  readonly data: string;
  readonly pairingCode: string;
  readonly logger: pino.Logger;
}

export async function startConsole({ serverUrl, data, pairingCode, logger }: ConsoleParts): Promise<ConsoleChild> {
  if (!existsSync(hostMain)) {
    logger.warn('there is no console here: electron/host is missing');
    return { url: null, stop: async () => {} };
  }
  const args = [
    '--disable-warning=ExperimentalWarning',
    hostMain,
    '--server',
    serverUrl,
    '--pair',
    pairingCode,
    '--data',
    data,
    '--port',
    '0',
    '--json',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await firstUrl(child);
  if (url === null) logger.warn('the console did not start');
  return { url, stop: () => stop(child) };
}

function firstUrl(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    const impatience = setTimeout(() => resolve(null), PATIENCE_MS).unref();
    const answer = (url: string | null): void => {
      clearTimeout(impatience);
      resolve(url);
    };
    child.once('error', () => answer(null));
    child.once('exit', () => answer(null));
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', (line) => answer(urlOf(line)));
  });
}

function urlOf(line: string): string | null {
  try {
    const said = JSON.parse(line) as { url?: unknown };
    return typeof said.url === 'string' ? said.url : null;
  } catch {
    return null;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  await gone;
  clearTimeout(impatience);
}
