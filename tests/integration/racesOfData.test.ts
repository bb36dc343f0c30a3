import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { notifications } from '#core/domains/notifications/tables.ts';
import { type Racetrack, racetrack } from './racetrack.ts';
import { mustBeSeated, readSeating } from './seatCount.ts';
import { type Answered, openOffering } from './world.ts';

// A business is fetched whole and put back whole while everybody goes on working: nothing is done twice, nobody is left with a half.

const seeds = [1, 2, 3];
const at = (hour: number): string => `2026-03-05T${String(hour).padStart(2, '0')}:00:00Z`;

interface Job {
  readonly id: string;
  readonly state: string;
  readonly bytes: number;
}

let folder: string;
let track: Racetrack;
let owner: string;
let offeringId: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-data-'));
  track = await racetrack({ servers: 2, folder });
  owner = (await track.world.signIn()).token;
  offeringId = await openOffering(track.world, { capacity: 3 });
});
afterEach(async () => {
  await track.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = (method: 'GET' | 'POST', path: string, body?: object) => () =>
  track.send(method, `/v1/console/data${path}`, { token: owner, ...(method === 'POST' ? { body: body ?? {} } : {}) });
const statuses = (answers: readonly Answered[]): number[] => answers.map(({ status }) => status).toSorted((a, b) => a - b);
const codesOf = (answers: readonly Answered[]): unknown[] =>
  answers.filter(({ status }) => status >= 400).map(({ body }) => (body as { error: string }).error);

async function ended(kind: 'exports' | 'restores', id: string): Promise<Job> {
  for (;;) {
    const job = (await call('GET', `/${kind}/${id}`)()).body as Job;
    if (job.state !== 'running') return job;
  }
}

async function exported(): Promise<Buffer> {
  const { id } = (await call('POST', '/exports')()).body as Job;
  expect(await ended('exports', id)).toMatchObject({ state: 'done' });
  const response = await fetch(`${track.urls[0]}/v1/console/data/exports/${id}/file`, { headers: { authorization: `Bearer ${owner}` } });
  return Buffer.from(await response.arrayBuffer());
}

async function uploaded(content: Buffer): Promise<string> {
  const { id } = (await call('POST', '/restores', { bytes: content.length })()).body as Job;
  const answer = await call('POST', `/restores/${id}/part`, { offset: 0, base64: content.toString('base64') })();
  expect(answer.body).toEqual({ received: content.length });
  return id;
}

const run = (id: string) => call('POST', `/restores/${id}/run`, { businessName: 'Atlas Studios' });
const book = (hour: number) => () =>
  track.send('POST', '/v1/api/bookings', { body: { offeringId, startsAt: at(hour), customer: { name: 'Racer' } } });
const filesOf = (ending: string): string[] => readdirSync(join(folder, 'passing')).filter((name) => name.endsWith(ending));

describe('an export', () => {
  test.each(seeds)('that several windows want at once is one (seed %i)', async (seed) => {
    const answers = await track.race(
      seed,
      Array.from({ length: 8 }, () => call('POST', '/exports')),
    );
    const started = answers.filter(({ status }) => status === 202).map(({ body }) => (body as Job).id);
    expect(started.length).toBeGreaterThan(0);
    expect(new Set(codesOf(answers))).toEqual(new Set(started.length === 8 ? [] : ['in_use']));
    expect(filesOf('.json')).toHaveLength(1);
    for (const id of started) await ended('exports', id);
    expect(filesOf('.zip').length).toBeLessThanOrEqual(1);
  });
});

describe('a restore', () => {
  test.each(seeds)('that is told to begin several times begins once (seed %i)', async (seed) => {
    await book(9)();
    const id = await uploaded(await exported());
    const answers = await track.race(seed, [run(id), run(id), run(id), run(id)]);
    expect(statuses(answers)).toEqual([202, 409, 409, 409]);
    expect(await ended('restores', id)).toMatchObject({ state: 'done' });
    const bell = await track.world.engine.database.read(track.world.business.tenantId, (db) => db.list(notifications));
    expect(bell.filter(({ title }) => title === 'Restored from a file')).toHaveLength(1);
    await mustBeSeated(track.world);
  });

  test.each(seeds)('takes no byte more once it has begun (seed %i)', async (seed) => {
    const content = await exported();
    const id = await uploaded(content);
    const spoil = call('POST', `/restores/${id}/part`, { offset: 0, base64: Buffer.alloc(content.length, 7).toString('base64') });
    const [began, ...spoiled] = await track.race(seed, [run(id), spoil, spoil, spoil]);
    const job = await ended('restores', id);
    // Spoiled before it began, it is no file of ours; after that it can't be spoiled any more.
    if (began?.status === 202) expect(['done', 'failed']).toContain(job.state);
    else expect([400, 409]).toContain(began?.status);
    for (const { status } of spoiled) expect([200, 409]).toContain(status);
    await mustBeSeated(track.world);
    expect((await book(9)()).status).toBe(201);
  });

  test.each(seeds)('among bookings, moves and pushes leaves every booking whole and no seat sold twice (seed %i)', async (seed) => {
    const before = await Promise.all([book(9)(), book(10)(), book(10)()]);
    const ids = before.map(({ body }) => (body as { id: string }).id);
    const id = await uploaded(await exported());
    await book(9)();
    const desk = await track.desk();
    const walkIn = (hour: number) => () =>
      desk.push({
        name: 'bookings.create',
        input: {
          items: [{ offeringId, startsAt: Date.parse(at(hour)) }],
          customer: { name: 'Walk-in', email: null, phone: null },
          source: 'desk',
        },
      });
    const [began] = await track.race(seed, [
      run(id),
      ...Array.from({ length: 12 }, (_unused, i) => book(9 + (i % 3))),
      ...ids.map((booking) => () => track.send('PATCH', `/v1/api/bookings/${booking}`, { body: { startsAt: at(12) } })),
      () => track.send('POST', `/v1/api/bookings/${ids[0]}/cancel`),
      walkIn(11),
    ]);
    expect(began?.status).toBe(202);
    expect(await ended('restores', id)).toMatchObject({ state: 'done' });
    await mustBeSeated(track.world);
    const { bookings } = await readSeating(track.world);
    expect(bookings.map((booking) => booking.id)).toEqual(expect.arrayContaining(ids));
    // The desk goes on where it was: its next number is taken, its next command runs.
    expect(await walkIn(13)()).toMatchObject({ status: 200, body: { lastSeq: 2, results: [{ seq: 2, ok: true }] } });
    const next = await Promise.all(Array.from({ length: 6 }, () => book(14)()));
    expect(next.filter(({ status }) => status === 201)).toHaveLength(3);
    await mustBeSeated(track.world);
  });

  test('given up while it runs leaves all as it was, or all as it is to be', async () => {
    await book(9)();
    const id = await uploaded(await exported());
    await book(9)();
    const answers = await track.race(1, [run(id), call('POST', `/restores/${id}/discard`), call('POST', `/restores/${id}/discard`)]);
    expect([202, 204, 404, 409]).toEqual(expect.arrayContaining(answers.map(({ status }) => status)));
    await ended('restores', id);
    await mustBeSeated(track.world);
    expect([1, 2]).toContain((await readSeating(track.world)).bookings.length);
  });
});
