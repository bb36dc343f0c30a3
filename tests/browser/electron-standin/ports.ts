/** MessageChannelMain between this process, a child process and a page. A port that was handed over is a pipe to where it went. */
import { EventEmitter } from 'node:events';

export class StandinPort extends EventEmitter {
  peer: StandinPort | undefined;
  #queue: unknown[] = [];
  #deliver: ((data: unknown) => void) | undefined;

  postMessage(data: unknown): void {
    this.peer?.arrive(structuredClone(data));
  }

  arrive(data: unknown): void {
    if (this.#deliver === undefined) this.#queue.push(data);
    else this.#deliver(data);
  }

  /** From here on what arrives is handed to `deliver`. */
  flowInto(deliver: (data: unknown) => void): void {
    this.#deliver = deliver;
    for (const data of this.#queue.splice(0)) deliver(data);
  }

  start(): void {
    this.flowInto((data) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    this.emit('close');
    this.peer?.emit('close');
  }
}

export class MessageChannelMain {
  readonly port1 = new StandinPort();
  readonly port2 = new StandinPort();

  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}
