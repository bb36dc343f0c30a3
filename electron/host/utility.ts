/** The host as Electron's utility process: the same host, its lines MessagePorts, its secrets sealed by the main process. */
import { join } from 'node:path';
import { PlainError } from './commandLine.ts';
import { takeFolder } from './folder.ts';
import { type Host, openHost } from './host.ts';
import type { Pairing, ToHost, ToMain } from './messages.ts';
import { pairWith } from './pairing.ts';
import { nodePlatform } from './platform.ts';
import type { BridgePort } from './ports.ts';
import { type Seal, secretFile } from './secrets.ts';
import { describe } from './sync.ts';

/** The part of Electron's MessagePortMain and ParentPort that is used here; the host imports nothing of Electron. */
interface Port {
  on(event: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
  start(): void;
}

const parent = (process as unknown as { parentPort: Pick<Port, 'on' | 'postMessage'> }).parentPort;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process's port has no origin
const tell = (message: ToMain) => parent.postMessage(message);
const answers = new Map<number, (text: string | null) => void>();
const waiting: Port[] = [];
let host: Host | undefined;
let release = (): void => {};
let asked = 0;

function sealing(kind: 'seal' | 'unseal'): (text: string) => Promise<string> {
  return async (text) => {
    const id = ++asked;
    const answer = await new Promise<string | null>((resolve) => {
      answers.set(id, resolve);
      tell({ kind, id, text });
    });
    if (answer === null) throw new Error('the key store did not open it');
    return answer;
  };
}

const seal: Seal = { close: sealing('seal'), open: sealing('unseal') };

async function open(folder: string, pairing: Pairing | null): Promise<void> {
  release = takeFolder(folder);
  const opened = await openHost({ folder, secrets: secretFile(join(folder, 'token.sealed'), seal), platform: nodePlatform() });
  if (pairing !== null) await pairWith(opened, pairing).catch(complain);
  host = opened;
  let told: string | null | undefined;
  opened.connect({
    post(message) {
      if (!('event' in message) || message.event !== 'session' || message.payload.serverUrl === told) return;
      told = message.payload.serverUrl;
      tell({ kind: 'server', url: told });
    },
    onMessage: () => {},
    onClose: () => {},
  });
  for (const port of waiting.splice(0)) opened.connect(lineOf(port));
  tell({ kind: 'ready' });
}

function lineOf(port: Port): BridgePort {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => port.on('close', listener),
  };
}

function complain(error: unknown): void {
  tell({ kind: 'problem', sentence: error instanceof PlainError ? error.message : `Slotkeeper could not start: ${describe(error)}` });
}

async function close(): Promise<void> {
  await host?.close();
  release();
  process.exit(0);
}

parent.on('message', ({ data, ports }) => {
  const message = data as ToHost;
  switch (message.kind) {
    case 'open':
      void open(message.folder, message.pairing).catch((error: unknown) => {
        complain(error);
        process.exit(1);
      });
      break;
    case 'port':
      for (const port of ports) {
        if (host === undefined) waiting.push(port);
        else host.connect(lineOf(port));
      }
      break;
    case 'sealed':
      answers.get(message.id)?.(message.text);
      answers.delete(message.id);
      break;
    case 'close':
      void close();
      break;
  }
});
