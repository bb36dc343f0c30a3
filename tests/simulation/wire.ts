/**
 * The line between somebody and the server. It loses requests and answers, delivers a request twice, late or after a younger
 * one, breaks in the middle of an answer, and goes dead for a while. A request that was delivered has happened, whether or not
 * its answer comes through.
 */
import type { Fetch, FetchAnswer } from '#host/ports.ts';
import type { House } from './house.ts';
import { type LiveLine, liveLine } from './liveLine.ts';
import type { Stage } from './stage.ts';
import type { Answer, Request } from './talk.ts';

export interface WireParts {
  readonly stage: Stage;
  readonly house: House;
  /** whose line it is, for the trace */
  readonly name: string;
}

/** The process at the other end. */
export interface Listener {
  isAlive(): boolean;
  /** An answer arrives, or a bit of one. @throws where the process ends at that */
  hear(path: string): void;
}

export interface Wire {
  /** @throws Error where the line broke */
  send(request: Request, signal?: AbortSignal): Promise<Answer>;
  fetchFor(listener: Listener): Fetch;
  setDead(dead: boolean): void;
  isDead(): boolean;
  /** What was last fetched over it is asked so many times again, in the rush: networks do that. */
  echo(times: number): void;
  /** the live line alone */
  dropLive(): void;
}

interface Hearing {
  readonly listener: Listener;
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
}

const SECOND = 1000;

/** A server that died says nothing more: whoever listens gives up by themselves. */
async function* untilGivenUp(texts: AsyncIterable<string>, signal: AbortSignal | undefined): AsyncGenerator<string> {
  const source = texts[Symbol.asyncIterator]();
  const givenUp = new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')));
  });
  givenUp.catch(() => {});
  for (;;) {
    const next = await Promise.race([source.next(), givenUp]);
    if (next.done === true) return;
    yield next.value;
  }
}

