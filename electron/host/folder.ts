import { mkdirSync } from 'node:fs';
import { PlainError } from './commandLine.ts';
import { holdFolder } from './database.ts';
import { mustBeLocal, plainlyAbout } from './trust.ts';

/** @throws PlainError where another host has it, it is on a network drive or it can't be written */
export function takeFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    mustBeLocal(folder);
    return holdFolder(folder);
  } catch (error) {
    const plain = plainlyAbout(error, { file: folder, folder });
    if (plain instanceof PlainError) throw plain;
    const isHeld = (error as { code?: string }).code?.startsWith('SQLITE_BUSY') === true;
    const sentence = isHeld ? `Another Slotkeeper is already using ${folder}.` : `The data folder ${folder} can't be written to.`;
    throw new PlainError(sentence, { cause: error });
  }
}
