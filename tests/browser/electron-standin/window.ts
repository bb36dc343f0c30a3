/** BrowserWindow and WebContents over a page of the real Chromium. `app://console` is `https://console.app` there, served by the app's own handler. */
import type { Browser, BrowserContext, Page, Request as PageRequest, Route } from 'playwright-core';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { launchChromium } from '../chromium.ts';
import { insidePage } from './page.ts';
import type { StandinPort } from './ports.ts';

export type Handler = (request: Request) => Promise<Response> | Response;

/** where the page wanted to go and was not let */
export const prevented: string[] = [];
export const handlers = new Map<string, Handler>();
const toWeb = (url: string) => url.replace(/^app:\/\/console/, 'https://console.app');
const toApp = (url: string) => url.replace(/^https:\/\/console\.app/, 'app://console');

let browser: Promise<Browser> | undefined;
const theBrowser = (): Promise<Browser> => (browser ??= launchChromium());
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
}

export const windows: BrowserWindow[] = [];
let onContents: (contents: WebContents) => void = () => {};
export const setOnContents = (listener: (contents: WebContents) => void): void => void (onContents = listener);

interface Options {
  width: number;
  height: number;
  webPreferences: { preload: string };
}

/** undefined while a new window's first request has no frame yet */
function pageOf(request: PageRequest): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    return undefined;
  }
}

class WebContents extends EventEmitter {
  readonly #pages: Promise<Page>;
  readonly #ports = new Map<number, StandinPort>();
  #made = 0;
  #page: Page | undefined;
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  /** the one address that the app itself is loading: no navigation of the page's */
  #loading: string | undefined;

  constructor(options: Options) {
    super();
    this.#pages = this.#open(options);
  }

  async #open({ width, height, webPreferences }: Options): Promise<Page> {
    const context: BrowserContext = await (await theBrowser()).newContext({ viewport: { width, height } });
    const page = await context.newPage();
    await page.exposeFunction('standinSend', (port: number, data: unknown) => this.#ports.get(port)?.postMessage(data));
    await page.addInitScript(
      `(${insidePage.toString()})(${JSON.stringify(readFileSync(webPreferences.preload, 'utf8'))}, ${JSON.stringify(process.platform)})`,
    );
    await context.route('**/*', (route, request) => this.#answer(route, request));
    // Chromium has opened it already; Electron asks first, as the route below does, and shows nothing.
    context.on('page', (popup) => void popup.close());
    page.on('load', () => {
      for (const port of this.#ports.values()) port.close();
      this.#ports.clear();
      this.emit('did-finish-load');
    });
    this.#page = page;
    return page;
  }

  async #answer(route: Route, request: PageRequest): Promise<void> {
    const url = toApp(request.url());
    if (request.isNavigationRequest() && pageOf(request) !== this.#page) {
      if (this.#openHandler({ url }).action !== 'deny') throw new Error(`a window would have opened on ${url}`);
      return route.abort();
    }
    if (request.isNavigationRequest() && url !== this.#loading) {
      let isPrevented = false;
      const isMainFrame = request.frame().parentFrame() === null;
      this.emit('will-frame-navigate', { url, isMainFrame, preventDefault: () => (isPrevented = true) });
      if (isPrevented) {
        prevented.push(url);
        return route.abort('aborted');
      }
    }
    const handler = handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) return route.continue();
    const answer = await handler(new Request(url, { method: request.method() }));
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  }

  get mainFrame(): { url: string } {
    return { url: toApp(this.#page?.url() ?? '') };
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  postMessage(channel: string, _message: unknown, transfer: StandinPort[]): void {
    for (const port of transfer) {
      const number = ++this.#made;
      this.#ports.set(number, port);
      const inPage = (call: 'port' | 'say', value: unknown) =>
        void this.#page
          ?.evaluate(
            ([name, n, v]) =>
              (window as never as Record<string, Record<string, (...args: unknown[]) => void>>)['standin']?.[name as string]?.(
                ...(name === 'port' ? [v, n] : [n, v]),
              ),
            [call, number, value],
          )
          .catch(() => {});
      inPage('port', channel);
      port.flowInto((data) => inPage('say', data));
    }
  }

  async load(url: string): Promise<void> {
    const page = await this.#pages;
    this.#loading = url.split('#')[0];
    await page.goto(toWeb(url));
    this.#loading = undefined;
  }

  page(): Promise<Page> {
    return this.#pages;
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly options: Options;

  constructor(options: Options) {
    super();
    this.options = options;
    this.webContents = new WebContents(options);
    windows.push(this);
    onContents(this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url);
    this.emit('ready-to-show');
  }

  show(): void {}
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }

  getNormalBounds() {
    return { x: 10, y: 10, width: this.options.width, height: this.options.height };
  }

  async close(): Promise<void> {
    this.emit('close');
    const page = await this.webContents.page();
    await page.context().close();
    windows.splice(windows.indexOf(this), 1);
    this.emit('closed');
  }
}
