import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStale } from '#build/bundle.ts';
import { electronRuntime } from '#build/runtime/electron.ts';
import type { SessionState } from '#core/engine/bridge.ts';
import { type HostServer, hostServer } from '../integration/hostServer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'dist/electron/main.js');
const register = fileURLToPath(new URL('./electron-standin/register.ts', import.meta.url));

let folder: string;
let server: HostServer;

beforeAll(async () => {
  await buildStale(['renderer', 'electron']);
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-desktop-'));
  server = await hostServer({ folder });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Desktop {
  tell<T = unknown>(call: string, arg?: unknown): Promise<T>;
  readonly ended: Promise<number | null>;
}

function startDesktop(args: string[], env: Record<string, string> = {}): Desktop {
  const child: ChildProcess = fork(main, args, {
    execArgv: ['--import', register],
    env: { ...process.env, STANDIN_HOME: folder, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  child.on('message', ({ id, value, error }: { id: number; value: never; error?: string }) => {
    if (error === undefined) waiting.get(id)?.resolve(value);
    else waiting.get(id)?.reject(new Error(error));
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let id = 0;
  return {
    ended,
    tell: (call, arg) =>
      new Promise((resolve, reject) => {
        waiting.set(++id, { resolve, reject });
        child.send({ id, call, arg });
      }),
  };
}

/** asks the host over the page's own port, as the renderer does */
const overThePort = (method: string) => `new Promise((resolve) => {
  window.slotkeeper.onPort((port) => {
    port.addEventListener('message', ({ data }) => { if (data.id === 99) resolve(data.value); });
    port.start();
    port.postMessage({ id: 99, method: ${JSON.stringify(method)}, arg: {} });
  });
})`;

describe('the desktop', () => {
  it('starts with a window on the console, signed in, and its host takes leave when it quits', async () => {
    const data = join(folder, 'paired');
    const desktop = startDesktop(['--data', data, '--server', server.url, '--pair', await server.codeFor('OWNER')]);
    await desktop.tell('waitFor', '#root button');
    expect(await desktop.tell('url')).toMatch(/^app:\/\/console\//);
    expect(await desktop.tell<SessionState>('evaluate', overThePort('session.state'))).toMatchObject({ tenant: { name: 'Atlas Studios' } });
    expect(await desktop.tell('evaluate', 'Object.keys(window.slotkeeper).sort().join()')).toBe('onPort,platform');
    expect(readFileSync(join(data, 'token.sealed'), 'utf8')).toMatch(/^sealed:/);
    await desktop.tell('quit');
    expect(await desktop.ended).toBe(0);
    expect(existsSync(join(data, 'window.json'))).toBe(true);

    const again = startDesktop(['--data', data]);
    await again.tell('waitFor', '#root button');
    expect(await again.tell<SessionState>('evaluate', overThePort('session.state'))).toMatchObject({ tenant: { name: 'Atlas Studios' } });
    await again.tell('quit');
    expect(await again.ended).toBe(0);
  });

  it('keeps the page where it is: no navigation, no window, no permission, no Node', async () => {
    const desktop = startDesktop(['--data', join(folder, 'attacked')]);
    await desktop.tell('waitFor', '#root button');
    const home = await desktop.tell<string>('url');

    await desktop.tell('evaluate', `void (location.href = 'https://evil.example/')`);
    await expect.poll(() => desktop.tell('prevented')).toEqual(['https://evil.example/']);
    expect(await desktop.tell('url')).toBe(home);

    await desktop.tell('evaluate', `void window.open('https://help.example/page')`);
    await expect
      .poll(async () => (await desktop.tell<{ call: string; args: unknown[] }[]>('asked')).filter(({ call }) => call === 'openExternal'))
      .toEqual([{ call: 'openExternal', args: ['https://help.example/page'] }]);

    expect(await desktop.tell('permission', { permission: 'media', url: 'app://console/' })).toEqual({ granted: false, checked: false });
    expect(await desktop.tell('permission', { permission: 'notifications', url: 'https://evil.example/' })).toMatchObject({
      granted: false,
    });
    expect(await desktop.tell('evaluate', 'typeof require + typeof process + typeof module')).toBe('undefinedundefinedundefined');
    expect(await desktop.tell('evaluate', `fetch('https://evil.example/').then(() => 'sent', () => 'kept')`)).toBe('kept');
    expect(await desktop.tell('evaluate', `fetch('/../electron/main.js').then((answer) => answer.status)`)).toBe(404);

    await desktop.tell('secondInstance', ['slotkeeper', 'slotkeeper://settings']);
    await expect.poll(() => desktop.tell('url')).toBe('app://console/#/settings');
    await desktop.tell('quit');
    expect(await desktop.ended).toBe(0);
  });

  it('that is started twice leaves the second start to the first', async () => {
    const second = startDesktop(['--data', join(folder, 'second')], { STANDIN_LOCKED: 'yes' });
    expect(await second.ended).toBe(0);
    expect(existsSync(join(folder, 'second'))).toBe(false);
  });

  it("runs in Electron itself where Electron's runtime is there", async () => {
    const runtime = electronRuntime();
    if ('absent' in runtime) {
      process.stdout.write(`Electron itself was not tried: ${runtime.absent}.\n`);
      return;
    }
    const args = [root, '--data', join(folder, 'electron'), ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
    const electron = await _electron.launch({ executablePath: runtime.binary, args });
    const window = await electron.firstWindow();
    await window.waitForSelector('#root button');
    expect(window.url()).toMatch(/^app:\/\/console\//);
    await electron.close();
  });
});
