import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from '#build/bundles.ts';
import { consoleHost, packed, type Program } from '#build/packed.ts';

let folder: string;
let dist: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slotkeeper-packed-'));
  dist = join(folder, 'dist');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function programOf(source: string): Program {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, source);
  return { name: 'greeter', entry: relative(root, entry), runs: 'said', unpacked: '', sources: [relative(root, entry)] };
}

const saidBy = async (file: string | undefined): Promise<unknown> => {
  if (file === undefined) throw new Error('it was not packed');
  return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { said: unknown }).said;
};

const states = (): string[] => readdirSync(join(dist, 'greeter'));

test('a program is packed once for a state of its sources, and what was packed earlier stays for those who run it', async () => {
  const first = await packed(programOf(`export const said: string = 'hello';`), dist);
  expect(await saidBy(first)).toBe('hello');
  expect(await packed(programOf(`export const said: string = 'good evening';`), dist)).not.toBe(first);
  expect(existsSync(first ?? '')).toBe(true);
  expect(states()).toHaveLength(2);
});

test('a second start takes what the first has packed', async () => {
  const program = programOf(`export const said = 'hello';`);
  const first = await packed(program, dist);
  writeFileSync(first ?? '', `export const said = 'as packed';`);
  expect(await packed(program, dist)).toBe(first);
  expect(await saidBy(first)).toBe('as packed');
});

test('of what was packed the newest three are kept, what an interrupted start left among the rest', async () => {
  for (const [age, name] of ['.making-1', 'one', 'two', 'three'].entries()) {
    mkdirSync(join(dist, 'greeter', name), { recursive: true });
    utimesSync(join(dist, 'greeter', name), age, age);
  }
  await packed(programOf(`export const said = 'hello';`), dist);
  expect(states()).toHaveLength(3);
  expect(states()).toEqual(expect.arrayContaining(['two', 'three']));
});

test('what was packed this month stays: a program that runs has parts to load yet', async () => {
  for (const name of ['one', 'two', 'three', 'four', '.making-1']) mkdirSync(join(dist, 'greeter', name), { recursive: true });
  await packed(programOf(`export const said = 'hello';`), dist);
  expect(states()).toEqual(expect.arrayContaining(['one', 'two', 'three', 'four', '.making-1']));
});

test('a module is told where its source lies, not where it was packed', async () => {
  const file = await packed(programOf(`export const said = new URL('beside.txt', import.meta.url).href;`), dist);
  expect(await saidBy(file)).toBe(pathToFileURL(join(folder, 'beside.txt')).href);
});

test('what can not be packed is left to its sources, and leaves nothing behind', async () => {
  expect(await packed(programOf('export const said = ;'), dist)).toBeUndefined();
  expect(states()).toEqual([]);
  writeFileSync(join(folder, 'file'), '');
  expect(await packed(programOf(`export const said = 'hello';`), join(folder, 'file'))).toBeUndefined();
});

describe('npm run serve', () => {
  /** Tells each module of ours that is loaded as a source. */
  const teller = `import { registerHooks } from 'node:module';
    registerHooks({ load: (url, context, next) => (/\\/(core|sync-server)\\/.*\\.ts$/.test(url) && console.error(url), next(url, context)) });`;

  test('runs the packed server whole: its pages, and what it loads later', { timeout: 60_000 }, async () => {
    const args = ['--import', `data:text/javascript,${encodeURIComponent(teller)}`, 'build/serve.ts'];
    const child = spawn(
      process.execPath,
      [...args, '--data', join(folder, 'data'), '--port', '0', '--log-level', 'error', '--open-signup'],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const ended = once(child, 'close');
    try {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => text as string);
      const { url } = JSON.parse(await Promise.race([line, ended.then(() => Promise.reject(new Error(said)))])) as { url: string };
      const body = JSON.stringify({ businessName: 'Atlas', email: 'owner@atlas.test', password: 'long enough' });
      const json = { 'content-type': 'application/json' };
      expect((await fetch(`${url}/v1/console/signup`, { method: 'POST', headers: json, body })).status).toBe(201);
      for (const path of ['/status', '/s/atlas', '/embed/v1/widget.js', '/openapi.json', '/docs/'])
        expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
      expect(said.replace(/^Built widget.*\n/m, '')).toBe('');
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });
});

test('the console’s host runs packed as well', { timeout: 60_000 }, async () => {
  const file = await packed(consoleHost);
  const pages = join(folder, 'pages');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<title>Console</title>');
  const args = ['--data', join(folder, 'desk'), '--port', '0', '--json'];
  const program = `const { start } = await import(process.argv[1]); await start(JSON.parse(process.argv[2]), process.argv[3]);`;
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', program, '--', pathToFileURL(file ?? '').href, JSON.stringify(args), pages],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  try {
    const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => text as string);
    const { url } = JSON.parse(await Promise.race([line, ended.then(() => Promise.reject(new Error('it ended')))])) as { url: string };
    const entered = await fetch(url, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await fetch(new URL(entered.headers.get('location') ?? '', url), { headers: { cookie } });
    expect(await page.text()).toBe('<title>Console</title>');
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
});
