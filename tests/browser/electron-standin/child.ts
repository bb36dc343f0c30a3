/** Runs a module as Electron's utility process runs it: with `process.parentPort`, whose ports are pipes over this process's channel. */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { MessageChannelMain, type StandinPort } from './ports.ts';

export type Wire =
  { kind: 'message'; data: unknown; ports: number[] } | { kind: 'port'; port: number; data: unknown } | { kind: 'close'; port: number };

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (data: unknown) => void process.send?.({ kind: 'message', data, ports: [] } satisfies Wire),
});
Object.defineProperty(process, 'parentPort', { value: parentPort });
const pipes = new Map<number, StandinPort>();

function portOf(number: number): StandinPort {
  const { port1, port2 } = new MessageChannelMain();
  pipes.set(number, port2);
  port2.flowInto((data) => void process.send?.({ kind: 'port', port: number, data } satisfies Wire));
  return port1;
}

process.on('message', (wire: Wire) => {
  if (wire.kind === 'message') parentPort.emit('message', { data: wire.data, ports: wire.ports.map(portOf) });
  else if (wire.kind === 'port') pipes.get(wire.port)?.postMessage(wire.data);
  else pipes.get(wire.port)?.close();
});
process.on('disconnect', () => process.exit(0));

await import(pathToFileURL(process.argv[2] ?? '').href);
