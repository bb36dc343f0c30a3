import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildStale } from './bundle.ts';
import { root, runtime } from './bundles.ts';
import { isHeadless, openInBrowser } from './open.ts';
import { failPlainly } from './plainly.ts';
import { type ElectronRuntime, electronRuntime, fetchElectron } from './runtime/electron.ts';

// `npm run desktop`: the console in Electron where its runtime is there, else in the browser, saying which and why.

async function main(): Promise<void> {
  const fetchFirst = process.argv.includes('--fetch');
  const args = process.argv.slice(2).filter((arg) => arg !== '--fetch');
  const found = electronRuntime();
  const runtime = 'absent' in found && fetchFirst ? await fetchElectron() : found;
  const isDesktop = 'binary' in runtime && !isHeadless();
  const child = isDesktop ? await openElectron(runtime, args) : await openHost(whyNot(runtime), args);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill('SIGTERM'));
  process.exitCode = await statusOf(child);
}

/** Electron's window or the browser's tab, with the reason for the choice in words. */
export async function showConsole(
  console: { url: string | null; open: boolean },
  electronArgs: string[],
): Promise<{ how: string; process?: ChildProcess }> {
  if (console.url === null) return { how: "the server's log says why" };
  if (!console.open) return { how: 'not opened, as --no-open asks' };
  const runtime = electronRuntime();
  if ('binary' in runtime && !isHeadless())
    return { how: 'also open in its own window, in Electron: sign in as below', process: await openElectron(runtime, electronArgs) };
  return { how: `${await openedInBrowser(console.url)}, because ${whyNot(runtime)}` };
}

async function openElectron({ binary }: { binary: string }, args: string[]): Promise<ChildProcess> {
  await buildStale(['renderer', 'electron'], console.log);
  return spawn(binary, [root, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The same host and the same screens under plain Node. Its end of our pipe tells it when we are gone. */
async function openHost(why: string, args: string[]): Promise<ChildProcess> {
  await buildStale(['renderer'], console.log);
  const host = spawn(process.execPath, ['--import', runtime, join(root, 'build/console.ts'), '--json', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const line = await Promise.race([once(createInterface({ input: host.stdout }), 'line'), statusOf(host)]);
  if (typeof line === 'number') return host;
  const { url } = JSON.parse(String(line[0])) as { url: string };
  console.log(`Console  ${url}\n         ${await openedInBrowser(url)}, because ${why}`);
  return host;
}

async function statusOf(child: ChildProcess): Promise<number> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? 1;
}

async function openedInBrowser(url: string): Promise<string> {
  if (isHeadless()) return 'to be opened in a browser';
  return (await openInBrowser(url)) ? 'opened in your browser' : 'to be opened in a browser (none could be started from here)';
}

const whyNot = (runtime: ElectronRuntime) => ('absent' in runtime ? runtime.absent : 'there is no screen for Electron here');

if (import.meta.main) main().catch(failPlainly);
