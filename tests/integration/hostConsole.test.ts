import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type CommandLine, parseCommandLine, PlainError } from '#host/commandLine.ts';
import { openConsole } from '#host/start.ts';
import { type HostServer, hostServer } from './hostServer.ts';

let folder: string;
let pages: string;
const closers: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-console-'));
  pages = join(folder, 'pages');
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Slotkeeper</title>');
  writeFileSync(join(pages, 'assets/main.js'), '1');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  rmSync(folder, { recursive: true });
});

interface Open {
  readonly url: string;
  readonly origin: string;
  readonly port: number;
}

async function open(over: Partial<CommandLine> = {}): Promise<Open> {
  const line = { ...parseCommandLine(['--port', '0', '--data', join(folder, 'data')], {}), ...over };
  const { url, close } = await openConsole(line, pages);
  closers.push(close);
  const { origin, port } = new URL(url);
  return { url, origin, port: Number(port) };
}

interface Said {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** As it goes over the wire: `fetch` would not send a strange Host, nor a path with dots in it. */
function get({ port }: Open, path: string, headers: Record<string, string> = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asking.on('error', reject).end();
  });
}

async function enter(console: Open): Promise<string> {
  const { search } = new URL(console.url);
  const { headers } = await get(console, `/${search}`);
  return (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}

/** @returns the first message, or the status with which the line was refused */
function knock(console: Open, headers: Record<string, string>): Promise<unknown> {
  const socket = new WebSocket(`ws://127.0.0.1:${console.port}/bridge`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      socket.close();
      resolve(JSON.parse(data.toString()));
    });
    socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode));
    socket.on('error', reject);
  });
}

describe('the console’s door', () => {
  it('opens once for the link, and from then on for that browser', async () => {
    const console = await open();
    const { search } = new URL(console.url);
    const first = await get(console, `/${search}`);
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(first.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    const cookie = (first.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
    expect((await get(console, `/${search}`)).status).toBe(403);
    expect((await get(console, `/${search}`, { cookie })).status).toBe(303);
    expect(await get(console, '/', { cookie })).toMatchObject({ status: 200, text: expect.stringContaining('Slotkeeper') as string });
  });

  it('is shut to everybody else, file by file', async () => {
    const console = await open();
    for (const path of ['/', '/index.html', '/assets/main.js', '/bookings/x', '/bridge', '/?token=', '/?token=wrong', '/nothing'])
      expect((await get(console, path)).status).toBe(403);
    const name = `slotkeeper_console_${console.port}`;
    for (const cookie of ['', 'x=y', `${name}=`, `${name}=${'A'.repeat(43)}`])
      expect((await get(console, '/', { cookie })).status).toBe(403);
  });

  it('is not to be had under another name: DNS rebinding', async () => {
    const console = await open();
    const cookie = await enter(console);
    const { search } = new URL(console.url);
    for (const host of [
      'evil.example',
      `evil.example:${console.port}`,
      '127.0.0.1',
      `127.0.0.1:1`,
      `127.0.0.1.evil.example:${console.port}`,
    ]) {
      expect((await get(console, '/', { cookie, host })).status).toBe(403);
      expect((await get(console, `/${search}`, { host })).status).toBe(403);
    }
    expect((await get(console, '/', { cookie, host: `localhost:${console.port}` })).status).toBe(200);
  });

  it('lets a page speak to the host only from its own origin, with its cookie', async () => {
    const console = await open();
    const cookie = await enter(console);
    const origin = console.origin;
    expect(await knock(console, { cookie, origin })).toMatchObject({ event: 'session' });
    expect(await knock(console, { origin })).toBe(403);
    for (const other of ['https://evil.example', 'null', `https://127.0.0.1:${console.port}`, `http://localhost:${console.port}`])
      expect(await knock(console, { cookie, origin: other })).toBe(403);
    expect(await knock(console, { cookie })).toBe(403);
    expect(await knock(console, { cookie, origin: `http://evil.example:${console.port}`, host: `evil.example:${console.port}` })).toBe(403);
  });

  it('gives pages and nothing beside them', async () => {
    const console = await open();
    const cookie = await enter(console);
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/../../secret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
    ]) {
      const answer = await get(console, path, { cookie });
      expect(answer.text).not.toContain('secret');
    }
    expect((await get(console, '/missing.js', { cookie })).status).toBe(404);
  });

  it('says with every answer what the page may do', async () => {
    const console = await open();
    const cookie = await enter(console);
    for (const answer of [await get(console, '/', { cookie }), await get(console, '/')]) {
      expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cache-control': 'no-store' });
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    }
    expect((await get(console, '/assets/main.js', { cookie })).headers['cache-control']).toContain('immutable');
  });
});

