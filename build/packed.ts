import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from './bundles.ts';
import { fingerprintOf } from './stale.ts';

export interface Program {
  /** of its folder under `dist` */
  readonly name: string;
  /** Its module, relative to the repository, and what that exports to run it. */
  readonly entry: string;
  readonly runs: string;
  /** What is run where it can't be packed. */
  readonly unpacked: string;
  /** Folders and files: a change in any of them makes it another. */
  readonly sources: readonly string[];
}

// npm writes the second lock last, when all is installed: what was packed of older packages is another pack.
const makers = ['build/packed.ts', 'build/packed.config.ts', 'package-lock.json', 'node_modules/.package-lock.json'];

export const server: Program = {
  name: 'server',
  entry: 'sync-server/start/run.ts',
  runs: 'main',
  unpacked: 'sync-server/main.ts',
  sources: ['sync-server', 'core', ...makers],
};

export const consoleHost: Program = {
  name: 'console',
  entry: 'electron/host/start.ts',
  runs: 'start',
  unpacked: 'electron/host/main.ts',
  sources: ['electron/host', 'core', ...makers],
};

const KEPT = 3;
/** What runs may still load a part of its pack. */
const IN_USE_MS = 30 * 24 * 60 * 60 * 1000;
const MAKING = '.making-';
const MADE_WITHIN_MS = 60 * 60 * 1000;

/**
 * A program in a few files instead of eight hundred, which start in two thirds of the time. Each state of the sources has a folder
 * of its own, which is there whole or not at all and is never written again: what runs goes on finding what it has yet to load.
 * @returns the file to import; undefined where it neither is there nor can be made, and the sources have to do
 */
export async function packed(program: Program, dist = join(root, 'dist')): Promise<string | undefined> {
  const all = join(dist, program.name);
  const folder = join(all, fingerprintOf(program.sources).slice(0, 16));
  const file = join(folder, 'main.js');
  if (!existsSync(file) && canMake(all)) await make(program, { all, folder });
  return existsSync(file) ? file : undefined;
}

/** In this process, with this process's arguments. */
export async function runPacked(program: Program): Promise<void> {
  const file = await packed(program);
  const run = file === undefined ? undefined : (await importOf(file))?.[program.runs];
  if (run === undefined) await import(pathToFileURL(join(root, program.unpacked)).href);
  else await run(process.argv.slice(2));
}

type Packed = Readonly<Record<string, (args: readonly string[]) => Promise<void>>>;

/** undefined: it can't be read, or not whole. */
async function importOf(file: string): Promise<Packed | undefined> {
  try {
    return (await import(pathToFileURL(file).href)) as Packed;
  } catch {
    return undefined;
  }
}

/** Neither where only what serves is installed, nor where this user may not write. */
function canMake(all: string): boolean {
  try {
    createRequire(import.meta.url).resolve('vite/package.json');
    mkdirSync(all, { recursive: true });
    accessSync(all, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function make({ entry }: Program, { all, folder }: { all: string; folder: string }): Promise<void> {
  const making = mkdtempSync(join(all, MAKING));
  try {
    if (!(await packedApart(entry, making))) return;
    renameSync(making, folder);
    leaveNewest(all);
  } catch {
    // Another start has made it meanwhile.
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** As a process of its own: a server need not keep in its memory what packed it. */
function packedApart(...args: [entry: string, folder: string]): Promise<boolean> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('error', () => resolve(false)).once('close', (code) => resolve(code === 0)));
}

async function packInto(entry: string, folder: string): Promise<void> {
  const [{ build }, { packedConfig }] = await Promise.all([import('vite'), import('./packed.config.ts')]);
  await build(packedConfig(entry, folder));
}

/** The newest, whatever may be in use, and what another start is making. */
function leaveNewest(all: string): void {
  const folders = readdirSync(all).map((name) => ({ name, age: Date.now() - statSync(join(all, name)).mtimeMs }));
  const isMaking = ({ name }: { name: string }) => name.startsWith(MAKING);
  const made = folders.filter((folder) => !isMaking(folder)).toSorted((a, b) => a.age - b.age);
  const old = made.slice(KEPT).filter(({ age }) => age > IN_USE_MS);
  const leftOver = folders.filter((folder) => isMaking(folder) && folder.age > MADE_WITHIN_MS);
  for (const { name } of [...old, ...leftOver]) rmSync(join(all, name), { recursive: true, force: true });
}

if (import.meta.main) {
  const [entry = '', folder = ''] = process.argv.slice(2);
  await packInto(entry, folder);
}
