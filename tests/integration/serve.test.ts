import Database from 'better-sqlite3';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../sync-server/main.ts', import.meta.url));

let folder: string;
const running = new Set<ChildProcess>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-serve-'));
});
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  running.clear();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

function run(args: readonly string[]): Started {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, said })) };
}

async function start(args: readonly string[] = []): Promise<Started & { ready: Record<string, unknown>; url: string }> {
  const started = run(['--data', folder, '--port', '0', ...args]);
  if (started.child.stdout === null) throw new Error('no standard output');
  const line = once(createInterface({ input: started.child.stdout }), 'line').then(([text]) => text as string);
  const failed = started.ended.then(({ said }) => Promise.reject(new Error(said)));
  const ready = JSON.parse(await Promise.race([line, failed])) as Record<string, unknown>;
  return { ...started, ready, url: String(ready['url']) };
}

async function stop({ child, ended }: Started): Promise<Ended> {
  child.kill('SIGTERM');
  return ended;
}

/** The one sentence of a start that failed, and nothing of the inside. */
async function refusalOf(args: readonly string[]): Promise<Ended> {
  const { code, said } = await run(args).ended;
  expect(said).not.toMatch(/\n\s+at |node:internal|\.ts:\d/);
  expect(said.trim().split('\n')).toHaveLength(1);
  return { code, said: said.trim() };
}

const signUp = async (url: string): Promise<string> => {
  const body = { businessName: 'Atlas', email: 'owner@atlas.test', password: 'long enough' };
  const answer = await fetch(`${url}/v1/console/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return ((await answer.json()) as { token: string }).token;
};

const customers = async (url: string, token: string): Promise<string[]> => {
  const body = JSON.stringify({ name: 'customers.find', input: { limit: 1_000 } });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/v1/console/ask`, { method: 'POST', headers, body });
  return ((await answer.json()) as { value: { name: string }[] }).value.map(({ name }) => name);
};

const newCustomer = (name: string, seq: number): string =>
  JSON.stringify({
    commandId: `cmd_${String(seq).padStart(20, '0')}`,
    ...{ name: 'customers.create', input: { name, email: null, phone: null } },
  });