describe('the bridge over it', () => {
  it('answers nonsense with a code and never with a stack', async () => {
    const console = await open();
    const socket = new WebSocket(`ws://127.0.0.1:${console.port}/bridge`, {
      headers: { cookie: await enter(console), origin: console.origin },
    });
    const answers: { id?: number; error?: { code: string } }[] = [];
    const sent = [
      'not json',
      '[]',
      '{"id":"1","method":"ask"}',
      '{"id":1,"method":"__proto__","arg":{}}',
      '{"id":2,"method":"session.pair","arg":{"serverUrl":1}}',
      '{"id":3,"method":"ask","arg":{"name":"bookings.list","input":{},"more":1}}',
      '{"id":4,"method":"run","arg":{"name":"x","input":{}}}',
      '{"id":5,"method":"session.state","arg":{}}',
    ];
    socket.on('open', () => sent.forEach((text) => socket.send(text)));
    await new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        answers.push(JSON.parse(data.toString()) as (typeof answers)[number]);
        if (answers.at(-1)?.id === 5) resolve();
      });
    });
    socket.close();
    const codes = Object.fromEntries(answers.filter(({ id }) => id !== undefined).map(({ id, error }) => [id, error?.code]));
    expect(codes).toEqual({ 1: 'invalid_request', 2: 'invalid_request', 3: 'invalid_request', 4: 'unauthorized', 5: undefined });
    expect(JSON.stringify(answers)).not.toMatch(/ {4}at |electron\/host|node_modules/);
  });
});

describe('a start', () => {
  let server: HostServer | undefined;
  const withServer = async () => (server = await hostServer({ folder: join(folder, 'server') }));
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('with a pairing code is signed in, and a second one with the used code still is', async () => {
    const { url } = await withServer();
    const code = (await server?.codeFor('OWNER')) ?? '';
    await open({ server: url, pair: code });
    expect(statSync(join(folder, 'data/token')).mode & 0o777).toBe(0o600);
    await closers.pop()?.();
    const console = await open({ server: url, pair: code });
    const cookie = await enter(console);
    expect(await knock(console, { cookie, origin: console.origin })).toMatchObject({
      payload: { member: { role: 'OWNER' }, serverUrl: url },
    });
  });

  it.each<[string, () => Promise<Partial<CommandLine>>, RegExp]>([
    ['a wrong code', async () => ({ server: (await withServer()).url, pair: 'wrong' }), /did not take the pairing code/],
    ['a server that is not there', async () => ({ server: 'http://127.0.0.1:9', pair: 'x' }), /could not be reached/],
    ['a port that is taken', async () => ({ port: (await open({ data: join(folder, 'other') })).port }), /^Port \d+ is taken/],
    ['a folder that is in use', async () => (await open(), {}), /^Another Slotkeeper is already using/],
    ['a folder that can’t be written', async () => ({ data: join(folder, 'secret.txt/x') }), /can't be written to/],
  ])('on %s ends in one sentence', async (_what, lineOf, sentence) => {
    const over = await lineOf();
    const failure = await open(over).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(PlainError);
    expect((failure as PlainError).message).toMatch(sentence);
    expect((failure as PlainError).message).not.toContain('\n');
  });

  it('without built pages says which command builds them', async () => {
    rmSync(join(pages, 'index.html'));
    await expect(open()).rejects.toThrow('npm run build -- renderer');
  });

  it('from a wrong command line exits with 2 and one line', async () => {
    const main = fileURLToPath(new URL('../../electron/host/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, '--port', 'x'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(2);
    expect(said).toMatch(/^"x" is not a port\. Usage: .*\n$/);
  });
});
