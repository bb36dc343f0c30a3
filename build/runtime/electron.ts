import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type ElectronRuntime = { binary: string } | { absent: string };

/** `require('electron')` would start a download: this only looks, and says why there is nothing to start. */
export function electronRuntime(folder = packageFolder()): ElectronRuntime {
  if (folder === undefined) return { absent: 'the electron package is not installed' };
  const named = readIfThere(join(folder, 'path.txt'));
  if (named === undefined) return { absent: "Electron's runtime has not been fetched (npm run desktop -- --fetch tries to)" };
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), named.trim());
  return existsSync(binary) ? { binary } : { absent: `Electron's runtime is gone from ${dirname(binary)}` };
}

/** Bounded, because on a network that drops packets the download would wait for ever. */
export async function fetchElectron({ timeoutSeconds = 120 } = {}): Promise<ElectronRuntime> {
  const folder = packageFolder();
  if (folder === undefined) return electronRuntime(folder);
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  const fetching = spawn(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', signal, killSignal: 'SIGKILL' });
  fetching.on('error', () => {});
  const status = await new Promise<number | null>((resolve) => fetching.once('close', resolve));
  if (signal.aborted) return { absent: `Electron's runtime could not be fetched within ${timeoutSeconds} s` };
  return status === 0 ? electronRuntime(folder) : { absent: "Electron's runtime could not be fetched from the network" };
}

function packageFolder(): string | undefined {
  try {
    return dirname(fileURLToPath(import.meta.resolve('electron/package.json')));
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
