/**
 * Stands in for the few calls of Electron that main and preload make, where Electron's runtime can't be had: windows are pages of
 * the real Chromium, the utility process is a real process, ports are real pipes. The test talks to it over its IPC channel.
 */
import { EventEmitter } from 'node:events';
import { closeBrowser, handlers, type Handler, prevented, setOnContents, windows } from './window.ts';

export { MessageChannelMain } from './ports.ts';
export { utilityProcess } from './utility.ts';
export { BrowserWindow } from './window.ts';

/** what was asked of the system, for the test to read */
const asked: { call: string; args: unknown[] }[] = [];
const note =
  (call: string) =>
  (...args: unknown[]) =>
    void asked.push({ call, args });

class App extends EventEmitter {
  readonly isPackaged = false;
  #isReady = false;

  whenReady = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    this.#isReady = true;
  };
  isReady = () => this.#isReady;
  requestSingleInstanceLock = () => process.env.STANDIN_LOCKED !== 'yes';
  enableSandbox = note('enableSandbox');
  setAsDefaultProtocolClient = note('setAsDefaultProtocolClient');
  getPath = (name: string) => `${process.env.STANDIN_HOME}/${name}`;

  quit(): void {
    let isPrevented = false;
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) void this.#end();
  }

  async #end(): Promise<void> {
    for (const window of [...windows]) await window.close();
    await closeBrowser();
    process.exit(0);
  }
}

export const app = new App();
setOnContents((contents) => app.emit('web-contents-created', {}, contents));

export const protocol = {
  registerSchemesAsPrivileged: note('registerSchemesAsPrivileged'),
  handle: (scheme: string, handler: Handler) => void handlers.set(scheme, handler),
};

type Answer = (granted: boolean) => void;
let onRequest: (contents: null, permission: string, answer: Answer, details: object) => void = () => {};
let onCheck: (contents: null, permission: string, origin: string, details: object) => boolean = () => true;
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: typeof onRequest) => void (onRequest = handler),
    setPermissionCheckHandler: (handler: typeof onCheck) => void (onCheck = handler),
  },
};

export const shell = { openExternal: note('openExternal') };
export const dialog = { showErrorBox: note('showErrorBox') };
export const nativeTheme = { shouldUseDarkColors: false };
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
export const Menu = { buildFromTemplate: (template: unknown) => template, setApplicationMenu: note('setApplicationMenu') };

/** Not what a key store does, but not the plain text either. */
const turned = (text: string) => text.split('').toReversed().join('');
export const safeStorage = {
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text: string) => Buffer.from(turned(text)),
  decryptStringAsync: async (sealed: Buffer) => ({ shouldReEncrypt: false, result: turned(sealed.toString()) }),
};

async function thePage() {
  while (windows[0] === undefined) await new Promise((resolve) => setImmediate(resolve));
  return windows[0].webContents.page();
}

const answers: Record<string, (arg: never) => unknown> = {
  asked: () => asked,
  prevented: () => prevented,
  options: () => windows.map(({ options }) => options),
  evaluate: async (script: string) => (await thePage()).evaluate(script),
  waitFor: async (selector: string) => void (await (await thePage()).waitForSelector(selector)),
  url: () => windows[0]?.webContents.mainFrame.url,
  permission: ({ permission, url }: { permission: string; url: string }) => {
    let granted: boolean | undefined;
    onRequest(null, permission, (is) => (granted = is), { requestingUrl: url, isMainFrame: true });
    return { granted, checked: onCheck(null, permission, url, { isMainFrame: true }) };
  },
  secondInstance: (args: string[]) => app.emit('second-instance', {}, args),
  quit: () => app.quit(),
};

process.on('message', ({ id, call, arg }: { id: number; call: string; arg: never }) => {
  void Promise.resolve()
    .then(() => answers[call]?.(arg))
    .then(
      (value) => process.send?.({ id, value }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
});
process.on('disconnect', () => app.quit());
