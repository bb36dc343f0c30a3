import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY = '/dev/shm';
/** bytes; what all tests at once have lain there never came near it */
const ROOM = 2 * 2 ** 30;

function isRoomy(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ROOM;
}

/** A folder for databases and files that no test outlives: in memory where there is room. Processes die there, the power never does. */
export const SCRATCH = isRoomy(MEMORY) ? MEMORY : tmpdir();
