/**
 * A load generator that costs little, because it shares the machine with what it measures: plain sockets, requests made into
 * bytes beforehand, one in flight on each connection.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** from the request's first byte to the answer's last */
  readonly ms: number;
}

export interface Load {
  /** from the first request to the last answer */
  readonly seconds: number;
  /** in the order of the calls */
  readonly answers: readonly Answer[];
}

function bytesOf(call: Call, host: string): Buffer {
  const body = call.body === undefined ? '' : JSON.stringify(call.body);
  const headers = Object.entries({
    ...call.headers,
    host,
    ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
  });
  return Buffer.from(
    `${call.method} ${call.path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
}

/** Sends every call once, the next as soon as a connection has its answer. Connections are open before the clock starts. */
export async function fire(url: string, { calls, connections }: { calls: readonly Call[]; connections: number }): Promise<Load> {
  const { hostname, port, host } = new URL(url);
  const requests = calls.map((call) => bytesOf(call, host));
  const answers: Answer[] = [];
  const sockets = await Promise.all(Array.from({ length: Math.min(connections, calls.length) }, () => open(hostname, Number(port))));
  let next = 0;
  const start = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      for (let i = next++; i < requests.length; i = next++) answers[i] = await ask(socket, requests[i]!);
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.destroy();
  return { seconds, answers };
}

async function open(hostname: string, port: number): Promise<Socket> {
  const socket = connect({ host: hostname, port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

const END_OF_HEAD = '\r\n\r\n';

function ask(socket: Socket, request: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let received: Buffer = Buffer.alloc(0);
    const settle = (act: () => void): void => {
      socket.off('data', onData).off('error', onEnd).off('close', onEnd);
      act();
    };
    const onEnd = (error?: unknown): void =>
      settle(() => reject(error instanceof Error ? error : new Error('the server closed a connection')));
    const onData = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const answer = whole(received);
      if (answer !== undefined) settle(() => resolve({ ...answer, ms: performance.now() - start }));
    };
    socket.on('data', onData).on('error', onEnd).on('close', onEnd);
    socket.write(request);
  });
}

/** undefined while something of it is still to come */
function whole(received: Buffer): Omit<Answer, 'ms'> | undefined {
  const head = received.indexOf(END_OF_HEAD);
  if (head < 0) return undefined;
  const text = received.toString('latin1', 0, head);
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (length === undefined) throw new Error(`an answer without a content-length: ${text}`);
  const start = head + END_OF_HEAD.length;
  if (received.length < start + Number(length)) return undefined;
  return { status: Number(text.slice(9, 12)), body: received.toString('utf8', start, start + Number(length)) };
}
