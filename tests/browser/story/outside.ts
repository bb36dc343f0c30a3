import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import ICAL from 'ical.js';
import { Webhook } from 'standardwebhooks';

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The business's own site: a plain page of another origin with the line pasted into it. */
export async function openSite(snippet: () => string): Promise<{ url: string; close(): void }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>River Bikes</title><h1>River Bikes</h1><p>Rent a bike.</p>${snippet()}</html>`);
  });
  return { url: await listen(server), close: () => void server.close() };
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** An integrator's endpoint that keeps all it was sent. */
export async function openReceiver(): Promise<{ url: string; received: Received[]; close(): void }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { event, data } = JSON.parse(body) as { event: string; data: Record<string, unknown> };
      received.push({ headers: request.headers, body, event, data });
      response.end('thanks');
    });
  });
  return { url: `${await listen(server)}/hooks`, received, close: () => void server.close() };
}

const headerOf = (headers: IncomingHttpHeaders, name: string): string => String(headers[name]);

/** All three signatures, each checked as its kind of integrator would. @throws where one does not hold */
export function verifyThreeWays({ headers, body }: Received, secret: string): void {
  new Webhook(secret).verify(body, {
    'webhook-id': headerOf(headers, 'webhook-id'),
    'webhook-timestamp': headerOf(headers, 'webhook-timestamp'),
    'webhook-signature': headerOf(headers, 'webhook-signature'),
  });
  const hex = (text: string) => createHmac('sha256', secret).update(text).digest('hex');
  if (headerOf(headers, 'x-slotkeeper-body-signature') !== hex(body)) throw new Error('the body signature does not hold');
  const [, at, signature] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(headerOf(headers, 'x-slotkeeper-signature')) ?? [];
  if (signature !== hex(`${at}.${body}`)) throw new Error('the timed signature does not hold');
}

export interface CalendarEvent {
  readonly summary: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly sequence: number;
  readonly status: string;
}

/** The feed as a calendar program reads it. */
export async function readFeed(url: string): Promise<CalendarEvent[]> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the feed answered ${answer.status}`);
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()) as never);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      summary: event.summary,
      startsAt: event.startDate.toUnixTime() * 1000,
      endsAt: event.endDate.toUnixTime() * 1000,
      sequence: event.sequence,
      status: String(component.getFirstPropertyValue('status')),
    };
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // whatever the door says; each step checks what it names
  readonly body: Record<string, unknown>;
}

/** A script with an API key. */
interface Call {
  readonly body?: object;
  readonly idempotencyKey?: string;
  /** where the server is reached just now, when it is not where it was */
  readonly serverUrl?: string;
}

export function apiWith({ serverUrl: known, token }: { serverUrl: string; token: string }) {
  return async (method: string, path: string, { body, idempotencyKey, serverUrl = known }: Call = {}): Promise<Answer> => {
    const answer = await fetch(`${serverUrl}/v1/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
}
