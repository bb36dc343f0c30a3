import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { customers } from '#core/domains/customers/tables.ts';
import { execute } from '#core/engine/execute.ts';
import { commandLog } from '#core/engine/tables.ts';
import { type Host, openHost } from '#host/host.ts';
import { nodePlatform } from '#host/platform.ts';
import { secretFile } from '#host/secrets.ts';
import { makeBackup } from '#server/backup/backup.ts';
import { backupByHand, restoreByHand } from '#server/backup/commandLine.ts';
import { restoreBackup } from '#server/backup/restore.ts';
import { doorkeeper } from '#server/secrets/apiKeys.ts';
import { newCommandId } from '#server/secrets/tokens.ts';
import { holdFolder } from '#server/start/holdFolder.ts';
import { type FolderServer, folderServer, foundBusiness, PASSWORD } from './folderServer.ts';
import { type Line, lineTo } from './hostLine.ts';
import { declaring, type Entries, entriesOf, promise, renamed, zipOf } from './zips.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const byHand = { env: {}, now: () => NOW, signal: new AbortController().signal };

let folder: string;
let data: string;
let file: string;
const closing: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-backup-'));
  data = join(folder, 'data');
  file = join(folder, 'backup.zip');
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(at = data, port = 0): Promise<FolderServer> {
  const server = await folderServer(at, { port });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await server.close();
    isOpen = false;
  };
  closing.push(close);
  return { ...server, close };
}

async function addCustomer({ engine }: FolderServer, tenantId: string, name: string): Promise<string> {
  const commandId = newCommandId();
  const envelope = { commandId, name: 'customers.create', input: { name, email: null, phone: null } };
  const outcome = await execute(engine, { tenantId, actor: doorkeeper, envelope });
  if (!outcome.ok) throw new Error(outcome.code);
  return commandId;
}

const namesIn = async ({ engine }: FolderServer, tenantId: string): Promise<string[]> =>
  (await engine.database.read(tenantId, (db) => db.list(customers))).map(({ name }) => name).toSorted();

/** A server with a business and one customer, stopped. */
async function served(...names: string[]): Promise<string> {
  const server = await start();
  const { tenantId } = await foundBusiness(server, 'Atlas Studios');
  for (const name of names) await addCustomer(server, tenantId, name);
  await server.close();
  return tenantId;
}

