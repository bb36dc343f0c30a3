/** The simulated server behind real HTTP, with sign-in, a live line, and switches for what goes wrong out there. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role } from '#core/contracts/actor.ts';
import { type SimulatedServer, simulatedServer } from '../simulation/server.ts';

export interface Weather {
  /** answers in the server's place; undefined lets the request through */
  answer: (path: string, token: string) => { status: number; body?: unknown; headers?: Record<string, string> } | undefined;
}

export interface HostServer {
  readonly simulated: SimulatedServer;
  readonly url: string;
  readonly weather: Weather;
  /** every path asked for so far */
  readonly asked: string[];
  /** a pairing code for a new device, of this member or of a new one */
  codeFor(role: Role, memberId?: string): Promise<string>;
  dropLive(): void;
  close(): Promise<void>;
}

const tenant = { name: 'Atlas Studios', subdomain: 'atlas', timezone: 'Europe/Berlin', displayCurrency: 'EUR', brandColor: '#0F766E' };

export async function hostServer({ folder, now = Date.now }: { folder: string; now?: () => number }): Promise<HostServer> {
  const simulated = await simulatedServer({ folder, now, name: 'host-server' });
  const weather: Weather = { answer: () => undefined };
  const asked: string[] = [];
  const codes = new Map<string, { token: string; answer: object }>();
  const live = new Set<ServerResponse>();
  simulated.engine.database.onCommit(({ tables }) => {
    if (tables.length > 0) for (const line of live) line.write('event: rev\ndata: {}\n\n');
  });

  async function answer(request: IncomingMessage): Promise<{ status: number; body?: unknown; headers?: Record<string, string> }> {
    const body = await bodyOf(request);
    const path = request.url ?? '/';
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const said = weather.answer(path, token);
    if (said !== undefined) return said;
    if (path === '/v1/console/pair' || path === '/v1/console/sign-in') {
      const { code, password } = body as { code?: string; password?: string };
      const found = codes.get(code ?? password ?? '');
      codes.delete(code ?? '');
      return found ? { status: 200, body: found.answer } : { status: 401, body: { error: 'unauthorized', message: '', details: {} } };
    }
    return simulated.handle({ method: request.method ?? 'GET', path, token, body });
  }

  const http = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (
      request.url === '/v1/sync/live' &&
      weather.answer('/v1/sync/live', (request.headers.authorization ?? '').replace('Bearer ', '')) === undefined
    ) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n');
      live.add(response);
      response.on('close', () => live.delete(response));
      return;
    }
    void answer(request)
      .catch(() => ({ status: 500, body: { error: 'internal_error', message: '', details: {} }, headers: {} }))
      .then(({ status, body, headers }) => {
        if (status === 0) return response.destroy();
        return response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
      });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  let made = 0;

  return {
    simulated,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    weather,
    asked,
    async codeFor(role, known) {
      const token = `device-${++made}`;
      const { deviceId, memberId } = await simulated.addDevice(token, { role, ...(known === undefined ? {} : { memberId: known }) });
      const member = { id: memberId, name: token, email: `${token}@example.com`, role };
      codes.set(`code-${made}`, { token, answer: { token, deviceId, tenant: { id: simulated.tenantId, ...tenant }, member } });
      return `code-${made}`;
    },
    dropLive() {
      for (const line of live) line.destroy();
    },
    async close() {
      http.closeAllConnections();
      http.close();
      await simulated.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}
