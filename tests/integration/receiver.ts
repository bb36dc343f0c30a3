import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** how it answers; 200 until told otherwise */
  answer: (response: ServerResponse, received: Received) => void;
  /** resolves once so many have come in all */
  untilReceived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** An integrator's endpoint: keeps what it got and answers as it is told. */
export async function startReceiver(now: () => number = Date.now): Promise<Receiver> {
  const waiting: { count: number; done: () => void }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const received = { headers: request.headers, body: Buffer.concat(parts).toString(), at: now() };
      receiver.received.push(received);
      receiver.answer(response, received);
      for (const { count, done } of waiting) if (receiver.received.length >= count) done();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: (response) => void response.writeHead(200).end('ok'),
    untilReceived: (count) =>
      new Promise((done) => {
        if (receiver.received.length >= count) done();
        else waiting.push({ count, done });
      }),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
