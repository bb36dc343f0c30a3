/** Electron's main process: a window, a lock, a door for pages and a line to the host. Whatever knows the business runs elsewhere. */
import { app, BrowserWindow, Menu, nativeTheme, protocol, screen, session, shell, type WebContents } from 'electron';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  boundsWithin,
  HOME,
  isOurs,
  mayNavigate,
  mayOpenOutside,
  permissionAnswer,
  routeOfDeepLink,
  SCHEME,
  windowOptions,
} from './decisions.ts';
import { type HostProcess, startHost } from './hostProcess.ts';
import { menuTemplate } from './menu.ts';
import { servePage } from './pages.ts';

const here = dirname(fileURLToPath(import.meta.url));
const pages = join(here, '../renderer');
const line = commandLine();
const folder = line.data ?? join(app.getPath('userData'), 'console');
const boundsFile = join(folder, 'window.json');
let host: HostProcess | undefined;
let window: BrowserWindow | undefined;
let isQuitting = false;

function commandLine(): { data?: string; server?: string; pair?: string } {
  const option = { type: 'string' } as const;
  // Chromium's own switches are on the same line.
  const { values } = parseArgs({ args: process.argv.slice(1), options: { data: option, server: option, pair: option }, strict: false });
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return Object.fromEntries(
    Object.entries({ data: text(values.data), server: text(values.server), pair: text(values.pair) }).filter(([, v]) => v),
  );
}

function openWindow(): void {
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea);
  const opened = new BrowserWindow(
    windowOptions({
      preload: join(here, 'preload.cjs'),
      bounds: boundsWithin(readIfThere(boundsFile), displays),
      isPackaged: app.isPackaged,
      isDark: nativeTheme.shouldUseDarkColors,
    }),
  );
  window = opened;
  opened.once('ready-to-show', () => opened.show());
  opened.on('close', () => rememberBounds(opened));
  opened.on('closed', () => (window = undefined));
  opened.webContents.on('did-finish-load', () => connectPage(opened.webContents));
  void opened.loadURL(HOME);
}

/** The page that gets a line to the host is the console's own, and it alone. */
function connectPage(page: WebContents): void {
  if (isOurs(page.mainFrame.url)) host?.connect(page);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function rememberBounds(opened: BrowserWindow): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(boundsFile, JSON.stringify(opened.getNormalBounds()));
}

function guard(contents: WebContents): void {
  const serverUrl = () => host?.serverUrl() ?? null;
  const stopStray = (event: { preventDefault(): void; url: string; isMainFrame: boolean }) => {
    if (!mayNavigate({ url: event.url, isMainFrame: event.isMainFrame, serverUrl: serverUrl() })) event.preventDefault();
  };
  contents.on('will-frame-navigate', stopStray);
  contents.on('will-redirect', stopStray);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url, serverUrl())) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

function answerPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) =>
    answer(permissionAnswer({ permission, url: requestingUrl, isMainFrame })),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin, { isMainFrame }) =>
    permissionAnswer({ permission, url: origin, isMainFrame }),
  );
}

function show(link?: string): void {
  if (window === undefined) openWindow();
  if (window?.isMinimized() === true) window.restore();
  window?.focus();
  const route = link === undefined ? null : routeOfDeepLink(link);
  if (route !== null) void window?.loadURL(route);
}

const linkIn = (args: readonly string[]) => args.find((arg) => arg.startsWith('slotkeeper://'));

function start(): void {
  protocol.handle(SCHEME, (request) => servePage(request, { folder: pages, serverUrl: host?.serverUrl() ?? null }));
  answerPermissions();
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform: process.platform, isPackaged: app.isPackaged })));
  const pairing = line.server !== undefined && line.pair !== undefined ? { server: line.server, code: line.pair } : null;
  const onRestart = () => {
    if (window !== undefined) connectPage(window.webContents);
  };
  host = startHost({ module: join(here, 'host.js'), folder, pairing, onRestart });
  show(linkIn(process.argv));
}

if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  app.setAsDefaultProtocolClient('slotkeeper');
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
  app.on('web-contents-created', (_event, contents) => guard(contents));
  app.on('second-instance', (_event, args) => show(linkIn(args)));
  app.on('open-url', (event, link) => {
    event.preventDefault();
    if (app.isReady()) show(link);
  });
  app.on('activate', () => show());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // A command that was answered is on disk already; this lets the host put its files in order.
  app.on('before-quit', (event) => {
    if (isQuitting || host === undefined) return;
    isQuitting = true;
    event.preventDefault();
    void host.close().finally(() => app.quit());
  });
  void app.whenReady().then(start);
} else app.quit();
