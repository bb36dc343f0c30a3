import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Wire } from './child.ts';
import type { StandinPort } from './ports.ts';

const childEntry = fileURLToPath(new URL('./child.ts', import.meta.url));
let ports = 0;

class StandinUtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #pipes = new Map<number, StandinPort>();
  pid: number | undefined;

  constructor(modulePath: string) {
    super();
    this.#child = fork(childEntry, [modulePath], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.pid = this.#child.pid;
    this.#child.on('message', (wire: Wire) => {
      if (wire.kind === 'message') this.emit('message', wire.data);
      else if (wire.kind === 'port') this.#pipes.get(wire.port)?.postMessage(wire.data);
    });
    this.#child.on('exit', (code) => {
      this.pid = undefined;
      this.emit('exit', code);
    });
  }

  postMessage(data: unknown, transfer: StandinPort[] = []): void {
    const numbers = transfer.map((port) => {
      const number = ++ports;
      this.#pipes.set(number, port);
      port.flowInto((message) => this.#send({ kind: 'port', port: number, data: message }));
      port.on('close', () => this.#send({ kind: 'close', port: number }));
      return number;
    });
    this.#send({ kind: 'message', data, ports: numbers });
  }

  #send(wire: Wire): void {
    if (this.#child.connected) this.#child.send(wire);
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

export const utilityProcess = { fork: (modulePath: string) => new StandinUtilityProcess(modulePath) };
