import Database from 'better-sqlite3';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { networkDriveOf } from '#core/data/networkFolders.ts';
import { PlainError } from '#host/commandLine.ts';
import { openLocalDatabase } from '#host/database.ts';
import { takeFolder } from '#host/folder.ts';
import { mustBeLocal as mustBeLocalToHost } from '#host/trust.ts';
import { mustBeLocal } from '#server/start/sqliteFolder.ts';
import { type Ended, hostMain, killAll, launch, run, serverMain } from './programs.ts';

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-folders-'));
  data = join(folder, 'data');
  mkdirSync(data);
  mkdirSync(join(folder, 'pages'));
  writeFileSync(join(folder, 'pages', 'index.html'), '<!doctype html>');
});
afterEach(async () => {
  await killAll();
  rmSync(folder, { recursive: true, force: true });
});

/** root may write everywhere: as root, the programs run as nobody. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const plainUser = isRoot ? { uid: NOBODY } : {};

function giveAway(...paths: string[]): void {
  if (isRoot) for (const path of paths) chownSync(path, NOBODY, NOBODY);
}

const serverArgs = () => ['--data', data, '--port', '0', '--log-level', 'error'];
const hostArgs = () => [join(folder, 'pages'), '--data', data, '--port', '0', '--json'];

async function oneSentence(ending: Promise<Ended>): Promise<string> {
  const { code, said } = await ending;
  expect(code).toBe(1);
  expect(said).toMatch(/^[^\n]+\.\n$/);
  return said.trim();
}

describe('a second program on one folder', () => {
  test('is refused while the first server lives, and not after it was killed', async () => {
    const first = await launch(serverMain, serverArgs());
    const said = await oneSentence(run(serverMain, serverArgs()).ended);
    expect(said).toBe(`Another Slotkeeper server is using ${data}: stop it, or name another folder with --data.`);
    first.kill();
    await first.ended;
    const next = await launch(serverMain, serverArgs());
    expect((await next.stop()).code).toBe(0);
  });

  test('is refused while the first console lives, and not after it was killed', async () => {
    const first = await launch(hostMain, hostArgs());
    expect(await oneSentence(run(hostMain, hostArgs()).ended)).toBe(`Another Slotkeeper is already using ${data}.`);
    first.kill();
    await first.ended;
    const next = await launch(hostMain, hostArgs());
    expect((await next.stop()).code).toBe(0);
  });
});

describe('what may only be read', () => {
  test('is no data folder of a server', async () => {
    chmodSync(folder, 0o755);
    chmodSync(data, 0o555);
    const said = await oneSentence(run(serverMain, serverArgs(), plainUser).ended);
    expect(said).toBe(`The data folder ${data} can't be written: name another with --data.`);
  });

  test('is no data folder of a console', async () => {
    chmodSync(folder, 0o755);
    chmodSync(data, 0o555);
    expect(await oneSentence(run(hostMain, hostArgs(), plainUser).ended)).toBe(`The data folder ${data} can't be written to.`);
  });

  test('is no database of a server', async () => {
    chmodSync(folder, 0o755);
    giveAway(folder, data);
    const server = await launch(serverMain, serverArgs(), plainUser);
    await server.stop();
    chmodSync(join(data, 'slotkeeper.sqlite'), 0o444);
    const said = await oneSentence(run(serverMain, serverArgs(), plainUser).ended);
    expect(said).toBe(`The database in ${data} can't be written: change who may write its files, or name another folder with --data.`);
  });
});

describe('a network drive', () => {
  test.each([
    ['NFS', 0x6969],
    ['SMB', 0xff534d42],
    // as a signed number of 32 bits, which some systems hand over
    ['SMB', 0xfe534d42 - 2 ** 32],
    ['Ceph', 0x00c36400],
  ])('(%s) is refused in a sentence, by the server and by the console', (name, type) => {
    const said = `is on a network drive (${name})`;
    expect(() => mustBeLocal(data, () => type)).toThrow(said);
    expect(() => mustBeLocalToHost(data, () => type)).toThrow(said);
  });

  const EXT4 = 0xef53;
  const FUSE = 0x65735546;
  const mounts = [
    '22 1 254:0 / / rw - ext4 /dev/root rw',
    '40 22 0:40 / /mnt/far rw,nosuid - fuse.sshfs me@far:/srv rw',
    '41 22 0:41 / /mnt/far/near rw - fuseblk /dev/sdb1 rw',
    '42 22 0:42 / /mnt/with\\040blank rw - fuse.rclone cloud: rw',
    '43 22 0:43 / /mnt/old rw - fuse s3fs#bucket rw',
    '44 22 0:44 / /mnt/pool rw - fuse.mergerfs a:b rw',
  ].join('\n');

  test.each([
    [EXT4, '/home/atlas', null],
    [FUSE, '/mnt/far/data', 'sshfs'],
    [FUSE, '/mnt/far', 'sshfs'],
    [FUSE, '/mnt/far/near/data', null],
    [FUSE, '/mnt/with blank/data', 'rclone'],
    [FUSE, '/mnt/old/data', 's3fs'],
    [FUSE, '/mnt/pool/data', null],
    [FUSE, '/mnt/farther', null],
    [0, '\\\\server\\share\\data', 'a network share'],
    [0, '\\\\?\\C:\\data', null],
    [0, 'C:\\data', null],
  ])('%d at %s is told from a disk', (type, at, drive) => {
    expect(networkDriveOf({ type, folder: at, mounts })).toBe(drive);
  });

  test('is not what a folder of this computer is taken for', () => {
    expect(() => mustBeLocal(data)).not.toThrow();
    takeFolder(data)();
  });
});

test('a database of a newer program is refused by the console in a sentence', async () => {
  mkdirSync(join(data, 'profiles'));
  const file = join(data, 'profiles', 'one.sqlite');
  const { database } = await openLocalDatabase({ file, defer: setImmediate });
  await database.close();
  new Database(file).exec("INSERT INTO migrations (position, id) VALUES (999, '9999_of_the_future')").close();
  await expect(openLocalDatabase({ file, defer: setImmediate })).rejects.toThrow(
    new PlainError(
      `${file} can't be opened: this database was written by a newer Slotkeeper (it has 9999_of_the_future): start that version.`,
    ),
  );
});

test('a database with the tables of another version is refused by the console in a sentence', async () => {
  mkdirSync(join(data, 'profiles'));
  const file = join(data, 'profiles', 'one.sqlite');
  const { database } = await openLocalDatabase({ file, defer: setImmediate });
  await database.close();
  new Database(file).exec('DROP TABLE "attention"').close();
  await expect(openLocalDatabase({ file, defer: setImmediate })).rejects.toThrow(
    new PlainError(
      `${file} can't be opened: its tables are not those of this version (there is no tenant_id in attention). Start the version that wrote it, or move the file away to go on without it; what the server has comes back by itself.`,
    ),
  );
});