describe('a start that can’t be', () => {
  test.each([
    [['--nonsense'], 'nonsense'],
    [['extra'], 'extra'],
    [['--port', 'many'], '--port takes a number'],
    [['--port', '70000'], '--port takes a number'],
    [['--host', 'not a host'], '--host takes'],
    [['--public-url', 'nowhere'], '--public-url takes'],
    [['--trust-proxy', 'everybody'], '--trust-proxy takes'],
    [['--trust-proxy', '10.0.0.0/99'], '--trust-proxy takes'],
    [['--trust-proxy', '::1/129'], '--trust-proxy takes'],
    [['--mail-from', 'not an address'], '--mail-from takes'],
    [['--smtp', 'mail.example.com'], '--smtp takes'],
    [['--log-level', 'loud'], '--log-level takes'],
    [['--limits', '/nowhere/limits.json'], '--limits'],
    [['--quota', 'atlas=many'], '--quota takes'],
    [['--quota', 'nobody=50'], '--quota: there is no business "nobody" here'],
  ])('for a wrong command line (%j) says what is wrong with it', async (args, expected) => {
    const { code, said } = await refusalOf(['--data', folder, '--port', '0', ...args]);
    expect(code).toBe(2);
    expect(said).toContain(expected);
    expect(said.endsWith('.')).toBe(true);
  });

  test('for a taken port names it', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const { code, said } = await refusalOf(['--data', folder, '--port', String(port)]);
    expect([code, said]).toEqual([1, `Port ${port} of 127.0.0.1 is taken: name another with --port.`]);
    squatter.close();
  });

  test('for a data folder that is no folder, or has no place, names it', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const data of [file, join(file, 'below'), '/proc/slotkeeper']) {
      const { code, said } = await refusalOf(['--data', data, '--port', '0']);
      expect([code, said]).toEqual([1, `The data folder ${data} can't be written: name another with --data.`]);
    }
  });

  test('for a database of a newer program says to start that one', async () => {
    await stop(await start());
    const database = new Database(join(folder, 'slotkeeper.sqlite'));
    database.exec("INSERT INTO migrations (position, id) VALUES (999, '9999_of_the_future')");
    database.close();
    const { code, said } = await refusalOf(['--data', folder, '--port', '0']);
    expect(code).toBe(1);
    expect(said).toMatch(/newer Slotkeeper \(it has 9999_of_the_future\): start that version\.$/);
  });

  test('for a database whose tables are another version’s says so, instead of failing at every question', async () => {
    await stop(await start());
    const database = new Database(join(folder, 'slotkeeper.sqlite'));
    database.exec('ALTER TABLE "bookings" DROP COLUMN "customer_notes"');
    database.close();
    const { code, said } = await refusalOf(['--data', folder, '--port', '0']);
    expect([code, said]).toEqual([
      1,
      `The database in ${folder} can't be opened: its tables are not those of this version (there is no customer_notes in bookings). Start the version that wrote it, or name another folder with --data to begin anew.`,
    ]);
  });

  test('for a file that is no database says so', async () => {
    writeFileSync(join(folder, 'slotkeeper.sqlite'), 'not a database at all '.repeat(500));
    const { code, said } = await refusalOf(['--data', folder, '--port', '0']);
    expect([code, said]).toEqual([1, `The database in ${folder} can't be opened: file is not a database.`]);
  });

  test('for a damaged key says what it signs', async () => {
    writeFileSync(join(folder, 'server.key'), 'short');
    const { code, said } = await refusalOf(['--data', folder, '--port', '0']);
    expect(code).toBe(1);
    expect(said).toContain('server.key is damaged');
  });
});

describe('a server', () => {
  test.each(['--help', '-h'])('asked with %s tells its options and ends', async (asked) => {
    const { child, ended } = run([asked]);
    const [text] = (await once(child.stdout?.setEncoding('utf8') ?? child, 'data')) as [string];
    expect(text).toContain('--data DIR');
    expect((await ended).code).toBe(0);
  });

  test('says on one line of JSON where it is, and leaves at a signal', async () => {
    const server = await start();
    expect(server.ready).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    expect((await fetch(`${server.url}/status`)).status).toBe(200);
    expect((await stop(server)).code).toBe(0);
  });

  test('keeps what it writes to its own user', async () => {
    await stop(await start());
    for (const file of ['slotkeeper.sqlite', 'server.key']) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
  });

  test('finishes the request in flight before it goes', async () => {
    const server = await start(['--open-signup']);
    const token = await signUp(server.url);
    const body = newCustomer('Last in', 1);
    const request = httpRequest(`${server.url}/v1/console/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization: `Bearer ${token}` },
    });
    request.write(body.slice(0, 10));
    // Another request on the way there and back: the first one's head has been read by then.
    await fetch(`${server.url}/status`);
    const leaving = stop(server);
    const [response] = await Promise.all([
      once(request, 'response').then(([answer]) => answer as IncomingMessage),
      Promise.resolve(request.end(body.slice(10))),
    ]);
    expect(response.statusCode).toBe(200);
    response.resume();
    expect((await leaving).code).toBe(0);
    const again = await start();
    expect(await customers(again.url, token)).toEqual(['Last in']);
  });

  test('leaves though connections are kept alive and in use', async () => {
    const server = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const knock = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        httpRequest(`${server.url}/status`, { agent }, resolve).on('error', reject).end();
      });
    const client = async () => {
      for (;;) (await knock()).resume();
    };
    (await knock()).resume();
    const clients = Array.from({ length: 20 }, client);
    const [{ code }] = await Promise.all([stop(server), Promise.allSettled(clients)]);
    expect(code).toBe(0);
    agent.destroy();
  });

  test('lets a business book as often a month as it is told to, until it is told otherwise', async () => {
    const first = await start(['--open-signup']);
    const token = await signUp(first.url);
    await stop(first);
    const quotaAt = async ({ url }: { url: string }): Promise<unknown> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const body = JSON.stringify({ name: 'bookings.quota', input: {} });
      return ((await (await fetch(`${url}/v1/console/ask`, { method: 'POST', headers, body })).json()) as { value: unknown }).value;
    };
    for (const [args, quota] of [
      [['--quota', 'atlas=50'], { quota: 50, most: 60, used: 0 }],
      [[], { quota: 50, most: 60, used: 0 }],
      [['--quota', 'atlas=none'], null],
    ] as const) {
      const server = await start(args);
      expect(await quotaAt(server)).toEqual(quota === null ? null : expect.objectContaining(quota));
      await stop(server);
    }
  });

  test('waits for half a body only so long', async () => {
    const server = await start();
    const request = httpRequest(`${server.url}/v1/console/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 1_000 },
    });
    request.write('{');
    const hungUp = new Promise((resolve) => request.on('error', ({ message }) => resolve(message)));
    await fetch(`${server.url}/status`);
    expect((await stop(server)).code).toBe(0);
    expect(await hungUp).toBe('socket hang up');
  });

  test('killed at any moment has kept what it acknowledged', async () => {
    const server = await start(['--open-signup']);
    const token = await signUp(server.url);
    const acknowledged: string[] = [];
    const write = async (name: string, seq: number): Promise<void> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const answer = await fetch(`${server.url}/v1/console/run`, { method: 'POST', headers, body: newCustomer(name, seq) });
      if (answer.status === 200) acknowledged.push(name);
      if (acknowledged.length === 40) server.child.kill('SIGKILL');
    };
    await Promise.allSettled(Array.from({ length: 120 }, (_, i) => write(`Customer ${i}`, i)));
    await server.ended;
    expect(acknowledged.length).toBeGreaterThanOrEqual(40);
    const again = await start();
    expect(await customers(again.url, token)).toEqual(expect.arrayContaining(acknowledged));
  });
});

