/** A disk of a few megabytes, which can be filled to the last byte. It takes Linux and root to have one. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  fill(): void;
  /** makes room again */
  clear(): void;
  unmount(): void;
}

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

export function smallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  const ballast = join(folder, 'ballast');
  const room = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    fill() {
      const fd = openSync(ballast, 'a');
      try {
        for (let left = room(); left > 0; left = room()) writeSync(fd, Buffer.alloc(Math.min(left, 1 << 20)));
      } finally {
        closeSync(fd);
      }
    },
    clear: () => rmSync(ballast, { force: true }),
    unmount() {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A container may be root and still not be allowed to. */
export const canMount = ((): boolean => {
  if (!isRoot) return false;
  try {
    smallDisk(1).unmount();
    return true;
  } catch {
    return false;
  }
})();
