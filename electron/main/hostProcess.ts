/** The host in its utility process: started, started again when it dies, and given the time to finish when the program ends. */
import { dialog, MessageChannelMain, safeStorage, utilityProcess, type UtilityProcess, type WebContents } from 'electron';
import type { Pairing, ToHost, ToMain } from '../host/messages.ts';

export interface HostProcess {
  readonly serverUrl: () => string | null;
  /** Opens a line between this page and the host. */
  connect(page: WebContents): void;
  /** Resolves when the host has ended, by itself or not. */
  close(): Promise<void>;
}

export interface HostProcessParts {
  readonly module: string;
  readonly folder: string;
  readonly pairing: Pairing | null;
  /** a fresh host knows no page */
  onRestart(): void;
}

const MOST_RESTARTS = 3;
const PATIENCE_MS = 5_000;
const PORT_CHANNEL = 'slotkeeper:port';

export function startHost(parts: HostProcessParts): HostProcess {
  let serverUrl: string | null = null;
  let isClosing = false;
  let restarts = 0;
  let child = fork();

  function fork(): UtilityProcess {
    const forked = utilityProcess.fork(parts.module, [], { serviceName: 'Slotkeeper host', stdio: 'inherit' });
    forked.on('message', (message: ToMain) => void hear(forked, message));
    forked.on('exit', (code) => {
      if (!isClosing && forked === child) revive(code);
    });
    // a code is good once: only the first start pairs
    const pairing = restarts === 0 ? parts.pairing : null;
    forked.postMessage({ kind: 'open', folder: parts.folder, pairing } satisfies ToHost, []);
    return forked;
  }

  function revive(code: number): void {
    if (restarts === MOST_RESTARTS) {
      dialog.showErrorBox('Slotkeeper', `Its local database could not be opened (${code}). Nothing is lost: start Slotkeeper again.`);
      return;
    }
    restarts++;
    child = fork();
    parts.onRestart();
  }

  async function hear(from: UtilityProcess, message: ToMain): Promise<void> {
    if (message.kind === 'server') serverUrl = message.url;
    else if (message.kind === 'problem') dialog.showErrorBox('Slotkeeper', message.sentence);
    else if (message.kind === 'seal' || message.kind === 'unseal') {
      const text = await (message.kind === 'seal' ? seal(message.text) : unseal(message.text)).catch(() => null);
      from.postMessage({ kind: 'sealed', id: message.id, text } satisfies ToHost, []);
    }
  }

  return {
    serverUrl: () => serverUrl,
    connect(page) {
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage({ kind: 'port' } satisfies ToHost, [port1]);
      page.postMessage(PORT_CHANNEL, null, [port2]);
    },
    async close() {
      isClosing = true;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      if (child.pid === undefined) return;
      child.postMessage({ kind: 'close' } satisfies ToHost, []);
      const patience = setTimeout(() => child.kill(), PATIENCE_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** Where the system has no key store, a file that only its owner may read must do, as it does for the browser's console. */
async function seal(text: string): Promise<string> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return `plain:${text}`;
  return `sealed:${(await safeStorage.encryptStringAsync(text)).toString('base64')}`;
}

async function unseal(text: string): Promise<string> {
  if (text.startsWith('plain:')) return text.slice('plain:'.length);
  const { result } = await safeStorage.decryptStringAsync(Buffer.from(text.slice('sealed:'.length), 'base64'));
  return result;
}