describe('a demo', () => {
  const keys = ['apiKey', 'console', 'owner', 'storefront', 'testApiKey', 'url'];

  test('has the same working keys on every start, and its console ends with it', { timeout: 90_000 }, async () => {
    const first = await start(['--demo']);
    expect(Object.keys(first.ready).toSorted()).toEqual(keys);
    const { apiKey, testApiKey, owner } = first.ready as { apiKey: string; testApiKey: string; owner: { email: string; password: string } };
    expect((await stop(first)).code).toBe(0);
    expect(existsSync(join(folder, 'console', 'account.json'))).toBe(true);

    const second = await start(['--demo']);
    expect(second.ready).toMatchObject({ apiKey, testApiKey, owner });
    const me = async (token: string) => (await fetch(`${second.url}/v1/api/me`, { headers: { authorization: `Bearer ${token}` } })).json();
    expect(await me(apiKey)).toMatchObject({ tenant: { name: 'Atlas Studios', subdomain: 'atlas' }, sandbox: false });
    expect(await me(testApiKey)).toMatchObject({ sandbox: true });
    const signIn = await fetch(`${second.url}/v1/console/sign-in`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(owner),
    });
    expect(await signIn.json()).toMatchObject({ member: { role: 'OWNER' } });
    const console = String(second.ready['console']);
    expect((await fetch(console, { redirect: 'manual' })).status).toBe(303);
    expect((await stop(second)).code).toBe(0);
    await expect(fetch(console)).rejects.toThrow('fetch failed');
  });

  test('is not put into a folder that holds another business', async () => {
    const server = await start(['--open-signup']);
    await signUp(server.url);
    await stop(server);
    const { code, said } = await run(['--data', folder, '--port', '0', '--demo', '--log-level', 'silent']).ended;
    expect([code, said.trim()]).toEqual([1, `${folder} holds a business that is not the demo: name another folder with --data.`]);
  });
});
