/**
 * The wire between one desktop and the server. It loses requests and answers, delivers a request twice, late or after a younger
 * one, and goes dead for a while. A request that was delivered has happened, whether or not its answer comes through.
 */
import type { Fetch, FetchAnswer } from '#host/ports.ts';
import type { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';
import type { SimulatedServer } from './server.ts';

export interface Faults {
  lostRequests: number;
  lostAnswers: number;
  repeated: number;
  late: number;
  reordered: number;
  cut: number;
  busy: number;
  broken: number;
}

export const noFaults = (): Faults => ({ lostRequests: 0, lostAnswers: 0, repeated: 0, late: 0, reordered: 0, cut: 0, busy: 0, broken: 0 });

export interface WireParts {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly server: SimulatedServer;
  readonly faults: Faults;
  note(line: string): void;
}

export interface Wire {
  /** a desktop's way to the server, for as long as that desktop lives */
  fetchFor(isAlive: () => boolean): Fetch;
  setDead(dead: boolean): void;
  /** no more faults from here on */
  calm(): void;
}

const SECOND = 1000;

export function wire({ clock, chance, server, faults, note }: WireParts): Wire {
  let isDead = false;
  let isCalm = false;
  let sent = 0;
  let lastDelivered = 0;
  const lines = new Set<LiveLine>();
  server.engine.database.onCommit(({ tables }) => {
    if (tables.length > 0) for (const line of lines) clock.after(chance.between(5, 200), () => line.say('data: {}\n\n'));
  });
  const strikes = (probability: number) => !isCalm && chance.happens(probability);

  function delay(): number {
    if (!strikes(0.12)) return chance.between(5, 80);
    faults.late++;
    return chance.between(1, 40) * SECOND;
  }

  const fetchFor =
    (isAlive: () => boolean): Fetch =>
    (url, init) =>
      new Promise<FetchAnswer>((resolve, reject) => {
        const number = ++sent;
        const path = url.slice('http://server'.length);
        init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
        const fail = () => clock.after(chance.between(5, 50), () => reject(new Error('connection lost')));
        if (isDead) {
          faults.cut++;
          return void fail();
        }
        if (path === '/v1/sync/live') {
          const line = liveLine(() => lines.delete(line));
          lines.add(line);
          init.signal?.addEventListener('abort', line.end);
          return void clock.after(10, () => resolve({ status: 200, headers: { get: () => null }, text: async () => '', body: line.body }));
        }
        if (strikes(0.06)) {
          faults.lostRequests++;
          return void fail();
        }
        if (strikes(0.02)) {
          faults.busy++;
          return void clock.after(20, () => resolve(answerOf(503, { error: 'unavailable', message: '' }, { 'retry-after': '2' })));
        }
        const deliver = async () => {
          if (number < lastDelivered) faults.reordered++;
          lastDelivered = Math.max(lastDelivered, number);
          const token = (init.headers.authorization ?? '').replace('Bearer ', '');
          const body: unknown = init.body === undefined ? undefined : JSON.parse(init.body);
          const answer = await server.handle({ method: init.method, path, token, body });
          note(`${init.method} ${path.split('?')[0]} #${number} ${answer.status}`);
          return answer;
        };
        if (strikes(0.08)) {
          faults.repeated++;
          clock.after(delay() * 3, () => void deliver());
        }
        clock.after(delay(), () => {
          if (strikes(0.01)) {
            faults.broken++;
            return resolve(answerOf(500, { error: 'internal_error', message: '' }));
          }
          void deliver().then(({ status, body }) => {
            const isLost = isDead || strikes(0.07);
            if (isLost) faults.lostAnswers++;
            clock.after(delay(), () => {
              if (!isAlive()) return;
              if (isLost) reject(new Error('connection lost'));
              else resolve(answerOf(status, body));
            });
          });
        });
      });

  return {
    fetchFor,
    setDead(dead) {
      isDead = dead;
      if (dead) for (const line of lines) line.end();
    },
    calm: () => (isCalm = true),
  };
}

interface LiveLine {
  readonly body: AsyncIterable<Uint8Array>;
  say(text: string): void;
  end(): void;
}

function liveLine(onEnd: () => void): LiveLine {
  const said: Uint8Array[] = [];
  let isOver = false;
  let wake = (): void => {};
  async function* listen(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = said.shift();
      if (next !== undefined) yield next;
      else if (isOver) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    body: listen(),
    say(text) {
      said.push(new TextEncoder().encode(text));
      wake();
    },
    end() {
      isOver = true;
      onEnd();
      wake();
    },
  };
}

function answerOf(status: number, body: unknown, headers: Record<string, string> = {}): FetchAnswer {
  return { status, headers: { get: (name) => headers[name] ?? null }, text: async () => textOf(body), body: null };
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));
