/** What the host asks of the platform under it, so that tests and the simulation can turn the clock and cut the wire. */
import type { Clock, Logger } from '#core/base/ports.ts';
import type { BridgeAnswer, BridgeEvent } from '#core/engine/bridge.ts';

export interface Timers {
  /** @returns how to call it off */
  after(milliseconds: number, fn: () => void): () => void;
}

/** The part of `fetch` that sync needs. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
  /** a redirect could carry the token to another host */
  readonly redirect: 'error';
}

export interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Keeps the device's token: a file under Node, sealed by the system's key store under Electron. */
export interface SecretStore {
  load(): Promise<string | null>;
  save(token: string | null): Promise<void>;
}

/** One line to one renderer: a WebSocket or a MessagePort. */
export interface BridgePort {
  post(message: BridgeAnswer | BridgeEvent): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

export interface Platform {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly fetch: Fetch;
  readonly log: Logger;
  /** in [0, 1): jitter alone comes of it */
  random(): number;
  /** `cmd_…`, unguessable and never the same twice */
  newCommandId(): string;
  /** Runs `fn` a little later, after what is already waiting. */
  defer(fn: () => void): void;
}
