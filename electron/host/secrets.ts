import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SecretStore } from './ports.ts';

/** How the token's text is closed and opened: as it is under Node, by the system's key store under Electron. */
export interface Seal {
  close(text: string): Promise<string>;
  open(sealed: string): Promise<string>;
}

const unsealed: Seal = { close: async (text) => text, open: async (sealed) => sealed };

/** A file that only its owner may read. One that can't be opened any more (another computer's, another user's) counts as none. */
export function secretFile(file: string, seal: Seal = unsealed): SecretStore {
  return {
    async load() {
      try {
        return await seal.open(await readFile(file, 'utf8'));
      } catch {
        return null;
      }
    },
    async save(token) {
      if (token === null) return rm(file, { force: true });
      return writePrivately(file, await seal.close(token));
    },
  };
}

/** Whole or not at all, whenever the power goes. */
export async function writePrivately(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, text, { mode: 0o600, flush: true });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}
