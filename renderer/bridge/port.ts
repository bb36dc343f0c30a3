/**
 * One line to the host: a MessagePort from Electron's preload, or a WebSocket in the browser, carrying the same messages.
 * Promise: every call is answered once. Where the line breaks, calls in flight fail as `disconnected` (a command may or may
 * not have run; the local database knows) and the line is taken up again by itself.
 */
import type { BridgeAnswer, BridgeEvent, BridgeMethod, BridgeMethods, BridgeRequest } from '#core/engine/bridge.ts';
import { BridgeFailure, disconnected } from './failure.ts';

export type Link = 'connecting' | 'open' | 'lost';

interface Preload {
  onPort(take: (port: MessagePort) => void): void;
  readonly platform: string;
}

declare global {
  interface Window {
    readonly slotkeeper?: Preload;
  }
}

interface Pending {
  resolve: (value: unknown) => void;
  reject: (cause: BridgeFailure) => void;
}

const PATIENCE_MS = 5_000;
const RETRY_FIRST_MS = 250;
const RETRY_LONGEST_MS = 5_000;

const pending = new Map<number, Pending>();
const waiting: { request: BridgeRequest; since: number }[] = [];
const listeners = new Set<(event: BridgeEvent) => void>();
const linkListeners = new Set<() => void>();
let link: Link = 'connecting';
let send: ((request: BridgeRequest) => void) | null = null;
let nextId = 1;

export const linkNow = (): Link => link;

export function onLink(listener: () => void): () => void {
  linkListeners.add(listener);
  return () => linkListeners.delete(listener);
}

export function onEvent(listener: (event: BridgeEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function call<M extends BridgeMethod>(method: M, arg: BridgeMethods[M]['arg']): Promise<BridgeMethods[M]['value']> {
  return new Promise((resolve, reject) => {
    const request: BridgeRequest = { id: nextId++, method, arg };
    pending.set(request.id, { resolve, reject });
    if (send) send(request);
    else {
      waiting.push({ request, since: Date.now() });
      setTimeout(giveUpWaiting, PATIENCE_MS + 50);
    }
  });
}

function giveUpWaiting(): void {
  const limit = Date.now() - PATIENCE_MS;
  while (waiting[0] !== undefined && waiting[0].since <= limit) {
    const late = waiting.shift()!;
    settle(late.request.id)?.reject(disconnected());
  }
}

function settle(id: number): Pending | undefined {
  const call = pending.get(id);
  pending.delete(id);
  return call;
}

function receive(data: unknown): void {
  const message = (typeof data === 'string' ? JSON.parse(data) : data) as BridgeAnswer | BridgeEvent;
  if ('event' in message) {
    for (const listener of listeners) listener(message);
    return;
  }
  const call = settle(message.id);
  if (message.ok) call?.resolve(message.value);
  else call?.reject(new BridgeFailure(message.error));
}

function setLink(next: Link): void {
  if (next === link) return;
  link = next;
  for (const listener of linkListeners) listener();
}

function opened(sender: (request: BridgeRequest) => void): void {
  send = sender;
  for (const { request } of waiting.splice(0)) sender(request);
  setLink('open');
}

function closed(): void {
  const unsent = new Set(waiting.map(({ request }) => request.id));
  if (send) for (const id of pending.keys()) if (!unsent.has(id)) settle(id)?.reject(disconnected());
  send = null;
  setLink('lost');
}

function connectSocket(retryMs: number): void {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/bridge`);
  let wasOpen = false;
  socket.addEventListener('open', () => {
    wasOpen = true;
    opened((request) => socket.send(JSON.stringify(request)));
  });
  socket.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data));
  socket.addEventListener('close', () => {
    closed();
    const next = wasOpen ? RETRY_FIRST_MS : Math.min(retryMs * 2, RETRY_LONGEST_MS);
    setTimeout(() => connectSocket(next), next);
  });
}

export function connect(): void {
  if (!window.slotkeeper) return connectSocket(RETRY_FIRST_MS);
  // A restarted host hands over a fresh port: calls on the old one are lost.
  window.slotkeeper.onPort((port) => {
    if (send) closed();
    port.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data));
    port.start();
    // As JSON would carry it: a field that is undefined is a field that is not there.
    opened((request) => port.postMessage(JSON.parse(JSON.stringify(request))));
  });
}
