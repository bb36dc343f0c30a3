import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** One computer's disk: a folder that can be taken as it now is, write-ahead log and all, while a process is in the middle of writing. */
export interface Disk {
  /** where a process that starts now finds its files */
  folder(): string;
  /** What a process that died left behind, for the next one; the dead one's handles go on in the old folder. */
  moveOn(): void;
  /** Keeps it as it now is under this name. */
  keep(name: string): void;
  isKept(name: string): boolean;
  /** As it was when it was kept. */
  putBack(name: string): void;
  /** Another computer's, with what this one has. */
  copyTo(root: string): Disk;
  /** Nobody holds the folders of former processes any more. */
  tidy(): void;
}

/** A process that dies leaves its log; the shared memory beside it is gone with it. */
const isLeft = (path: string): boolean => !path.endsWith('-shm');
const copy = (from: string, to: string): void => cpSync(from, to, { recursive: true, filter: isLeft });

export function diskAt(root: string): Disk {
  let generation = 0;
  const former: string[] = [];
  const kept = new Set<string>();
  const folder = () => join(root, String(generation));
  mkdirSync(folder(), { recursive: true });

  function startFrom(source: string): void {
    former.push(folder());
    generation += 1;
    copy(source, folder());
  }

  return {
    folder,
    moveOn: () => startFrom(folder()),
    keep(name) {
      rmSync(join(root, name), { recursive: true, force: true });
      copy(folder(), join(root, name));
      kept.add(name);
    },
    isKept: (name) => kept.has(name),
    putBack: (name) => startFrom(join(root, name)),
    copyTo(other) {
      copy(folder(), join(other, '0'));
      return diskAt(other);
    },
    tidy() {
      for (const path of former.splice(0)) rmSync(path, { recursive: true, force: true });
    },
  };
}
