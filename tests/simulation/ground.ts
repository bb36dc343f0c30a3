import { join } from 'node:path';
import { openSqlite } from '#server/drivers/sqlite.ts';
import { atRest } from './clock.ts';
import { diskAt } from './disk.ts';
import type { Ground } from './house.ts';
import { lookInto, type Sight } from './sight.ts';

export interface SeenGround extends Ground {
  /** its rows as they now are */
  sight(): Promise<Sight>;
  /** the rows just committed, where they can be seen at once */
  readonly glance: (() => Sight) | null;
  /** resolves when nothing moves by itself any more */
  rest(): Promise<void>;
}

const BACKUP = 'backup';

/** A SQLite file in a folder, and one process at a time. */
export function sqliteGround({ folder, newNonce }: { folder: string; newNonce: () => string }): SeenGround {
  const disk = diskAt(folder);
  const file = () => join(disk.folder(), 'server.sqlite');
  let sight: Sight | undefined;
  /** every other process has savepoints around its writes from the first: by them it is told how many share a commit */
  let opened = 0;
  const lookAgain = () => {
    sight?.close();
    sight = undefined;
  };

  const look = (): Sight => (sight ??= lookInto(file()));

  return {
    processes: 1,
    sight: async () => look(),
    glance: look,
    rest: atRest,
    open: (life) => openSqlite({ file: file(), newNonce, defer: queueMicrotask, onOpen: life.onOpen, isWary: opened++ % 2 === 1 }),
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
