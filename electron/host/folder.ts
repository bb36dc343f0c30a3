import { PlainError } from './commandLine.ts';
import { holdFolder } from './database.ts';

/** @throws PlainError where another host has it or it can't be written */
export function takeFolder(folder: string): () => void {
  try {
    return holdFolder(folder);
  } catch (error) {
    const isHeld = (error as { code?: string }).code?.startsWith('SQLITE_BUSY') === true;
    const sentence = isHeld ? `Another Slotkeeper is already using ${folder}.` : `The data folder ${folder} can't be written to.`;
    throw new PlainError(sentence, { cause: error });
  }
}
