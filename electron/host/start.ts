import { existsSync, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandLine, parseCommandLine, PlainError } from './commandLine.ts';
import { buildConsole } from './console.ts';
import { takeFolder } from './folder.ts';
import { openHost } from './host.ts';
import { pairWith } from './pairing.ts';
import { nodePlatform } from './platform.ts';
import { secretFile } from './secrets.ts';
import { plainlyAbout } from './trust.ts';

const PAGES = fileURLToPath(new URL('../../dist/renderer', import.meta.url));

export async function start(args: readonly string[], pages = PAGES): Promise<void> {
  try {
    await run(parseCommandLine(args, process.env), pages);
  } catch (error) {
    process.stderr.write(`${error instanceof PlainError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(error instanceof PlainError ? error.exitCode : 1);
  }
}

async function run(line: CommandLine, pages: string): Promise<void> {
  const { url, close } = await openConsole(line, pages);
  stopWhenTold(line, close);
  sayReady(url, line);
}

/** @returns the one-time link, and how to end */
export async function openConsole(line: CommandLine, pages: string): Promise<{ url: string; close: () => Promise<void> }> {
  if (!existsSync(join(pages, 'index.html')))
    throw new PlainError('The console’s pages are not built yet: run `npm run build -- renderer` first.');
  const undo: (() => unknown)[] = [takeFolder(line.data)];
  const close = async () => {
    for (const step of undo.toReversed()) await step();
  };
  try {
    const host = await openHost({ folder: line.data, secrets: secretFile(join(line.data, 'token')), platform: nodePlatform() });
    undo.push(host.close);
    if (line.server !== null && line.pair !== null) await pairWith(host, { server: line.server, code: line.pair });
    const { app, linkFor } = await buildConsole({ host, pages });
    undo.push(() => app.close());
    const port = await listen(app, line);
    return { url: linkFor({ host: line.host === '::1' ? '[::1]' : line.host, port }), close };
  } catch (error) {
    await close();
    throw plainlyAbout(error, { file: line.data, folder: line.data });
  }
}

async function listen(app: Awaited<ReturnType<typeof buildConsole>>['app'], { host, port }: CommandLine): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE') throw new PlainError(`Port ${port} is taken: choose another with --port, or 0 for any.`, { cause: error });
    if (code === 'EACCES')
      throw new PlainError(`Port ${port} needs rights that this user does not have: choose another with --port.`, { cause: error });
    throw error;
  }
  const [address] = app.addresses();
  return typeof address === 'object' ? address.port : port;
}

function sayReady(url: string, { json }: CommandLine): void {
  const sentence = `The console is ready. Open ${url}\nThe link works once; stop with Ctrl+C, and start again for another.`;
  process.stdout.write(`${json ? JSON.stringify({ url }) : sentence}\n`);
}

const PARENT_CHECK = 2_000;

function stopWhenTold({ json }: CommandLine, stop: () => Promise<void>): void {
  let isStopping = false;
  const once = () => {
    if (isStopping) return;
    isStopping = true;
    void stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', once);
  process.on('SIGTERM', once);
  if (json) onOrphaned(once);
}

/** A program that started this one reads its line: without that program nobody would ever stop it. */
function onOrphaned(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, PARENT_CHECK).unref();
  if (!isPipe(0)) return;
  process.stdin.on('end', stop).on('error', stop).resume();
}

function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}
