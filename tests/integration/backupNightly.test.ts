import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/base/time.ts';
import { type BackupOrder, makeBackup } from '#server/backup/backup.ts';
import { backedUpBy, type NightlyBackups, nightlyBackups, type NightlyParts } from '#server/backup/nightly.ts';
import { restoreBackup } from '#server/backup/restore.ts';
import { inThread } from '#server/backup/runThread.ts';
import { parseCommandLine } from '#server/start/commandLine.ts';
import type { Loop } from '#server/workers/loop.ts';
import { folderServer, foundBusiness } from './folderServer.ts';
import { type VirtualTime, virtualTime } from './virtualTime.ts';

const at = (text: string): number => Date.parse(text);
const KEY = Buffer.alloc(32, 5);
const START = at('2026-11-21T09:00:00Z');

let data: string;
let time: VirtualTime;
const loops: Loop[] = [];
const logged: string[] = [];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'slotkeeper-nightly-'));
  time = virtualTime(START);
  logged.length = 0;
});
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop();
  rmSync(data, { recursive: true, force: true });
});

const folder = () => join(data, 'backups');
const files = (): string[] => (existsSync(folder()) ? readdirSync(folder()).toSorted() : []);
const logger = pino({ level: 'warn' }, { write: (line: string) => logged.push(line) });

/** A stand-in that writes its instant, and fails when it is told to. */
function maker({ fails = () => null }: { fails?: (order: BackupOrder) => Error | null } = {}) {
  const asked: string[] = [];
  const make = async (order: BackupOrder) => {
    asked.push(new Date(order.now).toISOString());
    const error = fails(order);
    if (error !== null) throw error;
    writeFileSync(order.to, String(order.now));
  };
  return { asked, make };
}

function nightly(parts: Partial<NightlyParts>): { backups: NightlyBackups; advanceTo(text: string): Promise<void>; loop: Loop } {
  const backups = nightlyBackups({ data, by: 'server', keepDays: 14, serverKey: KEY, clock: time.clock, logger, ...parts });
  const loop = backups.start(time.timer);
  if (loop === null) throw new Error('no backups are made');
  loops.push(loop);
  return { backups, loop, advanceTo: (text) => time.advanceTo(at(text), () => loop.idle()) };
}

