import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { localCommands } from '#core/engine/tables.ts';
import { PlainError } from '#host/commandLine.ts';
import { openLocalDatabase } from '#host/database.ts';
import { chanceOf } from '../simulation/chance.ts';
import { openBusiness, pairingCode } from './business.ts';
import { consoleLine } from './consoleLine.ts';
import { flipped } from './copies.ts';
import { untilQuiet } from './desk.ts';
import { hostStarter } from './hostRounds.ts';
import { killAll, launch, serverMain } from './programs.ts';

const COMMANDS = 12;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-local-'));
});
afterEach(async () => {
  await killAll();
  rmSync(folder, { recursive: true, force: true });
});

const openAt = (file: string) => openLocalDatabase({ file, defer: setImmediate });

/** A queue of commands, each committed by itself, that are in the log alone. */
async function queueInLog(): Promise<{ main: Buffer; wal: Buffer; lastCommit: number }> {
  const file = join(folder, 'live.sqlite');
  await (await openAt(file)).database.close();
  const { database } = await openAt(file);
  let lastCommit = 0;
  for (let seq = 1; seq <= COMMANDS; seq++) {
    lastCommit = seq === 1 ? 0 : readFileSync(`${file}-wal`).length;
    const row = { tenantId: 'tnt_1', seq, commandId: `cmd_${seq}`, name: 'customers.create', input: { seq }, at: 0, acknowledgedAt: null };
    await database.work(async (db) => void (await db.insert(localCommands).values({ ...row, state: 'pending' })));
  }
  const copy = { main: readFileSync(file), wal: readFileSync(`${file}-wal`), lastCommit };
  await database.close();
  return copy;
}

describe('a console’s own log', () => {
  test('broken off keeps the commands before that, and with a bit flipped is refused in a sentence', async () => {
    const { main, wal, lastCommit } = await queueInLog();
    const chance = chanceOf(3);
    const file = join(folder, 'copy.sqlite');
    const queued = async (damaged: Uint8Array): Promise<number[] | string> => {
      writeFileSync(file, main);
      writeFileSync(`${file}-wal`, damaged);
      try {
        const { database } = await openAt(file);
        const rows = await database.across((db) => db.select({ seq: localCommands.seq }).from(localCommands));
        await database.close();
        return rows.map(({ seq }) => seq);
      } catch (error) {
        expect(error).toBeInstanceOf(PlainError);
        return (error as PlainError).message;
      }
    };
    for (let n = 0; n < 30; n++) {
      const rows = await queued(wal.subarray(0, chance.between(0, wal.length)));
      expect(rows).toEqual(Array.from({ length: rows.length }, (_, i) => i + 1));
      expect(await queued(flipped(wal, chance.between(0, lastCommit * 8)))).toMatch(
        /-wal is damaged .*: move it away to go on without it; [^\n]+\.$/,
      );
      expect(await queued(flipped(wal, chance.between(lastCommit * 8, wal.length * 8)))).toHaveLength(COMMANDS - 1);
    }
  });
});

test('a console with a damaged log ends with a sentence that says what to do, and having done it works', async () => {
  const server = await launch(serverMain, ['--data', join(folder, 'data'), '--port', '0', '--open-signup', '--log-level', 'error']);
  const url = String(server.ready['url']);
  const business = await openBusiness(url, 'https://example.com/hook');
  const start = await hostStarter(folder);
  const host = await start(['--server', url, '--pair', await pairingCode(url, business)]);
  const line = await consoleLine(String(host.ready['url']));
  await untilQuiet(line);
  for (let n = 0; n < 5; n++) await line.call('run', { name: 'customers.create', input: { name: `Guest ${n}`, email: null, phone: null } });
  await untilQuiet(line);
  host.kill();
  await host.ended;

  const profiles = join(folder, 'desk', 'profiles');
  const wal = join(profiles, readdirSync(profiles).find((name) => name.endsWith('-wal')) ?? '');
  writeFileSync(wal, flipped(readFileSync(wal), 8 * 5_000));
  await expect(start([])).rejects.toThrow(`it ended with 1 before it was ready: ${wal} is damaged`);
  renameSync(wal, `${wal}.away`);
  const again = await start(['--server', url, '--pair', await pairingCode(url, business)]);
  const next = await consoleLine(String(again.ready['url']));
  await untilQuiet(next);
  expect(await next.call('ask', { name: 'customers.find', input: { limit: 100 } })).toMatchObject({ ok: true, value: { length: 5 } });
});
