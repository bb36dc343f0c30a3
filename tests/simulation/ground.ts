import { join } from 'node:path';
import { openSqlite } from '#server/drivers/sqlite.ts';
import { diskAt } from './disk.ts';
import type { Ground } from './house.ts';
import { lookInto, type Sight } from './sight.ts';

export interface SeenGround extends Ground {
  sight(): Sight;
}

const BACKUP = 'backup';

/** A SQLite file in a folder, and one process at a time. */
export function sqliteGround({ folder, newNonce }: { folder: string; newNonce: () => string }): SeenGround {
  const disk = diskAt(folder);
  const file = () => join(disk.folder(), 'server.sqlite');
  let sight: Sight | undefined;
  const lookAgain = () => {
    sight?.close();
    sight = undefined;
  };

  return {
    processes: 1,
    sight: () => (sight ??= lookInto(file())),
    open: (life) => openSqlite({ file: file(), newNonce, defer: queueMicrotask, onOpen: life.onOpen }),
    died() {
      lookAgain();
      disk.moveOn();
    },
    backUp: async () => disk.keep(BACKUP),
    async restore() {
      if (!disk.isKept(BACKUP)) return false;
      lookAgain();
      disk.putBack(BACKUP);
      return true;
    },
    tidy: async () => disk.tidy(),
    async close() {
      lookAgain();
    },
  };
}
