import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Business, call, type Offering, openBusiness, openOffering, pairingCode, slotAt } from './business.ts';
import { clientsOf } from './clients.ts';
import { consoleLine } from './consoleLine.ts';
import { untilQuiet } from './desk.ts';
import { type Deed, hostStarter, keptHere } from './hostRounds.ts';
import { bookingsOnce, eventsOnce, neverOver, revisionsWithoutHoles } from './laws.ts';
import { killAll, launch, type Program, run, serverMain } from './programs.ts';
import { starterOf } from './serverRounds.ts';
import { canMount, type SmallDisk, smallDisk } from './smallDisk.ts';
import { stageOf } from './stage.ts';
import { chanceOf } from '../simulation/chance.ts';

if (!canMount) process.stderr.write('A full disk is not tried here: it takes root on Linux to mount a small one.\n');

const closing: (() => void)[] = [];
afterEach(async () => {
  await killAll();
  for (const close of closing.splice(0).toReversed()) close();
});

function disk(megabytes: number): SmallDisk {
  const made = smallDisk(megabytes);
  closing.push(() => made.unmount());
  return made;
}

const options = ['--port', '0', '--open-signup', '--log-level', 'fatal'];

describe.runIf(canMount)('a server whose disk is full', () => {
  let full: SmallDisk;
  let data: string;
  let start: (port: number) => Promise<Program>;
  let server: Program;
  let url: string;
  let business: Business;
  let offering: Offering;

  beforeEach(async () => {
    full = disk(12);
    data = join(full.folder, 'data');
    start = starterOf(full.folder, await stageOf('sqlite', data));
    server = await start(0);
    url = String(server.ready['url']);
    business = await openBusiness(url, 'https://example.com/hook');
    offering = await openOffering(url, business, 2);
  });

  const book = (n: number) => {
    const body = {
      offeringId: offering.id,
      startsAt: slotAt(n),
      customer: { name: 'Guest', email: 'guest@example.com' },
      customerNotes: 'x'.repeat(1_900),
    };
    return call(`${url}/v1/api/bookings`, { token: business.apiKey, key: `book-${n}`, body });
  };
  const listed = async (): Promise<number> => {
    const { status, text } = await call(`${url}/v1/api/bookings?limit=100`, { token: business.apiKey, method: 'GET' });
    expect(status).toBe(200);
    return (JSON.parse(text) as { data: unknown[] }).data.length;
  };

  /** Room that the log had already is still written to. */
  async function bookUntilRefused(): Promise<number> {
    for (let n = 0; ; n++) if ((await book(n)).status !== 201) return n;
  }

  test('refuses to write in a sentence, reads on, and writes again once there is room', async () => {
    full.fill();
    const booked = await bookUntilRefused();
    const refused = await Promise.all([0, 1, 2, 3].map((n) => book(booked + n)));
    for (const { status, text } of refused) {
      expect(status).toBe(503);
      expect(JSON.parse(text)).toMatchObject({
        error: 'disk_full',
        message: expect.stringContaining('disk is full') as string,
        details: { retryAfterSeconds: 10 },
      });
    }
    expect(await listed()).toBe(booked);
    full.clear();
    // under the keys that were refused
    const again = await Promise.all([0, 1, 2, 3].map((n) => book(booked + n)));
    expect(again.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(await listed()).toBe(booked + 4);
    expect((await server.stop()).code).toBe(0);
  });

  test('and that is filled and emptied under load has never written a half', async () => {
    const stage = await stageOf('sqlite', data);
    const chance = chanceOf(5);
    let stop = false;
    const clients = clientsOf({
      ...{ business, chance, connections: 4 },
      offerings: () => [offering],
      onAnswer: () => {},
      mayRefuse: [503],
    });
    const working = clients.work([url], () => stop);
    for (let n = 0; n < 6; n++) {
      full.fill();
      await clients.untilAnswered(clients.answered() + 20);
      full.clear();
      await clients.untilAnswered(clients.answered() + 20);
    }
    stop = true;
    await working;
    await clients.askAgain(url);
    const laws = [bookingsOnce(stage.select, clients.wishes), neverOver(stage.select, new Map([[offering.id, 2]]))];
    const broken = await Promise.all([...laws, revisionsWithoutHoles(stage.select), eventsOnce(stage.select), stage.unsound()]);
    expect([...broken.flat(), ...clients.broken]).toEqual([]);
    expect((await server.stop()).code).toBe(0);
  });

  test('and that dies then starts all the same, to be read', async () => {
    full.fill();
    const booked = await bookUntilRefused();
    server.kill();
    await server.ended;
    server = await start(0);
    url = String(server.ready['url']);
    expect(await listed()).toBe(booked);
    full.clear();
    expect((await book(booked)).status).toBe(201);
  });
});

describe.runIf(canMount)('a server’s first start on a full disk', () => {
  test('ends with a sentence', async () => {
    const full = disk(1);
    full.fill();
    const data = join(full.folder, 'data');
    const { code, said } = await run(serverMain, ['--data', data, ...options]).ended;
    expect([code, said]).toEqual([1, `The disk that holds ${data} is full: make room and start again.\n`]);
  });
});

describe.runIf(canMount)('a console whose disk is full', () => {
  test('says so at a first start; later it refuses what staff do in a sentence, shows what it has, and goes on once there is room', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slotkeeper-full-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const full = disk(16);
    const server = await launch(serverMain, ['--data', join(folder, 'data'), ...options]);
    const url = String(server.ready['url']);
    const business = await openBusiness(url, 'https://example.com/hook');
    const startHost = await hostStarter(full.folder);
    full.fill();
    const sentence = `The disk that holds ${join(full.folder, 'desk')} is full: make room and start again.`;
    await expect(startHost(['--server', url, '--pair', await pairingCode(url, business)])).rejects.toThrow(sentence);
    full.clear();
    const host = await startHost(['--server', url, '--pair', await pairingCode(url, business)]);
    const line = await consoleLine(String(host.ready['url']));
    await untilQuiet(line);

    const deeds: Deed[] = [];
    const greet = async () => {
      const deed: Deed = { text: `Guest ${deeds.length}.`, answer: null };
      deeds.push(deed);
      const input = { name: deed.text, email: null, phone: null, notes: 'x'.repeat(4_000) };
      const answer = await line.call('run', { name: 'customers.create', input });
      deed.answer = answer.ok ? 'done' : 'refused';
      return answer;
    };
    full.fill();
    let answer = await greet();
    while (answer.ok) answer = await greet();
    expect(answer.error).toMatchObject({ code: 'disk_full', facts: { where: 'computer' } });
    const found = await line.call('ask', { name: 'customers.find', input: { limit: 1_000 } });
    expect(found).toMatchObject({ ok: true, value: { length: deeds.length - 1 } });

    full.clear();
    expect((await greet()).ok).toBe(true);
    await untilQuiet(line);
    expect(keptHere(join(full.folder, 'desk'), deeds)).toEqual([]);
    const { status, text } = await call(`${url}/v1/api/customers?limit=100`, { token: business.apiKey, method: 'GET' });
    expect([status, (JSON.parse(text) as { data: unknown[] }).data.length]).toEqual([
      200,
      deeds.filter(({ answer: said }) => said === 'done').length,
    ]);
    expect((await host.stop()).code).toBe(0);
    expect((await server.stop()).code).toBe(0);
  });
});
