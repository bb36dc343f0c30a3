/** A wire between a driver and its server that breaks where a test wants it to. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * `before`: the message never arrives. `after`: it arrives, and its answer does not come back. `late`: the sender loses the
 * connection, and the message arrives when the sender has begun anew.
 */
export type Break = 'before' | 'after' | 'late';

export interface Wire {
  /** of the database, through here */
  readonly url: string;
  /** Breaks at the next message that holds this text. @returns resolves when it has */
  breakAt(text: string, how: Break): Promise<void>;
  /** Nobody gets through until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

interface Planned {
  readonly text: string;
  readonly how: Break;
  readonly done: () => void;
}

export async function openWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let planned: Planned | undefined;
  let isCut = false;
  /** what a broken connection still has to deliver */
  let late: (() => void) | undefined;

  function carry(near: Socket, far: Socket): void {
    let isBroken = false;
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const socket of pair)
      socket
        .on('error', () => {})
        .on('close', () => {
          pairs.delete(pair);
          if (isBroken) return;
          near.destroy();
          far.destroy();
        });
    far.on('data', (chunk) => {
      if (!isBroken) near.write(chunk);
    });
    near.on('data', (chunk: Buffer) => {
      if (late !== undefined && chunk.includes('BEGIN')) {
        late();
        late = undefined;
      }
      if (planned === undefined || !chunk.includes(planned.text)) return void far.write(chunk);
      const { how, done } = planned;
      planned = undefined;
      isBroken = true;
      breakPair({ near, far, chunk, how, done });
    });
  }

  function breakPair({ near, far, chunk, how, done }: { near: Socket; far: Socket; chunk: Buffer } & Omit<Planned, 'text'>): void {
    const end = (): void => {
      near.destroy();
      far.destroy();
      done();
    };
    if (how === 'before') return end();
    if (how === 'after') {
      far.once('data', end);
      far.write(chunk);
      return;
    }
    late = () => far.end(chunk);
    near.destroy();
    done();
  }

  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    carry(near, connect(Number(target.port), target.hostname));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url.searchParams.delete('host');
  const drop = (): void => {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    breakAt: (text, how) => new Promise((done) => (planned = { text, how, done })),
    cut() {
      isCut = true;
      drop();
    },
    mend: () => void (isCut = false),
    async close() {
      drop();
      server.close();
      await once(server, 'close');
    },
  };
}
