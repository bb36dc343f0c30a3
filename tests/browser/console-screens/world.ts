/** The demo business with its console, in Chromium, and a programmer's way to put something into it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { root } from '#build/bundles.ts';
import { SCRATCH } from '../../scratch.ts';
import { sharedChromium } from '../chromium.ts';

interface Said {
  url: string;
  console: string;
  apiKey: string;
}

export interface Desk {
  readonly page: Page;
  /** the console's address without its one-time link */
  readonly origin: string;
  /** the server's, where customers are */
  readonly server: string;
  /** opens a screen by its address behind the hash, and waits for what shows that its answers are there */
  go(address: string, shows?: string): Promise<void>;
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** the same in the sandbox */
  sandboxApi<T>(method: string, path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

interface Program {
  readonly said: Said;
  stop(): Promise<void>;
}

async function startDemo(folder: string): Promise<Program> {
  const server = spawn(process.execPath, ['sync-server/main.ts', '--demo', '--data', folder, '--port', '0', '--log-level', 'error'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  return {
    said: JSON.parse(line) as Said,
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    },
  };
}

let staged: Promise<string> | undefined;

/** A demo that was started once, for all of this process: to begin its past anew takes four times as long as to go on with it. */
const stagedDemo = (): Promise<string> => (staged ??= stageDemo());

async function stageDemo(): Promise<string> {
  const folder = mkdtempSync(join(inject('kept'), 'demo-'));
  await (await startDemo(folder)).stop();
  return folder;
}

/** Each desk signs in by itself, and no two servers hold one folder. */
const isCopied = (path: string): boolean => !['console', 'in-use.lock'].includes(basename(path));

/** For a field that takes the focus by itself: as fast as a hand, not before it is there. */
export async function typeIntoFocused(page: Page, text: string): Promise<void> {
  await page.locator('input:focus, textarea:focus').pressSequentially(text);
}

/** What the console is told by its host, in other words from the next reload on. */
export async function hear(page: Page, words: Readonly<Record<string, string>>): Promise<void> {
  await page.routeWebSocket(/\/bridge$/, (here) => {
    const host = here.connectToServer();
    host.onMessage((said) => here.send(Object.entries(words).reduce((text, [from, to]) => text.replaceAll(from, to), String(said))));
  });
  await page.reload();
}

export async function openDesk(): Promise<Desk> {
  const folder = mkdtempSync(join(SCRATCH, 'slotkeeper-screens-'));
  cpSync(await stagedDemo(), folder, { recursive: true, filter: isCopied });
  const { said, stop } = await startDemo(folder);
  const page = await openPage(await sharedChromium(), said.console).catch(async (error: unknown) => {
    // A server that outlives its test keeps the whole run from ending.
    await stop();
    throw error;
  });
  const { origin } = new URL(said.console);
  return {
    page,
    origin,
    server: said.url,
    async go(address, shows = 'h1') {
      // By way of nowhere: what is on the screen after that is not the former one's.
      const nothing = page.getByText('There is nothing at this address.');
      await page.goto(`${origin}/#/nowhere`);
      await nothing.waitFor();
      await page.goto(`${origin}/#${address}`);
      await nothing.waitFor({ state: 'detached' });
      await page.locator(shows).first().waitFor();
    },
    api: (method, path, body) => ask({ said, method, path, body }),
    sandboxApi: (method, path, body) => ask({ said, method, path, body, isSandbox: true }),
    async close() {
      await page.context().close();
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  return page;
}

interface Question {
  readonly said: Said;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly isSandbox?: boolean;
}

async function ask<T>({ said, method, path, body, isSandbox = false }: Question): Promise<T> {
  const answer = await fetch(`${said.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${said.apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(isSandbox && { 'x-slotkeeper-sandbox': 'true' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** An offering of one place by the hour, open every day from nine to five. */
export async function addWorkbench(desk: Desk, title: string): Promise<{ id: string; slug: string }> {
  const offering = await desk.api<{ id: string; slug: string }>('POST', '/v1/api/offerings', {
    title,
    basePriceCents: 1_000,
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    durationMinutes: 60,
    slotMinutes: 60,
    status: 'PUBLISHED',
  });
  const hours = { startTime: '09:00', endTime: '17:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null };
  await desk.api('PUT', `/v1/api/offerings/${offering.id}/schedule`, { rules: everyDay.map((dayOfWeek) => ({ dayOfWeek, ...hours })) });
  return offering;
}

/** Next week's Wednesday, so that the day after is in the same week. */
export function wednesday(): Temporal.PlainDate {
  const today = Temporal.Now.plainDateISO('Europe/Berlin');
  return today.add({ days: 10 - today.dayOfWeek });
}

export function instantOf(date: Temporal.PlainDate, time: string): string {
  return date.toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime: time }).toInstant().toString();
}
