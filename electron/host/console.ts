/**
 * The console for a browser on this computer. Whoever holds the one-time link becomes the one browser that may come in; every
 * other request is 403. Other sites can neither call it (SameSite, Origin) nor pose as it (Host, against DNS rebinding).
 */
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Host } from './host.ts';
import { contentPolicy } from './policy.ts';
import type { BridgePort } from './ports.ts';

export interface ConsoleParts {
  readonly host: Pick<Host, 'connect' | 'state'>;
  /** the built renderer */
  readonly pages: string;
}

export interface Console {
  readonly app: FastifyInstance;
  /** good once, for the port on which the app listens */
  linkFor(address: { host: string; port: number }): string;
}

const LARGEST_MESSAGE = 2 * 1024 * 1024;
const newSecret = () => randomBytes(32).toString('base64url');

export async function buildConsole({ host, pages }: ConsoleParts): Promise<Console> {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  const door = doorOf();

  await app.register(fastifyWebsocket, { options: { maxPayload: LARGEST_MESSAGE } });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders(host, request.headers.host ?? ''));
    if (!isOwnHost(request)) return forbid(reply, 'This address is not the console’s.');
    if (request.method === 'GET' && request.url.startsWith('/?token=')) return enter(request, reply, door);
    if (!door.knows(request)) return forbid(reply, 'Open the link that the console printed when it started.');
    if (request.url === '/bridge' && !isOwnOrigin(request)) return forbid(reply, 'Only the console’s own page may connect.');
  });
  await app.register(fastifyStatic, {
    root: pages,
    setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? 'max-age=31536000, immutable' : 'no-store'),
  });
  app.get('/bridge', { websocket: true }, (socket) => host.connect(portOf(socket)));
  // An address of the console's own router is the same page; a file that is not there is not.
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && !/\.\w+$/.test(request.url.split('?')[0] ?? '');
    return isPage ? reply.sendFile('index.html') : reply.code(404).type('text/plain').send('Not found.\n');
  });

  return { app, linkFor: (address) => `http://${address.host}:${address.port}/?token=${door.token}` };
}

interface Door {
  readonly token: string;
  knows(request: FastifyRequest): boolean;
  /** @returns the cookie, the first time that the right token comes */
  open(token: string, port: number): string | null;
}

function doorOf(): Door {
  const token = newSecret();
  const session = newSecret();
  let isUsed = false;
  return {
    token,
    knows: (request) => isSame(cookieOf(request) ?? '', session),
    open(given, port) {
      if (isUsed || !isSame(given, token)) return null;
      isUsed = true;
      return `${cookieName(port)}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
  };
}

const isSame = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Cookies know no ports: two consoles on one computer must not overwrite each other's. */
const cookieName = (port: number): string => `slotkeeper_console_${port}`;

const portOfRequest = (request: FastifyRequest): number => request.socket.localPort ?? 0;

function cookieOf(request: FastifyRequest): string | undefined {
  const name = `${cookieName(portOfRequest(request))}=`;
  const found = (request.headers.cookie ?? '').split(';').find((part) => part.trim().startsWith(name));
  return found?.trim().slice(name.length);
}

function enter(request: FastifyRequest, reply: FastifyReply, door: Door): FastifyReply {
  const token = new URLSearchParams(request.url.slice(2)).get('token') ?? '';
  const cookie = door.open(token, portOfRequest(request));
  if (cookie !== null) return reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect('/', 303);
  if (door.knows(request)) return reply.redirect('/', 303);
  return forbid(reply, 'This link has been used or is wrong: start the console again for a new one.');
}

const forbid = (reply: FastifyReply, sentence: string): FastifyReply =>
  reply.code(403).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(`${sentence}\n`);

/** A name that leads here by a trick of DNS is not one of these. */
function isOwnHost(request: FastifyRequest): boolean {
  const port = portOfRequest(request);
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(request.headers.host ?? '');
}

const isOwnOrigin = ({ headers }: FastifyRequest): boolean => headers.origin === `http://${headers.host}`;

function securityHeaders(host: ConsoleParts['host'], ownHost: string): Record<string, string> {
  return {
    'content-security-policy': contentPolicy({ connect: [`ws://${ownHost}`], serverUrl: host.state().serverUrl }),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  };
}

function portOf(socket: WebSocket): BridgePort {
  return {
    post: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) =>
      void socket.on('message', (data: Buffer, isBinary) => {
        if (!isBinary) listener(parsed(data.toString('utf8')));
      }),
    onClose: (listener) => {
      socket.on('close', listener);
      // a socket that broke closes by itself; without a listener it would take the process along
      socket.on('error', () => {});
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
