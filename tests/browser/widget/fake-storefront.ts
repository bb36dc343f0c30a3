import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure, FakeBusiness } from './fake-business.ts';
import { offerings, tenant } from './fake-offerings.ts';

/** The frame page's policy, as the real server sends it: what the app must live within. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

export interface FakeStorefront {
  origin: string;
  business: FakeBusiness;
  /** Every API request that arrived, as "POST /holds". */
  seen: { line: string; key: string | undefined; device: string | undefined; body: unknown }[];
  /** Answers to requests that match are lost: the effect happens, the customer hears nothing. */
  lose: RegExp | null;
  /** Answers everything with 503. */
  down: boolean;
  close(): Promise<void>;
}

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: never;
  token: string | undefined;
}

function answer(business: FakeBusiness, { method, path, query, body, token }: Asked): [status: number, body: unknown] {
  const [head = '', id = '', act = ''] = path.split('/').slice(1);
  const route = `${method} ${head}${id && '/:id'}${act && `/${act}`}`;
  switch (route) {
    case 'GET ':
      return [200, { tenant }];
    case 'GET offerings':
      return [200, { data: offerings, nextCursor: null }];
    case 'GET offerings/:id':
      return [200, business.offering(decodeURIComponent(id))];
    case 'GET availability':
      return [200, business.availability(query)];
    case 'POST holds':
      return [201, business.hold(body)];
    case 'DELETE holds/:id':
      business.drop(id);
      return [204, null];
    case 'POST quote':
      return [200, business.quote(body)];
    case 'POST checkout':
      return [201, business.checkout(body)];
    case 'GET bookings/:id':
      return [200, business.mustBooking(id, token)];
    case 'GET bookings/:id/offering':
      return [200, business.offering(business.mustBooking(id, token).items[0]?.offeringId ?? '')];
    case 'GET bookings/:id/availability':
      return [200, business.otherTimes(business.mustBooking(id, token), query)];
    case 'POST bookings/:id/cancel':
      return [200, business.cancel(business.mustBooking(id, token), body)];
    case 'POST bookings/:id/dispute':
      return [201, business.dispute(business.mustBooking(id, token), body)];
    case 'GET disputes/:id':
      return [200, business.mustDispute(id, token)];
    case 'POST disputes/:id/messages':
      return [200, business.say(business.mustDispute(id, token), body)];
    case 'POST disputes/:id/withdraw':
      return [200, business.settle(business.mustDispute(id, token), null)];
    case 'POST bookings/:id/pay':
      return [200, business.payAgain(business.mustBooking(id, token))];
    case 'POST bookings/:id/reschedule':
      return [200, business.reschedule(business.mustBooking(id, token), body)];
    default:
      throw new Failure(404, 'not_found');
  }
}

function outcome(business: FakeBusiness, asked: Asked): [status: number, body: unknown] {
  try {
    return answer(business, asked);
  } catch (error) {
    if (error instanceof Failure)
      return [error.status, { error: error.code, message: error.message, details: error.details, requestId: 'req_1' }];
    throw error;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** A storefront server as the widget meets it, in memory, with a clock of its own. `assets` is the folder of the built widget. */
export async function startFakeStorefront({ now, assets }: { now: string; assets: string }): Promise<FakeStorefront> {
  const business = new FakeBusiness(now);
  const remembered = new Map<string, [number, unknown]>();
  const fake: FakeStorefront = {
    origin: '',
    business,
    seen: [],
    lose: null,
    down: false,
    close: () => closed(server),
  };

  const api = async (request: IncomingMessage, response: ServerResponse, url: URL) => {
    const text = await bodyOf(request);
    const method = request.method ?? 'GET';
    const path = url.pathname.replace('/v1/storefront/atlas', '');
    const key = request.headers['idempotency-key']?.toString();
    const body = (text ? JSON.parse(text) : undefined) as never;
    const device = request.headers['x-slotkeeper-device']?.toString();
    fake.seen.push({ line: `${method} ${path}`, key, device, body });
    const token = request.headers.authorization?.replace('Bearer ', '');
    const done = (key && remembered.get(key)) || outcome(business, { method, path, query: url.searchParams, body, token });
    if (key) remembered.set(key, done);
    if (fake.lose?.test(`${method} ${path}`)) return response.destroy();
    const [status, json] = fake.down ? [503, { error: 'internal_error' }] : done;
    return response.writeHead(status, { 'content-type': 'application/json' }).end(status === 204 ? undefined : JSON.stringify(json));
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    response.setHeader('date', new Date(business.now).toUTCString());
    const serve = url.pathname.startsWith('/v1/') ? api(request, response, url) : page(response, url, assets);
    serve.catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const KINDS: Record<string, string> = { js: 'text/javascript', css: 'text/css' };

async function page(response: ServerResponse, url: URL, assets: string): Promise<void> {
  const [, asset, kind] = /^\/embed\/v1\/([\w-]+\.(js|css))$/.exec(url.pathname) ?? [];
  if (asset && kind) {
    const bytes = await readFile(`${assets}/${asset}`);
    response.writeHead(200, { 'content-type': KINDS[kind] }).end(bytes);
    return;
  }
  const config = configOf(url);
  if (!config) {
    response.writeHead(404).end();
    return;
  }
  const script = (await readdir(assets)).find((file) => file.startsWith('app-'));
  const json = JSON.stringify(config).replaceAll('<', '\\u003c');
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Atlas Studios</title>
<link rel="stylesheet" href="/embed/v1/app.css"><script type="application/json" id="slotkeeper-config">${json}</script></head>
<body><div id="slotkeeper"></div><script type="module" src="/embed/v1/${script}"></script></body></html>`;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY }).end(html);
}

function configOf({ pathname, searchParams }: URL): object | null {
  const [, place, , what, id] = pathname.split('/');
  const asked = (name: string) => searchParams.get(name);
  const shared = {
    api: '/v1/storefront/atlas',
    tenant: 'atlas',
    offering: asked('offering'),
    bookingId: null,
    parentOrigin: asked('parent'),
    widgetId: asked('id'),
    color: asked('color'),
    locale: asked('locale'),
    theme: 'auto',
  };
  if (pathname === '/embed/v1/frame') return { ...shared, view: 'frame' };
  if (place !== 's') return null;
  if (what === 'o') return { ...shared, view: 'offering', offering: id };
  if (what === 'manage') return { ...shared, view: 'manage', bookingId: id };
  return what ? null : { ...shared, view: 'storefront' };
}
