import type { BrowserContextOptions, Frame, Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import { root } from '#build/bundles.ts';
import { type Look, violationsOn } from '../axe.ts';
import { sharedChromium } from '../chromium.ts';
import { type FakeStorefront, startFakeStorefront } from './fake-storefront.ts';
import { type HostPage, startHostPage } from './host-page.ts';

/** A Friday morning, an hour before ten in Berlin. */
const NOW = '2026-11-20T08:00:00Z';

export interface World extends AsyncDisposable {
  fake: FakeStorefront;
  /** A page whose clock reads NOW; what the browser complained about is collected, and must be nothing. */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
  /** A business's page on another origin with these scripts in it. */
  host(scripts: string): Promise<HostPage>;
  complaints: string[];
  /** Time passes for the server and for the page, once nothing is on its way: an answer from before would set the page's clock back. */
  pass(page: Page, minutes: number): Promise<void>;
}

export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };
export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** What a browser says about an answer that the test has asked for is no complaint. */
const expected = /Failed to load resource/;

export async function widgetWorld(): Promise<World> {
  const chromium = await sharedChromium();
  const fake = await startFakeStorefront({ now: NOW, assets: `${root}dist/widget` });
  const complaints: string[] = [];
  const underWay = new Set<Request>();
  const closing: (() => Promise<void>)[] = [fake.close];
  return {
    fake,
    complaints,
    async open(url, options = phone) {
      const context = await chromium.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', ...options });
      closing.unshift(() => context.close());
      await context.clock.install({ time: new Date(NOW) });
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !expected.test(message.text())) complaints.push(message.text());
      });
      page.on('request', (request) => underWay.add(request));
      page.on('requestfinished', (request) => underWay.delete(request));
      page.on('requestfailed', (request) => underWay.delete(request));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url.startsWith('http') ? url : fake.origin + url);
      return page;
    },
    async host(scripts) {
      const page = await startHostPage(
        fake.origin,
        scripts.replaceAll('$loader', `src="${fake.origin}/embed/v1/widget.js" data-tenant="atlas"`),
      );
      closing.unshift(page.close);
      return page;
    },
    async pass(page, minutes) {
      await expect.poll(() => underWay.size).toBe(0);
      fake.business.now += minutes * 60_000;
      await page.clock.fastForward(minutes * 60_000);
    },
    async [Symbol.asyncDispose]() {
      for (const close of closing) await close();
      expect(complaints).toEqual([]);
    },
  };
}

export const frameOf = (offering: string, more = ''): string => `/embed/v1/frame?tenant=atlas&offering=${offering}${more}`;

/** The app inside the nth iframe of a host page, once it shows something. */
export async function appIn(page: Page, nth = 0): Promise<Frame> {
  const iframe = page.locator('iframe').nth(nth);
  const frame = await (await iframe.elementHandle())?.contentFrame();
  if (!frame) throw new Error('There is no such iframe');
  await frame.locator('h1').waitFor();
  return frame;
}

export async function fillIn(page: Page | Frame): Promise<void> {
  await page.getByLabel('Name').fill('Mara Lindqvist');
  await page.getByLabel('Email').fill('mara@example.com');
}

/** The keyboard alone: Tab until the control with that name has the focus. */
export async function tabTo(page: Page, within: Page | Frame, name: RegExp): Promise<void> {
  for (let step = 0; step < 40; step++) {
    const focused = await within.evaluate(() => {
      const at = document.activeElement;
      return at instanceof HTMLInputElement
        ? (at.labels?.[0]?.textContent ?? '')
        : (at?.getAttribute('aria-label') ?? at?.textContent ?? '');
    });
    if (name.test(focused.trim()) && (await within.evaluate(() => document.activeElement !== document.body))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${name}`);
}

/** axe over the whole page, iframes included, once nothing on it is dimmed for the moment in which it is asked for anew. */
export async function expectAccessible(page: Page, look: Look = {}): Promise<void> {
  await page.locator('.stale').waitFor({ state: 'detached' });
  expect(await violationsOn(page, { ...look, tags: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).toEqual(
    [],
  );
}