const listed = (at: string): string[] => readdirSync(at, { recursive: true }).map(String).toSorted();
const stateOf = (at: string): string =>
  listed(at)
    .filter((name) => statSync(join(at, name)).isFile() && !name.includes('in-use.lock'))
    .map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(at, name)))
          .digest('hex')}`,
    )
    .join('\n');

describe('a backup', () => {
  test('is one instant of a server that goes on writing, and has all that was answered before it', async () => {
    const server = await start();
    const { tenantId } = await foundBusiness(server, 'Atlas Studios');
    const before = await Promise.all(Array.from({ length: 40 }, (_, i) => addCustomer(server, tenantId, `Before ${i}`)));
    const enough = new AbortController();
    const writer = (async () => {
      let n = 0;
      while (!enough.signal.aborted) await addCustomer(server, tenantId, `Meanwhile ${n++} ${'x'.repeat(100)}`);
      return n;
    })();
    const manifest = await makeBackup({ data, to: file, now: NOW });
    enough.abort();
    const written = await writer;
    await addCustomer(server, tenantId, 'After');

    await restoreBackup({ from: file, data: join(folder, 'other'), now: NOW });
    const raw = new Database(join(folder, 'other', 'slotkeeper.sqlite'));
    const count = (table: string) => raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    const kept = new Set(raw.prepare('SELECT id FROM command_log').pluck().all());
    expect(before.every((id) => kept.has(id))).toBe(true);
    expect(raw.prepare("SELECT count(*) FROM customers WHERE name = 'After'").pluck().get()).toBe(0);
    expect(count('customers')).toBe(raw.prepare("SELECT count(*) FROM command_log WHERE name = 'customers.create'").pluck().get());
    expect(manifest.counts['customers']).toBe(count('customers'));
    expect(written).toBeGreaterThan(0);
    raw.close();
  });

  test('brings a server back elsewhere, with the key of its links', async () => {
    const tenantId = await served('Ada', 'Grace');
    await makeBackup({ data, to: file, now: NOW });
    const other = join(folder, 'other');
    const { manifest, kept } = await restoreBackup({ from: file, data: other, now: NOW });
    expect([manifest.madeAt, manifest.counts['customers'], kept]).toEqual(['2026-11-21T10:00:00Z', 2, null]);
    expect(readFileSync(join(other, 'server.key'))).toEqual(readFileSync(join(data, 'server.key')));
    expect(await namesIn(await start(other), tenantId)).toEqual(['Ada', 'Grace']);
  });

  test('is its owner’s alone, replaces nothing unasked, and leaves nothing else behind', async () => {
    await served('Ada');
    await makeBackup({ data, to: file, now: NOW });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const first = readFileSync(file);
    await expect(makeBackup({ data, to: file, now: NOW })).rejects.toThrow(`${file} is there already: name another file`);
    expect(readFileSync(file)).toEqual(first);
    await makeBackup({ data, to: file, now: NOW + 1_000, force: true });
    expect(readFileSync(file)).not.toEqual(first);
    expect(readdirSync(folder).toSorted()).toEqual(['backup.zip', 'data']);
  });

  test('is not made of a damaged database', async () => {
    await served(...Array.from({ length: 50 }, (_, i) => `Customer ${i} ${'x'.repeat(90)}`));
    const raw = readFileSync(join(data, 'slotkeeper.sqlite'));
    raw.fill(0x55, raw.length - 40_960);
    writeFileSync(join(data, 'slotkeeper.sqlite'), raw);
    await expect(makeBackup({ data, to: file, now: NOW })).rejects.toThrow(
      /^The database .*(No backup was made of it|can't be copied: .*)\.$/s,
    );
    expect(readdirSync(folder)).toEqual(['data']);
  });

  test('can be stopped, and leaves nothing behind', async () => {
    await served('Ada');
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(makeBackup({ data, to: file, now: NOW, signal: stop.signal })).rejects.toThrow('stopped');
    expect(readdirSync(folder)).toEqual(['data']);
  });

  test.each([
    [
      'a folder without a server',
      (): string => join(folder, 'nowhere'),
      /^There is no .*server\.key: is .*nowhere the server's data folder\?$/,
    ],
    [
      'a key without a database',
      (): string => (mkdirSync(join(folder, 'half')), writeFileSync(join(folder, 'half/server.key'), 'x'), join(folder, 'half')),
      /^There is no database .*half/,
    ],
  ])('of %s says so', async (_, at, sentence) => {
    await expect(makeBackup({ data: at(), to: file, now: NOW })).rejects.toThrow(sentence);
    expect(existsSync(file)).toBe(false);
  });

  test('into a folder that is not there says so', async () => {
    await served();
    await expect(makeBackup({ data, to: join(folder, 'no/where.zip'), now: NOW })).rejects.toThrow(
      `There is no folder ${join(folder, 'no')}.`,
    );
  });
});

describe('a restore', () => {
  test('waits for nobody: not under a running server', async () => {
    await served('Ada');
    await makeBackup({ data, to: file, now: NOW });
    const letGo = holdFolder(data);
    const before = stateOf(data);
    await expect(restoreBackup({ from: file, data, replace: true, now: NOW })).rejects.toThrow(/is using .*data: stop it/);
    expect(stateOf(data)).toBe(before);
    letGo();
  });

  test('takes no server’s place unasked; asked to, it keeps what was there, log and all', async () => {
    const tenantId = await served('Ada');
    await makeBackup({ data, to: file, now: NOW });
    const later = await start();
    await addCustomer(later, tenantId, 'Grace');
    await later.close();
    const before = stateOf(data);
    await expect(restoreBackup({ from: file, data, now: NOW })).rejects.toThrow(/holds a server already: .*--replace/);
    expect(stateOf(data)).toBe(before);

    const { kept } = await restoreBackup({ from: file, data, replace: true, now: NOW });
    expect(kept).toBe(join(data, 'replaced-2026-11-21T10-00-00Z'));
    expect(await namesIn(await start(), tenantId)).toEqual(['Ada']);
    expect(await namesIn(await start(kept ?? ''), tenantId)).toEqual(['Ada', 'Grace']);
    const again = await restoreBackup({ from: file, data: join(folder, 'third'), replace: true, now: NOW });
    expect(again.kept).toBe(null);
  });

  test('does not read the old server’s log into the new one', async () => {
    const tenantId = await served('Ada');
    await makeBackup({ data, to: file, now: NOW });
    // As a crash leaves it: the last commits stand in the log alone.
    const running = await start();
    await addCustomer(running, tenantId, 'Grace');
    const copy = join(folder, 'crashed');
    mkdirSync(copy);
    for (const name of ['slotkeeper.sqlite', 'slotkeeper.sqlite-wal', 'server.key'])
      writeFileSync(join(copy, name), readFileSync(join(data, name)));
    const { kept } = await restoreBackup({ from: file, data: copy, replace: true, now: NOW });
    expect(await namesIn(await start(copy), tenantId)).toEqual(['Ada']);
    expect(await namesIn(await start(kept ?? ''), tenantId)).toEqual(['Ada', 'Grace']);
  });

  test('by hand says what it did', async () => {
    await served('Ada');
    expect(await backupByHand(['--data', data, '--to', file], byHand)).toMatch(/^Backed up .*data to .*backup\.zip: \d+ kB, 0 bookings\.$/);
    expect(await restoreByHand(['--data', data, '--from', file, '--replace'], byHand)).toMatch(
      /^Restored .*data to how it was at 2026-11-21T10:00:00Z: 0 bookings\. What was there is kept in .*replaced-2026-11-21T10-00-00Z\. Start the server/,
    );
  });

  test('is PostgreSQL’s own affair where the data is there', async () => {
    const there = { ...byHand, env: { DATABASE_URL: 'postgres://somewhere/slotkeeper' } };
    await expect(backupByHand(['--data', data, '--to', file], there)).rejects.toThrow(/pg_dump.*pg_restore/);
    await expect(restoreByHand(['--data', data, '--from', file], there)).rejects.toThrow(/pg_dump.*pg_restore/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    [backupByHand, ['--to'], 2, /^Option '--to <value>' argument missing\./],
    [backupByHand, [], 2, /^--to is needed\./],
    [restoreByHand, ['--nonsense'], 2, /^Unknown option '--nonsense'\./],
  ])('for a wrong command line (%o, %j) says what is wrong with it', async (run, args, exitCode, message) => {
    await expect(run(args, byHand)).rejects.toMatchObject({ exitCode, message: expect.stringMatching(message) as string });
  });

  test('that can’t be ends in one sentence and a status', async () => {
    const main = fileURLToPath(new URL('../../sync-server/backup/main.ts', import.meta.url));
    const args = ['--disable-warning=ExperimentalWarning', main, 'restore', '--from', '/nowhere/x.zip', '--data', '/nowhere'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    expect([await once(child, 'close'), said]).toEqual([[1, null], 'There is no file /nowhere/x.zip.\n']);
  });
});

describe('a file that is no good backup is refused in one sentence, and changes nothing', () => {
  let home: string;
  let good: Buffer;
  let entries: Entries;
  let manifest: Record<string, unknown> & { entries: Record<string, unknown> };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'slotkeeper-good-'));
    const server = await folderServer(join(home, 'data'));
    const { tenantId } = await foundBusiness(server, 'Atlas Studios');
    await addCustomer(server, tenantId, 'Ada');
    await server.close();
    await makeBackup({ data: join(home, 'data'), to: join(home, 'backup.zip'), now: NOW });
    good = readFileSync(join(home, 'backup.zip'));
    entries = await entriesOf(good);
    manifest = JSON.parse(String(entries['manifest.json'])) as typeof manifest;
  });
  afterAll(() => rmSync(home, { recursive: true }));
  beforeEach(() => {
    data = join(home, 'data');
  });

  const withManifest = (changes: object): Promise<Buffer> =>
    zipOf({ ...entries, 'manifest.json': Buffer.from(JSON.stringify({ ...manifest, ...changes })) });
  const holding = (name: string, content: Buffer): Promise<Buffer> => {
    const said = { ...manifest, entries: { ...manifest.entries, [name]: promise(content) } };
    return zipOf({ ...entries, [name]: content, 'manifest.json': Buffer.from(JSON.stringify(said)) });
  };

  const cases: [string, () => Promise<Buffer> | Buffer, RegExp][] = [
    ['empty', () => Buffer.alloc(0), /is not a ZIP file, or its end is missing\.$/],
    ['no ZIP at all', () => Buffer.from('This is no ZIP. '.repeat(100)), /is not a ZIP file, or its end is missing\.$/],
    ['cut short', () => good.subarray(0, good.length - 200), /is not a ZIP file, or its end is missing\.$/],
    ['without its middle', () => Buffer.concat([good.subarray(0, 4_000), good.subarray(6_000)]), /is damaged: /],
    [
      'changed in one byte',
      () => {
        const bad = Buffer.from(good);
        bad[2_000]! ^= 1;
        return bad;
      },
      /is damaged: slotkeeper\.sqlite /,
    ],
    [
      'with another key in it',
      async () => zipOf({ ...entries, 'server.key': Buffer.alloc(32, 9) }),
      /is damaged: server\.key is not what was saved\.$/,
    ],
    [
      'with a longer key in it',
      async () => zipOf({ ...entries, 'server.key': Buffer.alloc(33, 9) }),
      /is damaged: server\.key is not what was saved\.$/,
    ],
    [
      'without its key',
      async () => zipOf({ 'manifest.json': entries['manifest.json']!, 'slotkeeper.sqlite': entries['slotkeeper.sqlite']! }),
      /is damaged: server\.key is not what was saved\.$/,
    ],
    ['of a newer format', () => withManifest({ format: 2 }), /was made by a newer Slotkeeper: use that version\.$/],
    [
      'of newer tables',
      () => withManifest({ migration: '9999_of_the_future' }),
      /was made by a newer Slotkeeper \(it has 9999_of_the_future\): use that version\.$/,
    ],
    [
      'of another kind',
      () => withManifest({ kind: 'slotkeeper-export' }),
      /is not a backup of a Slotkeeper server: it is the export of one business, which npm run import takes\.$/,
    ],
    ['of a stranger', () => withManifest({ kind: 'holiday-photos' }), /is not a backup of a Slotkeeper server\.$/],
    [
      'without a manifest',
      async () => zipOf({ 'slotkeeper.sqlite': entries['slotkeeper.sqlite']!, 'server.key': entries['server.key']! }),
      /is not a backup of a Slotkeeper server: it has no manifest\.json\.$/,
    ],
    [
      'with a manifest that is none',
      async () => zipOf({ ...entries, 'manifest.json': Buffer.from('[]') }),
      /is not a backup of a Slotkeeper server: its manifest\.json says nothing that is known\.$/,
    ],
    ['with a manifest that says more', () => withManifest({ surprise: true }), /is damaged: its manifest\.json is not what was saved\.$/],
    [
      'with a file more',
      async () => zipOf({ ...entries, 'evil.txt': Buffer.from('x') }),
      /holds "evil\.txt", which Slotkeeper does not put there\.$/,
    ],
    [
      'with a demo that its manifest does not know',
      async () => zipOf({ ...entries, 'demo.json': Buffer.from('{}') }),
      /holds "demo\.json", which its manifest\.json does not know\.$/,
    ],
    [
      'that reaches out of the folder',
      async () => renamed(await zipOf({ ...entries, 'xx/evil.txt': Buffer.from('x') }), { from: 'xx/evil.txt', to: '../evil.txt' }),
      /holds "\.\.\/evil\.txt", which Slotkeeper does not put there\.$/,
    ],
    [
      'that reaches for the root',
      async () => renamed(await zipOf({ ...entries, 'xetc/passwd': Buffer.from('x') }), { from: 'xetc/passwd', to: '/etc/passwd' }),
      /holds "\/etc\/passwd", which Slotkeeper does not put there\.$/,
    ],
    [
      'that speaks Windows',
      async () => renamed(await zipOf({ ...entries, 'xx/evil.txt': Buffer.from('x') }), { from: 'xx/evil.txt', to: '..\\evil.txt' }),
      /holds "\.\.\\evil\.txt", which Slotkeeper does not put there\.$/,
    ],
    [
      'with one file twice',
      async () => zipOf([...Object.entries(entries), ['server.key', Buffer.alloc(32)]]),
      /holds "server\.key" twice\.$/,
    ],
    [
      'that declares to be huge',
      async () => declaring(good, { name: 'slotkeeper.sqlite', bytes: 3_000_000_000 }),
      /would unpack to more than such a file can hold\.$/,
    ],
    [
      'that is larger than it declares',
      () => declaring(good, { name: 'slotkeeper.sqlite', bytes: 10 }),
      /is damaged: slotkeeper\.sqlite is not what was saved\.$/,
    ],
    ['that is larger than it and its manifest declare', lyingTwice, /is damaged: slotkeeper\.sqlite can't be read\.$/],
    ['whose bytes are counted twice', () => declaring(good, { name: 'slotkeeper.sqlite', bytes: null }), /declares more than it holds\.$/],
    [
      'whose database is none',
      () => holding('slotkeeper.sqlite', Buffer.from('not a database at all '.repeat(500))),
      /is damaged: its database can't be read: file is not a database\.$/,
    ],
    [
      'whose database is broken',
      () => holding('slotkeeper.sqlite', broken(entries['slotkeeper.sqlite']!)),
      /is damaged: its database (fails|can't)/,
    ],
    [
      'whose database is another’s',
      () => holding('slotkeeper.sqlite', emptyDatabase()),
      /is damaged: its database is not the one that was saved\.$/,
    ],
  ];

  function broken(sound: Buffer): Buffer {
    const bad = Buffer.from(sound);
    bad.fill(0x55, bad.length - 40_960);
    return bad;
  }

  async function lyingTwice(): Promise<Buffer> {
    const small = { ...(manifest.entries['slotkeeper.sqlite'] as object), bytes: 10 };
    return declaring(await withManifest({ entries: { ...manifest.entries, 'slotkeeper.sqlite': small } }), {
      name: 'slotkeeper.sqlite',
      bytes: 10,
    });
  }

  function emptyDatabase(): Buffer {
    const raw = new Database(join(folder, 'empty.sqlite'));
    raw.exec('CREATE TABLE x (y)');
    raw.close();
    const bytes = readFileSync(join(folder, 'empty.sqlite'));
    rmSync(join(folder, 'empty.sqlite'));
    return bytes;
  }

  test.each(cases)('%s', async (_, make, sentence) => {
    const before = stateOf(data);
    writeFileSync(file, await make());
    await expect(restoreByHand(['--data', data, '--from', file, '--replace'], byHand)).rejects.toThrow(sentence);
    expect(stateOf(data)).toBe(before);
    expect([readdirSync(folder), readdirSync(home).toSorted()]).toEqual([['backup.zip'], ['backup.zip', 'data']]);
  });

  test('a folder as a file, and no file at all', async () => {
    await expect(restoreByHand(['--data', data, '--from', data], byHand)).rejects.toThrow(`${data} is not a file.`);
    await expect(restoreByHand(['--data', data, '--from', join(folder, 'no.zip')], byHand)).rejects.toThrow(
      `There is no file ${join(folder, 'no.zip')}.`,
    );
  });

  test('a good one with something behind its end', async () => {
    writeFileSync(file, Buffer.concat([good, Buffer.from('behind')]));
    await expect(restoreByHand(['--data', join(folder, 'x'), '--from', file], byHand)).rejects.toThrow(/is not a ZIP file/);
  });
});

describe('desktops that were ahead of the backup', () => {
  async function desk(name: string, server: FolderServer, email: string): Promise<{ host: Host } & Line> {
    const home = join(folder, name);
    const host = await openHost({ folder: home, secrets: secretFile(join(home, 'token')), platform: nodePlatform({ logLevel: 'silent' }) });
    closing.push(() => host.close());
    const line = lineTo(host);
    await line.call('session.signIn', { serverUrl: server.url, email, password: PASSWORD });
    await line.until(() => host.state().phase === 'ready');
    return { host, ...line };
  }

  const add = ({ call }: Line, name: string) => call('run', { name: 'customers.create', input: { name, email: null, phone: null } });

  /** Rounds until everything is in step, whatever it takes. */
  const inStep = async ({ call }: Line): Promise<void> => {
    for (;;) if (((await call('sync.now')) as { state: string }).state === 'synced') return;
  };

  const shown = async ({ call }: Line): Promise<string[]> =>
    ((await call('ask', { name: 'customers.list', input: {} })) as { name: string }[]).map(({ name }) => name).toSorted();

  test('bring back everything that it had not', async () => {
    const first = await start();
    const { tenantId, email } = await foundBusiness(first, 'Atlas Studios');
    const front = await desk('front', first, email);
    const back = await desk('back', first, email);
    await add(front, 'Kept');
    await inStep(front);
    await makeBackup({ data, to: file, now: NOW });

    await add(front, 'Lost 1');
    await inStep(front);
    await add(back, 'Lost 2');
    await inStep(back);
    // Known to the front desk from a pull alone: the one who made it brings it back.
    await inStep(front);
    await first.close();
    await add(back, 'Made offline');
    await restoreBackup({ from: file, data, replace: true, now: NOW });

    const second = await start(data, first.port);
    expect(await namesIn(second, tenantId)).toEqual(['Kept']);
    await inStep(front);
    await inStep(back);
    await inStep(front);
    const everything = ['Kept', 'Lost 1', 'Lost 2', 'Made offline'];
    expect(await namesIn(second, tenantId)).toEqual(everything);
    expect(await shown(front)).toEqual(everything);
    expect(await shown(back)).toEqual(everything);
    const made = await second.engine.database.read(tenantId, (db) => db.list(commandLog, eq(commandLog.name, 'customers.create')));
    expect(made.map(({ refusal }) => refusal)).toEqual([null, null, null, null]);
  });
});
