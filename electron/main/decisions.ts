/** What the main process allows, as plain functions of facts: each is attacked in tests/unit/desktop-decisions.test.ts. */
import { isAbsolute, join, normalize, relative } from 'node:path';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';

export const SCHEME = 'app';
const HOST = 'console';
export const HOME = `${SCHEME}://${HOST}/`;

/** A custom scheme has no origin of its own in Node's URL: scheme and host are compared. */
export function isOurs(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${SCHEME}:` && parsed.host === HOST && parsed.username === '' && parsed.port === '';
}

export interface Navigation {
  readonly url: string;
  readonly isMainFrame: boolean;
  /** the server that is signed in to: its pages are what a frame may preview */
  readonly serverUrl: string | null;
}

/** The window is the console and stays it; a frame inside may show the server's own pages and nothing else. */
export function mayNavigate({ url, isMainFrame, serverUrl }: Navigation): boolean {
  if (isMainFrame) return isOurs(url);
  const server = serverUrl === null ? null : URL.parse(serverUrl);
  return server !== null && URL.parse(url)?.origin === server.origin && server.origin !== 'null';
}

/** To the system's browser or mail program: web pages, a mail address, a phone number. Never a program or a file. */
export function mayOpenOutside(url: string, serverUrl: string | null): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  if (parsed.protocol === 'https:') return true;
  if (parsed.protocol === 'http:') return serverUrl !== null && parsed.origin === URL.parse(serverUrl)?.origin;
  if (parsed.protocol === 'mailto:') return /^mailto:[^\s?&%]+@[^\s?&%]+$/.test(url);
  return parsed.protocol === 'tel:' && /^tel:[+\d() .-]+$/.test(url);
}

const granted = new Set(['clipboard-sanitized-write', 'notifications']);

export function permissionAnswer({ permission, url, isMainFrame }: { permission: string; url: string; isMainFrame: boolean }): boolean {
  return granted.has(permission) && isMainFrame && isOurs(url);
}

/** The file behind one of our addresses. @returns null for whatever is not inside `folder` */
export function fileFor(url: string, folder: string): string | null {
  if (!isOurs(url)) return null;
  const path = decoded(new URL(url).pathname);
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  const inside = relative(folder, file);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : file;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

const screens = [
  'today',
  'calendar',
  'bookings',
  'customers',
  'catalogue',
  'availability',
  'disputes',
  'integrations',
  'attention',
  'settings',
];

/** `slotkeeper://bookings/bkg_…` → the console's own address for it. Anybody can make such a link, so it can only ever show something. */
export function routeOfDeepLink(link: string): string | null {
  const found = /^slotkeeper:\/\/([a-z]+)(?:\/([A-Za-z0-9_-]{1,64}))?\/?$/.exec(link);
  const [, screen = '', id] = found ?? [];
  if (!screens.includes(screen)) return null;
  return `${HOME}#/${screen}${id === undefined ? '' : `/${id}`}`;
}

export interface WindowFacts {
  readonly preload: string;
  readonly bounds: Partial<Rectangle>;
  readonly isPackaged: boolean;
  readonly isDark: boolean;
}

export function windowOptions({ preload, bounds, isPackaged, isDark }: WindowFacts): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 820,
    ...bounds,
    minWidth: 880,
    minHeight: 560,
    show: false,
    title: 'Slotkeeper',
    autoHideMenuBar: true,
    backgroundColor: isDark ? '#111416' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: !isPackaged,
    },
  };
}

/** Where the window was, unless that screen has gone meanwhile. */
export function boundsWithin(text: string, displays: readonly Rectangle[]): Partial<Rectangle> {
  const bounds = rectangleOf(text);
  if (bounds === null) return {};
  const isSeen = displays.some(
    (display) =>
      bounds.x < display.x + display.width - 40 &&
      bounds.x + bounds.width > display.x + 40 &&
      bounds.y < display.y + display.height - 40 &&
      bounds.y >= display.y,
  );
  return isSeen ? bounds : { width: bounds.width, height: bounds.height };
}

function rectangleOf(text: string): Rectangle | null {
  try {
    const { x, y, width, height } = JSON.parse(text) as Rectangle;
    return [x, y, width, height].every((value) => Number.isSafeInteger(value)) ? { x, y, width, height } : null;
  } catch {
    return null;
  }
}