export function wireOf({ stage, house, name }: WireParts): Wire {
  const { clock, chance, census, note } = stage;
  let isDead = false;
  let sent = 0;
  let lastDelivered = 0;
  let lastPull: { request: Request; number: number } | undefined;
  const lines = new Set<LiveLine>();
  house.onNews((rev) => {
    for (const line of lines) clock.after(chance.between(5, 3_000), () => line.say(`data: ${JSON.stringify({ rev })}\n\n`));
  });
  house.onDown(() => {
    for (const line of [...lines]) line.end();
  });
  const strikes = (probability: number) => !stage.isCalm() && chance.happens(probability);

  function delay(): number {
    if (clock.now() < stage.rush.at) return stage.rush.at - clock.now();
    if (!strikes(0.08)) return chance.between(5, 80);
    census.count('a request late');
    return chance.between(1, 40) * SECOND;
  }

  async function deliver(request: Request, number: number): Promise<Answer> {
    if (number < lastDelivered) census.count('requests out of order');
    lastDelivered = Math.max(lastDelivered, number);
    // who comes in at one instant comes in while the others are at any point of what they do
    if (clock.now() === stage.rush.at) for (let turns = chance.between(0, 400); turns > 0; turns--) await Promise.resolve();
    if (request.path.startsWith('/v1/sync/pull')) lastPull = { request, number };
    const answer = await house.handle(request);
    note(`${name} ${request.method} ${request.path.split('?')[0] ?? ''} #${number} ${answer.status}`);
    return answer;
  }

  function refusal(): Answer | undefined {
    if (!strikes(0.02)) return undefined;
    const status = chance.pick([429, 503]) ?? 503;
    census.count(status === 429 ? 'busy: 429' : 'busy: 503');
    const body = { error: status === 429 ? 'rate_limited' : 'unavailable', message: '', details: {}, requestId: 'req' };
    return { status, headers: { 'retry-after': String(chance.between(1, 20)) }, body };
  }

  const send: Wire['send'] = (request, signal) =>
    new Promise<Answer>((resolve, reject) => {
      const number = ++sent;
      signal?.addEventListener('abort', () => reject(new Error('aborted')));
      const fail = () => void clock.after(chance.between(5, 50), () => reject(new Error('connection lost')));
      if (isDead) return fail();
      if (strikes(0.05)) {
        census.count('a request lost');
        // one in three is never heard of again, until whoever asked gives up
        return chance.happens(0.66) || signal === undefined ? fail() : undefined;
      }
      const busy = refusal();
      if (busy !== undefined) return void clock.after(20, () => resolve(busy));
      if (strikes(0.06)) {
        census.count('a request delivered twice');
        clock.after(delay() * 3, () => void deliver(request, number).catch(() => {}));
      }
      clock.after(delay(), () => {
        if (strikes(0.01)) {
          census.count('a proxy’s 500');
          return resolve({ status: 500, headers: {}, body: { error: 'internal_error', message: '', details: {} } });
        }
        deliver(request, number).then((answer) => {
          const isLost = isDead || strikes(0.05);
          if (isLost) census.count('an answer lost');
          clock.after(delay(), () => (isLost ? fail() : resolve(answer)));
        }, fail);
      });
    });

  function openLive(listener: Listener, signal: AbortSignal | undefined): Promise<FetchAnswer> {
    const line = liveLine(() => lines.delete(line));
    signal?.addEventListener('abort', line.end);
    return new Promise((resolve, reject) => {
      clock.after(10, () => {
        if (isDead || !house.isUp()) return reject(new Error('connection lost'));
        if (listener.isAlive()) lines.add(line);
        return resolve({ status: 200, headers: { get: () => null }, text: async () => '', body: line.body });
      });
    });
  }

  /** An answer as it comes to a process that may have ended meanwhile, and may end at it. */
  function fetchAnswer(answer: Answer, { listener, path, signal }: Hearing): FetchAnswer {
    const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
    const isBroken = answer.lines === undefined && text.length > 2 && strikes(0.01);
    if (isBroken) census.count('an answer broken off');
    return {
      status: answer.status,
      headers: { get: (header) => answer.headers[header] ?? null },
      text: async () => (isBroken ? text.slice(0, text.length / 2) : text),
      body: answer.lines === undefined ? null : bitByBit(untilGivenUp(answer.lines, signal), { listener, path }),
    };
  }

  async function* bitByBit(texts: AsyncIterable<string>, { listener, path }: Hearing) {
    for await (const text of texts) {
      if (isDead || strikes(0.01)) {
        census.count('an answer broken off');
        throw new Error('connection lost');
      }
      if (chance.happens(0.1)) await new Promise<void>((resolve) => clock.after(chance.between(1, 50), resolve));
      if (!listener.isAlive()) return;
      listener.hear(path);
      yield new TextEncoder().encode(text);
    }
  }

  return {
    send,
    fetchFor: (listener) => (url, init) => {
      const path = url.slice('http://server'.length);
      if (path === '/v1/sync/live') return openLive(listener, init.signal);
      const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
      return new Promise((resolve, reject) => {
        send({ method: init.method, path, headers: init.headers, body }, init.signal).then(
          (answer) => {
            if (!listener.isAlive()) return;
            try {
              if (answer.lines === undefined) listener.hear(path);
              resolve(fetchAnswer(answer, { listener, path, signal: init.signal }));
            } catch {
              // the process ended at it
            }
          },
          (error: unknown) => listener.isAlive() && reject(error as Error),
        );
      });
    },
    setDead(dead) {
      isDead = dead;
      if (dead) for (const line of [...lines]) line.end();
    },
    isDead: () => isDead,
    echo(times) {
      const pull = lastPull;
      if (pull === undefined) return;
      for (let i = 0; i < times; i++) {
        census.count('a request delivered twice');
        clock.after(stage.rush.at - clock.now(), () => void deliver(pull.request, pull.number).catch(() => {}));
      }
    },
    dropLive() {
      if (lines.size > 0) census.count('a live line lost');
      for (const line of [...lines]) line.end();
    },
  };
}