describe('nightly backups', () => {
  test('begin soon after the first start, then come at two o’clock each night', async () => {
    const { asked, make } = maker();
    const { backups, advanceTo } = nightly({ make });
    expect(await backups.state()).toMatchObject({
      by: 'server',
      lastAt: null,
      lastBytes: null,
      failure: null,
      nextAt: START + 10 * MINUTE,
    });
    await advanceTo('2026-11-21T09:09:59Z');
    expect(asked).toEqual([]);
    await advanceTo('2026-11-24T12:00:00Z');
    expect(asked).toEqual(['2026-11-21T09:10:00.000Z', '2026-11-22T02:00:00.000Z', '2026-11-23T02:00:00.000Z', '2026-11-24T02:00:00.000Z']);
    expect(files()).toEqual(['21', '22', '23', '24'].map((day) => `slotkeeper-2026-11-${day}.zip`));
    expect(await backups.state()).toEqual({
      ...{ by: 'server', keepDays: 14, running: false, failure: null, lastBytes: 13 },
      ...{ lastAt: at('2026-11-24T02:00Z'), nextAt: at('2026-11-25T02:00Z') },
    });
  });

  test('are not made twice in a night by a server that starts again, and made up for by one that slept', async () => {
    const first = maker();
    const running = nightly({ make: first.make });
    await running.advanceTo('2026-11-22T03:00:00Z');
    await running.loop.stop();
    const second = maker();
    const again = nightly({ make: second.make });
    await again.advanceTo('2026-11-22T23:00:00Z');
    expect(second.asked).toEqual([]);
    await again.loop.stop();
    await time.advanceTo(at('2026-11-25T08:00:00Z'), async () => {});
    const third = maker();
    const awake = nightly({ make: third.make });
    await awake.advanceTo('2026-11-26T01:00:00Z');
    expect(third.asked).toEqual(['2026-11-25T08:10:00.000Z']);
  });

  test('are kept for as long as was asked, and nothing else in the folder is touched', async () => {
    mkdirSync(folder());
    for (const name of ['slotkeeper-2020-01-01.zip', 'mine.zip', 'slotkeeper-2020-01-01.zip.old', 'slotkeeper-2099-01-01.zip'])
      writeFileSync(join(folder(), name), 'x');
    const { advanceTo } = nightly({ ...maker(), keepDays: 3 });
    await advanceTo('2026-11-27T12:00:00Z');
    expect(files()).toEqual(
      [
        'mine.zip',
        ...['25', '26', '27'].map((day) => `slotkeeper-2026-11-${day}.zip`),
        'slotkeeper-2020-01-01.zip.old',
        'slotkeeper-2099-01-01.zip',
      ].toSorted(),
    );
  });

  test('that fail are told to the log, tried again an hour later, and cost no older one', async () => {
    mkdirSync(folder());
    for (const day of ['2026-11-01', '2026-11-20']) writeFileSync(join(folder(), `slotkeeper-${day}.zip`), day);
    let isFull = true;
    const { asked, make } = maker({ fails: () => (isFull ? Object.assign(new Error('no space'), { code: 'ENOSPC' }) : null) });
    const { backups, advanceTo } = nightly({ make, keepDays: 7 });
    await advanceTo('2026-11-21T11:30:00Z');
    expect(asked).toEqual(['2026-11-21T09:10:00.000Z', '2026-11-21T10:10:00.000Z', '2026-11-21T11:10:00.000Z']);
    expect(files()).toEqual(['slotkeeper-2026-11-01.zip', 'slotkeeper-2026-11-20.zip']);
    expect((await backups.state()).failure).toEqual({ at: at('2026-11-21T11:10Z'), reason: 'disk_full' });
    expect(logged.filter((line) => line.includes('the nightly backup failed'))).toHaveLength(3);
    isFull = false;
    await advanceTo('2026-11-21T12:30:00Z');
    expect(files()).toEqual(['slotkeeper-2026-11-20.zip', 'slotkeeper-2026-11-21.zip']);
    expect((await backups.state()).failure).toBe(null);
  });

  test('sweep up what a killed one left, once it is surely dead', async () => {
    mkdirSync(folder());
    for (const name of ['.slotkeeper-backup-old', '.slotkeeper-backup-new']) mkdirSync(join(folder(), name));
    for (const name of ['.slotkeeper-part-old', '.slotkeeper-part-new']) writeFileSync(join(folder(), name), 'x');
    for (const name of files()) {
      const seconds = (name.endsWith('old') ? START - 2 * DAY : START) / 1_000;
      utimesSync(join(folder(), name), seconds, seconds);
    }
    const { advanceTo } = nightly(maker());
    await advanceTo('2026-11-21T10:00:00Z');
    expect(files()).toEqual(['.slotkeeper-backup-new', '.slotkeeper-part-new', 'slotkeeper-2026-11-21.zip']);
  });

  test('are not made where nobody wants them, or the database is PostgreSQL', async () => {
    expect(backedUpBy({ keepBackups: 14 }, {})).toBe('server');
    expect(backedUpBy({ keepBackups: 0 }, {})).toBe('off');
    expect(backedUpBy({ keepBackups: 14 }, { DATABASE_URL: 'postgres://somewhere' })).toBe('postgres');
    for (const by of ['off', 'postgres'] as const) {
      const backups = nightlyBackups({ data, by, keepDays: 0, serverKey: KEY, clock: time.clock, logger });
      expect(backups.start(time.timer)).toBe(null);
      expect(await backups.state()).toMatchObject({ by, lastAt: null, nextAt: null });
    }
  });

  test('say so while one is under way, and stop with the server', async () => {
    let begun = (): void => {};
    const began = new Promise<void>((resolve) => (begun = resolve));
    const make = ({ signal }: BackupOrder) => {
      begun();
      return new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped'))));
    };
    const { backups, loop } = nightly({ make });
    await loop.idle();
    void time.advanceTo(START + HOUR, async () => {});
    await began;
    expect((await backups.state()).running).toBe(true);
    await loop.stop();
    expect(logged).toEqual([]);
  });
});

test('how long they are kept is said on the command line', () => {
  expect(parseCommandLine([])?.keepBackups).toBe(14);
  expect(parseCommandLine(['--keep-backups', '0'])?.keepBackups).toBe(0);
  for (const wrong of ['many', '-1', '1.5', ''])
    expect(() => parseCommandLine([`--keep-backups=${wrong}`])).toThrow(/^--keep-backups takes a number of days from 0 to 9999, not/);
});

describe('a backup in its own thread', () => {
  test('can be restored like any other', async () => {
    const server = await folderServer(data);
    await foundBusiness(server, 'Atlas Studios');
    const { advanceTo } = nightly({});
    await advanceTo('2026-11-21T09:30:00Z');
    expect(files()).toEqual(['slotkeeper-2026-11-21.zip']);
    const file = join(folder(), 'slotkeeper-2026-11-21.zip');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { manifest } = await restoreBackup({ from: file, data: join(data, 'other'), now: START });
    expect(manifest.counts['tenants']).toBe(2);
    expect(readFileSync(join(data, 'other', 'server.key'))).toEqual(KEY);
    await server.close();
  });

  test('that can’t be made says why', async () => {
    await expect(inThread({ data, to: join(data, 'x.zip'), now: START })).rejects.toMatchObject({
      reason: 'other',
      message: expect.stringContaining('server.key') as string,
    });
    const server = await folderServer(data);
    await server.close();
    const raw = readFileSync(join(data, 'slotkeeper.sqlite'));
    writeFileSync(join(data, 'slotkeeper.sqlite'), raw.fill(0x55, 4_096));
    await expect(inThread({ data, to: join(data, 'x.zip'), now: START })).rejects.toMatchObject({ reason: 'damaged' });
    await expect(makeBackup({ data, to: join(data, 'x.zip'), now: START })).rejects.toThrow(/ can't be copied: .*malformed\.$/);
    expect(existsSync(join(data, 'x.zip'))).toBe(false);
  });
});
