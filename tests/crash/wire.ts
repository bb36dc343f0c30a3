/** The wire between a console and its server: it can be cut, and it sees what passes before the console does. */
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Wire {
  /** where the console finds the server */
  readonly url: string;
  isThere: boolean;
  /** the server has answered; the console does not have it yet, and will not where this says false */
  onAnswer: (path: string) => boolean;
  close(): Promise<void>;
}

export async function wireTo(serverUrl: () => string): Promise<Wire> {
  const http = createServer((request, response) => {
    if (!wire.isThere) return void response.destroy();
    const path = request.url ?? '/';
    const onward = ask(`${serverUrl()}${path}`, { method: request.method, headers: request.headers }, (answer) => {
      if (!wire.onAnswer(path)) return void response.destroy();
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  const wire: Wire = {
    url: '',
    isThere: true,
    onAnswer: () => true,
    async close() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return Object.assign(wire, { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
}
