import { hash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PlainError } from '#server/start/plainly.ts';
import { openSqliteIn, sqliteFileOf } from '#server/start/sqliteFolder.ts';
import { chanceOf } from '../simulation/chance.ts';
import { call } from './business.ts';
import { digestOf, flipped, isSound, leavesOf, type Live, liveDatabase } from './copies.ts';
import { killAll, launch, run, serverMain } from './programs.ts';

const COMMITS = 24;
const PAGE = 4_096;

let live: Live;
beforeAll(async () => {
  live = await liveDatabase({ commits: COMMITS });
});
afterAll(async () => {
  live.close();
  await killAll();
});

type Opening = { readonly commits: number } | { readonly refused: string };

/** As the server opens it. Anything but a database, or one sentence and files that are as they were, fails the test. */
async function open(files: Parameters<Live['copy']>[0]): Promise<Opening> {
  const folder = live.copy(files);
  const [main, wal] = filesOf(folder);
  try {
    const database = await openSqliteIn(folder);
    await database.close();
    return { commits: live.digests.indexOf(digestOf(sqliteFileOf(folder))) };
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    expect(error.message).toMatch(/^[^\n]+\.$/);
    expect(filesOf(folder)).toEqual([main, wal]);
    return { refused: error.message };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const filesOf = (folder: string): (string | null)[] =>
  ['', '-wal'].map((end) => {
    const file = `${sqliteFileOf(folder)}${end}`;
    // an empty log is none
    return existsSync(file) && statSync(file).size > 0 ? hash('sha256', readFileSync(file)) : null;
  });

const commitsWithin = (bytes: number): number => live.walSizes.findLastIndex((size) => size <= bytes);

describe('a log that breaks off', () => {
  test('at any byte leaves the commits before it, all of them and whole', async () => {
    const chance = chanceOf(20_261_121);
    const edges = live.walSizes.flatMap((size) => [size - 1, size, size + 1]);
    const anywhere = Array.from({ length: 30 }, () => chance.between(0, live.wal.length));
    for (const length of [0, 31, 32, 33, ...edges, ...anywhere].filter((bytes) => bytes >= 0 && bytes <= live.wal.length))
      expect({ length, ...(await open({ wal: live.wal.subarray(0, length) })) }).toEqual({
        length,
        commits: Math.max(commitsWithin(length), 0),
      });
  });

  test('is as long as its database where it is whole, whatever lies in the shared memory beside it', async () => {
    expect(await open({})).toEqual({ commits: COMMITS });
    expect(await open({ shm: new Uint8Array(32_768).fill(0xa5) })).toEqual({ commits: COMMITS });
  });

  test('and is gone altogether leaves what was in the main file', async () => {
    expect(await open({ wal: null })).toEqual({ commits: 0 });
  });
});

describe('a log with a bit flipped', () => {
  test('loses the last commit, or is refused: never more without a word', async () => {
    const chance = chanceOf(7);
    const lastCommit = live.walSizes.at(-2) ?? 0;
    const inLast = Array.from({ length: 20 }, () => chance.between(lastCommit, live.wal.length));
    const anywhere = Array.from({ length: 50 }, () => chance.between(0, live.wal.length));
    const inHeader = Array.from({ length: 32 }, (_, byte) => byte);
    for (const byte of [...inLast, ...anywhere, ...inHeader]) {
      const said = await open({ wal: flipped(live.wal, byte * 8 + chance.between(0, 8)) });
      const expected = byte >= lastCommit ? { commits: COMMITS - 1 } : { refused: expect.stringContaining('-wal is damaged') as string };
      expect({ byte, ...said }).toEqual({ byte, ...expected });
    }
  });
});

describe('a log that is not its database’s', () => {
  let other: Live;
  beforeAll(async () => {
    other = await liveDatabase({ commits: 60, name: 'Somebody else' });
  });
  afterAll(() => other.close());

  test('is refused, of another database or of another day', async () => {
    const refused = { refused: expect.stringMatching(/does not fit the database beside it|revisions do not follow one another/) as string };
    expect(await open({ wal: other.wal })).toEqual(refused);
    // put back from a backup, with the log of a later day left lying there
    const later = await liveDatabase({ commits: 3 });
    expect(await open({ main: later.mainBefore.subarray(0, later.mainBefore.length - 8 * PAGE) })).toEqual(refused);
    later.close();
  });
});

/** What becomes of a damaged main file: SQLite keeps no checksums there, so that a letter changed within a row is nowhere to be seen. */
type Fate = 'refused' | 'found when read' | 'found by the whole check' | 'harmless' | 'unseen';

async function fateOf(main: Uint8Array): Promise<Fate> {
  const folder = live.copy({ main, wal: null });
  const file = sqliteFileOf(folder);
  try {
    await (await openSqliteIn(folder)).close();
    if (digestOf(file) === live.digests[0]) return 'harmless';
    return isSound(file) ? 'unseen' : 'found by the whole check';
  } catch (error) {
    if (error instanceof PlainError) return 'refused';
    expect((error as { code?: string }).code).toMatch(/^SQLITE_(CORRUPT|ERROR|NOTADB)/);
    return 'found when read';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a main file that is damaged', () => {
  test('at any bit is refused in a sentence, or found when it is read or checked, as far as SQLite can know', async () => {
    const chance = chanceOf(13);
    const size = live.mainBefore.length;
    const fates = await eachOf(120, () => flipped(live.mainBefore, chance.between(0, size * 8)));
    expect((fates.refused ?? 0) + (fates['found by the whole check'] ?? 0) + (fates['found when read'] ?? 0)).toBeGreaterThan(0);
  });

  test('where a page of rows begins is never served in silence', async () => {
    const chance = chanceOf(12);
    const main = live.mainBefore;
    // the kind of a b-tree's page: what else a page may be, an overflowing row, begins with data
    const isTree = (page: number) => [2, 5, 10, 13].includes(main[page * PAGE] ?? 0);
    const trees = Array.from({ length: main.length / PAGE }, (_, page) => page).filter((page) => page > 0 && isTree(page));
    // its kind, and how many cells it has
    const fates = await eachOf(50, () => {
      const byte = (chance.pick(trees) ?? 0) * PAGE + (chance.happens(0.5) ? 0 : 4);
      return flipped(main, byte * 8 + chance.between(0, 8));
    });
    expect(fates.unseen).toBeUndefined();
    expect(fates.refused).toBeGreaterThan(10);
  });

  test.each([0.1, 0.5, 0.9])('and cut off after %f of it is refused', async (part) => {
    const main = live.mainBefore.subarray(0, Math.floor(live.mainBefore.length * part));
    expect(await open({ main, wal: null })).toEqual({ refused: expect.stringMatching(/is damaged|can't be opened/) as string });
    expect(await open({ main: live.main.subarray(0, main.length) })).toEqual({ refused: expect.any(String) as string });
  });
});

describe('the server’s program', () => {
  test.each<[string, (whole: Live) => Parameters<Live['copy']>[0], RegExp]>([
    ['a damaged log', ({ wal }) => ({ wal: flipped(wal, 8 * 5_000) }), /-wal is damaged, .*npm run restore/],
    ['a damaged page', ({ mainBefore }) => ({ main: wiped(mainBefore), wal: null }), /is damaged \(.*npm run restore/],
  ])('ends with one sentence on %s', async (_what, files, sentence) => {
    const { ended } = run(serverMain, ['--data', live.copy(files(live)), '--port', '0']);
    const { code, said } = await ended;
    expect(code).toBe(1);
    expect(said).toMatch(sentence);
    expect(said.trim().split('\n')).toHaveLength(1);
  });
});

describe('a page that decays under a running server', () => {
  test('is said to the caller and in the log, and the rest goes on', async () => {
    const folder = live.copy({ main: live.mainBefore, wal: null });
    const file = sqliteFileOf(folder);
    const leaves = leavesOf(file, 'customers');
    const middle = leaves[Math.floor(leaves.length / 2)] ?? 0;
    writeFileSync(file, Uint8Array.from(live.mainBefore).fill(0xff, (middle - 1) * PAGE, middle * PAGE));
    const server = await launch(serverMain, ['--data', folder, '--port', '0', '--log-level', 'error']);
    const url = String(server.ready['url']);
    const token = live.apiKey;
    const { status, body } = await lastPage(`${url}/v1/api/customers?limit=100`, token);
    expect([status, body]).toMatchObject([503, { error: 'unavailable', details: {} }]);
    expect((await call(`${url}/v1/api/me`, { token, method: 'GET' })).status).toBe(200);
    const { code, said } = await server.stop();
    expect(code).toBe(0);
    expect(said).toContain('the database is damaged: put back a backup with npm run restore');
  });
});

/** The page after which nothing follows, for whatever reason. */
async function lastPage(url: string, token: string): Promise<{ status: number; body: { nextCursor?: string | null } }> {
  let cursor = '';
  for (;;) {
    const { status, text } = await call(`${url}${cursor}`, { token, method: 'GET' });
    const body = JSON.parse(text) as { nextCursor?: string | null };
    if (typeof body.nextCursor !== 'string') return { status, body };
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

/** all but the first page overwritten */
function wiped(main: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(main);
  copy.fill(0xff, PAGE);
  return copy;
}

async function eachOf(times: number, damagedOne: () => Uint8Array): Promise<Partial<Record<Fate, number>>> {
  const fates: Partial<Record<Fate, number>> = {};
  for (let i = 0; i < times; i++) {
    const fate = await fateOf(damagedOne());
    fates[fate] = (fates[fate] ?? 0) + 1;
  }
  return fates;
}
